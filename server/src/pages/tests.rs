//! Every page in every language, as snapshots of its samples.

use super::around::sample_notice;
use super::audit;
use super::destinations;
use super::enter::Enter;
use super::frame::{Frame, Place};
use super::parts::SAMPLES;
use super::requests;
use super::samples;
use super::sources;
use super::words::Lang;

fn page(lang: Lang, name: &str) -> String {
    let address = format!("/console/parts/{name}");
    let frame = Frame::new(lang, Place::Now, &address, name != "enter", false);
    let pages = [
        samples::now(lang, name).map(|page| page.text(&frame)),
        samples::people(lang, name).map(|page| page.text(&frame)),
        samples::person(lang, name).map(|page| page.text(&frame)),
        samples::catalog(lang, name).map(|page| page.text(&frame)),
        samples::records(lang, name).map(|page| page.text(&frame)),
        samples::retention(lang, name).map(|page| page.text(&frame)),
        audit::sample_text(lang, name, &frame),
        requests::sample_text(lang, name, &frame),
        destinations::sample_text(lang, name, &frame),
        sources::sample(name).map(|page| page.text(&frame)),
        (name == "enter").then(|| Enter::sample().text(&frame)),
        (name == "notice").then(|| sample_notice(&frame)),
        (name == "parts").then(|| samples::parts(lang).text(&frame)),
    ];
    let mut found = pages.into_iter().flatten();
    let text = found.next().unwrap_or_else(|| panic!("no sample {name}"));
    assert!(found.next().is_none(), "two samples {name}");
    text
}

fn all() -> impl Iterator<Item = (Lang, &'static str)> {
    let names = SAMPLES.into_iter().chain(["notice", "parts"]);
    names.flat_map(|name| Lang::ALL.map(|lang| (lang, name)))
}

/// Addresses of files hold a hash of their content, which is not what a snapshot is about.
fn without_hashes(text: &str) -> String {
    let lines = text
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty());
    let mut out = String::new();
    for line in lines {
        let line = match line.find("/console/assets/") {
            Some(at) => &line[..at],
            None => line,
        };
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[test]
fn pages_look_as_they_did_in_every_language() {
    for (lang, name) in all() {
        let text = without_hashes(&page(lang, name));
        insta::assert_snapshot!(format!("{name}@{}", lang.tag()), text);
    }
}

#[test]
fn pages_have_landmarks_a_skip_link_and_no_inline_script_or_style() {
    for (lang, name) in all() {
        let text = page(lang, name);
        assert!(text.contains(&format!("<html lang=\"{}\">", lang.tag())));
        assert_eq!(text.matches("<main").count(), 1, "{name}");
        assert_eq!(text.matches("<h1").count(), 1, "{name}");
        assert!(text.contains("class=\"skip\" href=\"#main\""));
        assert!(
            !text.contains(" style=") && !text.contains("<style"),
            "{name}"
        );
        assert!(
            !text.contains(" onclick=") && !text.contains("hx-on"),
            "{name}"
        );
        for script in text.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/console/assets/"), "{name}");
        }
    }
}

#[test]
fn every_control_has_a_label_and_every_id_is_unique() {
    for (lang, name) in all() {
        let text = page(lang, name);
        let mut ids: Vec<&str> = attributes(&text, " id=\"").collect();
        for control in ["<input ", "<select "] {
            for rest in text.split(control).skip(1) {
                let tag = &rest[..rest.find('>').unwrap()];
                if tag.contains("type=\"hidden\"") {
                    continue;
                }
                let id = tag
                    .split("id=\"")
                    .nth(1)
                    .and_then(|rest| rest.split('"').next());
                let label = format!("for=\"{}\"", id.expect("a control has an id"));
                assert!(text.contains(&label), "{label} in {name}");
            }
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id is there twice in {name}");
        for table in text.split("<table").skip(1) {
            assert!(table.contains("<th scope=\"col\""), "{name}");
        }
    }
}

fn attributes<'a>(text: &'a str, mark: &'static str) -> impl Iterator<Item = &'a str> {
    text.split(mark)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}

#[test]
fn what_a_person_wrote_cannot_become_markup() {
    let mut people = samples::people(Lang::En, "people-absent").expect("a sample");
    people.value = "\"><script>alert(1)</script>".into();
    let frame = Frame::new(Lang::En, Place::People, "/console/people", true, false);
    let text = people.text(&frame);
    assert!(!text.contains("<script>alert"));
}
