//! Every public page in every language, as snapshots of its samples.

use super::super::words::Lang;
use super::frame::{PublicFrame, sample_notice};
use super::samples;

const SAMPLES: [&str; 9] = [
    "transparency",
    "transparency-old",
    "brands",
    "history",
    "form",
    "form-wrong",
    "form-stale",
    "done",
    "notice",
];

fn page(lang: Lang, name: &str) -> String {
    let title = "Aria Music & Books";
    let frame = PublicFrame::of(lang, "aria", title, "#6d3bd1", "/transparency/aria");
    let pages = [
        samples::transparency(lang, name).map(|page| page.text(&frame)),
        samples::form(lang, name).map(|page| page.text(&frame)),
        (name == "brands").then(|| {
            let plain = PublicFrame::plain(lang, "/transparency");
            samples::brands().text(&plain)
        }),
        (name == "history").then(|| samples::history(lang).text(&frame)),
        (name == "done").then(|| {
            let form = samples::form(lang, "form").expect("a sample");
            form.done(&frame)
        }),
        (name == "notice").then(|| sample_notice(&frame)),
    ];
    let mut found = pages.into_iter().flatten();
    let text = found.next().unwrap_or_else(|| panic!("no sample {name}"));
    assert!(!text.is_empty() && found.next().is_none(), "{name}");
    text
}

fn all() -> impl Iterator<Item = (Lang, &'static str)> {
    SAMPLES
        .into_iter()
        .flat_map(|name| Lang::ALL.map(|lang| (lang, name)))
}

/// Addresses of files hold a hash of their content, which is not what a snapshot is about.
fn without_hashes(text: &str) -> String {
    let lines = text
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty() && !line.contains("/assets/public."));
    lines.fold(String::new(), |mut out, line| {
        out.push_str(line);
        out.push('\n');
        out
    })
}

#[test]
fn public_pages_look_as_they_did_in_every_language() {
    for (lang, name) in all() {
        let text = without_hashes(&page(lang, name));
        insta::assert_snapshot!(format!("{name}@{}", lang.tag()), text);
    }
}

#[test]
fn public_pages_have_landmarks_and_neither_script_nor_inline_style() {
    for (lang, name) in all() {
        let text = page(lang, name);
        assert!(text.contains(&format!("<html lang=\"{}\">", lang.tag())));
        assert_eq!(text.matches("<main").count(), 1, "{name}");
        assert_eq!(text.matches("<h1").count(), 1, "{name}");
        assert!(text.contains("class=\"skip\" href=\"#main\""));
        for never in ["<script", " style=", "<style", " onclick=", "javascript:"] {
            assert!(!text.contains(never), "{never} in {name}");
        }
    }
}

#[test]
fn every_control_has_a_label_and_every_id_is_unique() {
    let attributes = |text: &str, mark: &str| -> Vec<String> {
        text.split(mark)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(ToOwned::to_owned)
            .collect()
    };
    for (lang, name) in all() {
        let text = page(lang, name);
        let mut ids = attributes(&text, " id=\"");
        for control in ["<input ", "<select "] {
            for rest in text.split(control).skip(1) {
                let tag = &rest[..rest.find('>').expect("a tag")];
                if tag.contains("type=\"hidden\"") {
                    continue;
                }
                let id = attributes(tag, "id=\"");
                let label = format!("for=\"{}\"", id.first().expect("an id"));
                assert!(text.contains(&label), "{label} in {name}");
            }
        }
        for named in ["aria-describedby=\"", "aria-labelledby=\""] {
            for list in attributes(&text, named) {
                for id in list.split(' ') {
                    assert!(ids.iter().any(|known| known == id), "{id} in {name}");
                }
            }
        }
        for link in attributes(&text, "href=\"#") {
            assert!(ids.contains(&link), "#{link} in {name}");
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id is there twice in {name}");
    }
}

#[test]
fn boxes_are_empty_until_the_person_ticks_them() {
    for lang in Lang::ALL {
        let text = page(lang, "form");
        assert!(text.contains("type=\"checkbox\"") && !text.contains(" checked"));
    }
}

#[test]
fn what_a_person_wrote_cannot_become_markup() {
    let mut form = samples::form(Lang::En, "form-wrong").expect("a sample");
    form.fields[0].value = "\"><script>alert(1)</script>".into();
    let frame = PublicFrame::plain(Lang::En, "/forms/aria/newsletter");
    assert!(!form.text(&frame).contains("<script>"));
}
