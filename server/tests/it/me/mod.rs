//! People's own pages: closed without a code, whole without script, and in force before they say so.

mod addresses;
mod asking;
mod choosing;
mod door;
mod guardian;
mod notices;
mod proving;
mod received;
mod refused;
mod seen;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::json;
use telos_model::catalog::CatalogFile;
use telos_server::pages::me::{Carrier, CarryError, Letter, PortalOptions};
use telos_server::{Options, PublicUrl};

use crate::support::{ALL, Answer, World, request, shipped};

pub(super) const ORIGIN: &str = "http://telos.example:8080";
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
pub(super) const ADA: &str = "address=ada%40example.org";

/// Keeps letters, so that tests can read them.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Vec<Letter>>);

impl Carrier for Kept {
    fn carry(&self, letter: &Letter) -> Result<(), CarryError> {
        self.0.lock().expect("whole").push(letter.clone());
        Ok(())
    }
}

impl Kept {
    /// The newest letter, once there are so many.
    pub(super) async fn letter(&self, count: usize) -> Letter {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            {
                let letters = self.0.lock().expect("whole");
                if letters.len() >= count {
                    assert_eq!(letters.len(), count, "too many letters");
                    return letters[count - 1].clone();
                }
            }
            assert!(Instant::now() < until, "no letter came");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub(super) fn count(&self) -> usize {
        self.0.lock().expect("whole").len()
    }
}

pub(super) struct Me {
    pub(super) world: World,
    pub(super) letters: Arc<Kept>,
}

impl Me {
    pub(super) fn new() -> Self {
        Self::beside(&[])
    }

    /// With other systems that hold people's data.
    pub(super) fn beside(systems: &[&str]) -> Self {
        Self::over(systems, &shipped())
    }

    /// With other systems, over a catalog.
    pub(super) fn over(systems: &[&str], catalog: &[CatalogFile]) -> Self {
        let letters = Arc::new(Kept::default());
        let portal = PortalOptions {
            carrier: letters.clone(),
            public_url: PublicUrl::parse("https://aria.example"),
            https: true,
            trusted_proxy: false,
            systems: systems.iter().map(ToString::to_string).collect(),
        };
        let options = Options {
            portal: Some(portal),
            ..Options::default()
        };
        let world = World::of(options, catalog);
        Self { world, letters }
    }

    pub(super) async fn with_customer() -> Self {
        Self::new().and_customer().await
    }

    /// With Ada, for whose address the shop vouches.
    pub(super) async fn and_customer(self) -> Self {
        let Self { world, letters } = self;
        let world = world.with_customer().await;
        // The shop vouches for the address that the browser named.
        let vouched = r#"{"messageId":"c-3","userId":"u1","traits":{"email":"ada@example.org"}}"#;
        let vouched = world.shop("/v1/identify", vouched).await;
        assert_eq!(vouched.statuses(), ["kept"]);
        Self { world, letters }
    }

    pub(super) async fn get(&self, path: &str, cookie: &str) -> Answer {
        let headers = [("cookie", cookie), ("accept-language", "en")];
        self.world
            .send(request(Method::GET, path, &headers, ""))
            .await
    }

    pub(super) async fn post(&self, path: &str, cookie: &str, body: &str) -> Answer {
        self.world.clock.advance(1);
        let headers = [
            ("content-type", FORM),
            ("origin", ORIGIN),
            ("cookie", cookie),
            ("accept-language", "en"),
        ];
        self.world.post(path, &headers, body.to_owned()).await
    }

    /// Asks for a code and enters with it: the cookie of the session.
    pub(super) async fn enter(&self, address: &str) -> String {
        let count = self.letters.count();
        let asked = self.post("/me/enter", "", address).await;
        assert_eq!(asked.status.as_u16(), 303, "{}", asked.text);
        let letter = self.letters.letter(count + 1).await;
        let opened = self
            .post(
                "/me/code",
                &cookie(&asked),
                &format!("code={}", code(&letter)),
            )
            .await;
        assert_eq!(opened.status.as_u16(), 303, "{}", opened.text);
        assert_eq!(opened.headers["location"], "/me?told=welcome");
        cookie(&opened)
    }

    /// Shows by a code to another address who one is, while being in: the cookie of the session.
    pub(super) async fn enter_again(&self, session: &str, address: &str) -> String {
        let count = self.letters.count();
        let asked = self.post("/me/enter", session, address).await;
        let letter = self.letters.letter(count + 1).await;
        let body = format!("code={}", code(&letter));
        let both = format!("{session}; {}", cookie(&asked));
        let opened = self.post("/me/code", &both, &body).await;
        assert_eq!(opened.headers["location"], "/me/requests?told=proven");
        cookie(&opened)
    }

    /// Sends a form of the page at `path`, with its token.
    pub(super) async fn say(&self, path: &str, cookie: &str, body: &str) -> Answer {
        self.say_to(path, path, cookie, body).await
    }

    /// Sends a form of the page at `from` to another address.
    pub(super) async fn say_to(&self, to: &str, from: &str, cookie: &str, body: &str) -> Answer {
        let page = self.get(from, cookie).await;
        let token = token(&page.text);
        self.post(to, cookie, &format!("token={token}&{body}"))
            .await
    }
}

pub(super) fn code(letter: &Letter) -> String {
    let mut words = letter.text.split(|c: char| !c.is_ascii_digit());
    let found = words.find(|word| word.len() == 6);
    found.expect("a code in the letter").to_owned()
}

pub(super) fn cookie(answer: &Answer) -> String {
    let set = answer.headers.get_all("set-cookie").iter();
    let pairs = set.map(|value| {
        let text = value.to_str().expect("text");
        for mark in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/me"] {
            assert!(text.contains(mark), "{text}");
        }
        text.split(';').next().expect("a pair").to_owned()
    });
    let filled: Vec<String> = pairs.filter(|pair| !pair.ends_with('=')).collect();
    filled.join("; ")
}

pub(super) fn token(page: &str) -> String {
    let rest = page
        .split("name=\"token\" value=\"")
        .nth(1)
        .expect("a token");
    rest.split('"').next().expect("its end").to_owned()
}

/// What the API decides about Ada.
pub(super) async fn decision(me: &Me, operation: &str, purpose: &str) -> String {
    let ask = json!({"who": {"kind": "user_id", "value": "u1"}, "operation": operation,
        "purpose": purpose, "categories": ["behaviour"]});
    let headers = [("authorization", ALL)];
    let answer = me.world.post("/v1/decisions", &headers, ask.to_string());
    answer.await.json()["decision"]
        .as_str()
        .expect("text")
        .to_owned()
}
