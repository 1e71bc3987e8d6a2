//! What happens in a simulated run: messages and steps that follow from a seed.

use std::fmt::Write;

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use telos_model::time::Timestamp;

/// Undeclared names, values of them, and values that never may be kept: none is ever stored.
pub(crate) const MARKER: &str = "zzmarkzz";

const SOURCES: [&str; 7] = [
    "aria-web-key",
    "aria-web-key",
    "aria-app-key",
    "bento-web-key",
    "aria-store-key",
    "aria-calls-key",
    "aria-email-key",
];
const COUNTRIES: [&str; 6] = ["DE", "US", "JP", "Germany", "Brazil", "IN"];
const PURPOSES: [&str; 7] = [
    "shop-analytics",
    "personalisation",
    "news-email",
    "ads-audiences",
    "reviews",
    "service",
    "fraud-prevention",
];
const SIGNALS: [&str; 6] = [
    "analytics",
    "personalization",
    "marketing",
    "C0004",
    "necessary",
    "unheard-of",
];
const DAY: i64 = 86_400_000;

/// One thing that happens.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A source sends messages: its key, the bodies, whether with a GPC header.
    Send(&'static str, Vec<String>, bool),
    /// Something sent before comes again.
    Again,
    /// So many milliseconds pass.
    Pass(i64),
    /// Due timers are run.
    Due,
    /// Two linked nodes are taken apart: the place of the edge among all.
    Unmerge(usize),
    /// A person is erased: the place of a node among all.
    Erase(usize),
    /// What no purpose may keep any longer is removed.
    Sweep,
    /// The process dies and starts again.
    Crash,
    /// How likely faults are from now on, in thousandths.
    Faults(u16),
    /// The disk is full, or not.
    Full(bool),
    /// Another catalog is put in force: this one of the variants.
    Apply(usize),
}

/// Tells a story.
pub(crate) struct Teller<R> {
    pub(crate) dice: R,
    pub(crate) messages: usize,
    pub(crate) faults: bool,
}

impl<R: Rng> Teller<R> {
    pub(crate) fn step(&mut self, now: Timestamp) -> Step {
        match self.dice.random_range(0..100) {
            66..68 => Step::Sweep,
            68..70 => Step::Erase(self.dice.random_range(0..8)),
            70..75 => Step::Again,
            75..84 => Step::Pass(self.span()),
            84..90 => Step::Due,
            90..93 => Step::Unmerge(self.dice.random_range(0..8)),
            93..95 => Step::Crash,
            95..97 if self.faults => Step::Faults([0, 100, 300][self.dice.random_range(0..3)]),
            97..98 if self.faults => Step::Full(self.dice.random_bool(0.5)),
            98.. => Step::Apply(self.dice.random_range(0..2)),
            _ => self.send(now),
        }
    }

    fn span(&mut self) -> i64 {
        match self.dice.random_range(0..4) {
            0 => self.dice.random_range(0..5_000),
            1 => self.dice.random_range(0..DAY),
            2 => self.dice.random_range(0..40 * DAY),
            _ => self.dice.random_range(0..400 * DAY),
        }
    }

    fn send(&mut self, now: Timestamp) -> Step {
        let source = *SOURCES.choose(&mut self.dice).expect("some");
        let count = if self.dice.random_bool(0.7) {
            1
        } else {
            self.dice.random_range(2..5)
        };
        let bodies = (0..count).map(|_| self.body(now)).collect();
        Step::Send(source, bodies, self.dice.random_bool(0.1))
    }

    fn body(&mut self, now: Timestamp) -> String {
        let mut body = String::from("{");
        let call = self.dice.random_range(0..100);
        match call {
            0..25 => self.identify(&mut body),
            25..65 => self.track(&mut body),
            65..75 => body.push_str(r#""type":"page","name":"Home","#),
            75..79 => self.alias(&mut body),
            79..82 => {
                let group = self.dice.random_range(0..3);
                let _ = write!(body, r#""type":"group","groupId":"g{group}","#);
            }
            82..97 => self.consents(&mut body),
            _ => {
                let bad = [
                    r#""type":"track","#,
                    r#""type":"dance","#,
                    r#""type":"page","messageId":7,"#,
                ];
                body.push_str(bad.choose(&mut self.dice).expect("some"));
            }
        }
        self.who(&mut body);
        if !body.contains("messageId") {
            let id = if self.dice.random_bool(0.04) {
                self.dice.random_range(0..=self.messages)
            } else {
                self.messages += 1;
                self.messages
            };
            let _ = write!(body, r#""messageId":"m{id}","#);
        }
        if self.dice.random_bool(0.3) {
            let late = match self.dice.random_range(0..3) {
                0 => self.dice.random_range(0..60_000),
                1 => self.dice.random_range(0..20 * DAY),
                _ => self.dice.random_range(0..420 * DAY),
            };
            let at = now.plus_millis(-late);
            let _ = write!(body, r#""timestamp":"{at}","#);
        }
        let _ = write!(body, r#""{MARKER}top":"{MARKER}","#);
        self.context(&mut body);
        body.push('}');
        body
    }

    fn who(&mut self, body: &mut String) {
        let known = self.dice.random_range(0..10);
        if known < 6 {
            let _ = write!(body, r#""userId":"u{}","#, self.dice.random_range(0..4));
        }
        if known > 3 {
            let _ = write!(
                body,
                r#""anonymousId":"a{}","#,
                self.dice.random_range(0..4)
            );
        }
    }

    fn identify(&mut self, body: &mut String) {
        body.push_str(r#""type":"identify","traits":{"#);
        let dice = &mut self.dice;
        if dice.random_bool(0.5) {
            let _ = write!(
                body,
                r#""email":"Ada{}@Example.org","#,
                dice.random_range(0..4)
            );
        }
        if dice.random_bool(0.3) {
            let phones = ["+49 30 1234567", "+1 415 555 0134", "call me"];
            let _ = write!(body, r#""phone":"{}","#, phones.choose(dice).expect("some"));
        }
        if dice.random_bool(0.4) {
            let country = COUNTRIES.choose(dice).expect("some");
            let _ = write!(
                body,
                r#""address":{{"country":"{country}","street":"Way 1"}},"#
            );
        }
        if dice.random_bool(0.4) {
            let genres = [r#"["jazz"]"#, r#"["rock","jazz"]"#, "[]"];
            let _ = write!(
                body,
                r#""favourite_genres":{},"#,
                genres.choose(dice).expect("some")
            );
        }
        if dice.random_bool(0.3) {
            let tier = ["gold", "silver"].choose(dice).expect("some");
            let _ = write!(body, r#""loyalty_tier":"{tier}","first_name":" ada ","#);
        }
        let _ = write!(body, r#""allergies":["nuts"],"{MARKER}":"{MARKER}"}},"#);
    }

    fn track(&mut self, body: &mut String) {
        let dice = &mut self.dice;
        let (event, properties) = match dice.random_range(0..12) {
            0..5 => {
                let revenue = dice.random_range(0..40_000);
                (
                    "Order Completed",
                    format!(
                        r#""order_id":"o{revenue}","revenue":{}.{:02},"quantity":2,"#,
                        revenue / 100,
                        revenue % 100
                    ),
                )
            }
            5 => ("Order Refunded", r#""order_id":"o1","total":5,"#.to_owned()),
            6..8 => (
                "Product Added",
                r#""product_id":"p1","price":3.5,"#.to_owned(),
            ),
            8 => ("Product Viewed", r#""product_id":"p1","#.to_owned()),
            9 => ("Email Opened", r#""campaign_id":"c1","#.to_owned()),
            10 => ("Email Delivered", r#""campaign_id":"c1","#.to_owned()),
            _ => (
                "Survey Answered",
                r#""survey_id":"s","score":4,"#.to_owned(),
            ),
        };
        let _ = write!(
            body,
            r#""type":"track","event":"{event}","properties":{{{properties}"{MARKER}":["{MARKER}"]}},"#
        );
    }

    fn alias(&mut self, body: &mut String) {
        let previous = self.dice.random_range(0..4);
        let _ = write!(body, r#""type":"alias","previousId":"a{previous}","#);
    }

    fn consents(&mut self, body: &mut String) {
        body.push_str(r#""type":"consent","#);
        let dice = &mut self.dice;
        match dice.random_range(0..10) {
            0 => {
                let on = dice.random_bool(0.6);
                let flag = [
                    "restriction",
                    "sale_opt_out",
                    "limit_sensitive",
                    "gpc",
                    "child",
                ];
                let flag = flag.choose(dice).expect("some");
                let _ = write!(body, r#""flags":[{{"flag":"{flag}","on":{on}}}],"#);
            }
            1 => {
                let on = dice.random_bool(0.6);
                let purpose = PURPOSES.choose(dice).expect("some");
                let _ = write!(
                    body,
                    r#""objections":[{{"purpose":"{purpose}","on":{on}}}],"#
                );
            }
            2 => body.push_str(r#""preferences":[{"channel":"email","wanted":false}],"#),
            _ => {
                body.push_str(r#""consents":["#);
                for at in 0..dice.random_range(1..4) {
                    let purpose = PURPOSES.choose(dice).expect("some");
                    let acts = [
                        "grant", "grant", "grant", "confirm", "withdraw", "deny", "request",
                    ];
                    let act = acts.choose(dice).expect("some");
                    let comma = if at > 0 { "," } else { "" };
                    let _ = write!(
                        body,
                        r#"{comma}{{"purpose":"{purpose}","act":"{act}","explicit":true,"separate":true}}"#
                    );
                }
                body.push_str("],");
            }
        }
    }

    fn context(&mut self, body: &mut String) {
        body.push_str(r#""context":{"#);
        let dice = &mut self.dice;
        if dice.random_bool(0.3) {
            body.push_str(r#""ip":"203.0.113.77","locale":"de-DE","#);
        }
        if dice.random_bool(0.2) {
            let _ = write!(body, r#""device":{{"id":"d{}"}},"#, dice.random_range(0..2));
        }
        if dice.random_bool(0.2) {
            let country = COUNTRIES.choose(dice).expect("some");
            let _ = write!(body, r#""location":{{"country":"{country}"}},"#);
        }
        if dice.random_bool(0.25) {
            let (signal, yes) = (SIGNALS.choose(dice).expect("some"), dice.random_bool(0.6));
            let other = SIGNALS.choose(dice).expect("some");
            let _ = write!(
                body,
                r#""consent":{{"categoryPreferences":{{"{signal}":{yes},"{other}x":true,"{MARKER}":true}}}},"#
            );
        }
        if dice.random_bool(0.2) {
            let kind = ["loyalty_id", "customer_id", MARKER]
                .choose(dice)
                .expect("some");
            let _ = write!(
                body,
                r#""externalIds":[{{"type":"{kind}","id":"x{}"}}],"#,
                dice.random_range(0..3)
            );
        }
        let _ = write!(body, r#""{MARKER}":{{"{MARKER}":"{MARKER}"}}}}"#);
    }
}
