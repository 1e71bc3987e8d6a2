//! The way to a destination over HTTP: its requests, one after the other, and what the answers mean.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value as Json;
use telos_connect::destination::{
    Asked, By, Call, Item, Made, Unmade, ask, batch, calls, found, retry_after,
};
use telos_model::catalog::{Answers, Auth, Http, Means, RequestDef, Target};
use telos_model::deliver::Failure;
use telos_model::time::Timestamp;
use telos_reach::wire::{ANSWER_BYTES_MAX, Answer, Client, Fetched, Pool};

use super::carry::Came;
use super::keys::Keys;

/// How often a request that goes after another is tried before somebody has to look,
const STEP_TRIES_MAX: u32 = 4;
/// and how long it rests in between.
const STEP_REST: Duration = Duration::from_secs(1);

/// The way to one destination over HTTP.
#[derive(Debug)]
pub struct OverHttp {
    /// What the catalog says of it.
    pub http: Http,
    client: Arc<Client>,
    wait: Duration,
    keys: Keys,
    /// The connections to each place that the destination names.
    pools: Mutex<Vec<(Target, Arc<Pool>)>>,
}

impl OverHttp {
    /// No connection yet. A request takes so long at the most.
    #[must_use]
    pub fn new(http: Http, client: Arc<Client>, wait: Duration) -> Self {
        Self {
            http,
            client,
            wait,
            keys: Keys::default(),
            pools: Mutex::default(),
        }
    }

    /// Sends deliveries, several of them in one request.
    pub(super) async fn carry(&self, items: &[Item<'_>], now: Timestamp) -> Came {
        if let [item] = items {
            let Ok(calls) = calls(&self.http, *item) else {
                return Came::failed(Failure::Unmade);
            };
            // Nothing is held under an identifier that there is none of.
            let mut came = Came::done(204);
            for call in &calls {
                came = self.call(call, now).await;
                if came.means != Means::Done {
                    break;
                }
            }
            return came;
        }
        let Some(def) = &self.http.batch else {
            return Came::failed(Failure::Unmade);
        };
        let made = |by: By<'_>| batch(&self.http, items, by);
        let answer = self.exchange(&def.request, None, now, made).await;
        self.came(&def.request.answers, answer, now)
    }

    /// Asks what has to be asked, and sends what is to be sent.
    async fn call(&self, call: &Call<'_>, now: Timestamp) -> Came {
        let mut value: Option<Json> = None;
        if let Some(find) = call.find() {
            let made = |by: By<'_>| call.make(&find.request, by);
            let answer = self.exchange(&find.request, None, now, made).await;
            if let Ok(answer) = &answer {
                value = found(find, &answer.body);
            }
            let came = self.came(&find.request.answers, answer, now);
            if came.means != Means::Done || value.is_none() {
                // Whoever is not there has nothing to be changed or deleted.
                return came;
            }
        }
        let mut came = Came::done(204);
        for (place, request) in call.requests().into_iter().enumerate() {
            came = self.step(call, request, value.as_ref(), now).await;
            let mut tries = 1;
            while place > 0 && came.means == Means::Retry && tries < STEP_TRIES_MAX {
                tokio::time::sleep(STEP_REST).await;
                came = self.step(call, request, value.as_ref(), now).await;
                tries += 1;
            }
            if place > 0 && came.means == Means::Retry {
                // What was asked first may not be found again: somebody has to look.
                came.means = Means::Final;
            }
            if came.means != Means::Done {
                break;
            }
        }
        came
    }

    async fn step(
        &self,
        call: &Call<'_>,
        request: &RequestDef,
        found: Option<&Json>,
        now: Timestamp,
    ) -> Came {
        let made = |by: By<'_>| call.make(request, by);
        let answer = self.exchange(request, found, now, made).await;
        self.came(&request.answers, answer, now)
    }

    /// Asks about a list or a record, with an idempotency key and the time, and reads so much of the
    /// answer.
    pub async fn ask(
        &self,
        request: &RequestDef,
        asked: Asked<'_>,
        (id, now): ([u8; 16], Timestamp),
        bytes_max: usize,
    ) -> Result<Fetched, Failure> {
        let made = |by: By<'_>| ask(&self.http, request, asked, id, by);
        self.fetch(request, None, (now, bytes_max), made).await
    }

    /// What an answer to such a question means.
    pub fn meaning(&self, request: &RequestDef, answer: &Fetched) -> Means {
        let body = String::from_utf8_lossy(&answer.body);
        let own = request.answers.rule(answer.status, &body);
        own.unwrap_or_else(|| self.http.answers.meaning(answer.status, &body))
    }

    async fn exchange(
        &self,
        request: &RequestDef,
        found: Option<&Json>,
        at: Timestamp,
        request_by: impl Fn(By<'_>) -> Result<Made, Unmade>,
    ) -> Result<Answer, Failure> {
        let at = (at, ANSWER_BYTES_MAX);
        let fetched = self.fetch(request, found, at, request_by).await;
        fetched.map(Answer::of)
    }

    async fn fetch(
        &self,
        request: &RequestDef,
        found: Option<&Json>,
        (at, bytes_max): (Timestamp, usize),
        request_by: impl Fn(By<'_>) -> Result<Made, Unmade>,
    ) -> Result<Fetched, Failure> {
        let auth = request.auth.as_ref().unwrap_or(&self.http.auth);
        let secret = self.secret(auth).await?;
        let by = By {
            secret: secret.as_deref(),
            at,
            found,
        };
        let made = request_by(by).map_err(|unmade| match unmade {
            Unmade::Secret => Failure::NoSecret,
            _ => Failure::Unmade,
        })?;
        let pool = self.pool(&made.target);
        let answer = pool.fetch(&made, self.wait, bytes_max).await;
        let refused = matches!(&answer, Ok(answer) if matches!(answer.status, 401 | 403));
        if refused || matches!(answer, Err(Failure::NoSecret)) {
            self.keys.forget(auth);
        }
        answer
    }

    async fn secret(&self, auth: &Auth) -> Result<Option<Arc<str>>, Failure> {
        let ask = |made: Made| async move { self.send(&made).await };
        self.keys.find(auth, ask).await
    }

    async fn send(&self, made: &Made) -> Result<Answer, Failure> {
        self.pool(&made.target).send(made, self.wait).await
    }

    fn pool(&self, target: &Target) -> Arc<Pool> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        // Paths do not make another place.
        let same = |known: &Target| {
            (known.https, &known.host, known.port) == (target.https, &target.host, target.port)
        };
        if let Some((_, pool)) = pools.iter().find(|(known, _)| same(known)) {
            return Arc::clone(pool);
        }
        let pool = Arc::new(Pool::new(Arc::clone(&self.client), target.clone()));
        pools.push((target.clone(), Arc::clone(&pool)));
        pool
    }

    fn came(&self, own: &Answers, answer: Result<Answer, Failure>, now: Timestamp) -> Came {
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => return Came::failed(failure),
        };
        let means = own.rule(answer.status, &answer.body);
        let usual = || self.http.answers.meaning(answer.status, &answer.body);
        let asks = answer.retry_after.as_deref();
        Came {
            means: means.unwrap_or_else(usual),
            failure: Failure::Answered(answer.status),
            asks: asks.and_then(|text| retry_after(text, now)),
            not_before: None,
        }
    }
}
