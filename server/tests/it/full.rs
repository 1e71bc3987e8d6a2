//! Receivers whose disk is full: each says so by a name of its own, nothing is lost, and the others go
//! on. Databases have their tests beside the others of theirs.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::files::{Shop, folder, lake, orders};
use crate::nats::{Stream, letters};
use crate::sending::{Receiver, sending};
use telos_model::deliver::Failure;

/// A file system of a few pages, which is gone with this.
struct Tiny(tempfile::TempDir);

impl Tiny {
    /// None where this may not mount one.
    fn mounted() -> Option<Self> {
        let tiny = Self(tempfile::tempdir().expect("a directory"));
        let options = ["-t", "tmpfs", "-o", "size=64k,mode=777", "tmpfs"];
        let mut mount = Command::new("mount");
        let mounted = mount.args(options).arg(tiny.0.path()).output();
        let done = mounted.is_ok_and(|done| done.status.success());
        if !done {
            eprintln!("a file system cannot be mounted here: run it as root");
        }
        done.then_some(tiny)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Tiny {
    fn drop(&mut self) {
        // Where it is none, there is nothing to be undone.
        let _ = Command::new("umount").arg(self.0.path()).output();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_on_a_full_disk_is_named_and_every_row_is_there_once_it_has_room() {
    let (Some(tiny), other) = (Tiny::mounted(), tempfile::tempdir().expect("a directory")) else {
        return;
    };
    let filler = tiny.path().join(".filler");
    // It ends when the disk is full.
    assert!(std::fs::write(&filler, vec![b'x'; 128 * 1024]).is_err());
    let files = vec![folder("lake", tiny.path()), folder("other", other.path())];
    let shop = Shop::open(files).await;
    shop.orders("ann", 0..5).await;
    shop.until("failing", |shop| shop.health("lake").failed > 0)
        .await;
    let failure = shop.health("lake").last_failure.expect("one");
    assert_eq!(
        (failure, failure.trouble()),
        (Failure::Answered(507), "disk-full")
    );
    shop.until("the other", |_| orders(other.path()).len() == 5)
        .await;
    assert!(orders(tiny.path()).is_empty());
    std::fs::remove_file(&filler).expect("removed");
    shop.until("room", |_| orders(tiny.path()).len() == 5).await;
    shop.until("nothing waits", |shop| shop.health("lake").waiting == 0)
        .await;
    assert_eq!(shop.health("lake").dead, 0);
    shop.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_whose_service_is_full_or_busy_is_named_so_and_its_neighbour_goes_on() {
    let (full, busy) = (Receiver::default(), Receiver::default());
    full.answer(vec![507; 500]);
    busy.answer(vec![503; 500]);
    let home = tempfile::tempdir().expect("a directory");
    let of = |at: std::net::SocketAddr| {
        format!(
            "place = \"s3://telos-full/raw\"\nendpoint = \"http://{at}\"\ninside = \"loopback\"\nformat = \"jsonl\""
        )
    };
    let shop = Shop::open(vec![
        lake("full", &of(full.start().await), ""),
        lake("busy", &of(busy.start().await), ""),
        folder("lake", home.path()),
    ])
    .await;
    shop.orders("ann", 0..3).await;
    for (name, trouble) in [("full", "disk-full"), ("busy", "failing")] {
        shop.until(name, |shop| shop.health(name).failed > 0).await;
        let health = shop.health(name);
        let failure = health.last_failure.expect("one");
        assert_eq!(failure.trouble(), trouble, "{failure:?}");
        assert!(health.waiting >= 3 && health.dead == 0, "{health:?}");
    }
    shop.until("the neighbour", |_| orders(home.path()).len() == 3)
        .await;
    shop.sender.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_full_is_named_and_gets_each_message_once_it_has_room() {
    let small = json!({"allow_direct": true, "max_msgs": 2, "discard": "new"});
    let Some(stream) = Stream::made("telos-full", small).await else {
        return;
    };
    let receiver = Receiver::default();
    let url = format!("http://{}", receiver.start().await);
    let other = crate::sending::letters("other", &url, "");
    let mut post = letters("post", &stream.url, "");
    post.text = post.text.replace("telos-out.", "telos-full.");
    let sending = sending(vec![post, other]).await;
    sending.orders(0..6).await;
    let full = Some(Failure::Answered(507));
    sending
        .until("full", |sending| {
            sending.health("post").last_failure == full
        })
        .await;
    assert_eq!(Failure::Answered(507).trouble(), "disk-full");
    sending
        .until("the other", |_| receiver.bodies("event").len() == 6)
        .await;
    let large = json!({"allow_direct": true, "max_msgs": 100, "discard": "new"});
    stream.change(large).await;
    let held = stream.until(6).await;
    let mut keys: Vec<String> = held
        .iter()
        .map(|(_, headers, _)| headers.get("Nats-Msg-Id").expect("there").to_string())
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 6, "each once");
    sending
        .until("settled", |sending| sending.health("post").waiting == 0)
        .await;
    assert_eq!(sending.health("post").dead, 0);
    sending.sender.stop().await;
}
