//! Streams of messages at both doors: the broker, what is read from it, and what goes there.

use super::attribute::{Item, Leaning};
use super::destination::{Inside, Occasion, Secret, Target};
use super::template::{Blank, Piece, Template, written};

/// What a broker speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// NATS, with `JetStream`.
    Nats,
    /// MQTT 5.
    Mqtt,
    /// Kafka.
    Kafka,
}

impl Protocol {
    /// The word that catalogs use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nats => "nats",
            Self::Mqtt => "mqtt",
            Self::Kafka => "kafka",
        }
    }

    /// How addresses begin: in clear, over TLS, and the usual port of each.
    pub(super) const fn schemes(self) -> [(&'static str, u16); 2] {
        match self {
            Self::Nats => [("nats", 4_222), ("tls", 4_222)],
            Self::Mqtt => [("mqtt", 1_883), ("mqtts", 8_883)],
            Self::Kafka => [("kafka", 9_092), ("kafkas", 9_093)],
        }
    }

    /// What catalogs call the address of a message.
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::Nats => "subject",
            Self::Mqtt | Self::Kafka => "topic",
        }
    }
}

/// How a password is shown to Kafka.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sasl {
    /// As it is.
    Plain,
    /// By SCRAM with SHA-256, so that it never goes there.
    ScramSha256,
    /// By SCRAM with SHA-512.
    ScramSha512,
}

impl Sasl {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Plain, Self::ScramSha256, Self::ScramSha512];

    /// The word that catalogs use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::ScramSha256 => "scram-sha-256",
            Self::ScramSha512 => "scram-sha-512",
        }
    }
}

/// A broker of messages, and as whom Telos comes to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broker {
    /// What it speaks.
    pub protocol: Protocol,
    /// Where it is; `https` means TLS.
    pub target: Target,
    /// As whom, if anybody.
    pub user: Option<Box<str>>,
    /// What they show.
    pub password: Option<Secret>,
    /// A token in place of both.
    pub token: Option<Secret>,
    /// How Kafka is shown the password.
    pub sasl: Option<Sasl>,
}

impl Broker {
    /// Its address, without anything secret.
    #[must_use]
    pub fn url(&self) -> String {
        let [clear, tls] = self.protocol.schemes();
        let (scheme, _) = if self.target.https { tls } else { clear };
        let (host, port) = (&self.target.host, self.target.port);
        if host.contains(':') {
            format!("{scheme}://[{host}]:{port}")
        } else {
            format!("{scheme}://{host}:{port}")
        }
    }

    /// The address and where the secrets are.
    fn written(&self) -> String {
        let secret = |secret: &Option<Secret>| {
            let secret = secret.as_ref().map(ToString::to_string);
            secret.unwrap_or_default()
        };
        let user = self.user.as_deref().unwrap_or_default();
        let (password, token) = (secret(&self.password), secret(&self.token));
        let sasl = self
            .sasl
            .map_or(String::new(), |sasl| format!(" {}", sasl.word()));
        format!("{} {user} {password} {token}{sasl}", self.url())
    }
}

/// A stream that messages are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamDef {
    /// Where it is.
    pub broker: Broker,
    /// Its name; with MQTT that of the session that the broker keeps, or nothing for the usual one,
    /// and with Kafka the topic.
    pub stream: Box<str>,
    /// The subjects or topics that are read, with the broker's own wildcards.
    pub filters: Vec<Box<str>>,
}

impl StreamDef {
    /// What its messages are known by: another stream is begun with anew.
    #[must_use]
    pub fn written(&self) -> String {
        let mut all = vec![self.broker.url(), self.stream.to_string()];
        all.extend(self.filters.iter().map(ToString::to_string));
        all.join("\0")
    }
}

/// A destination that takes messages.
#[derive(Debug, Clone, PartialEq)]
pub struct Messages {
    /// Where it is.
    pub broker: Broker,
    /// The stream that has to take them, where it is named.
    pub stream: Option<Box<str>>,
    /// What is published, by occasion.
    pub sends: Vec<(Occasion, MessageDef)>,
    /// How many are under way before the first is acknowledged.
    pub items_max: usize,
}

/// One kind of message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageDef {
    /// The subject or topic.
    pub to: Vec<Piece>,
    /// What messages are kept in order by; with Kafka alone.
    pub key: Vec<Piece>,
    /// Headers, with lower-case names.
    pub headers: Vec<(Box<str>, Vec<Piece>)>,
    /// What it carries; nothing where there is none.
    pub body: Option<Template>,
    /// It is not sent where one of these has no value.
    pub needs: Vec<Piece>,
    /// Once for each identifier of this kind that the destination knows, rather than once.
    pub each: Option<Box<str>>,
    /// The broker keeps it for whoever comes later; an empty one takes that back.
    pub retain: bool,
}

impl Messages {
    /// The message for an occasion, if there is one.
    #[must_use]
    pub fn message(&self, occasion: Occasion) -> Option<&MessageDef> {
        let mut sends = self.sends.iter();
        let (_, message) = sends.find(|(known, _)| *known == occasion)?;
        Some(message)
    }

    /// All it says, by name.
    pub(super) fn item(&self, item: &mut Item) {
        let kind = self.broker.protocol.word();
        item.text("kind", kind, Leaning::Unclear);
        item.text("url", self.broker.written(), Leaning::Unclear);
        let inside: Inside = self.broker.target.inside;
        item.text("inside", format!("{inside:?}"), Leaning::Unclear);
        let stream = self.stream.as_deref().unwrap_or_default();
        item.text("stream", stream, Leaning::Unclear);
        let most = u64::try_from(self.items_max).ok();
        item.number("items_max", most, Leaning::Neutral);
        for (occasion, message) in &self.sends {
            let name = format!("send.{}", occasion.word());
            item.text(name, message.written(), Leaning::Unclear);
        }
    }
}

impl MessageDef {
    /// All placeholders of it.
    #[must_use]
    pub fn blanks(&self) -> Vec<&Blank> {
        let texts = self.headers.iter().map(|(_, value)| value);
        let texts = texts.chain([&self.to, &self.key, &self.needs]).flatten();
        let mut blanks: Vec<&Blank> = texts.filter_map(Piece::blank).collect();
        blanks.extend(self.body.iter().flat_map(Template::blanks));
        blanks
    }

    fn written(&self) -> String {
        let headers = self.headers.iter();
        let headers: Vec<String> = headers
            .map(|(name, value)| format!("{name}: {}", written(value)))
            .collect();
        let body = self.body.as_ref().map(Template::written);
        let each = self.each.as_deref().unwrap_or_default();
        let mut all = vec![
            written(&self.to),
            headers.join("\n"),
            body.unwrap_or_default(),
            written(&self.needs),
            each.to_owned(),
            if self.retain { "retained" } else { "" }.to_owned(),
        ];
        if !self.key.is_empty() {
            all.push(format!("key: {}", written(&self.key)));
        }
        all.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::mistakes::{GOOD, file};
    use super::super::{IntakeKind, compile};

    fn tills(from: &str) -> String {
        format!(
            r#"
[source.tills]
brand = "aria"
write_key = "aria-tills-key"
channel = "web"
purposes = ["orders"]
[source.tills.from]
{from}
[[source.tills.from.message]]
type = "track"
event = "Order Completed"
identifiers.email = "{{mail}}"
"#
        )
    }

    #[test]
    fn sources_of_messages_are_checked() {
        for (from, wanted) in [
            (
                "kind = \"nats\"\nurl = \"nats://n.example\"\nstream = \"A\"",
                "address of a broker",
            ),
            (
                "kind = \"nats\"\nurl = \"tls://n.example/x\"\nstream = \"A\"",
                "address of a broker",
            ),
            ("kind = \"nats\"\nurl = \"tls://n.example\"", "`stream`"),
            (
                "kind = \"nats\"\nurl = \"tls://n.example\"\nstream = \"a.b\"",
                "name of a stream",
            ),
            (
                "kind = \"nats\"\nurl = \"tls://n.example\"\nstream = \"A\"\nsubject = \"a.>.b\"",
                "no subject",
            ),
            (
                "kind = \"nats\"\nurl = \"tls://n.example\"\nstream = \"A\"\ntopics = [\"a\"]",
                "`topics`",
            ),
            ("kind = \"mqtt\"\nurl = \"mqtts://m.example\"", "`topics`"),
            (
                "kind = \"mqtt\"\nurl = \"mqtts://m.example\"\ntopics = [\"a/#/b\"]",
                "no topic",
            ),
            (
                "kind = \"mqtt\"\nurl = \"mqtts://m.example\"\ntopics = [\"a\"]\npassword = \"env:A\"",
                "`user`",
            ),
            (
                "kind = \"mqtt\"\nurl = \"mqtts://m.example\"\ntopics = [\"a\"]\nuser = \"a\"\npassword = \"a\"",
                "never written",
            ),
            (
                "kind = \"kafka\"\nurl = \"kafka://k.example\"\ntopic = \"a\"",
                "address of a broker",
            ),
            ("kind = \"kafka\"\nurl = \"kafkas://k.example\"", "`topic`"),
            (
                "kind = \"kafka\"\nurl = \"kafkas://k.example\"\ntopic = \"a/b\"",
                "no topic",
            ),
            (
                "kind = \"kafka\"\nurl = \"kafkas://k.example\"\ntopic = \"a\"\nuser = \"u\"\npassword = \"env:A\"",
                "`sasl`",
            ),
            (
                "kind = \"kafka\"\nurl = \"kafkas://k.example\"\ntopic = \"a\"\nuser = \"u\"\npassword = \"env:A\"\nsasl = \"scram-sha-25\"",
                "no way to show a password",
            ),
            (
                "kind = \"kafka\"\nurl = \"kafkas://k.example\"\ntopic = \"a\"\nsasl = \"plain\"",
                "`user`",
            ),
        ] {
            let files = [file("good.toml", GOOD), file("tills.toml", &tills(from))];
            let mistakes = compile(&files, None).expect_err("mistakes");
            let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            assert!(shown.join("\n").contains(wanted), "{from}: {shown:#?}");
        }
    }

    #[test]
    fn a_broker_is_shown_by_its_address_and_never_with_a_secret() {
        let from = "kind = \"nats\"\nurl = \"tls://[::1]\"\ninside = \"loopback\"\nstream = \"A\"\ntoken = \"env:T\"";
        let files = [file("good.toml", GOOD), file("tills.toml", &tills(from))];
        let catalog = compile(&files, None).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        let mut sources = catalog.sources.iter().flatten();
        let tills = sources
            .find(|source| &*source.name == "tills")
            .expect("declared");
        let kind = &tills.from.as_ref().expect("run here").kind;
        let IntakeKind::Stream(stream) = kind else {
            panic!("{kind:?}");
        };
        assert_eq!(stream.broker.url(), "tls://[::1]:4222");
        assert_eq!(stream.written(), "tls://[::1]:4222\0A");
    }
}
