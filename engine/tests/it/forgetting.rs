//! An address that is taken off somebody is told to every destination that knows them by it.

use telos_engine::outbox::{Ready, Settled, SettledAs};
use telos_engine::{Oneself, Released};
use telos_model::catalog::Occasion;
use telos_model::people::Identifier;

use crate::outbox::{YES, deliver, destination, sending, waiting, world};
use crate::support::World;

const OLD: &str = "old@posteo.example";
const NEW: &str = "new@posteo.example";

fn email(world: &World, value: &str) -> Identifier {
    let kind = world.engine.policy().catalog.names.identifiers["email"];
    let value = value.into();
    Identifier { kind, value }
}

/// Somebody with two addresses that let in, who permits letters.
fn two_addresses(world: &World) -> Oneself {
    for (number, address) in [OLD, NEW].iter().enumerate() {
        world.clock.advance(1_000);
        let vouched = format!(
            r#"{{"type":"identify","userId":"u1","messageId":"i{number}","traits":{{"email":"{address}","address":{{"country":"DE"}}}}}}"#
        );
        world.send("aria-store-key", &[&vouched]);
    }
    // The name is known for letters too.
    let named =
        r#"{"type":"identify","userId":"u1","messageId":"n1","traits":{"first_name":"Heldfirst"}}"#;
    world.send("aria-web-key", &[YES, named]);
    let node = world.engine.enters(&email(world, OLD)).expect("reads");
    Oneself::proven(node.expect("it lets in"))
}

fn release(world: &World, who: Oneself) {
    world.clock.advance(1_000);
    let released = world.engine.release_address(who, &email(world, OLD));
    assert_eq!(released.expect("answered"), Released::Done);
}

fn emails(outgoing: &telos_model::deliver::Outgoing) -> Vec<&str> {
    let identifiers = outgoing.identifiers.iter();
    let emails = identifiers.filter(|(kind, _)| &**kind == "email");
    emails.map(|(_, value)| &**value).collect()
}

#[test]
fn whoever_knows_an_address_that_is_taken_off_lets_go_of_it_alone_and_hears_the_rest_again() {
    let world = world();
    let mailchimp = destination(&world, "aria-mailchimp");
    let who = two_addresses(&world);
    let went = deliver(&world.engine, mailchimp);
    assert!(
        went.iter()
            .any(|sent| emails(&sent.outgoing).contains(&OLD))
    );
    release(&world, who);
    let went = deliver(&world.engine, mailchimp);
    assert!(went[0].forgets);
    assert_eq!(went[0].outgoing.occasion, Occasion::Delete);
    assert_eq!(emails(&went[0].outgoing), [OLD]);
    assert_eq!(went[0].outgoing.identifiers.len(), 1, "and nothing else");
    // What is held still is theirs to be let go of later, and the address is told no more.
    let went = deliver(&world.engine, mailchimp);
    assert_eq!(went.len(), 1);
    assert_eq!(went[0].outgoing.occasion, Occasion::Traits);
    assert_eq!(emails(&went[0].outgoing), [NEW]);
    assert_eq!(waiting(&world.engine, mailchimp), []);
    let recipients = world.engine.recipients(&world.who("user_id", "u1"));
    let recipients = recipients.expect("reads").unwrap_or_default();
    assert!(recipients.iter().any(|one| one.destination == mailchimp));
}

#[test]
fn it_is_told_over_a_restart_and_until_the_destination_takes_it() {
    let mut world = world();
    let mailchimp = destination(&world, "aria-mailchimp");
    let who = two_addresses(&world);
    deliver(&world.engine, mailchimp);
    release(&world, who);
    world.engine.stop();
    world = World::over(world.store.clone(), 2);
    let first = waiting(&world.engine, mailchimp).remove(0);
    let going = sending(&world.engine, &first).expect("it may go");
    let came = SettledAs::Again(telos_model::deliver::Failure::NoAnswer);
    let settled = Settled {
        waiting: first,
        came,
    };
    world.engine.settle(&[settled]).expect("writes");
    let first = waiting(&world.engine, mailchimp).remove(0);
    let again = sending(&world.engine, &first).expect("it may go");
    assert_eq!(going.id, again.id, "by the same key");
    assert_eq!(emails(&again.outgoing), [OLD]);
}

#[test]
fn what_was_noted_waits_until_it_is_taken_off_and_is_dropped_where_it_never_is() {
    let world = world();
    let mailchimp = destination(&world, "aria-mailchimp");
    let who = two_addresses(&world);
    deliver(&world.engine, mailchimp);
    // The other one goes first, so that this one is the last and stays.
    release(&world, who);
    deliver(&world.engine, mailchimp);
    deliver(&world.engine, mailchimp);
    let kept = world.engine.release_address(who, &email(&world, NEW));
    assert_eq!(kept.expect("answered"), Released::Last);
    let noted = waiting(&world.engine, mailchimp).remove(0);
    let ready = world.engine.ready(&noted).expect("reads");
    assert!(matches!(ready, Ready::Waits), "{ready:?}");
    world.clock.advance(61_000);
    let ready = world.engine.ready(&noted).expect("reads");
    assert!(matches!(ready, Ready::Gone), "{ready:?}");
}
