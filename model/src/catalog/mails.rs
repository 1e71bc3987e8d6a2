//! Destinations that are mailboxes of a department: which relay takes mail for them, from whom and to
//! whom it goes, and what it says.

use super::attribute::{Item, Leaning};
use super::destination::{Occasion, Secret, Target};
use super::template::{Blank, Piece, Template, written};

/// A destination that gets its data as mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Mails {
    /// Where the relay is; `https` means TLS from the first byte on.
    pub target: Target,
    /// TLS is spoken, from the first byte on or as soon as both have greeted.
    pub tls: bool,
    /// Who sends, and what they show, where the relay asks for it.
    pub login: Option<(Box<str>, Secret)>,
    /// Whom mail is from.
    pub from: Box<str>,
    /// Whom it goes to, all in one mail.
    pub to: Vec<Box<str>>,
    /// What it says, by occasion.
    pub sends: Vec<(Occasion, MailDef)>,
    /// The most deliveries of one mail.
    pub items_max: usize,
    /// How long the first waits for more to go with it, in seconds: up to the next time that is a
    /// multiple of this.
    pub age_seconds: u32,
}

/// What is said on one occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDef {
    /// The subject.
    pub subject: Vec<Piece>,
    /// The lines of the text; one of which a value is missing is left out.
    pub lines: Vec<Vec<Piece>>,
    /// What stands in the attached file.
    pub row: Option<Template>,
    /// It is not sent where one of these has no value.
    pub needs: Vec<Piece>,
}

impl Mails {
    /// What is said on an occasion, if anything is.
    #[must_use]
    pub fn mail(&self, occasion: Occasion) -> Option<&MailDef> {
        let mut sends = self.sends.iter();
        let (_, mail) = sends.find(|(known, _)| *known == occasion)?;
        Some(mail)
    }

    /// The relay's address, without anything secret.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.target.https { "smtps" } else { "smtp" };
        let (host, port) = (&self.target.host, self.target.port);
        if host.contains(':') {
            format!("{scheme}://[{host}]:{port}")
        } else {
            format!("{scheme}://{host}:{port}")
        }
    }

    /// All it says, by name.
    pub(super) fn item(&self, item: &mut Item) {
        item.text("kind", "email", Leaning::Unclear);
        let login = self.login.as_ref();
        let login = login.map(|(user, secret)| format!("{user} {secret}"));
        let (url, inside) = (self.url(), self.target.inside);
        let url = format!(
            "{url} {} {inside:?} {}",
            self.tls,
            login.unwrap_or_default()
        );
        item.text("url", url, Leaning::Unclear);
        item.text("from", &*self.from, Leaning::Neutral);
        let to = self.to.iter().map(ToString::to_string);
        item.set("to", to, Leaning::Widens);
        for (occasion, mail) in &self.sends {
            let name = format!("send.{}", occasion.word());
            item.text(name, mail.written(), Leaning::Unclear);
        }
        let limits = format!("{} {}", self.items_max, self.age_seconds);
        item.text("limits", limits, Leaning::Neutral);
    }
}

impl MailDef {
    /// All placeholders of it.
    #[must_use]
    pub fn blanks(&self) -> Vec<&Blank> {
        let texts = self.lines.iter().chain([&self.subject, &self.needs]);
        let mut blanks: Vec<&Blank> = texts.flatten().filter_map(Piece::blank).collect();
        blanks.extend(self.row.iter().flat_map(Template::blanks));
        blanks
    }

    fn written(&self) -> String {
        let mut all = vec![written(&self.subject)];
        all.extend(self.lines.iter().map(|line| written(line)));
        all.extend(self.row.as_ref().map(Template::written));
        all.push(written(&self.needs));
        all.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::mistakes::{GOOD, file};
    use super::super::{Catalog, Mistake, Reach, compile};
    use super::*;

    const DESK: &str = r#"
[recipient.desk]
[purpose.returns]
brands = ["aria"]
version = 1
categories = ["contact", "transaction"]
operations = ["collect", "segment", "send"]
recipients = ["desk"]
basis.eu = { kind = "contract", citation = "none" }
[destination.desk]
brand = "aria"
recipient = "desk"
purposes = ["returns"]
categories = ["contact"]
traits = ["email"]
identifiers = ["email"]
kind = "email"
url = "smtps://mail.example"
user = "telos"
password = "env:MAIL"
from = "telos@aria.example"
to = ["returns@aria.example", "lead@aria.example"]
age_seconds = 3600
send.traits = { subject = "What changed", text = "Write to {identifier.email}\nfrom now on", row = { mail = "{identifier.email}" } }
send.delete = { subject = "Delete {identifier.email}", text = "All that you have of\n{identifiers.email}" }
"#;

    fn compiled(desk: &str) -> Result<Catalog, Vec<Mistake>> {
        compile(&[file("good.toml", GOOD), file("desk.toml", desk)], None)
    }

    #[test]
    fn a_mailbox_is_declared_and_mistakes_about_it_are_told_with_their_place() {
        let catalog = compiled(DESK).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        let desk = catalog.names.destinations["desk"];
        let desk = catalog.destination(desk).expect("declared");
        let Reach::Mails(mails) = &desk.reach else {
            panic!("{:?}", desk.reach);
        };
        assert_eq!(mails.url(), "smtps://mail.example:465");
        assert_eq!((mails.items_max, mails.age_seconds), (100, 3_600));
        let together = |occasion| desk.reach.together_max(occasion);
        assert_eq!(together(Occasion::Traits), 100);
        assert_eq!(together(Occasion::Delete), 1, "each is told by itself");
        assert!(!desk.reach.acknowledges(), "a relay answers for nobody");
        for (from, to, wanted) in [
            ("smtps:", "https:", "not the address of a mail relay"),
            (
                "smtps://mail.example",
                "smtp://mail.example/x",
                "not the address of a mail relay",
            ),
            (
                "from =",
                "tls = false\nfrom =",
                "`tls = false` only with `inside`",
            ),
            (
                "\"env:MAIL\"",
                "\"hunter2\"",
                "never written into a catalog",
            ),
            ("user = \"telos\"\n", "", "`user`"),
            (
                "telos@aria.example",
                "Telos <telos@aria.example>",
                "no address of mail",
            ),
            (
                "lead@aria.example",
                "lead@aria.example\\r\\nBcc: x@y.example",
                "no address of mail",
            ),
            ("lead@aria.example", "returns@aria.example", "twice"),
            (
                "to = [\"returns@aria.example\", \"lead@aria.example\"]",
                "to = []",
                "one address at least",
            ),
            (
                "What changed",
                "What changed for {identifier.email}",
                "`items_max = 1`",
            ),
            ("What changed", "What\\nchanged", "one line"),
            ("text = \"Write", "txt = \"Write", "`text`"),
            (
                "{identifiers.email}",
                "{identifiers.phone}",
                "stands for nothing",
            ),
        ] {
            let text = DESK.replacen(from, to, 1);
            assert_ne!(text, DESK, "{from}");
            let mistakes = compiled(&text).expect_err(wanted);
            let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            let told = told.join("\n");
            assert!(told.contains(wanted), "{to}: {told}");
        }
    }

    #[test]
    fn one_mail_for_each_may_say_in_its_subject_what_it_is_about() {
        let one = DESK.replace("What changed", "For {identifier.email}");
        let one = one.replace("age_seconds", "items_max = 1\nage_seconds");
        assert!(compiled(&one).is_ok());
    }
}
