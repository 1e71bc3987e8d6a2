//! Excel workbooks.

use std::io::{Cursor, Write as _};

use telos_connect::import::{ImportError, read_rows};
use zip::write::SimpleFileOptions;

use crate::{bodies, rejects, rows, track};

/// A workbook of one sheet, `Orders`, with these rows and shared texts. Style 1 is a date.
pub(crate) fn workbook(sheet: &str, shared: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let texts = format!("<si><t>{}</t></si>", shared.join("</t></si><si><t>"));
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships {rels}><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"{office}\"><sheets><sheet name=\"Orders\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships {rels}><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet {main}><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst {main}>{texts}</sst>")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ];
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a workbook").into_inner()
}

const HEADER: &str = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c></row>";
const SHARED: [&str; 3] = ["id", "day", "money"];
const FIELDS: &str = "day = { column = \"day\", format = \"%d/%m/%Y\" }\nmoney = { column = \"money\", type = \"number\" }";

#[test]
fn cells_keep_their_kinds() {
    let sheet = format!(
        "{HEADER}<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\" s=\"1\"><v>45413</v></c><c r=\"C2\"><v>11.77</v></c></row>\
         <row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>x9</t></is></c><c r=\"B4\" t=\"inlineStr\"><is><t>02/05/2024</t></is></c></row>"
    );
    let mapping = track("format = \"xlsx\"\nsheet = \"Orders\"", FIELDS);
    let found = bodies(&mapping, workbook(&sheet, &SHARED));
    assert_eq!(found[0]["userId"], "7");
    assert_eq!(found[0]["properties"]["day"], "2024-05-01T00:00:00.000Z");
    assert_eq!(found[0]["properties"]["money"], 11.77);
    assert_eq!(found[1]["userId"], "x9");
    assert_eq!(found[1]["properties"]["day"], "2024-05-02T00:00:00.000Z");
}

#[test]
fn rows_of_a_sheet_are_refused_by_number() {
    let sheet = format!(
        "{HEADER}<row r=\"3\"><c r=\"B3\"><v>1</v></c></row>\
         <row r=\"5\"><c r=\"A5\"><v>1</v></c><c r=\"C5\" t=\"e\"><v>#REF!</v></c></row>\
         <row r=\"6\"><c r=\"A6\"><v>1</v></c><c r=\"E6\"><v>1</v></c></row>\
         <row r=\"7\"><c r=\"A7\"><v>1</v></c><c r=\"XFD7\"><v>1</v></c></row>"
    );
    let mapping = track("format = \"xlsx\"", FIELDS);
    assert_eq!(
        rejects(&rows(&mapping, workbook(&sheet, &SHARED))),
        [
            (3, "identifier_missing", "user_id"),
            (3, "date_invalid", "day"),
            (5, "cell_invalid", "money"),
            (6, "columns_too_many", ""),
            (7, "columns_too_many", ""),
        ]
    );
}

#[test]
fn what_is_no_workbook_is_said() {
    let mapping = track("format = \"xlsx\"\nsheet = \"Order\"", FIELDS);
    let read = |bytes: &[u8]| read_rows(&mapping, bytes).expect_err("an error");
    assert!(matches!(read(b"id,day\n"), ImportError::Workbook(_)));
    assert!(matches!(read(b""), ImportError::Workbook(_)));
    let error = read(&workbook(HEADER, &SHARED));
    assert_eq!(
        error.to_string(),
        "the workbook has no sheet `Order`; it has Orders"
    );
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_read() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default())
        .expect("a part");
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..257 {
        zip.write_all(&zeros).expect("written");
    }
    let bytes = zip.finish().expect("a file").into_inner();
    assert!(bytes.len() < 1024 * 1024);
    let mapping = track("format = \"xlsx\"", FIELDS);
    let error = read_rows(&mapping, &bytes).expect_err("an error");
    assert!(matches!(
        error,
        ImportError::TooLarge {
            what: "bytes of texts",
            ..
        }
    ));
}
