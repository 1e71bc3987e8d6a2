//! How long a decision takes for typical people. Run with `cargo bench -p telos-model --bench decide`.

#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../tests/it/decide/support.rs"]
mod support;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use telos_model::catalog::{BasisKind, Catalog};
use telos_model::consent::{Act, Flag, PermissionRecord, Permissions, Preference, Statement};
use telos_model::decide::{Decision, Question, decide};
use telos_model::id::{NodeId, PurposeId};

use support::{
    BRAND, EMAIL, NEWS, SALES, catalog, day, email, flag, person, prefers, purpose, question, said,
};

/// Ten purposes on two kinds of basis; news is marketing on a double opt-in that ages.
fn shop() -> Catalog {
    catalog((0..10).map(|slot| {
        let kind = if slot % 2 == 0 {
            BasisKind::Consent
        } else {
            BasisKind::LegitimateInterests
        };
        let mut purpose = purpose(PurposeId::new(slot), kind);
        purpose.marketing = true;
        for (_, basis) in &mut purpose.bases {
            basis.double_opt_in = slot == 0;
            basis.age_days_max = Some(730);
        }
        purpose
    }))
}

/// Ten facts: a double opt-in, yes and no about other purposes, a flag, preferences.
fn customer() -> PermissionRecord {
    let about = |slot| PurposeId::new(slot);
    person([
        said(NEWS, Act::Request),
        said(NEWS, Act::Grant),
        said(NEWS, Act::Confirm),
        said(about(2), Act::Grant),
        said(about(4), Act::Deny),
        said(about(6), Act::Grant),
        flag(Flag::Gpc, true),
        Statement::Objection {
            brand: BRAND,
            purpose: Some(about(3)),
            on: true,
        },
        prefers(Preference::Topic {
            topic: SALES,
            wanted: false,
        }),
        prefers(Preference::Frequency {
            channel: EMAIL,
            messages_max: 3,
            days: 7,
        }),
    ])
}

fn decisions(criterion: &mut Criterion) {
    let catalog = shop();
    let customer = customer();
    let visitor = person(customer.facts().take(5).map(|fact| fact.statement));
    let mut bench = |name: &str, permissions: &Permissions<'_>, question: Question<'_>| {
        let permits = matches!(
            decide(&catalog, permissions, &question),
            Decision::Permit(_)
        );
        assert!(permits, "the case of {name} is to be permitted");
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| decide(&catalog, black_box(permissions), black_box(&question)));
        });
    };
    let now = day(30);
    bench(
        "read, 5 facts",
        &Permissions::single(&visitor),
        question(now),
    );
    bench(
        "read, 10 facts",
        &Permissions::single(&customer),
        question(now),
    );
    bench(
        "email, 10 facts",
        &Permissions::single(&customer),
        email(now),
    );
    let members = [(NodeId::new(1), &customer), (NodeId::new(2), &visitor)];
    let family = Permissions::family(members, |_, _| day(9));
    bench("read, family of two, 15 facts", &family, question(now));

    let erased = person([flag(Flag::Erased, true)]);
    criterion.bench_function("denied", |bencher| {
        let permissions = Permissions::single(&erased);
        bencher.iter(|| decide(&catalog, black_box(&permissions), black_box(&question(now))));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(500))
        .measurement_time(std::time::Duration::from_secs(2));
    targets = decisions
}
criterion_main!(benches);
