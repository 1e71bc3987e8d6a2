//! Objects of buckets: signed requests to services that speak S3, and what their answers say.
//! Sending is somebody else's.

use std::time::Duration;

use rusty_s3::actions::{ListObjectsV2, S3Action};
use rusty_s3::{Credentials, UrlStyle};
use telos_model::catalog::Bucket;
use telos_model::time::Timestamp;

use crate::destination::Made;

/// How long a signature holds. What is sent later than this is not taken any more.
pub const SIGNED_FOR: Duration = Duration::from_mins(1);
/// How many objects one answer lists at the most.
const LISTED_MAX: usize = 1_000;

/// Who asks, and what it is signed with. `Debug` hides both.
#[derive(Clone)]
pub struct Access(Credentials);

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Access")
    }
}

impl Access {
    /// The two secrets.
    #[must_use]
    pub fn new(key: &str, secret: &str) -> Self {
        Self(Credentials::new(key, secret))
    }
}

/// What is done with an object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Act<'a> {
    /// It is written, whole.
    Put(&'a [u8]),
    /// It is read.
    Get,
    /// It is asked whether it is there.
    Head,
    /// It is removed.
    Delete,
}

impl std::fmt::Debug for Act<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Act")
    }
}

/// A part of the objects that there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The objects, by their names below the bucket's prefix.
    pub objects: Vec<Object>,
    /// What the next part is asked for with, if there is one.
    pub next: Option<String>,
}

/// An object as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its name below the bucket's prefix.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// What the service says that tells it from others of its name.
    pub tag: String,
    /// When it was last written, as far as that is known.
    pub modified: Option<Timestamp>,
}

/// A request about one object, by its name below the bucket's prefix. None where there can be no
/// object of that name.
#[must_use]
pub fn about(
    bucket: &Bucket,
    access: Option<&Access>,
    name: &str,
    act: Act<'_>,
    at: Timestamp,
) -> Option<Made> {
    let proper = |step: &str| !step.is_empty() && step != "." && step != "..";
    if !name.split('/').all(proper) {
        return None;
    }
    let place = place(bucket)?;
    let access = access.map(|access| &access.0);
    let at = jiff::Timestamp::from_millisecond(at.millis()).ok()?;
    let name = format!("{}{name}", bucket.prefix);
    let (method, url, body) = match act {
        Act::Put(body) => {
            let put = place.put_object(access, &name);
            ("PUT", put.sign_with_time(SIGNED_FOR, &at), body.to_vec())
        }
        Act::Get => {
            let get = place.get_object(access, &name);
            ("GET", get.sign_with_time(SIGNED_FOR, &at), Vec::new())
        }
        Act::Head => {
            let head = place.head_object(access, &name);
            ("HEAD", head.sign_with_time(SIGNED_FOR, &at), Vec::new())
        }
        Act::Delete => {
            let delete = place.delete_object(access, &name);
            ("DELETE", delete.sign_with_time(SIGNED_FOR, &at), Vec::new())
        }
    };
    Some(made(bucket, method, url.path(), url.query(), body))
}

/// A question for the objects whose names below the prefix begin with a text, from where the last
/// part ended.
#[must_use]
pub fn list(
    bucket: &Bucket,
    access: Option<&Access>,
    under: &str,
    next: Option<&str>,
    at: Timestamp,
) -> Option<Made> {
    let place = place(bucket)?;
    let mut list = place.list_objects_v2(access.map(|access| &access.0));
    list.with_max_keys(LISTED_MAX);
    let prefix = format!("{}{under}", bucket.prefix);
    if !prefix.is_empty() {
        list.with_prefix(prefix);
    }
    if let Some(next) = next {
        list.with_continuation_token(next.to_owned());
    }
    let at = jiff::Timestamp::from_millisecond(at.millis()).ok()?;
    let url = list.sign_with_time(SIGNED_FOR, &at);
    Some(made(bucket, "GET", url.path(), url.query(), Vec::new()))
}

/// What a list says; none where it is none.
#[must_use]
pub fn read_list(bucket: &Bucket, body: &str) -> Option<Page> {
    let answer = ListObjectsV2::parse_response(body).ok()?;
    let objects = answer.contents.into_iter().filter_map(|object| {
        let name = object.key.strip_prefix(&*bucket.prefix)?;
        // Directories that some services show are no objects.
        let is_one = !name.is_empty() && !name.ends_with('/');
        is_one.then(|| Object {
            name: name.to_owned(),
            size: object.size.unwrap_or(0),
            tag: object.etag.unwrap_or_default(),
            modified: object.last_modified.as_deref().and_then(Timestamp::parse),
        })
    });
    Some(Page {
        objects: objects.collect(),
        next: answer.next_continuation_token,
    })
}

/// Whether an answer of 404 is about the object alone: its bucket is there.
#[must_use]
pub fn is_object_missing(body: &str) -> bool {
    !body.contains("NoSuchBucket")
}

fn place(bucket: &Bucket) -> Option<rusty_s3::Bucket> {
    let style = if bucket.by_host {
        UrlStyle::VirtualHost
    } else {
        UrlStyle::Path
    };
    let endpoint = bucket.endpoint.url().parse().ok()?;
    let (name, region) = (bucket.name.to_string(), bucket.region.to_string());
    rusty_s3::Bucket::new(endpoint, style, name, region).ok()
}

fn made(
    bucket: &Bucket,
    method: &'static str,
    path: &str,
    query: Option<&str>,
    body: Vec<u8>,
) -> Made {
    let query = query.map(|query| format!("?{query}"));
    Made {
        target: bucket.target(),
        method,
        path: format!("{path}{}", query.unwrap_or_default()),
        headers: vec![("user-agent".into(), crate::destination::AGENT.to_owned())],
        body,
    }
}

#[cfg(test)]
mod tests {
    use telos_model::catalog::{Inside, Target};

    use super::*;

    fn bucket() -> Bucket {
        Bucket {
            endpoint: Target {
                https: true,
                host: "s3.example".into(),
                port: 443,
                path: "".into(),
                inside: Inside::No,
            },
            name: "lake".into(),
            prefix: "telos/".into(),
            region: "eu-central-1".into(),
            by_host: false,
            access: None,
        }
    }

    #[test]
    fn requests_are_signed_for_one_object_and_one_minute() {
        let access = Access::new("AKIAIOSFODNN7EXAMPLE", "secret-of-the-lake");
        let at = Timestamp::from_millis(1_767_323_045_000);
        let put = about(&bucket(), Some(&access), "a b/c.jsonl", Act::Put(b"x"), at);
        let put = put.expect("an object");
        assert_eq!((put.method, &put.body[..]), ("PUT", &b"x"[..]));
        assert!(
            put.path.starts_with("/lake/telos/a%20b/c.jsonl?"),
            "{}",
            put.path
        );
        for part in [
            "X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "20260102%2Feu-central-1%2Fs3%2Faws4_request",
            "X-Amz-Date=20260102T030405Z",
            "X-Amz-Expires=60",
            "X-Amz-Signature=",
        ] {
            assert!(put.path.contains(part), "{part}: {}", put.path);
        }
        assert!(!put.path.contains("secret-of-the-lake"));
        assert_eq!(put.target.host, "s3.example".into());
        let by_host = Bucket {
            by_host: true,
            ..bucket()
        };
        let get = about(&by_host, None, "c", Act::Get, at).expect("an object");
        assert_eq!(
            (&*get.target.host, &*get.path),
            ("lake.s3.example", "/telos/c")
        );
    }

    #[test]
    fn no_name_leads_out_of_the_bucket_or_to_the_bucket_itself() {
        let at = Timestamp::from_millis(0);
        for name in ["", "a//b", "../x", "a/../../x", "./a", "a/"] {
            assert_eq!(
                about(&bucket(), None, name, Act::Delete, at),
                None,
                "{name}"
            );
        }
    }

    #[test]
    fn lists_are_read_and_what_is_none_is_not() {
        let body = r#"<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>lake</Name>
<Prefix>telos/</Prefix><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated>
<NextContinuationToken>more</NextContinuationToken><EncodingType>url</EncodingType>
<Contents><Key>telos/a+b%2Fc.csv</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>
<ETag>&quot;abc&quot;</ETag><Size>12</Size><StorageClass>STANDARD</StorageClass></Contents>
<Contents><Key>telos/</Key><Size>0</Size></Contents></ListBucketResult>"#;
        let page = read_list(&bucket(), body).expect("a list");
        assert_eq!(page.next.as_deref(), Some("more"));
        assert_eq!(page.objects.len(), 1);
        let object = &page.objects[0];
        assert!(object.name.ends_with("/c.csv"), "{}", object.name);
        assert_eq!((object.size, &*object.tag), (12, "\"abc\""));
        assert_eq!(read_list(&bucket(), "<html>no"), None);
        assert_eq!(read_list(&bucket(), ""), None);
    }
}
