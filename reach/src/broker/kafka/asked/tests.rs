//! Versions are agreed upon, and answers read as they are written.

use super::*;

#[test]
fn the_best_version_that_both_sides_know_is_spoken() {
    let mut out = Writer::new(false);
    out.i16(0);
    out.length(2);
    for number in [Api::Metadata.number(), 0, 9, Api::Produce.number(), 0, 2] {
        out.i16(number);
    }
    let (_, versions) = Versions::read(Reader::new(&out.bytes, false)).expect("whole");
    assert_eq!(versions.of(Api::Metadata), Some(4));
    assert_eq!(versions.of(Api::Produce), None, "too old for it");
    assert_eq!(versions.of(Api::Fetch), None);
}

#[test]
fn metadata_is_read_in_the_older_and_in_the_compact_way() {
    for version in [1, 2, 3, 4, 12] {
        let mut out = Writer::new(version >= 9);
        if version >= 3 {
            out.i32(0);
        }
        out.length(1);
        out.i32(7);
        out.text("kafka-7.example");
        out.i32(9_092);
        out.no_text();
        out.no_tags();
        if version >= 2 {
            out.text("cluster");
        }
        out.i32(7);
        out.length(1);
        out.i16(0);
        out.text("orders");
        if version >= 10 {
            out.put(&[9; 16]);
        }
        out.i8(0);
        out.length(1);
        out.i16(0);
        out.i32(3);
        out.i32(7);
        if version >= 7 {
            out.i32(0);
        }
        for _ in 0..if version >= 5 { 3 } else { 2 } {
            out.length(1);
            out.i32(7);
        }
        out.no_tags();
        if version >= 8 {
            out.i32(i32::MIN);
        }
        out.no_tags();
        out.no_tags();
        let mut at = Reader::new(&out.bytes, version >= 9);
        let (nodes, topics) = read_metadata(version, &mut at).expect("whole");
        assert_eq!((nodes[0].id, &*nodes[0].host), (7, "kafka-7.example"));
        assert_eq!(&*topics[0].name, "orders");
        assert_eq!(topics[0].partitions, [(3, 7)]);
        let id = if version >= 10 { [9; 16] } else { [0; 16] };
        assert_eq!(topics[0].id, id);
        for cut in 0..out.bytes.len() - usize::from(version >= 9) {
            let mut at = Reader::new(&out.bytes[..cut], version >= 9);
            assert_eq!(read_metadata(version, &mut at), None, "cut at {cut}");
        }
    }
}
