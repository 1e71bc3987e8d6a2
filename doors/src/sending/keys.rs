//! The secrets of one destination: where the catalog says they are, and the tokens that are asked
//! for with them, each kept for a while and never anywhere else.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use telos_connect::destination::{Made, ask_token, read_token};
use telos_model::catalog::{Auth, Oauth};
use telos_model::deliver::Failure;
use telos_reach::secret;
use telos_reach::wire::Answer;
use tokio::time::Instant;

/// How long a secret that was found is used before it is looked for again.
const SECRET_EVERY: Duration = Duration::from_secs(30);

/// What was found, until when, by what the catalog says of it. `Debug` hides it.
#[derive(Default)]
pub(super) struct Keys {
    kept: Mutex<Vec<Kept>>,
}

struct Kept {
    written: String,
    until: Instant,
    secret: Arc<str>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// The secret or the token that an auth needs; none where it needs none.
    pub(super) async fn find<F>(
        &self,
        auth: &Auth,
        ask: impl Fn(Made) -> F,
    ) -> Result<Option<Arc<str>>, Failure>
    where
        F: Future<Output = Result<Answer, Failure>>,
    {
        let secret = match auth {
            Auth::None => return Ok(None),
            Auth::Oauth(oauth) => return self.token(auth, oauth, ask).await.map(Some),
            Auth::Bearer(secret)
            | Auth::Basic(secret)
            | Auth::Header(_, secret)
            | Auth::Query(_, secret)
            | Auth::StandardWebhooks(secret) => secret,
        };
        let written = auth.written();
        if let Some(kept) = self.kept(&written) {
            return Ok(Some(kept));
        }
        let found: Arc<str> = secret::plain(secret)?.into();
        self.keep(written, SECRET_EVERY, &found);
        Ok(Some(found))
    }

    async fn token<F>(
        &self,
        auth: &Auth,
        oauth: &Oauth,
        ask: impl Fn(Made) -> F,
    ) -> Result<Arc<str>, Failure>
    where
        F: Future<Output = Result<Answer, Failure>>,
    {
        let written = auth.written();
        if let Some(kept) = self.kept(&written) {
            return Ok(kept);
        }
        let secret = secret::plain(&oauth.secret)?;
        let refresh = oauth.refresh.as_ref().map(secret::plain).transpose()?;
        let answer = ask(ask_token(oauth, &secret, refresh.as_deref())).await?;
        let token = match answer.status {
            200..=299 => read_token(&answer.body).ok_or(Failure::Garbled)?,
            // What is wrong is the client's id or secret.
            400 | 401 | 403 => return Err(Failure::NoSecret),
            status => return Err(Failure::Answered(status)),
        };
        let text: Arc<str> = token.text.into();
        self.keep(written, Duration::from_secs(token.seconds), &text);
        Ok(text)
    }

    /// Another one may be there by now: it is looked for again.
    pub(super) fn forget(&self, auth: &Auth) {
        let written = auth.written();
        self.all().retain(|kept| kept.written != written);
    }

    fn kept(&self, written: &str) -> Option<Arc<str>> {
        let now = Instant::now();
        let all = self.all();
        let mut fresh = all.iter().filter(|kept| kept.until > now);
        let kept = fresh.find(|kept| kept.written == written)?;
        Some(Arc::clone(&kept.secret))
    }

    fn keep(&self, written: String, during: Duration, secret: &Arc<str>) {
        let mut all = self.all();
        all.retain(|kept| kept.written != written);
        all.push(Kept {
            written,
            until: Instant::now() + during,
            secret: Arc::clone(secret),
        });
    }

    fn all(&self) -> std::sync::MutexGuard<'_, Vec<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
