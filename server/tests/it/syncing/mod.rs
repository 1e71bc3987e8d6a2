//! Two-way sync with a CRM in a real PostgreSQL, and in a real MariaDB; and with an ERP
//! behind an API.

mod crm;
mod erp;
mod guards;
mod http;
mod scenes;
mod support;

use crm::{Crm, Kind};

/// A promise is kept in whatever database the CRM is.
macro_rules! promises {
    ($($scenes:ident :: $promise:ident: $name:literal),* $(,)?) => {
        mod postgres {
            use super::*;

            $(#[tokio::test(flavor = "multi_thread")]
            async fn $promise() {
                let Some(crm) = Crm::make(Kind::Postgres, $name).await else {
                    return;
                };
                $scenes::$promise(crm).await;
            })*
        }

        mod mysql {
            use super::*;

            $(#[tokio::test(flavor = "multi_thread")]
            async fn $promise() {
                let Some(crm) = Crm::make(Kind::Mysql, $name).await else {
                    return;
                };
                $scenes::$promise(crm).await;
            })*
        }
    };
}

promises! {
    scenes::changes_go_both_ways_in_seconds_each_by_whose_the_field_is_and_without_an_echo: "both",
    scenes::what_is_overruled_before_it_was_looked_at_counts_once: "early",
    scenes::a_preview_tells_what_starting_then_does_and_writes_nothing: "preview",
    scenes::a_no_never_becomes_a_yes_and_deletions_go_both_ways: "consent",
    scenes::over_kills_in_the_first_match_every_row_counts_once_and_nobody_is_made_twice: "kills",
    guards::what_the_crm_may_not_have_never_arrives: "leak",
    guards::who_is_deleted_there_is_kept_in_step_no_more: "detach",
    guards::what_changes_while_all_is_looked_at_is_not_taken_for_gone: "behind",
    guards::nobody_is_matched_by_letters_that_only_look_alike: "alike",
}
