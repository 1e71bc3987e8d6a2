//! Every page in every language, of somebody new and of somebody with ten years behind them.

use super::Me;

const LANGUAGES: [&str; 6] = ["en", "ja", "zh-Hant", "zh-Hans", "de", "fr"];
const PAGES: [&str; 15] = [
    "/me",
    "/me/choices",
    "/me/contact",
    "/me/data",
    "/me/addresses",
    "/me/addresses/code",
    "/me/history",
    "/me/looks",
    "/me/received",
    "/me/rights",
    "/me/requests",
    "/me/copy",
    "/me/take",
    "/me/human",
    "/me/erase",
];
const DOOR: [&str; 6] = [
    "/me/enter",
    "/me/code",
    "/me/link",
    "/me/confirm",
    "/me/child",
    "/me/enter?told=left",
];

/// Tokens and hashes differ from run to run, which is not what a snapshot is about.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for line in text
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
    {
        let mut line = line.to_owned();
        for mark in [
            "name=\"token\" value=\"",
            "/me/assets/",
            "id=\"f",
            "/me/receipts/",
        ] {
            if let Some(at) = line.find(mark) {
                let from = at + mark.len();
                let end = line[from..].find('"').map_or(line.len(), |end| from + end);
                line.replace_range(from..end, "");
            }
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

fn name(path: &str, lang: &str, who: &str) -> String {
    let page = path.trim_start_matches('/').replace(['/', '?', '='], "-");
    format!("{page}-{who}@{lang}")
}

async fn look(me: &Me, path: &str, lang: &str, cookie: &str, who: &str) {
    let sign = if path.contains('?') { '&' } else { '?' };
    let page = me.get(&format!("{path}{sign}lang={lang}"), cookie).await;
    assert!(
        page.text.contains(&format!("<html lang=\"{lang}\">")),
        "{path}"
    );
    assert_eq!(page.text.matches("<main").count(), 1, "{path}");
    assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
    assert!(page.text.contains("class=\"skip\" href=\"#main\""));
    assert!(
        !page.text.contains("<script") && !page.text.contains(" style="),
        "{path}"
    );
    assert_each_id_once(&page.text, path);
    insta::assert_snapshot!(name(path, lang, who), steady(&page.text));
}

fn assert_each_id_once(text: &str, path: &str) {
    let rest = text.split(" id=\"").skip(1);
    let mut ids: Vec<&str> = rest.filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id is there twice in {path}");
}

async fn tell_ten_years(me: &Me) {
    let identify = r#"{"messageId":"l-0","timestamp":"2016-05-03T10:00:00Z","userId":"u-long","traits":{
        "email":"Wilhelmine@example.org","first_name":"Wilhelmine",
        "last_name":"Donaudampfschifffahrtsgesellschaftskapit\u00e4n","phone":"+49 170 1234567",
        "address":{"city":"Berlin","postal_code":"10117","country":"Germany"}}}"#;
    assert_eq!(
        me.world.web("/v1/identify", identify).await.statuses(),
        ["kept"]
    );
    let vouched = r#"{"messageId":"l-1","timestamp":"2016-05-03T10:00:00Z","userId":"u-long","traits":{"email":"wilhelmine@example.org"}}"#;
    assert_eq!(
        me.world.shop("/v1/identify", vouched).await.statuses(),
        ["kept"]
    );
    for year in 2016..2026 {
        let order = format!(
            r#"{{"messageId":"o-{year}","timestamp":"{year}-06-12T09:30:00Z","userId":"u-long",
            "event":"Order Completed","properties":{{"order_id":"o-{year}","revenue":19.9}}}}"#
        );
        assert_eq!(me.world.web("/v1/track", order).await.statuses(), ["kept"]);
        let act = if year % 2 == 0 { "grant" } else { "withdraw" };
        let said = format!(
            r#"{{"messageId":"s-{year}","timestamp":"{year}-07-01T00:00:00Z","userId":"u-long",
            "consents":[{{"purpose":"personalisation","act":"{act}","method":"form","locale":"de"}}],
            "objections":[{{"purpose":"reviews","on":{on}}}],
            "flags":[{{"flag":"sale_opt_out","on":{on},"actor":"staff","method":"phone"}}],
            "preferences":[{{"channel":"email","messages_max":1,"days":7}},{{"topic":"offers","wanted":{on}}},
            {{"channel":"email","from_minute":1320,"until_minute":420,"utc_offset_minutes":60}}]}}"#,
            on = year % 2 == 0
        );
        assert_eq!(
            me.world.shop("/v1/consents", said).await.statuses(),
            ["kept"]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_looks_as_it_did_in_every_language() {
    let me = Me::new();
    for lang in LANGUAGES {
        for path in DOOR {
            look(&me, path, lang, "", "door").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_ten_years_look_as_they_did_in_every_language() {
    let me = Me::new();
    tell_ten_years(&me).await;
    let session = me.enter("address=wilhelmine%40example.org").await;
    for lang in LANGUAGES {
        for path in PAGES {
            look(&me, path, lang, &session, "long").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_somebody_new_look_as_they_did_in_every_language() {
    let me = Me::new();
    let identify = r#"{"messageId":"n-0","userId":"u-new","traits":{"email":"new@example.org"}}"#;
    assert_eq!(
        me.world.shop("/v1/identify", identify).await.statuses(),
        ["kept"]
    );
    let session = me.enter("address=new%40example.org").await;
    for lang in LANGUAGES {
        for path in PAGES {
            look(&me, path, lang, &session, "new").await;
        }
    }
}
