//! A session with an MQTT 5 broker: packets over a connection of our own, with the codec of
//! `rumqttc`. What is read is acknowledged by whoever took it in, and no sooner.

use std::fmt;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use rumqttc::v5::mqttbytes::Error;
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{
    Connect, ConnectProperties, ConnectReturnCode, Filter, Login as Shown, Packet, PingReq, PubAck,
    PubAckReason, Publish, PublishProperties, RetainForwardRule, Subscribe, SubscribeReasonCode,
};
use telos_connect::destination::Message;
use telos_model::catalog::Broker;
use telos_model::deliver::Failure;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::Instant;
use tokio_rustls::rustls::pki_types::ServerName;

use super::Login;
use crate::wire;

/// How long a broker may take to let Telos in.
const OPEN_WAIT: Duration = Duration::from_secs(5);
/// The broker ends a session of which it hears nothing for one and a half times this, in seconds.
const KEEP_ALIVE_SECONDS: u16 = 600;
/// How long nothing may come before the broker is asked whether it is there,
const QUIET_MAX: Duration = Duration::from_secs(20);
/// and how long it may take to say so.
const PING_MAX: Duration = Duration::from_secs(10);
/// The largest packet that is taken, in bytes.
const PACKET_BYTES_MAX: u32 = 4 * 1024 * 1024;
/// How much is read at once, in bytes.
const READ_BYTES: usize = 64 * 1024;

trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for S {}

/// A session that is open.
pub struct Session {
    stream: Box<dyn Stream>,
    read: BytesMut,
    /// How many messages may be under way to the broker.
    window: usize,
    packet_bytes_max: Option<u32>,
    heard: Instant,
    pinged: Option<Instant>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}

/// How a session is to be.
#[derive(Debug, Clone)]
pub struct Opening {
    /// What the broker knows it by.
    pub client: String,
    /// How long the broker keeps it while nobody is there; nothing of it where it is zero.
    pub kept: Duration,
    /// How many messages may be under way from the broker.
    pub window: u16,
}

/// Opens a session with one of the addresses of a broker that the catalog allows.
pub async fn open(
    broker: &Broker,
    trust: &wire::Client,
    opening: Opening,
) -> Result<Session, Failure> {
    let login = Login::find(broker)?;
    let target = &broker.target;
    let tcp = wire::reach(target).await?;
    let greeted = async {
        let stream: Box<dyn Stream> = if target.https {
            let tls = trust.tls().ok_or(Failure::Certificate)?;
            let name = ServerName::try_from(target.host.to_string());
            let name = name.map_err(|_| Failure::Certificate)?;
            let stream = tls.connect(name, tcp).await;
            Box::new(stream.map_err(|error| wire::untrusted(&error))?)
        } else {
            Box::new(tcp)
        };
        let mut session = Session {
            stream,
            read: BytesMut::new(),
            window: usize::from(u16::MAX),
            packet_bytes_max: None,
            heard: Instant::now(),
            pinged: None,
        };
        session.greet(login, opening).await?;
        Ok(session)
    };
    let greeted = tokio::time::timeout(OPEN_WAIT, greeted).await;
    greeted.unwrap_or(Err(Failure::NoAnswer))
}

impl Session {
    async fn greet(&mut self, login: Login, opening: Opening) -> Result<(), Failure> {
        let kept = u32::try_from(opening.kept.as_secs()).unwrap_or(u32::MAX);
        let properties = ConnectProperties {
            session_expiry_interval: Some(kept),
            receive_maximum: Some(opening.window.max(1)),
            max_packet_size: Some(PACKET_BYTES_MAX),
            ..ConnectProperties::new()
        };
        let connect = Connect {
            keep_alive: KEEP_ALIVE_SECONDS,
            client_id: opening.client,
            clean_start: kept == 0,
            properties: Some(properties),
        };
        let shown = login
            .user
            .map(|(user, password)| Shown::new(user, password));
        self.write(&[Packet::Connect(connect, None, shown)]).await?;
        let Packet::ConnAck(answer) = self.next().await? else {
            return Err(Failure::Garbled);
        };
        match answer.code {
            ConnectReturnCode::Success => {}
            ConnectReturnCode::BadUserNamePassword
            | ConnectReturnCode::NotAuthorized
            | ConnectReturnCode::Banned
            | ConnectReturnCode::ClientIdentifierNotValid
            | ConnectReturnCode::BadClientId
            | ConnectReturnCode::BadAuthenticationMethod => return Err(Failure::Answered(401)),
            ConnectReturnCode::QuotaExceeded | ConnectReturnCode::ConnectionRateExceeded => {
                return Err(Failure::Answered(429));
            }
            ConnectReturnCode::RefusedProtocolVersion
            | ConnectReturnCode::UnsupportedProtocolVersion => return Err(Failure::Garbled),
            _ => return Err(Failure::Answered(503)),
        }
        if let Some(properties) = answer.properties {
            let window = properties.receive_max.map_or(self.window, usize::from);
            self.window = window.max(1);
            self.packet_bytes_max = properties.max_packet_size;
        }
        Ok(())
    }

    /// Asks for all messages of these topics. What the broker keeps comes once, not each time.
    pub async fn subscribe(&mut self, filters: &[Box<str>]) -> Result<(), Failure> {
        let filters = filters.iter().map(|filter| Filter {
            retain_forward_rule: RetainForwardRule::OnNewSubscribe,
            ..Filter::new(&**filter, QoS::AtLeastOnce)
        });
        let mut subscribe = Subscribe::new_many(filters, None);
        subscribe.pkid = 1;
        self.write(&[Packet::Subscribe(subscribe)]).await
    }

    /// The next message. None where nothing comes until then; what is told besides is seen to.
    pub async fn message(&mut self, wait: Duration) -> Result<Option<Publish>, Failure> {
        let until = Instant::now() + wait;
        loop {
            let Ok(next) = tokio::time::timeout_at(until, self.next()).await else {
                self.ask_whether_it_is_there().await?;
                return Ok(None);
            };
            match next? {
                Packet::Publish(message) if message.qos != QoS::ExactlyOnce => {
                    return Ok(Some(message));
                }
                Packet::SubAck(answer) => {
                    let refused = |code: &SubscribeReasonCode| match code {
                        SubscribeReasonCode::Success(_) => None,
                        SubscribeReasonCode::NotAuthorized => Some(Failure::Answered(403)),
                        _ => Some(Failure::Answered(404)),
                    };
                    if let Some(failure) = answer.return_codes.iter().find_map(refused) {
                        return Err(failure);
                    }
                }
                Packet::PingResp(_) => {}
                Packet::Disconnect(_) => return Err(Failure::Unreachable),
                _ => return Err(Failure::Garbled),
            }
        }
    }

    async fn ask_whether_it_is_there(&mut self) -> Result<(), Failure> {
        match self.pinged {
            Some(at) if at.elapsed() > PING_MAX => return Err(Failure::Unreachable),
            None if self.heard.elapsed() > QUIET_MAX => {
                self.write(&[Packet::PingReq(PingReq)]).await?;
                self.pinged = Some(Instant::now());
            }
            _ => {}
        }
        Ok(())
    }

    /// Tells the broker that these messages are here for good.
    pub async fn acknowledge(&mut self, messages: &[Publish]) -> Result<(), Failure> {
        let asked = messages.iter().filter(|message| message.pkid != 0);
        let acks = asked.map(|message| Packet::PubAck(PubAck::new(message.pkid, None)));
        let acks: Vec<Packet> = acks.collect();
        self.write(&acks).await
    }

    /// Publishes messages in their order and waits until the broker has all of them.
    pub async fn publish(&mut self, messages: &[Message]) -> Result<(), Failure> {
        let window = self.window.min(usize::from(u16::MAX));
        let mut sent = 0;
        let mut missing: Vec<u16> = Vec::new();
        while sent < messages.len() || !missing.is_empty() {
            let room = window.saturating_sub(missing.len());
            let more = &messages[sent..messages.len().min(sent + room)];
            let mut packets = Vec::with_capacity(more.len());
            for message in more {
                sent += 1;
                // Numbers are free again once the window has gone by, and none is zero.
                let number = u16::try_from(sent % usize::from(u16::MAX)).unwrap_or(0);
                let number = number.max(1);
                missing.push(number);
                packets.push(Packet::Publish(packet(message, number)));
            }
            self.write(&packets).await?;
            match self.next().await? {
                Packet::PubAck(answer) => {
                    missing.retain(|number| *number != answer.pkid);
                    taken(answer.reason)?;
                }
                Packet::PingResp(_) => {}
                Packet::Disconnect(_) => return Err(Failure::Unreachable),
                _ => return Err(Failure::Garbled),
            }
        }
        Ok(())
    }

    async fn write(&mut self, packets: &[Packet]) -> Result<(), Failure> {
        if packets.is_empty() {
            return Ok(());
        }
        let mut bytes = BytesMut::new();
        for packet in packets {
            let written = packet.write(&mut bytes, self.packet_bytes_max);
            written.map_err(|error| match error {
                Error::OutgoingPacketTooLarge { .. } | Error::PayloadTooLong => {
                    Failure::Answered(413)
                }
                _ => Failure::Unmade,
            })?;
        }
        let sent = self.stream.write_all(&bytes).await;
        sent.map_err(|error| wire::untrusted(&error))?;
        self.stream
            .flush()
            .await
            .map_err(|error| wire::untrusted(&error))
    }

    /// The next packet. It can be dropped while it waits: nothing that came is lost.
    async fn next(&mut self) -> Result<Packet, Failure> {
        loop {
            if !self.read.is_empty() {
                match Packet::read(&mut self.read, Some(PACKET_BYTES_MAX)) {
                    Ok(packet) => {
                        self.heard = Instant::now();
                        self.pinged = None;
                        return Ok(packet);
                    }
                    Err(Error::InsufficientBytes(_)) => {}
                    Err(_) => return Err(Failure::Garbled),
                }
            }
            self.read.reserve(READ_BYTES);
            let count = self.stream.read_buf(&mut self.read).await;
            if count.map_err(|error| wire::untrusted(&error))? == 0 {
                return Err(Failure::Unreachable);
            }
        }
    }
}

fn packet(message: &Message, number: u16) -> Publish {
    let mut user_properties = vec![("idempotency-key".to_owned(), message.id.clone())];
    let headers = message.headers.iter();
    user_properties.extend(headers.map(|(name, value)| (name.to_string(), value.clone())));
    let is_empty = message.body.is_empty();
    let properties = PublishProperties {
        payload_format_indicator: (!is_empty).then_some(1),
        content_type: (!is_empty).then(|| "application/json".to_owned()),
        user_properties,
        ..PublishProperties::default()
    };
    Publish {
        retain: message.retain,
        pkid: number,
        ..Publish::new(
            message.to.clone(),
            QoS::AtLeastOnce,
            Bytes::from(message.body.clone()),
            Some(properties),
        )
    }
}

const fn taken(reason: PubAckReason) -> Result<(), Failure> {
    match reason {
        PubAckReason::Success | PubAckReason::NoMatchingSubscribers => Ok(()),
        PubAckReason::NotAuthorized => Err(Failure::Answered(403)),
        PubAckReason::QuotaExceeded => Err(Failure::Answered(429)),
        PubAckReason::TopicNameInvalid | PubAckReason::PayloadFormatInvalid => {
            Err(Failure::Answered(422))
        }
        PubAckReason::UnspecifiedError
        | PubAckReason::ImplementationSpecificError
        | PubAckReason::PacketIdentifierInUse => Err(Failure::Answered(503)),
    }
}
