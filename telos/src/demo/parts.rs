//! What those do who are there to show something.

use serde_json::{Value, json};

use super::diary::{DAY, Diary, MINUTE};
use super::message::{Channel, Item, Situation};
use super::person::{Choices, Part};

impl Diary<'_> {
    /// Plays the person's part, once.
    pub(super) fn play(&mut self) {
        self.days(0, 2);
        match self.person.part {
            Part::Friend => self.both_shops(),
            Part::TwoDevices => self.second_device(),
            Part::Typist => self.till_mistypes(),
            Part::Withdrawer => self.withdraw(),
            Part::Objector => self.object(),
            Part::Traveller => self.travel(),
            Part::Repeater => self.repeat(),
            Part::Breaker => self.break_down(),
            Part::Teller => self.tell_too_much(),
            Part::Shopper => {
                self.take_card();
                self.shop();
            }
            Part::Caller => {
                self.call();
                self.days(1, 3);
                self.call();
            }
            Part::Reader => self.read(),
            Part::Renamed => self.rename(),
            Part::Waverer => {
                self.withdraw();
                self.days(2, 5);
                self.come_back();
            }
            Part::TabletFirst
            | Part::TabletSecond
            | Part::Signaller
            | Part::Refuser
            | Part::Anonymous
            | Part::Veteran
            | Part::Anybody => {}
        }
    }

    fn both_shops(&mut self) {
        let household = json!({
            "groupId": format!("household-{}", self.person.number),
            "traits": {"name": self.person.family},
        });
        self.put(Situation::Household, "group", household);
        let own = self.on.0;
        self.visit(own.other());
        self.browse(2);
        self.banner();
        self.sign_in();
        self.buy();
        self.visit(own);
        // The till vouches for the address, which opens the customer's own pages.
        self.take_card();
    }

    fn second_device(&mut self) {
        self.showing = Some(Situation::SecondDevice);
        self.known = false;
        let (back, asked) = (self.on.1, self.remembered.take());
        self.use_app(2);
        self.go(Channel::App);
        self.banner();
        self.sign_in();
        self.use_app(2);
        self.go(back);
        self.remembered = asked;
        self.showing = None;
    }

    /// An account with a turned name, capitals and blanks in the email, and a digit too few.
    pub(super) fn mistype_account(&mut self) {
        self.known = true;
        let person = self.person;
        let mut traits = self.traits();
        traits["name"] = turned(&person.name).into();
        traits["email"] = format!(" {} ", person.email.to_uppercase()).into();
        traits["phone"] = person.phone[..person.phone.len() - 1].into();
        self.identify(Situation::TypingError, &traits);
        self.track(Situation::SignUp, "Signed Up", json!({"method": "email"}));
        self.days(0, 1);
        let traits = self.traits();
        self.identify(Situation::SignUp, &traits);
    }

    /// The till knows the card, and the clerk hears the email wrong.
    fn till_mistypes(&mut self) {
        self.take_card();
        let back = self.on.1;
        self.go(Channel::Store);
        let traits = json!({
            "loyalty_id": self.person.loyalty_id,
            "email": self.person.email.replace("mail.example", "mial.example"),
            "name": turned(&self.person.name),
        });
        self.identify(Situation::TypingError, &traits);
        self.go(back);
        self.shop();
    }

    /// Takes the yes to suggestions, counting and letters back; the device remembers it.
    fn withdraw(&mut self) {
        let no = ["personalisation", "shop-analytics", "news-email"];
        let no = no.map(|purpose| self.act(purpose, "withdraw"));
        self.consent(Situation::Withdraw, json!({"consents": no}));
        self.remembered = Some(Choices {
            analytics: false,
            personalisation: false,
            advertising: false,
            news: false,
        });
        self.days(0, 2);
        self.browse(2);
    }

    fn come_back(&mut self) {
        self.remembered = Some(self.person.choices);
        let yes = ["personalisation", "shop-analytics"];
        let yes = yes.map(|purpose| self.act(purpose, "grant"));
        self.consent(Situation::GrantAgain, json!({"consents": yes}));
        self.browse(2);
    }

    fn object(&mut self) {
        self.consent(
            Situation::Object,
            json!({"objections": [{"method": "call"}]}),
        );
        self.days(0, 2);
        self.browse(2);
    }

    /// Uses the app where there is no network: all arrives at once, days later.
    fn travel(&mut self) {
        let from = self.items.len();
        self.showing = Some(Situation::Late);
        for _ in 0..3 {
            self.use_app(2);
            self.days(0, 1);
        }
        self.showing = None;
        self.days(1, 2);
        let arrives = self.now;
        for item in &mut self.items[from..] {
            item.sent = arrives;
        }
        self.pause(60, 120);
    }

    /// The answer to an order was lost on the way: the browser sends the order again.
    fn repeat(&mut self) {
        self.buy();
        let copies: Vec<Item> = self.items[self.items.len() - 2..]
            .iter()
            .map(|item| Item {
                body: item.body.clone(),
                situation: Situation::Twice,
                sent: item.sent + MINUTE,
                ..*item
            })
            .collect();
        self.items.extend(copies);
        self.pause(90, 120);
    }

    /// What a broken tag sends. Each is answered with its own reason.
    pub(super) fn break_down(&mut self) {
        let event = json!({"event": "Prodct Veiwed", "properties": {"product_id": "a-101"}});
        self.put(Situation::UnknownEvent, "track", event).refused = Some("event_unknown");
        let order = json!({"event": "Order Completed", "properties": {"revenue": 12}});
        self.put(Situation::WrongType, "track", order).refused = Some("property_required");
        let nobody = json!({"event": "Product Viewed", "anonymousId": null, "userId": null});
        self.put(Situation::NoIdentifier, "track", nobody).refused = Some("identifier_missing");
        let guest =
            json!({"event": "Product Viewed", "anonymousId": "undefined", "userId": "null"});
        self.put(Situation::NoIdentifier, "track", guest).refused = Some("identifier_unusable");
        let times = json!({"event": "Product Viewed", "timestamp": "yesterday"});
        self.put(Situation::BadTime, "track", times).refused = Some("timestamp_invalid");
        // This one is taken, without what has the wrong type.
        let mut order = self.order();
        order["revenue"] = "a lot".into();
        order["quantity"] = json!({"pieces": 2});
        self.track(Situation::WrongType, "Order Completed", order);
    }

    /// What an eager form sends: more than any purpose may hold.
    pub(super) fn tell_too_much(&mut self) {
        let mut traits = self.traits();
        traits["soc_sec_id"] = "000-00-0000".into();
        traits["allergies"] = json!(["peanuts", "lactose"]);
        traits["shoe_size"] = json!(41);
        self.identify(Situation::Unholdable, &traits);
        let mut order = self.order();
        order["card_number"] = "4000 0000 0000 0000".into();
        self.track(Situation::Unholdable, "Order Completed", order);
    }

    fn read(&mut self) {
        let weekly = json!({"channel": "email", "messages_max": 1, "days": 7});
        let topic = json!({"topic": "offers", "wanted": false});
        self.consent(
            Situation::Preference,
            json!({"preferences": [weekly, topic]}),
        );
        for _ in 0..4 {
            self.letter(90);
            self.now += 7 * DAY;
        }
    }

    /// The shop gave the account a new id; the old one was this browser's.
    fn rename(&mut self) {
        let old = json!({"previousId": self.person.browser});
        self.put(Situation::Alias, "alias", old);
        self.browse(1);
    }

    /// The clock of this device is three hours ahead; it says when it sent, which mends that.
    pub(super) fn wrong_clock(&mut self) {
        self.use_app(1);
        let ahead = 3 * 60 * MINUTE;
        let mut body = self.last_body();
        let at = self.items.last().map_or(self.now, |item| item.at);
        body.insert("timestamp".into(), super::diary::time(at + ahead).into());
        body.insert("sentAt".into(), super::diary::time(at + ahead).into());
        if let Some(item) = self.items.last_mut() {
            item.body = Value::Object(body).to_string();
            item.situation = Situation::WrongClock;
        }
    }
}

/// A name with its second and third letter turned round.
fn turned(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() > 2 {
        letters.swap(1, 2);
    }
    letters.into_iter().collect()
}
