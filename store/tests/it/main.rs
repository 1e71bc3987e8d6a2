//! The conformance suite of the storage trait, run against every engine, and the embedded
//! engine's own promises.
//!
//! Another engine joins by a module with a factory of empty stores and `conformance_suite!`.

#![expect(clippy::unwrap_used, reason = "all of this is tests")]

mod conformance;
mod crash;
mod disk;
mod embedded;
mod engines;
mod model;
mod repair;

/// One test for each promise of the trait, against the engine that the factory makes empty stores of.
macro_rules! conformance_suite {
    ($engine:ident, $factory:expr) => {
        mod $engine {
            use super::*;
            conformance_suite!(@tests $factory;
                rows_come_back_as_they_were_put
                reads_answer_in_the_order_of_the_keys
                spaces_and_partitions_are_apart
                scans_are_in_order_both_ways
                scans_keep_to_their_bounds_and_limits
                last_partition_is_scanned_to_its_end
                expected_version_lets_one_of_two_writers_through
                absent_expectation_holds_once
                conflict_changes_nothing_and_names_the_key
                conflict_is_seen_again_after_many_other_rows
                expectations_without_writes_are_checked
                deleted_rows_are_absent_and_can_come_back
                committing_again_gives_the_same_rows
                empty_commit_is_done
                walk_meets_every_row_once
                largest_value_and_key_are_kept
                what_is_over_a_limit_is_refused_and_changes_nothing
                key_written_twice_in_a_commit_is_refused
                concurrent_increments_are_never_lost
                readers_see_commits_whole
                store_agrees_with_a_model
            );
        }
    };
    (@tests $factory:expr; $($promise:ident)+) => {
        $(#[test]
        fn $promise() {
            conformance::$promise(&$factory);
        })+
    };
}

conformance_suite!(memory, engines::memory);
conformance_suite!(fjall, engines::embedded);
