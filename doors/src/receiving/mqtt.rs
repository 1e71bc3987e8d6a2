//! Topics of an MQTT broker, read in a session that the broker keeps: a message is acknowledged
//! once it is on disk. There are no offsets, so one that comes again is known by what it says.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rumqttc::v5::mqttbytes::v5::Publish;
use sha2::{Digest as _, Sha256};
use telos_connect::import::Mapping;
use telos_model::catalog::StreamDef;
use telos_reach::broker::mqtt::{Opening, Session, open};
use telos_reach::wire;

use super::feed::Looked;
use super::messages::{Came, rows};
use super::take::{Row, Rows, Taker};
use super::{MESSAGES_MAX, State, trouble};

/// How long a look waits for something new.
const LOOK_MAX: Duration = Duration::from_secs(2);
/// How long what is on its way may take until what is there is taken in.
const GATHER_MAX: Duration = Duration::from_millis(5);
/// How long the broker keeps the session while Telos is away.
const SESSION_MAX: Duration = Duration::from_hours(7 * 24);
/// The most bytes of one commit.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// Topics that are read.
pub(super) struct Mqtt {
    def: StreamDef,
    mapping: Arc<Mapping>,
    trust: Arc<wire::Client>,
    session: Option<Session>,
}

impl fmt::Debug for Mqtt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mqtt")
    }
}

impl Mqtt {
    pub(super) fn new(def: &StreamDef, mapping: Arc<Mapping>, trust: Arc<wire::Client>) -> Self {
        Self {
            def: def.clone(),
            mapping,
            trust,
            session: None,
        }
    }

    /// Takes in what is new, and returns once nothing was for a while.
    pub(super) async fn look(
        &mut self,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<Looked, State> {
        let rows_max = rows_max.min(MESSAGES_MAX / self.mapping.messages_max().max(1));
        // What fails is not kept: the next look begins a new connection, and the broker sends
        // again what was not acknowledged.
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.open(taker, rows_max).await?,
        };
        loop {
            let found = gather(&mut session, rows_max).await?;
            if found.is_empty() {
                self.session = Some(session);
                return Ok(Looked::default());
            }
            self.take(&found, taker).await?;
            session.acknowledge(&found).await.map_err(trouble)?;
        }
    }

    async fn take(&self, found: &[Publish], taker: &mut Taker) -> Result<(), State> {
        let mut all: Vec<Row> = Vec::new();
        for one in found {
            let topic = String::from_utf8_lossy(&one.topic);
            let id = [&*one.topic, b"\0", &*one.payload].concat();
            let came = Came {
                place: &topic,
                id: &id,
                labels: &[("@topic", &topic)],
                payload: &one.payload,
            };
            all.extend(rows(&self.mapping, came));
        }
        if !all.is_empty() {
            let rows = Rows {
                rows: &all,
                mark: None,
            };
            taker.take(rows).await?;
        }
        Ok(())
    }

    async fn open(&self, taker: &Taker, rows_max: usize) -> Result<Session, State> {
        // Other topics are another session, so that the broker does not go on with the old ones.
        let hash: [u8; 32] = Sha256::digest(self.def.written()).into();
        let [first, second, third, fourth, ..] = hash;
        let hash = u32::from_be_bytes([first, second, third, fourth]);
        let name = match &*self.def.stream {
            "" => &*taker.source.name,
            session => session,
        };
        let opening = Opening {
            client: format!("telos-{name}-{hash:08x}"),
            kept: SESSION_MAX,
            window: u16::try_from(rows_max).unwrap_or(u16::MAX),
        };
        let session = open(&self.def.broker, &self.trust, opening).await;
        let mut session = session.map_err(trouble)?;
        let asked = session.subscribe(&self.def.filters).await;
        asked.map_err(trouble)?;
        Ok(session)
    }
}

/// What came, up to so many; nothing where nothing did for a while.
async fn gather(session: &mut Session, rows_max: usize) -> Result<Vec<Publish>, State> {
    let mut found: Vec<Publish> = Vec::new();
    let mut bytes = 0;
    while found.len() < rows_max && bytes < BYTES_MAX {
        let wait = if found.is_empty() {
            LOOK_MAX
        } else {
            GATHER_MAX
        };
        let Some(message) = session.message(wait).await.map_err(trouble)? else {
            break;
        };
        bytes += message.payload.len();
        found.push(message);
    }
    Ok(found)
}
