//! Changes of PostgreSQL as it records them (logical replication), read by its functions over a
//! connection like any other. The slot goes on only once the changes, and how far they are, are on
//! disk here: what was read and not kept is read again.

use std::sync::Arc;
use std::time::Duration;

use telos_connect::import::Mapping;
use telos_model::catalog::ChangesDef;
use telos_reach::sql::{Place, postgres};
use telos_reach::wire;
use tokio_postgres::Client;

use super::State;
use super::feed::Looked;
use super::postgres::told;
use super::recorded::Run;
use super::table::{rows_of_one, trouble};
use super::take::Taker;

/// What a session is set to, so that values are written in one way.
const SESSION: &str =
    "-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c extra_float_digits=1";
/// How long a connection may take to come about.
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// Changes that are looked at.
#[derive(Debug)]
pub(super) struct Changes {
    def: ChangesDef,
    mapping: Arc<Mapping>,
    tls: Arc<wire::Client>,
    open: Option<Open>,
}

struct Open(Client);

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Open")
    }
}

impl Changes {
    pub(super) fn new(def: &ChangesDef, mapping: Arc<Mapping>) -> Self {
        Self {
            def: def.clone(),
            mapping,
            tls: Arc::new(wire::Client::new(Vec::new())),
            open: None,
        }
    }

    /// Takes in what changed since the last look.
    pub(super) async fn look(
        &mut self,
        taker: &mut Taker,
        rows_max: usize,
    ) -> Result<Looked, State> {
        let open = match self.open.take() {
            Some(open) if !open.0.is_closed() => open,
            _ => self.connect().await?,
        };
        let part = [b"changes\0", self.def.written().as_bytes()].concat();
        let rows_max = rows_of_one(rows_max, &self.mapping);
        let mut run = Run::new(&self.def, &self.mapping, (&open.0, &part), rows_max);
        while !run.round(taker).await? {}
        self.open = Some(open);
        Ok(Looked::default())
    }

    /// A connection, once the slot and the publication are known to be there.
    async fn connect(&self) -> Result<Open, State> {
        let place = Place {
            target: &self.def.target,
            user: &self.def.user,
            secret: self.def.password.as_ref(),
        };
        let connected = async {
            let client = postgres::connect(place, SESSION, &self.tls).await;
            let client = client.map_err(trouble)?;
            self.check(&client).await?;
            Ok(Open(client))
        };
        let connected = tokio::time::timeout(CONNECT_MAX, connected).await;
        connected.map_err(|_| State::Unreachable)?
    }

    async fn check(&self, client: &Client) -> Result<(), State> {
        let ask = "SELECT current_setting('wal_level'), \
                   (SELECT plugin || ' ' || coalesce(wal_status, '') FROM pg_replication_slots \
                    WHERE slot_name = $1), \
                   EXISTS (SELECT FROM pg_publication WHERE pubname = $2)";
        let (slot, publication) = (&*self.def.slot, &*self.def.publication);
        let row = client.query_one(ask, &[&slot, &publication]).await;
        let row = row.map_err(|error| told(&error))?;
        let text = |at: usize| row.try_get::<_, Option<String>>(at).ok().flatten();
        if text(0).as_deref() != Some("logical") {
            return Err(State::Settings);
        }
        match text(1).as_deref().and_then(|slot| slot.split_once(' ')) {
            // What was recorded for it is thrown away already.
            None | Some((_, "lost")) => return Err(State::Gone),
            Some(("pgoutput", _)) => {}
            Some(_) => return Err(State::Settings),
        }
        if row.try_get::<_, bool>(2).is_ok_and(|there| there) {
            self.compare(client).await
        } else {
            Err(State::Gone)
        }
    }

    /// Whether each column of the mapping is one of a table that is published.
    async fn compare(&self, client: &Client) -> Result<(), State> {
        let ask = "SELECT DISTINCT a.attname::text FROM pg_publication_tables p \
                   JOIN pg_attribute a ON a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = \
                   format('%I.%I', p.schemaname, p.tablename)::regclass WHERE p.pubname = $1";
        let known = client.query(ask, &[&&*self.def.publication]).await;
        let known = known.map_err(|error| told(&error))?;
        let known = |name: &str| {
            let mut rows = known.iter();
            rows.any(|row| row.try_get::<_, &str>(0).is_ok_and(|known| known == name))
        };
        for column in self.mapping.column_names() {
            let (first, _) = column.split_once('.').unwrap_or((column, ""));
            let own = matches!(first, "@table" | "@change");
            if !own && !known(column) && !known(first) {
                return Err(State::Drift);
            }
        }
        Ok(())
    }
}
