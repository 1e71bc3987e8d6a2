//! Sample data for every public page.

#[cfg(test)]
use telos_model::time::Timestamp;

use super::super::words::Lang;
use super::transparency::{
    ControllerCard, GroundTold, HeldTold, PlaceTold, PurposeTold, RecipientTold,
};
#[cfg(test)]
use super::{
    LedgerHead,
    form::{AgeRow, BoxRow, FieldRow, FormPage, NoticeRow},
    history::{ChangeTold, History, VersionTold},
    transparency::{Brands, MissionText, PlaceChoice, Transparency},
};

/// 3 May 2026, 14:05:09 UTC.
#[cfg(test)]
const AT: Timestamp = Timestamp::from_millis(1_777_817_109_000);

pub(in crate::pages) fn controller() -> ControllerCard {
    ControllerCard {
        name: "Aria Music & Books Inc.".into(),
        address: "1 Example Street, Sacramento".into(),
        email: "privacy@aria-music.example".into(),
        officer: Some("officer@aria-music.example".into()),
        representative: None,
    }
}

fn place(jurisdiction: &str, rules: Vec<&'static str>, age_days_max: Option<u32>) -> PlaceTold {
    PlaceTold {
        jurisdiction: jurisdiction.into(),
        citation: "GDPR Art. 6(1)".into(),
        rules,
        age_days_max,
    }
}

/// A purpose with all that can be told of one.
pub(in crate::pages) fn purpose(lang: Lang) -> PurposeTold {
    let news = super::super::samples::news(lang);
    let ground = |kind, no, places| GroundTold { kind, no, places };
    PurposeTold {
        name: "news-email".into(),
        title: news,
        body: "Once a week we write to you.".into(),
        locale: "en".into(),
        version: 3,
        concerns: vec!["customers", "subscribers"],
        held: vec![
            HeldTold {
                title: super::super::samples::contact(lang),
                examples: vec!["Email".into(), "Phone".into()],
                sensitive: false,
            },
            HeldTold {
                title: "Allergies".into(),
                examples: Vec::new(),
                sensitive: true,
            },
        ],
        channels: vec!["store".into(), "web".into()],
        recipients: vec![RecipientTold {
            title: "The service that sends our email".into(),
            countries: vec!["DE".into(), "ZZ".into()],
            safeguard: Some("Standard contractual clauses".into()),
        }],
        retention_days: Some(1_095),
        sells: true,
        profiling: true,
        grounds: vec![
            ground(
                "consent",
                "withdraw",
                vec![
                    place("EU", vec!["rule-double-opt-in", "rule-explicit"], Some(365)),
                    place("日本", Vec::new(), None),
                ],
            ),
            ground(
                "opt_out",
                "object",
                vec![place("California", Vec::new(), None)],
            ),
        ],
        nowhere: vec!["深圳".into()],
    }
}

#[cfg(test)]
fn law(lang: Lang) -> PurposeTold {
    PurposeTold {
        name: "accounts-and-tax".into(),
        title: super::super::samples::orders(lang),
        locale: lang.tag().into(),
        channels: Vec::new(),
        recipients: Vec::new(),
        retention_days: None,
        sells: false,
        profiling: false,
        grounds: vec![GroundTold {
            kind: "legal_obligation",
            no: "law",
            places: vec![place("EU", Vec::new(), None)],
        }],
        nowhere: Vec::new(),
        ..purpose(lang)
    }
}

/// What a brand does: in full, or an old version with little to say.
#[cfg(test)]
pub(super) fn transparency(lang: Lang, name: &str) -> Option<Transparency> {
    let choice = |name: &str, chosen| PlaceChoice {
        name: name.into(),
        title: name.to_uppercase(),
        chosen,
    };
    let full = Transparency {
        name: "aria".into(),
        title: "Aria Music & Books".into(),
        accent: "#6d3bd1".into(),
        version: 12,
        applied: AT,
        outdated: false,
        mission: Some(MissionText {
            title: "Your data is here to bring you music".into(),
            body: "We ask for what we need.".into(),
            locale: "en".into(),
        }),
        controller: Some(controller()),
        places: vec![choice("eu", true), choice("jp", false)],
        purposes: vec![purpose(lang), law(lang)],
        ledger: Some(LedgerHead {
            origin: "telos.aria-music.example/ledger".into(),
            size: 1_234_567,
            root: "q1w2e3r4t5y6u7i8o9p0".into(),
            at: AT,
        }),
    };
    match name {
        "transparency" => Some(full),
        "transparency-old" => Some(Transparency {
            outdated: true,
            mission: None,
            controller: None,
            purposes: Vec::new(),
            ledger: None,
            ..full
        }),
        _ => None,
    }
}

#[cfg(test)]
pub(super) fn brands() -> Brands {
    Brands {
        brands: vec![
            ("aria".into(), "Aria Music & Books".into()),
            ("bento".into(), "Bento Kitchenware".into()),
        ],
    }
}

#[cfg(test)]
pub(super) fn history(lang: Lang) -> History {
    let change = |purpose: Option<String>, act, meaning, sides| ChangeTold {
        purpose,
        act,
        meaning,
        sides,
    };
    let version = |number, first, changes| VersionTold {
        number,
        at: AT,
        readable: number != 2,
        first,
        changes,
    };
    let news = Some(super::super::samples::news(lang));
    History {
        name: "aria".into(),
        title: "Aria Music & Books".into(),
        accent: "#6d3bd1".into(),
        versions: vec![
            version(
                4,
                false,
                vec![
                    change(news.clone(), "changed", "widens", vec!["basis", "text"]),
                    change(None, "changed", "neutral", vec!["mission"]),
                    change(news, "removed", "narrows", Vec::new()),
                ],
            ),
            version(3, false, Vec::new()),
            version(2, true, Vec::new()),
        ],
        more: true,
    }
}

/// A form: fresh, or sent with mistakes.
#[cfg(test)]
pub(super) fn form(lang: Lang, name: &str) -> Option<FormPage> {
    let wrong = match name {
        "form" => false,
        "form-wrong" | "form-stale" => true,
        _ => return None,
    };
    let stale = name == "form-stale";
    let field = |control: &str, kind, required, slip: Option<&'static str>| FieldRow {
        control: control.into(),
        title: super::super::samples::contact(lang),
        kind,
        autocomplete: "off",
        required,
        only_with_yes: !required,
        purposes: vec![super::super::samples::news(lang)],
        value: if wrong { "ada@".into() } else { String::new() },
        ticked: wrong,
        slip: slip.filter(|_| wrong && !stale),
    };
    let one = |control: &str, no, channel, slip: Option<&'static str>| BoxRow {
        control: control.into(),
        label: super::super::samples::news(lang),
        body: if channel {
            String::new()
        } else {
            "Once a week we write to you.".into()
        },
        locale: "en".into(),
        channel,
        no,
        required: !no && !channel,
        double_opt_in: !no && !channel,
        age_days_max: (!no && !channel).then_some(730),
        ticked: wrong && no,
        slip: slip.filter(|_| wrong && !stale),
    };
    Some(FormPage {
        brand: "Aria Music & Books".into(),
        moment: "newsletter",
        action: "/forms/aria/newsletter?lang=en".into(),
        token: "a-token".into(),
        fields: vec![
            field("field.email", "email", true, Some("email")),
            field("field.vip", "checkbox", false, Some("missing")),
        ],
        boxes: vec![
            one("yes.news-email", false, false, Some("not_ticked")),
            one("yes.news-email.push", false, true, None),
            one("no.ads", true, false, None),
        ],
        age: Some(AgeRow {
            title: super::form::age_words(lang, 16),
            years: 16,
            said: String::new(),
            slip: None,
            guardian: true,
            address: String::new(),
            address_slip: Some("missing"),
        }),
        notices: vec![NoticeRow {
            title: super::super::samples::orders(lang),
            body: "We keep what you ordered.".into(),
            locale: lang.tag().into(),
        }],
        transparency: "/transparency/aria?lang=en".into(),
        problem: stale.then_some("form_token_stale"),
    })
}
