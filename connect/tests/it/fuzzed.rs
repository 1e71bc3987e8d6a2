//! The bodies of the fuzz targets for import, over kept inputs.

#[path = "../../../fuzz/src/import.rs"]
#[expect(unreachable_pub, reason = "the fuzz crate exports them")]
mod bodies;

const FILES: [&[u8]; 6] = [
    b"\0id,total\n1,2\n",
    b"\x011;2\n\"3",
    b"\x02{\"id\":1}\n{",
    b"\x03[{\"id\":1},2]",
    b"\x04PK\x03\x04",
    b"\x00\xff\xfei\0d\0\n\0",
];

#[test]
fn kept_inputs_of_the_fuzz_targets_are_read_or_refused() {
    for bytes in FILES {
        for end in 0..=bytes.len() {
            bodies::files(&bytes[..end]);
            bodies::mappings(&bytes[..end]);
        }
    }
    bodies::mappings(
        b"name = \"x\"\nsource = \"s\"\n[file]\nformat = \"csv\"\n[[message]]\ntype = \"track\"",
    );
}
