//! Who asks: the machine key of a request, its role, and the purposes it may ask for.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use telos_engine::Who;
use telos_model::catalog::Catalog;
use telos_model::decide::Named;
use telos_model::id::{NodeId, PurposeId};
use telos_model::message::normal_identifier;
use telos_model::people::Identifier;

use crate::keys::{Keys, MachineKey, Role};
use crate::problem::Problem;

/// The kind of "identifier" that names a person by a node of theirs, as answers do.
pub(crate) const BY_NODE: &str = "person";

/// The machine key of a request. It must have this role, if one is wanted, and a purpose.
pub(crate) fn key<'k>(
    keys: &'k Keys,
    headers: &HeaderMap,
    role: Option<Role>,
) -> Result<&'k MachineKey, Problem> {
    let value = headers
        .get(header::AUTHORIZATION)
        .map(HeaderValue::as_bytes);
    let bearer = value.and_then(|value| value.split_at_checked(7));
    let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"bearer "));
    let Some((_, presented)) = bearer else {
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "key_missing",
            "the request has no machine key",
            "send Authorization: Bearer KEY",
        )
        .authenticate("Bearer realm=\"telos\""));
    };
    let presented = std::str::from_utf8(presented.trim_ascii()).ok();
    let Some(key) = presented.and_then(|presented| keys.find(presented)) else {
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "key_unknown",
            "the machine key is not known",
            "use a key of the key file",
        )
        .authenticate("Bearer realm=\"telos\", error=\"invalid_token\""));
    };
    if let Some(role) = role
        && !key.has(role)
    {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "role_missing",
            format!("the machine key does not have the role `{}`", role.name()),
            "use another key, or give this one the role",
        ));
    }
    if !key.has_purpose() {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "purpose_missing",
            "the machine key has no purpose, so that it sees nothing",
            "give it the purposes that it works for",
        ));
    }
    Ok(key)
}

/// The purpose of this name, if the key may ask for it. One that the catalog does not declare is
/// the decision's to deny.
pub(crate) fn purpose(
    catalog: &Catalog,
    key: &MachineKey,
    name: &str,
    at: String,
) -> Result<Named<PurposeId>, Problem> {
    let full = key.full_name(name);
    if !key.may_ask(&full) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "purpose_not_allowed",
            "the machine key may not ask for this purpose",
            "ask for a purpose of the key's, as brand/purpose",
        )
        .at(at));
    }
    Ok(catalog
        .names
        .purposes
        .get(&full)
        .map_or(Named::Unknown, |id| Named::Known(*id)))
}

/// Who is named by a kind of identifier and a value.
pub(crate) fn who(catalog: &Catalog, kind: &str, value: &str) -> Result<Who, Problem> {
    if kind == BY_NODE {
        return node(value).map(Who::Node).ok_or_else(|| {
            Problem::bad(
                "person_invalid",
                "value",
                "this is no id of a person",
                "send `n` and 16 hexadecimal digits, as in answers",
            )
        });
    }
    let declared = catalog
        .names
        .identifiers
        .get(kind)
        .and_then(|id| catalog.identifier(*id));
    let Some(declared) = declared else {
        return Err(Problem::not_found(
            "identifier_kind_unknown",
            "the catalog declares no identifier of this kind",
            "/v1/catalog lists the kinds",
        )
        .at("kind"));
    };
    let Some(value) = normal_identifier(declared, value) else {
        return Err(Problem::bad(
            "identifier_invalid",
            "value",
            "this is no value of its kind of identifier",
            "send it as sources send it",
        ));
    };
    Ok(Who::Identifier(Identifier {
        kind: declared.id,
        value,
    }))
}

/// A node's id as answers write it.
pub(crate) fn node(text: &str) -> Option<NodeId> {
    let digits = text.strip_prefix('n').filter(|digits| digits.len() == 16)?;
    let lower = digits
        .bytes()
        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let number = lower.then(|| u64::from_str_radix(digits, 16).ok())??;
    Some(NodeId::new(number))
}

/// The answer where nobody carries an identifier.
pub(crate) fn nobody() -> Problem {
    Problem::not_found(
        "person_unknown",
        "nobody carries this identifier",
        "check the kind and the value",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(keys: &Keys, value: Option<&'static str>, role: Option<Role>) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        if let Some(value) = value {
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
        }
        key(keys, &headers, role)
            .err()
            .map(|problem| problem.code())
    }

    #[test]
    fn a_key_needs_its_role_and_a_purpose() {
        let keys = Keys::new(vec![
            MachineKey::new("a", "k-a", None, &[Role::Read], &["aria/orders"]),
            MachineKey::new("b", "k-b", None, &[Role::Read], &[]),
        ]);
        assert_eq!(code(&keys, Some("Bearer k-a"), Some(Role::Read)), None);
        assert_eq!(code(&keys, Some("bearer k-a "), None), None);
        assert_eq!(
            code(&keys, Some("Bearer k-a"), Some(Role::Admin)),
            Some("role_missing")
        );
        assert_eq!(
            code(&keys, Some("Bearer k-b"), Some(Role::Read)),
            Some("purpose_missing")
        );
        assert_eq!(code(&keys, Some("Bearer k-c"), None), Some("key_unknown"));
        assert_eq!(code(&keys, Some("Basic k-a"), None), Some("key_missing"));
        assert_eq!(code(&keys, None, None), Some("key_missing"));
    }

    #[test]
    fn a_node_is_named_as_answers_name_it() {
        let id = NodeId::new(0xab);
        assert_eq!(node(&id.to_string()), Some(id));
        for bad in [
            "",
            "n",
            "nab",
            "n00000000000000AB",
            "x00000000000000ab",
            "n+0000000000000ab",
        ] {
            assert_eq!(node(bad), None, "{bad}");
        }
    }
}
