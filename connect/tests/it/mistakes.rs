//! Mistakes in mappings: all at once, each with its place and what would be right.

use telos_connect::import::Mapping;

use crate::shown;

#[test]
fn all_mistakes_are_said_at_once() {
    let text = r#"name = "x"
sorce = "shop"
[file]
format = "csf"
encoding = "utf8"
[[message]]
type = "trak"
[[message]]
type = "track"
[message.identifiers]
user_id = "{id"
[message.properties]
a = { column = "a", type = "numbr" }
b = { colum = "b" }
c = { column = "c", type = "date", format = "%?", timezone = "Europe/Berln" }
d = { column = "d", decimal = "," }
e = {}
f = "{x}"
"f.g" = 1
[[message]]
type = "consent"
identifiers.user_id = "{id}"
[[message.consents]]
purpos = "news"
"#;
    let mistakes = Mapping::parse("shop.toml", text).expect_err("mistakes");
    let text = shown(&mistakes);
    for expected in [
        "the mapping has no `source`",
        "the mapping has no use for `sorce`",
        "did you mean `source`?",
        "there is no format `csf`",
        "did you mean `csv`?",
        "there is no encoding `utf8`",
        "there is no call `trak`",
        "did you mean `track`?",
        "shop.toml:7:8",
        "a brace has no partner",
        "there is no type `numbr`",
        "did you mean `number`?",
        "the field has no use for `colum`",
        "did you mean `column`?",
        "a directive in it is unknown",
        "there is no time zone `Europe/Berln`; did you mean `Europe/Berlin`?",
        "a field of type text has no use for `decimal`",
        "the statement has no use for `purpos`",
        "a track message has no `event`",
        "`f` cannot hold a value and `f.g` too",
    ] {
        assert!(text.contains(expected), "{expected}\n\n{text}");
    }
}

#[test]
fn columns_that_the_mapping_declares_are_checked_without_a_file() {
    let text = "name = \"x\"\nsource = \"s\"\n[file]\nformat = \"csv\"\nheader = false\n\
        columns = [\"id\", \"money\"]\n[[message]]\ntype = \"identify\"\n\
        identifiers.user_id = \"{id}\"\ntraits.age = \"{mony}\"\n";
    let mistakes = Mapping::parse("x.toml", text).expect_err("a mistake");
    let text = shown(&mistakes);
    assert!(text.contains("x.toml:10:16"), "{text}");
    assert!(text.contains("did you mean `money`?"), "{text}");
}

#[test]
fn names_that_the_catalog_lacks_are_said() {
    let catalog = crate::shipped::catalog();
    let text = r#"name = "x"
source = "cdno"
[file]
format = "csv"
[[message]]
type = "track"
event = "Order Complete"
identifiers.usr_id = "{id}"
[[message]]
type = "track"
event = "Order Completed"
identifiers.user_id = "{id}"
properties.revenu = "{x}"
"#;
    let mapping = crate::mapping(text);
    let text = shown(&mapping.check(&catalog));
    for expected in [
        "no source `cdno`",
        "did you mean `cdnow`?",
        "no event `Order Complete`",
        "did you mean `Order Completed`?",
        "no kind of identifier `usr_id`",
        "no property of this event `revenu`",
        "did you mean `revenue`?",
        "requires the property `order_id`",
    ] {
        assert!(text.contains(expected), "{expected}\n\n{text}");
    }
}
