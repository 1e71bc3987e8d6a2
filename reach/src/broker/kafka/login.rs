//! How Telos shows Kafka who it is: by PLAIN, or by SCRAM (RFC 5802), which sends no password and
//! has the broker show that it knows it too.

use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac, pbkdf2};
use telos_model::catalog::Sasl;
use telos_model::deliver::Failure;

/// How often a password may have to be hashed: what a broker asks for keeps a processor busy.
const ROUNDS_MAX: u32 = 100_000;
/// How many bytes of chance a login begins with.
const NONCE_BYTES: usize = 24;

/// What `Kafka` calls a way of showing a password.
pub(super) const fn name(sasl: Sasl) -> &'static str {
    match sasl {
        Sasl::Plain => "PLAIN",
        Sasl::ScramSha256 => "SCRAM-SHA-256",
        Sasl::ScramSha512 => "SCRAM-SHA-512",
    }
}

/// All that PLAIN says.
pub(super) fn plain(user: &str, password: &str) -> Vec<u8> {
    format!("\0{user}\0{password}").into_bytes()
}

/// A login by SCRAM that was begun.
pub(super) struct Scram {
    hash: &'static digest::Algorithm,
    mac: hmac::Algorithm,
    derive: pbkdf2::Algorithm,
    password: String,
    nonce: String,
    /// What was said first, without how it is bound to a channel.
    bare: String,
}

/// The answer to a challenge, and what the broker has to say then.
pub(super) struct Answer {
    pub says: Vec<u8>,
    wanted: Vec<u8>,
}

impl Scram {
    /// Begins a login. There is none by PLAIN.
    pub(super) fn begin(sasl: Sasl, user: &str, password: &str) -> Result<Self, Failure> {
        let mut chance = [0; NONCE_BYTES];
        getrandom::fill(&mut chance).map_err(|_| Failure::Unmade)?;
        Ok(Self::with_nonce(
            sasl,
            (user, password),
            STANDARD.encode(chance),
        ))
    }

    fn with_nonce(sasl: Sasl, (user, password): (&str, &str), nonce: String) -> Self {
        let user = user.replace('=', "=3D").replace(',', "=2C");
        let bare = format!("n={user},r={nonce}");
        let long = sasl == Sasl::ScramSha512;
        Self {
            hash: if long {
                &digest::SHA512
            } else {
                &digest::SHA256
            },
            mac: if long {
                hmac::HMAC_SHA512
            } else {
                hmac::HMAC_SHA256
            },
            derive: if long {
                pbkdf2::PBKDF2_HMAC_SHA512
            } else {
                pbkdf2::PBKDF2_HMAC_SHA256
            },
            password: password.to_owned(),
            nonce,
            bare,
        }
    }

    /// What is said first.
    pub(super) fn says(&self) -> Vec<u8> {
        format!("n,,{}", self.bare).into_bytes()
    }

    /// Answers the broker's challenge. Takes as long as the broker has the password hashed.
    pub(super) fn answer(&self, challenge: &[u8]) -> Result<Answer, Failure> {
        let challenge = std::str::from_utf8(challenge).map_err(|_| Failure::Garbled)?;
        let part = |name| field(challenge, name).ok_or(Failure::Garbled);
        let (nonce, salt, rounds) = (part("r=")?, part("s=")?, part("i=")?);
        let salt = STANDARD.decode(salt).map_err(|_| Failure::Garbled)?;
        let rounds = rounds.parse().ok().and_then(NonZeroU32::new);
        let rounds = rounds.filter(|rounds| rounds.get() <= ROUNDS_MAX);
        let rounds = rounds.ok_or(Failure::Garbled)?;
        // A broker that did not read what was said first may be another's.
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err(Failure::Garbled);
        }
        let mut salted = vec![0; self.hash.output_len()];
        pbkdf2::derive(
            self.derive,
            rounds,
            &salt,
            self.password.as_bytes(),
            &mut salted,
        );
        let signed = |key: &[u8], text: &[u8]| {
            let tag = hmac::sign(&hmac::Key::new(self.mac, key), text);
            tag.as_ref().to_vec()
        };
        let bare = format!("c=biws,r={nonce}");
        let all = format!("{},{challenge},{bare}", self.bare);
        let client = signed(&salted, b"Client Key");
        let stored = digest::digest(self.hash, &client);
        let signature = signed(stored.as_ref(), all.as_bytes());
        let proof = client
            .iter()
            .zip(&signature)
            .map(|(one, other)| one ^ other);
        let proof: Vec<u8> = proof.collect();
        let server = signed(&salted, b"Server Key");
        Ok(Answer {
            says: format!("{bare},p={}", STANDARD.encode(proof)).into_bytes(),
            wanted: signed(&server, all.as_bytes()),
        })
    }
}

impl Answer {
    /// Whether the broker showed that it knows the password too.
    pub(super) fn is_known_by(&self, end: &[u8]) -> bool {
        let end = std::str::from_utf8(end).ok();
        let shown = end.and_then(|end| field(end, "v="));
        let shown = shown.and_then(|shown| STANDARD.decode(shown).ok());
        shown.is_some_and(|shown| shown == self.wanted)
    }
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut parts = text.split(',');
    parts.find_map(|part| part.strip_prefix(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7677.
    #[test]
    fn a_login_by_scram_goes_as_the_standard_says() {
        let who = ("user", "pencil");
        let nonce = "rOprNGfwEbeRWgbNEkqO".to_owned();
        let scram = Scram::with_nonce(Sasl::ScramSha256, who, nonce);
        assert_eq!(scram.says(), b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        let challenge = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                         s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        let answer = scram.answer(challenge.as_bytes()).expect("answered");
        let said = String::from_utf8(answer.says.clone()).expect("text");
        assert_eq!(
            said,
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
             p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        assert!(answer.is_known_by(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        assert!(!answer.is_known_by(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5="));
        assert!(!answer.is_known_by(b"e=other-error"));
    }

    #[test]
    fn a_challenge_that_is_none_is_refused() {
        let scram = Scram::with_nonce(Sasl::ScramSha512, ("a,b=c", "p"), "abc".into());
        assert_eq!(scram.says(), b"n,,n=a=2Cb=3Dc,r=abc");
        for challenge in [
            "",
            "r=abc,s=AAAA,i=4096",
            "r=xabcd,s=AAAA,i=4096",
            "r=abcd,s=?,i=4096",
            "r=abcd,s=AAAA,i=0",
            "r=abcd,s=AAAA,i=4000000000",
            "r=abcd,s=AAAA",
        ] {
            let answer = scram.answer(challenge.as_bytes()).map(drop);
            assert_eq!(answer, Err(Failure::Garbled), "{challenge}");
        }
    }
}
