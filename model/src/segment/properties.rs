//! Properties of segments, over arbitrary conditions.

use proptest::prelude::*;

use super::fixture::{
    AGE, BORN, COUNTRY, NEWS, ODD_SEGMENT, ORDERED, OTHER_ADS, REFUNDED, REVENUE, SPENDERS, TAGS,
    VIP, WEIGHT, catalog, resolver,
};
use super::print::STATES;
use super::{Condition, Measure, Test, WINDOW_DAYS_MAX, from_json, parse, print, to_json};
use crate::id::ComputedId;
use crate::time::Timestamp;
use crate::value::Value;

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (-9_i32..9).prop_map(|n| Value::Number(f64::from(n))),
        any::<f64>()
            .prop_filter("finite", |n| n.is_finite())
            .prop_map(Value::Number),
    ]
}

fn text() -> impl Strategy<Value = Value> {
    any::<String>().prop_map(|text| Value::Text(text.into()))
}

fn time() -> impl Strategy<Value = Value> {
    // What jiff can write: from the year -9999 to 9999.
    let millis = prop_oneof![
        -377_705_000_000_000_i64..253_402_200_000_000,
        (-100_000_i64..100_000).prop_map(|day| day * crate::time::DAY_MS),
    ];
    millis.prop_map(|millis| Value::Time(Timestamp::from_millis(millis)))
}

/// A test of a value of the kind that the strategy gives.
fn test(value: BoxedStrategy<Value>, ordered: bool) -> BoxedStrategy<Test> {
    let orders = prop_oneof![
        value.clone().prop_map(Test::Less),
        value.clone().prop_map(Test::AtMost),
        value.clone().prop_map(Test::Greater),
        value.clone().prop_map(Test::AtLeast),
    ];
    let others = prop_oneof![
        Just(Test::Exists),
        Just(Test::Missing),
        value.clone().prop_map(Test::Equals),
        value.clone().prop_map(Test::Differs),
        prop::collection::vec(value, 0..4).prop_map(Test::OneOf),
    ];
    if ordered {
        prop_oneof![orders, others].boxed()
    } else {
        others.boxed()
    }
}

fn time_test() -> impl Strategy<Value = Test> {
    prop_oneof![
        test(time().boxed(), true),
        prop_oneof![1..=40_u16, 1_u16..].prop_map(Test::WithinDays),
        prop_oneof![1..=40_u16, 1_u16..].prop_map(Test::BeforeDays),
    ]
}

fn leaf() -> impl Strategy<Value = Condition> {
    let with = |field, test: BoxedStrategy<Test>| {
        test.prop_map(move |test| Condition::Trait { field, test })
    };
    let contains = any::<String>().prop_map(|text| Test::Contains(text.into()));
    let starts = any::<String>().prop_map(|text| Test::StartsWith(text.into()));
    let texts = prop_oneof![test(text().boxed(), true), contains.clone(), starts];
    let window = prop::option::of(prop_oneof![1..=40_u16, 1..=WINDOW_DAYS_MAX]);
    let measures = prop_oneof![
        Just(Measure::Count(ORDERED)),
        Just(Measure::Count(REFUNDED)),
        Just(Measure::Sum(REVENUE)),
        Just(Measure::Sum(WEIGHT)),
    ];
    let dated = prop_oneof![Just(Measure::First(ORDERED)), Just(Measure::Last(REFUNDED))];
    let numeric = (measures, window.clone(), test(number().boxed(), true));
    let timed = (dated, window, time_test());
    let behaviour = prop_oneof![numeric, timed];
    let computed = prop_oneof![
        (
            prop_oneof![0..3_u16, 5..7_u16],
            test(number().boxed(), true)
        ),
        (3..5_u16, time_test()),
    ];
    prop_oneof![
        with(COUNTRY, texts.boxed()),
        with(AGE, test(number().boxed(), true)),
        with(
            VIP,
            test(any::<bool>().prop_map(Value::Bool).boxed(), false)
        ),
        with(BORN, time_test().boxed()),
        with(TAGS, prop_oneof![Just(Test::Exists), contains].boxed()),
        behaviour.prop_map(|(measure, within_days, test)| Condition::Behaviour {
            measure,
            within_days,
            test
        }),
        computed.prop_map(|(slot, test)| Condition::Computed {
            computed: ComputedId::new(slot),
            test
        }),
        (prop_oneof![Just(NEWS), Just(OTHER_ADS)], 0..STATES.len()).prop_map(|(purpose, state)| {
            Condition::Permission {
                purpose,
                state: STATES[state].0,
            }
        }),
        prop_oneof![Just(SPENDERS), Just(ODD_SEGMENT)].prop_map(Condition::Member),
    ]
}

/// Any condition within the limits whose tests make sense.
pub(super) fn condition() -> impl Strategy<Value = Condition> {
    leaf().prop_recursive(8, 60, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            several.clone().prop_map(Condition::All),
            several.prop_map(Condition::Any),
            inner.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn printed_text_parses_to_the_same_condition(condition in condition()) {
        let catalog = catalog(Vec::new());
        let names = resolver(&catalog);
        let text = print(&condition, &names);
        prop_assert_eq!(parse(&text, &names).map_err(|e| format!("{text}: {e:?}")), Ok(condition));
    }

    #[test]
    fn the_json_form_is_read_back_as_the_same_condition(condition in condition()) {
        let catalog = catalog(Vec::new());
        let names = resolver(&catalog);
        let json = to_json(&condition, &names);
        prop_assert_eq!(from_json(&json, &names).map_err(|e| format!("{json}: {e:?}")), Ok(condition));
    }

    #[test]
    fn any_json_is_read_or_refused(json in json()) {
        let catalog = catalog(Vec::new());
        let names = resolver(&catalog);
        match from_json(&json, &names) {
            Ok(condition) => {
                prop_assert_eq!(from_json(&to_json(&condition, &names), &names), Ok(condition));
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    // A state that is missing is told at its own place.
                    let there = json.pointer(&error.pointer).is_some();
                    prop_assert!(there || error.pointer.ends_with("/state"), "{error}");
                }
            }
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused_with_places_in_it(text in any::<String>()) {
        refused_in_order(&text);
    }

    #[test]
    fn any_words_are_parsed_or_refused_with_places_in_them(
        words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..30)
    ) {
        refused_in_order(&words.join(" "));
    }
}

const WORDS: [&str; 34] = [
    "(",
    ")",
    ",",
    "and",
    "or",
    "not",
    "did",
    "count",
    "sum",
    "of",
    "first",
    "last",
    "\"Order Completed\"",
    "\"Order Completed\".revenue",
    "trait.age",
    "trait.",
    "computed.orders",
    "is",
    "one",
    "missing",
    "exists",
    "5",
    "-2.5",
    "\"é\"",
    "within",
    "before",
    "3",
    "days",
    "all",
    "any",
    "everyone",
    "\"unended",
    ">=",
    "time \"2026-01-01\"",
];

fn refused_in_order(text: &str) {
    let catalog = catalog(Vec::new());
    let names = resolver(&catalog);
    match parse(text, &names) {
        Ok(condition) => {
            let printed = print(&condition, &names);
            assert_eq!(parse(&printed, &names), Ok(condition), "{printed}");
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            assert!(
                errors
                    .iter()
                    .all(|error| text.is_char_boundary(error.offset))
            );
            assert!(errors.is_sorted_by_key(|error| error.offset));
        }
    }
}

/// JSON that looks much like a condition.
fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::{Value as Json, json};
    let leaf = prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(7),
        json!(-2.5),
        json!("country"),
        json!("orders"),
        json!("Order Completed"),
        json!("granted"),
        json!("news-email"),
        json!({"time": "2026-01-01"}),
        json!({"event": "Order Completed", "field": "revenue"}),
        json!({"trait": "age", "exists": true}),
    ]);
    let keys = prop::sample::select(vec![
        "all",
        "any",
        "not",
        "trait",
        "computed",
        "count",
        "sum",
        "last",
        "consent",
        "state",
        "segment",
        "within_days",
        "exists",
        "is",
        "less",
        "one_of",
        "contains",
        "in_last_days",
        "other~/",
    ]);
    leaf.prop_recursive(5, 40, 4, move |inner| {
        let object = prop::collection::btree_map(keys.clone(), inner.clone(), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Json::Array),
            object.prop_map(|object| {
                Json::Object(
                    object
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}
