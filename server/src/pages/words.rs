//! Words in six languages: every visible text of the pages comes from `locales/*.ftl` through here.

use std::borrow::Borrow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use telos_model::time::Timestamp;

use super::chart::Bar;
use super::shown::Shown;

/// A language that the pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Japanese.
    Ja,
    /// Chinese in traditional characters.
    ZhHant,
    /// Chinese in simplified characters.
    ZhHans,
    /// German.
    De,
    /// French.
    Fr,
}

impl Lang {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::En,
        Self::Ja,
        Self::ZhHant,
        Self::ZhHans,
        Self::De,
        Self::Fr,
    ];

    /// Its BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
            Self::ZhHant => "zh-Hant",
            Self::ZhHans => "zh-Hans",
            Self::De => "de",
            Self::Fr => "fr",
        }
    }

    /// The language that suits a tag, if one does.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        let mut subtags = tag.split(['-', '_']);
        match subtags.next()? {
            "en" => Some(Self::En),
            "ja" => Some(Self::Ja),
            "de" => Some(Self::De),
            "fr" => Some(Self::Fr),
            "zh" => {
                let traditional = |part: &str| matches!(part, "hant" | "tw" | "hk" | "mo");
                let rest: Vec<&str> = subtags.collect();
                let simplified = rest.contains(&"hans");
                let is_traditional = !simplified && rest.into_iter().any(traditional);
                Some(if is_traditional {
                    Self::ZhHant
                } else {
                    Self::ZhHans
                })
            }
            _ => None,
        }
    }

    /// The best language of an `Accept-Language` header.
    #[must_use]
    pub fn of_header(header: &str) -> Option<Self> {
        let wishes = header.split(',').take(HEADER_WISHES_MAX);
        let weighed = wishes.filter_map(|wish| {
            let (tag, rest) = wish.split_once(';').unwrap_or((wish, ""));
            let weight = rest.trim().strip_prefix("q=");
            let weight = weight.map_or(Some(1.0), |weight| weight.parse::<f32>().ok())?;
            (weight > 0.0).then_some((Self::of_tag(tag)?, weight))
        });
        let best = weighed.reduce(|best, one| if one.1 > best.1 { one } else { best });
        best.map(|(lang, _)| lang)
    }
}

/// How many languages of an `Accept-Language` header are looked at.
const HEADER_WISHES_MAX: usize = 20;

type Bundle = FluentBundle<FluentResource>;

const TEXTS: [&str; 6] = [
    concat!(
        include_str!("../../locales/en.ftl"),
        "\n",
        include_str!("../../locales/public/en.ftl"),
        "\n",
        include_str!("../../locales/me/en.ftl"),
        "\n",
        include_str!("../../locales/notices/en.ftl"),
        "\n",
        include_str!("../../locales/officer/en.ftl"),
        "\n",
        include_str!("../../locales/destinations/en.ftl"),
        "\n",
        include_str!("../../locales/sources/en.ftl")
    ),
    concat!(
        include_str!("../../locales/ja.ftl"),
        "\n",
        include_str!("../../locales/public/ja.ftl"),
        "\n",
        include_str!("../../locales/me/ja.ftl"),
        "\n",
        include_str!("../../locales/notices/ja.ftl"),
        "\n",
        include_str!("../../locales/officer/ja.ftl"),
        "\n",
        include_str!("../../locales/destinations/ja.ftl"),
        "\n",
        include_str!("../../locales/sources/ja.ftl")
    ),
    concat!(
        include_str!("../../locales/zh-Hant.ftl"),
        "\n",
        include_str!("../../locales/public/zh-Hant.ftl"),
        "\n",
        include_str!("../../locales/me/zh-Hant.ftl"),
        "\n",
        include_str!("../../locales/notices/zh-Hant.ftl"),
        "\n",
        include_str!("../../locales/officer/zh-Hant.ftl"),
        "\n",
        include_str!("../../locales/destinations/zh-Hant.ftl"),
        "\n",
        include_str!("../../locales/sources/zh-Hant.ftl")
    ),
    concat!(
        include_str!("../../locales/zh-Hans.ftl"),
        "\n",
        include_str!("../../locales/public/zh-Hans.ftl"),
        "\n",
        include_str!("../../locales/me/zh-Hans.ftl"),
        "\n",
        include_str!("../../locales/notices/zh-Hans.ftl"),
        "\n",
        include_str!("../../locales/officer/zh-Hans.ftl"),
        "\n",
        include_str!("../../locales/destinations/zh-Hans.ftl"),
        "\n",
        include_str!("../../locales/sources/zh-Hans.ftl")
    ),
    concat!(
        include_str!("../../locales/de.ftl"),
        "\n",
        include_str!("../../locales/public/de.ftl"),
        "\n",
        include_str!("../../locales/me/de.ftl"),
        "\n",
        include_str!("../../locales/notices/de.ftl"),
        "\n",
        include_str!("../../locales/officer/de.ftl"),
        "\n",
        include_str!("../../locales/destinations/de.ftl"),
        "\n",
        include_str!("../../locales/sources/de.ftl")
    ),
    concat!(
        include_str!("../../locales/fr.ftl"),
        "\n",
        include_str!("../../locales/public/fr.ftl"),
        "\n",
        include_str!("../../locales/me/fr.ftl"),
        "\n",
        include_str!("../../locales/notices/fr.ftl"),
        "\n",
        include_str!("../../locales/officer/fr.ftl"),
        "\n",
        include_str!("../../locales/destinations/fr.ftl"),
        "\n",
        include_str!("../../locales/sources/fr.ftl")
    ),
];

static BUNDLES: LazyLock<[Bundle; 6]> =
    LazyLock::new(|| Lang::ALL.map(|lang| bundle(lang, TEXTS[lang as usize])));

/// A file that does not read stays out as far as it does not; a test reads them all.
fn bundle(lang: Lang, text: &str) -> Bundle {
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let id = lang.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::De => |value, _| grouped(value, '.'),
        Lang::Fr => |value, _| grouped(value, '\u{202f}'),
        _ => |value, _| grouped(value, ','),
    }));
    bundle.add_resource_overriding(resource);
    bundle
}

fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(group(&format!("{:.0}", number.value), separator))
        }
        _ => None,
    }
}

/// Digits in threes.
fn group(digits: &str, separator: char) -> String {
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits), |rest| ("-", rest));
    let mut text = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len() - index;
        if index > 0 && left.is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// What can be put into a text: text, or a number that may decide its form.
pub(super) trait Arg<'a> {
    /// The value as Fluent takes it.
    fn arg(self) -> FluentValue<'a>;
}

macro_rules! args {
    ($($kind:ty),*) => {$(
        impl<'a> Arg<'a> for $kind {
            fn arg(self) -> FluentValue<'a> { FluentValue::from(self) }
        }
    )*};
}
args!(&'a str, String, u8, u16, u32, u64, usize);

impl<'a, T: Arg<'a> + Copy> Arg<'a> for &T {
    fn arg(self) -> FluentValue<'a> {
        (*self).arg()
    }
}

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    lang: Lang,
}

impl Words {
    /// The words of this language.
    #[must_use]
    pub(super) const fn new(lang: Lang) -> Self {
        Self { lang }
    }
    /// The language.
    #[must_use]
    pub(super) const fn lang(self) -> Lang {
        self.lang
    }
    /// Its BCP 47 tag.
    #[must_use]
    pub(super) const fn tag(self) -> &'static str {
        self.lang.tag()
    }

    /// The text of a key without arguments.
    #[must_use]
    pub(super) fn t(self, key: &str) -> String {
        self.text(key, None)
    }

    /// The text of a key with one argument.
    pub(super) fn t1<'a>(self, key: &str, name: &'a str, value: impl Arg<'a>) -> String {
        self.with(key, [(name, value.arg())])
    }

    /// The text of a key with two arguments.
    pub(super) fn t2<'a>(
        self,
        key: &str,
        first: &'a str,
        first_value: impl Arg<'a>,
        second: &'a str,
        second_value: impl Arg<'a>,
    ) -> String {
        let pairs = [(first, first_value.arg()), (second, second_value.arg())];
        self.with(key, pairs)
    }

    /// The text of a key with three arguments.
    #[expect(
        clippy::too_many_arguments,
        reason = "templates have no other way to name arguments"
    )]
    pub(super) fn t3<'a>(
        self,
        key: &str,
        first: &'a str,
        first_value: impl Arg<'a>,
        second: &'a str,
        second_value: impl Arg<'a>,
        third: &'a str,
        third_value: impl Arg<'a>,
    ) -> String {
        let first = (first, first_value.arg());
        let second = (second, second_value.arg());
        self.with(key, [first, second, (third, third_value.arg())])
    }

    fn with<'a, const N: usize>(self, key: &str, pairs: [(&'a str, FluentValue<'a>); N]) -> String {
        self.text(key, Some(&pairs.into_iter().collect()))
    }

    /// How long something is kept, in years where that is what it is.
    #[must_use]
    pub(super) fn kept(self, days: impl Borrow<u32>) -> String {
        let days = *days.borrow();
        match (days / 365, days % 365) {
            (0, _) | (_, 1..) => self.t1("days", "days", days),
            (years, 0) => self.t1("years", "years", years),
        }
    }

    /// The text of a code of some family, such as a reason; the code itself, spelt out, where no
    /// language knows it.
    #[must_use]
    pub(super) fn coded(self, family: &str, code: &str) -> String {
        let key = format!("{family}-{code}");
        if BUNDLES[self.lang as usize].has_message(&key) {
            self.t(&key)
        } else {
            code.replace('_', " ")
        }
    }

    /// The texts of several codes, as a list.
    pub(super) fn coded_list(self, family: &str, codes: &[&str]) -> String {
        let texts: Vec<String> = codes.iter().map(|code| self.coded(family, code)).collect();
        self.list(&texts)
    }

    fn text(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = &BUNDLES[self.lang as usize];
        let pattern = bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            debug_assert!(false, "no text for {key} in {}", self.tag());
            return key.to_owned();
        };
        let mut problems = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut problems);
        debug_assert!(problems.is_empty(), "{key} in {}: {problems:?}", self.tag());
        text.into_owned()
    }

    /// Several texts as a list.
    #[must_use]
    pub(super) fn list(self, texts: &[String]) -> String {
        texts.join(&self.t("list-separator"))
    }

    /// A whole number.
    pub(super) fn number<'a>(self, number: impl Arg<'a>) -> String {
        match number.arg() {
            FluentValue::Number(number) => {
                group(&format!("{:.0}", number.value), self.group_mark())
            }
            FluentValue::String(text) => text.into_owned(),
            _ => String::new(),
        }
    }

    /// A number with at most two decimals, where it has any.
    #[must_use]
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass references"
    )]
    pub(super) fn decimal(self, number: &f64) -> String {
        let text = format!("{number:.2}");
        let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
        let whole = group(whole, self.group_mark());
        if cents == "00" {
            return whole;
        }
        let mark = if matches!(self.lang, Lang::De | Lang::Fr) {
            ','
        } else {
            '.'
        };
        format!("{whole}{mark}{cents}")
    }

    const fn group_mark(self) -> char {
        match self.lang {
            Lang::De => '.',
            Lang::Fr => '\u{202f}',
            _ => ',',
        }
    }

    /// A date, in UTC.
    #[must_use]
    pub(super) fn date(self, at: impl Borrow<Timestamp>) -> String {
        let Some(time) = civil(*at.borrow()) else {
            return self.t("none");
        };
        let day = ("day", time.day().to_string().into());
        let month = ("month", i64::from(time.month()).into());
        self.with(
            "date",
            [day, month, ("year", time.year().to_string().into())],
        )
    }

    /// A time of day with its zone.
    #[must_use]
    pub(super) fn clock(self, at: impl Borrow<Timestamp>) -> String {
        self.t1("clock", "time", time_of_day(*at.borrow()))
    }

    /// A date and time with its zone.
    #[must_use]
    pub(super) fn moment(self, at: impl Borrow<Timestamp>) -> String {
        let at = *at.borrow();
        self.t2("moment", "date", self.date(at), "time", time_of_day(at))
    }

    /// A value of a person's.
    #[must_use]
    pub(super) fn value(self, value: &Shown) -> String {
        match value {
            Shown::Text(text) => text.clone(),
            Shown::Number(number) => self.decimal(number),
            Shown::Truth(true) => self.t("yes"),
            Shown::Truth(false) => self.t("no"),
            Shown::Time(at) if at.millis().rem_euclid(86_400_000) == 0 => self.date(at),
            Shown::Time(at) => self.moment(at),
            Shown::Nothing => self.t("nothing-given"),
            Shown::List(values) => {
                let texts: Vec<String> = values.iter().map(|value| self.value(value)).collect();
                self.list(&texts)
            }
        }
    }

    /// What a bar of the chart of sources says to those who do not see it.
    #[must_use]
    pub(super) fn bar_label(self, bar: &Bar) -> String {
        let mut pairs = vec![("source", FluentValue::from(bar.label.as_str()))];
        pairs.extend(bar.counts().map(|(key, count)| (key, count.into())));
        self.text("chart-bar", Some(&pairs.into_iter().collect()))
    }
}

fn civil(at: Timestamp) -> Option<jiff::civil::DateTime> {
    let instant = jiff::Timestamp::from_millisecond(at.millis()).ok()?;
    Some(jiff::tz::TimeZone::UTC.to_datetime(instant))
}

fn time_of_day(at: Timestamp) -> String {
    civil(at).map_or_else(String::new, |time| {
        format!(
            "{:02}:{:02}:{:02}",
            time.hour(),
            time.minute(),
            time.second()
        )
    })
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
