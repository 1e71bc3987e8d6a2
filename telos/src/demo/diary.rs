//! Writes down what somebody does, as the messages that the stock SDKs send of it.

use serde_json::{Map, Value, json};
use telos_model::time::Timestamp;

use super::dice::Dice;
use super::message::{Brand, Channel, Item, Situation, Source};
use super::person::{Choices, Person};

/// The milliseconds of a minute.
pub(super) const MINUTE: i64 = 60_000;
/// The milliseconds of a day.
pub(super) const DAY: i64 = 24 * 60 * MINUTE;

/// What somebody did so far, and how they stand.
pub(super) struct Diary<'p> {
    pub(super) person: &'p Person,
    pub(super) dice: Dice,
    /// When the next thing happens.
    pub(super) now: i64,
    /// Where it happens.
    pub(super) on: Source,
    /// The browser's or the app's id.
    pub(super) anonymous: String,
    /// Signed in here.
    pub(super) known: bool,
    /// What the device remembers of the banner; none if it did not ask yet.
    pub(super) remembered: Option<Choices>,
    /// What all messages are there to show, instead of what each would be.
    pub(super) showing: Option<Situation>,
    pub(super) items: Vec<Item>,
    ids: String,
}

impl<'p> Diary<'p> {
    /// An empty diary. `ids` begins the ids of its messages and is nobody else's.
    pub(super) fn new(person: &'p Person, dice: Dice, ids: String, now: i64) -> Self {
        Self {
            person,
            dice,
            now,
            on: (person.brand, Channel::Web),
            anonymous: person.browser.clone(),
            known: false,
            remembered: None,
            showing: None,
            items: Vec::new(),
            ids,
        }
    }

    /// Lets some seconds pass.
    pub(super) fn pause(&mut self, from: i64, until: i64) {
        self.now += self.dice.between(from * 1_000, until * 1_000);
    }

    /// Lets some days pass, to another hour.
    pub(super) fn days(&mut self, from: i64, until: i64) {
        self.now += self.dice.between(from * DAY, until * DAY);
    }

    /// Goes over to another channel of the same brand.
    pub(super) fn go(&mut self, channel: Channel) {
        self.on.1 = channel;
        self.anonymous = match channel {
            Channel::App => self.person.app.clone(),
            _ => self.person.browser.clone(),
        };
    }

    /// Goes over to a brand's website.
    pub(super) fn visit(&mut self, brand: Brand) {
        self.on = (brand, Channel::Web);
        self.anonymous.clone_from(&self.person.browser);
    }

    /// Writes a message down: what kind of call, and what it says besides who, when and where.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what is said is written at the call"
    )]
    pub(super) fn put(&mut self, situation: Situation, call: &str, says: Value) -> &mut Item {
        let mut body = Map::new();
        body.insert("type".into(), call.into());
        let id = format!("{}-{}", self.ids, self.items.len());
        body.insert("messageId".into(), id.into());
        body.insert("timestamp".into(), time(self.now).into());
        body.insert("context".into(), self.context());
        if matches!(self.on.1, Channel::Web | Channel::App) {
            body.insert("anonymousId".into(), self.anonymous.as_str().into());
            if self.known {
                body.insert("userId".into(), self.person.user_id.as_str().into());
            }
        }
        for (name, value) in says.as_object().into_iter().flatten() {
            body.insert(name.clone(), value.clone());
        }
        self.push(situation, &Value::Object(body))
    }

    /// Puts a message down as it is.
    pub(super) fn push(&mut self, situation: Situation, body: &Value) -> &mut Item {
        let gpc = self.on.1 == Channel::Web && self.person.gpc();
        let at = self.items.len();
        self.items.push(Item {
            at: self.now,
            sent: self.now,
            household: self.person.household(),
            source: self.on,
            gpc,
            situation: self.showing.unwrap_or(situation),
            refused: None,
            body: body.to_string(),
        });
        self.pause(2, 40);
        &mut self.items[at]
    }

    /// Something done.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what is done is written at the call"
    )]
    pub(super) fn track(&mut self, situation: Situation, event: &str, properties: Value) {
        let says = json!({"event": event, "properties": properties});
        self.put(situation, "track", says);
    }

    /// Says who it is.
    pub(super) fn identify(&mut self, situation: Situation, traits: &Value) {
        self.put(situation, "identify", json!({"traits": traits}));
    }

    /// The last message, as an object, to be sent in another way.
    pub(super) fn last_body(&self) -> Map<String, Value> {
        let body = self.items.last().map(|item| item.body.as_str());
        let read = body.and_then(|body| serde_json::from_str(body).ok());
        read.unwrap_or_default()
    }

    /// What everybody's account says.
    pub(super) fn traits(&self) -> Value {
        let person = self.person;
        json!({
            "first_name": person.given,
            "last_name": person.family,
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "language": person.country.locale,
            "address": self.address(),
        })
    }

    fn address(&self) -> Value {
        let person = self.person;
        json!({
            "street": person.street,
            "postal_code": person.postal,
            "city": person.place.city,
            "state": person.place.region,
            "country": person.country.code,
        })
    }

    fn context(&self) -> Value {
        let person = self.person;
        let mut context = match self.on.1 {
            Channel::Web => self.web_context(),
            Channel::App => self.app_context(),
            Channel::Store => external("loyalty_id", &person.loyalty_id),
            Channel::Calls => external("phone", &person.phone),
            Channel::Email => external("email", &person.email),
            Channel::Import => external("customer_id", &person.customer_id),
        };
        if matches!(self.on.1, Channel::Web | Channel::App)
            && let Some(choices) = self.remembered
        {
            let (key, consent) = remembered(choices, self.speaks_rudder());
            context[key] = consent;
        }
        context
    }

    /// Some browsers have the one stock SDK and some the other.
    fn speaks_rudder(&self) -> bool {
        self.person.number % 4 == 1
    }

    fn web_context(&self) -> Value {
        let person = self.person;
        let shop = match self.on.0 {
            Brand::Aria => "https://aria.example",
            Brand::Bento => "https://bento.example",
        };
        let library = if self.speaks_rudder() {
            "RudderLabs JavaScript SDK"
        } else {
            "analytics.js"
        };
        json!({
            "ip": person.address,
            "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "locale": person.country.locale,
            "timezone": person.country.timezone,
            "library": {"name": library, "version": "2.0"},
            "page": {"url": format!("{shop}/shop"), "path": "/shop", "title": "Shop"},
            "location": self.location(),
        })
    }

    fn app_context(&self) -> Value {
        let person = self.person;
        json!({
            "ip": person.address,
            "locale": person.country.locale,
            "timezone": person.country.timezone,
            "device": {"id": person.device, "type": "android", "model": "Pebble 6"},
            "os": {"name": "Android", "version": "16"},
            "app": {"name": "Shop", "version": "3.2.0"},
            "network": {"wifi": true, "cellular": false},
            "location": self.location(),
        })
    }

    fn location(&self) -> Value {
        let place = self.person.place;
        json!({"country": self.person.country.code, "region": place.region, "city": place.city})
    }
}

/// An instant as it is sent.
pub(super) fn time(millis: i64) -> String {
    Timestamp::from_millis(millis).to_string()
}

fn external(kind: &str, id: &str) -> Value {
    json!({"externalIds": [{"type": kind, "id": id, "collection": "users", "encoding": "none"}]})
}

/// What a device remembers of the banner, as the stock SDKs send it with every message.
fn remembered(choices: Choices, rudder: bool) -> (&'static str, Value) {
    let categories = [
        ("analytics", choices.analytics),
        ("personalization", choices.personalisation),
        ("advertising", choices.advertising),
    ];
    if rudder {
        let of = |wanted: bool| -> Vec<&str> {
            let those = categories.iter().filter(|(_, yes)| *yes == wanted);
            those.map(|(name, _)| *name).collect()
        };
        let (allowed, denied) = (of(true), of(false));
        let consent = json!({
            "provider": "custom",
            "allowedConsentIds": allowed,
            "deniedConsentIds": denied,
        });
        ("consentManagement", consent)
    } else {
        let preferences: Map<String, Value> = categories
            .iter()
            .map(|(name, yes)| ((*name).to_owned(), (*yes).into()))
            .collect();
        ("consent", json!({"categoryPreferences": preferences}))
    }
}
