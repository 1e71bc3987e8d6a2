//! Messages, batches, catalogs, segments and stored forms from bytes.

use std::sync::LazyLock;

use telos_engine::layout;
use telos_model::catalog::{CatalogFile, compile, starter};
use telos_model::id::{EventId, NodeId, SourceId};
use telos_model::json::{Json, parse_batch};
use telos_model::message::{RawMessage, validate};
use telos_model::people::People;
use telos_model::process::{Outcome, Policy, process};
use telos_model::segment::{Resolver, from_json, parse, print, to_json};
use telos_model::signal::gpp::Gpp;
use telos_model::signal::tcf::Tcf;
use telos_model::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_777_777_777_777);

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let catalog = compile(&starter(), None).expect("the shipped catalog compiles");
    Policy::new(catalog).expect("no circle")
});

/// A message, through all stages, twice: the second time the person is known.
pub fn messages(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    if let Ok(body) = Json::parse(bytes) {
        message(*first, body);
    }
}

fn message(first: u8, body: Json<'_>) {
    let policy = &*POLICY;
    let mut sources = policy
        .catalog
        .names
        .write_keys
        .values()
        .copied()
        .collect::<Vec<_>>();
    sources.sort_unstable();
    let raw = RawMessage {
        body,
        call: None,
        source: sources[usize::from(first >> 1) % sources.len()],
        received: NOW,
        sent: None,
        address: (first & 2 == 0).then(|| "203.0.113.77".into()),
        gpc: first & 1 == 0,
        fallback_id: "fallback".into(),
    };
    let id = |_: SourceId, id: &str| {
        let mut bytes = [0; 16];
        for (at, byte) in id.bytes().enumerate() {
            bytes[at % 16] ^= byte;
        }
        EventId(bytes)
    };
    let Ok(mut message) = validate(&policy.catalog, &raw, &id) else {
        return;
    };
    let mut people = People::default();
    for candidate in &message.candidates {
        people.holders.insert(candidate.identifier.clone(), None);
    }
    for round in 0..2 {
        message.id.0[0] ^= round;
        let new = NodeId::new(1 + u64::from(round));
        if let Outcome::Taken(taken) = process(policy, &mut people, &message, new) {
            let entry = layout::Entry::Event(Box::new(taken.record));
            let read = layout::read_entry(&layout::write_entry(&entry)).expect("what was written");
            assert_eq!(read, entry);
        }
    }
    for node in people.nodes.values() {
        let written = layout::write_node(node, false);
        let (read, _) = layout::read_node(&written, node.version).expect("what was written");
        assert_eq!(&read, node);
    }
}

/// The body of a batch call, and each message in it.
pub fn batches(bytes: &[u8]) {
    let Ok(envelope) = parse_batch(bytes) else {
        return;
    };
    for (place, body) in (0..=u8::MAX).cycle().zip(envelope.messages()) {
        if let Ok(body) = body {
            message(place, body);
        }
    }
}

/// The shipped catalog with one file replaced.
pub fn catalogs(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let mut files: Vec<CatalogFile> = starter();
    let place = usize::from(*first) % files.len();
    files[place].text = text.into();
    if let Ok(catalog) = compile(&files, None) {
        let again = compile(&files, Some(&catalog.slots)).expect("compiled before");
        assert_eq!(again.hash, catalog.hash);
        drop(Policy::new(catalog));
    }
}

/// A segment's condition: what was read is printed so that it reads the same.
pub fn segments(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let catalog = &POLICY.catalog;
    let Some(brand) = catalog.brands.iter().flatten().next() else {
        return;
    };
    let names = Resolver::new(catalog, brand.id);
    if let Ok(condition) = parse(text, &names) {
        let printed = print(&condition, &names);
        assert_eq!(
            parse(&printed, &names).as_ref(),
            Ok(&condition),
            "{printed}"
        );
        let json = to_json(&condition, &names);
        assert_eq!(from_json(&json, &names).ok().as_ref(), Some(&condition));
    }
}

/// Stored forms: damaged bytes are refused, and what reads is written to read the same.
pub fn layout(bytes: &[u8]) {
    if let Ok((node, in_family)) = layout::read_node(bytes, 1) {
        let again = layout::read_node(&layout::write_node(&node, in_family), 1);
        assert!(same(&again.expect("what was written").0, &node));
    }
    if let Ok(entry) = layout::read_entry(bytes) {
        let again = layout::read_entry(&layout::write_entry(&entry));
        assert!(same(&again.expect("what was written"), &entry));
    }
    if let Ok(located) = layout::read_located(bytes) {
        let again = layout::read_located(&layout::write_located(&located));
        assert_eq!(again, Ok(located));
    }
    if let Ok(fact) = layout::read_fact(bytes) {
        let again = layout::read_fact(&layout::write_fact(&fact.fact, &fact.detail));
        assert_eq!(again, Ok(fact));
    }
    if let Ok(family) = layout::read_family(bytes, 1) {
        let again = layout::read_family(&layout::write_family(&family), 1);
        assert_eq!(again, Ok(family));
    }
}

/// Equal, or unequal to itself (it holds a number that is none).
fn same<T: PartialEq>(a: &T, b: &T) -> bool {
    #[expect(clippy::eq_op, reason = "what is unequal to itself cannot be compared")]
    let comparable = b == b;
    a == b || !comparable
}

/// A TCF and a GPP string: what was read is written as what is read again.
pub fn signals(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(tcf) = Tcf::read(text, Timestamp::MAX) {
        // Neighbouring vendors in ranges of their own are one range once they are written.
        let again = Tcf::read(&tcf.write(), Timestamp::MAX).expect("what was written is read");
        assert_eq!(again, tcf);
    }
    let _ = Gpp::read(text, NOW);
}
