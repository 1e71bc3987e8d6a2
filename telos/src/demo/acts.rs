//! What people do: look round, answer the banner, sign up, buy, read letters, call, go to a shop.

use serde_json::{Value, json};

use super::diary::{DAY, Diary};
use super::goods::{CUISINES, GENRES, Product, goods};
use super::message::{Brand, Channel, Situation};

impl Diary<'_> {
    /// Looks at some goods.
    pub(super) fn browse(&mut self, looks: i64) {
        let situation = if self.known {
            Situation::SignedIn
        } else {
            Situation::Browse
        };
        let page = json!({"name": "Shop", "properties": {"path": "/shop", "title": "Shop"}});
        self.put(situation, "page", page);
        for _ in 0..looks {
            let product = self.dice.pick(goods(self.on.0));
            let seen = self.line(product, 1);
            self.track(situation, "Product Viewed", seen);
        }
        if self.dice.chance(15) {
            let word = self.dice.pick(goods(self.on.0)).category;
            self.track(situation, "Products Searched", json!({"query": word}));
        }
        if self.dice.chance(30) {
            let product = self.dice.pick(goods(self.on.0));
            let added = self.line(product, 1);
            self.track(situation, "Product Added", added);
        }
    }

    /// Answers the banner. Where the law wants an explicit and separate yes, each is asked for
    /// on its own, and the answers are a message of their own.
    pub(super) fn banner(&mut self) {
        let choices = self.person.choices;
        self.remembered = Some(choices);
        let event = "Segment Consent Preference Updated";
        self.track(Situation::Banner, event, json!({}));
        if !matches!(self.person.country.code, "CN" | "CA" | "TW" | "US") {
            return;
        }
        let answers = [
            ("personalisation", choices.personalisation),
            ("shop-analytics", choices.analytics),
            ("ads-audiences", choices.advertising),
        ];
        let acts =
            answers.map(|(purpose, yes)| self.act(purpose, if yes { "grant" } else { "deny" }));
        self.consent(Situation::Banner, json!({"consents": acts}));
    }

    /// One answer about one purpose, given on a form of its own.
    pub(super) fn act(&self, purpose: &str, act: &str) -> Value {
        json!({
            "purpose": purpose,
            "act": act,
            "explicit": true,
            "separate": true,
            "method": "form",
            "locale": self.person.country.locale,
        })
    }

    /// A message about permission alone.
    pub(super) fn consent(&mut self, situation: Situation, says: Value) {
        self.put(situation, "consent", says);
    }

    /// Takes an account: from here on the person is known.
    pub(super) fn sign_up(&mut self) {
        self.known = true;
        let mut traits = self.traits();
        traits["created_at"] = super::diary::time(self.now).into();
        match self.on.0 {
            Brand::Aria => {
                let (one, other) = (*self.dice.pick(&GENRES), *self.dice.pick(&GENRES));
                traits["favourite_genres"] = json!([one, other]);
            }
            Brand::Bento => traits["favourite_cuisine"] = (*self.dice.pick(&CUISINES)).into(),
        }
        self.identify(Situation::SignUp, &traits);
        self.track(Situation::SignUp, "Signed Up", json!({"method": "email"}));
    }

    /// Signs in on the device at hand.
    pub(super) fn sign_in(&mut self) {
        self.known = true;
        let traits = json!({"email": self.person.email});
        self.identify(Situation::SignedIn, &traits);
        self.track(
            Situation::SignedIn,
            "Signed In",
            json!({"method": "password"}),
        );
    }

    /// Buys what was in the cart.
    pub(super) fn buy(&mut self) {
        let order = self.order();
        let begun = json!({"order_id": order["order_id"], "currency": order["currency"]});
        self.track(Situation::Buy, "Checkout Started", begun);
        self.track(Situation::Buy, "Order Completed", order);
    }

    /// Gives a mark to something bought.
    pub(super) fn review(&mut self) {
        let product = self.dice.pick(goods(self.on.0)).id;
        let rating = self.dice.between(1, 6);
        let says = json!({"product_id": product, "rating": rating, "review_body": "…"});
        self.track(Situation::Review, "Product Reviewed", says);
    }

    /// An order of one to three lines.
    pub(super) fn order(&mut self) -> Value {
        let lines = self.dice.between(1, 4);
        let (mut products, mut pieces, mut total) = (Vec::new(), 0, 0.0);
        for _ in 0..lines {
            let product = self.dice.pick(goods(self.on.0));
            let quantity = self.dice.between(1, 3);
            let mut line = self.line(product, quantity);
            total += line["price"].as_f64().unwrap_or(0.0) * f64::from(small(quantity));
            pieces += quantity;
            if let Some(line) = line.as_object_mut() {
                line.remove("currency");
            }
            products.push(line);
        }
        let total = money(total);
        json!({
            "order_id": format!("o-{:08}", self.dice.below(100_000_000)),
            "currency": self.person.country.currency,
            "revenue": total,
            "total": total,
            "quantity": pieces,
            "payment_method": "card",
            "products": products,
        })
    }

    fn line(&self, product: &Product, quantity: i64) -> Value {
        let country = self.person.country;
        json!({
            "product_id": product.id,
            "name": product.name,
            "category": product.category,
            "price": money(product.price * country.rate),
            "quantity": quantity,
            "currency": country.currency,
        })
    }

    /// Orders the newsletter; the click in the first letter comes minutes later.
    pub(super) fn newsletter(&mut self) {
        let grant = self.act("news-email", "grant");
        self.consent(Situation::Consent, json!({"consents": [grant]}));
        let back = self.on.1;
        self.pause(20, 150);
        self.go(Channel::Email);
        let confirm = self.act("news-email", "confirm");
        self.consent(Situation::DoubleOptIn, json!({"consents": [confirm]}));
        self.go(back);
    }

    /// Is sent a letter, and may open it.
    pub(super) fn letter(&mut self, opens: usize) {
        let back = self.on.1;
        self.go(Channel::Email);
        let week = self.now / (7 * DAY);
        let campaign = json!({"campaign_id": format!("news-{week}"), "subject": "This week"});
        self.track(Situation::Email, "Email Delivered", campaign.clone());
        if self.dice.chance(opens) {
            self.pause(20, 150);
            self.track(Situation::Email, "Email Opened", campaign.clone());
            if self.dice.chance(40) {
                let mut click = campaign;
                click["url"] = "https://shop.example/news".into();
                self.track(Situation::Email, "Email Clicked", click);
            }
        }
        self.go(back);
    }

    /// Calls about an order.
    pub(super) fn call(&mut self) {
        let back = self.on.1;
        self.go(Channel::Calls);
        let topic = *self
            .dice
            .pick(&["delivery", "return", "question", "complaint"]);
        let call = json!({
            "call_id": format!("call-{:06}", self.dice.below(1_000_000)),
            "topic": topic,
            "outcome": "solved",
            "duration_seconds": self.dice.between(40, 900),
            "notes": "Asked about a parcel.",
        });
        self.track(Situation::Call, "Call Ended", call);
        self.go(back);
    }

    /// Buys at the till with the loyalty card.
    pub(super) fn shop(&mut self) {
        let back = self.on.1;
        self.go(Channel::Store);
        let city = self.person.place.city;
        let visit = json!({"store": format!("{city} 1"), "city": city});
        self.track(Situation::Store, "Store Visit", visit);
        let mut order = self.order();
        order["store"] = format!("{city} 1").into();
        self.track(Situation::Store, "Order Completed", order);
        let points = json!({"points": self.dice.between(1, 60), "reason": "purchase"});
        self.track(Situation::Store, "Loyalty Points Earned", points);
        self.go(back);
    }

    /// Takes a loyalty card at the till, where the account's email is asked for.
    pub(super) fn take_card(&mut self) {
        let back = self.on.1;
        self.go(Channel::Store);
        let person = self.person;
        let traits = json!({
            "loyalty_id": person.loyalty_id,
            "email": person.email,
            "name": person.name,
            "loyalty_tier": *self.dice.pick(&["blue", "silver", "gold"]),
        });
        // The clerk has the account at hand.
        let account = json!({"userId": person.user_id, "traits": traits});
        self.put(Situation::Store, "identify", account);
        self.go(back);
    }

    /// Opens the app and looks round.
    pub(super) fn use_app(&mut self, looks: i64) {
        let back = self.on.1;
        self.go(Channel::App);
        let opened = json!({"version": "3.2.0", "from_background": false});
        self.track(Situation::App, "Application Opened", opened);
        self.put(Situation::App, "screen", json!({"name": "Home"}));
        for _ in 0..looks {
            let product = self.dice.pick(goods(self.on.0));
            let seen = self.line(product, 1);
            self.track(Situation::App, "Product Viewed", seen);
        }
        self.go(back);
    }
}

/// To two places.
fn money(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

fn small(quantity: i64) -> i32 {
    i32::try_from(quantity).unwrap_or(1)
}
