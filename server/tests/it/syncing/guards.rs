//! What must never come of a sync with a table, whatever goes wrong.

use std::time::Duration;

use serde_json::{Value, json};

use super::crm::Crm;
use super::support::{Telos, quiet};

/// Markers in fields of purposes that the CRM has no part in: they arrive neither with a change, nor
/// when a write is tried again, nor with a look at all rows, nor after a kill.
pub(super) async fn what_the_crm_may_not_have_never_arrives(crm: Crm) {
    crm.run(
        "INSERT INTO contacts (first_name, last_name, city, mail) VALUES
         ('Ada', 'Sato', 'Kyoto', 'ada@mail.example'), ('Bob', 'Ito', 'Nara', 'bob@mail.example')",
    )
    .await;
    let mut telos = Telos::start(&crm.files("new = \"both\"\nsweep_seconds = 1"));
    for (user, mail) in [("u1", "ada@mail.example"), ("u2", "bob@mail.example")] {
        telos.identifies(user, json!({ "email": mail })).await;
    }
    telos.notes("u1", marked("u1")).await;
    telos.notes("u9", marked("u9")).await;
    telos.starts().await;
    telos.until("crm_id", "2", "Ito").await;

    // A write is tried again for as long as the table is not there.
    crm.run("ALTER TABLE contacts RENAME TO hidden").await;
    telos.notes("u1", marked("u1")).await;
    let said = json!({"email": "ada@mail.example", "firstName": "Augusta"});
    telos.identifies("u1", said).await;
    quiet().await;
    telos.notes("u2", marked("u2")).await;
    telos.kill().await;
    crm.run("ALTER TABLE hidden RENAME TO contacts").await;
    telos.resume();
    crm.until(
        "SELECT first_name FROM contacts WHERE number = 1",
        "Augusta",
    )
    .await;
    // A change there is compared with what is held here, and looks at all rows go on.
    crm.run("UPDATE contacts SET notes = 'touched', last_name = 'Abe'")
        .await;
    telos.until("crm_id", "1", "Abe").await;
    quiet().await;
    let leaked = "SELECT count(*) FROM writes WHERE said LIKE '%leak-marker%'";
    assert_eq!(crm.one(leaked).await, "0");
    assert_eq!(crm.holds("leak-marker").await, "0");
    assert_eq!(crm.one("SELECT count(*) FROM contacts").await, "2");
    let profile = telos.profile("crm_id", "1").await;
    // What it is known by is known, whatever it was told for.
    assert!(!profile.contains("\"leak-marker\""), "{profile}");
}

fn marked(user: &str) -> Value {
    json!({"address": {"city": "leak-marker"}, "firstName": "leak-marker",
        "lastName": "leak-marker", "email": format!("leak-marker-{user}@mail.example")})
}

/// The two are let go of each other, and nobody is erased or made anew.
pub(super) async fn who_is_deleted_there_is_kept_in_step_no_more(crm: Crm) {
    crm.run(
        "INSERT INTO contacts (first_name, last_name, mail) VALUES
         ('Ada', 'Sato', 'ada@mail.example'), ('Bob', 'Ito', 'bob@mail.example')",
    )
    .await;
    let more = "new = \"both\"\nsweep_seconds = 1\ndeleted = \"detach\"";
    let telos = Telos::start(&crm.files(more));
    telos.starts().await;
    telos.until("crm_id", "2", "Ito").await;
    for (user, mail) in [("u1", "ada@mail.example"), ("u2", "bob@mail.example")] {
        let traits = json!({ "email": mail, "firstName": "Kept" });
        telos.identifies(user, traits).await;
    }
    crm.until(
        "SELECT count(*) FROM contacts WHERE first_name = 'Kept'",
        "2",
    )
    .await;
    crm.run("UPDATE contacts SET removed = TRUE WHERE number = 1")
        .await;
    crm.run("DELETE FROM contacts WHERE number = 2").await;
    telos.until_figure("deleted", 2).await;
    let writes = crm.writes().await;
    for (user, mail) in [("u1", "ada@mail.example"), ("u2", "bob@mail.example")] {
        let traits = json!({"email": mail, "firstName": "Later"});
        telos.identifies(user, traits).await;
    }
    quiet().await;
    assert_eq!(crm.one("SELECT count(*) FROM contacts").await, "1");
    assert_eq!(crm.row(1, "first_name").await, "Kept");
    assert_eq!(crm.writes().await, writes, "nothing is written there");
    for (id, name) in [("1", "Sato"), ("2", "Ito")] {
        let profile = telos.profile("crm_id", id).await;
        assert!(
            profile.contains(name) && profile.contains("Later"),
            "{profile}"
        );
        assert!(!profile.contains("restricted"), "{profile}");
    }
    // Who comes back is kept in step again.
    crm.run("UPDATE contacts SET removed = FALSE WHERE number = 1")
        .await;
    crm.until("SELECT first_name FROM contacts WHERE number = 1", "Later")
        .await;
}

/// A look leaves out what is quite new, and whose row that is has not gone.
pub(super) async fn what_changes_while_all_is_looked_at_is_not_taken_for_gone(crm: Crm) {
    let crm = crm.behind(2);
    crm.puts("Row", "row", 5).await;
    let telos = Telos::start(&crm.files("new = \"here\"\nsweep_seconds = 1"));
    telos.starts().await;
    telos.until("crm_id", "5", "row5@mail.example").await;
    for round in 0..20 {
        crm.run(&format!("UPDATE contacts SET notes = 'n{round}'"))
            .await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert_eq!(telos.figure("deleted").await, 0);
    crm.run("DELETE FROM contacts WHERE number = 5").await;
    telos.until_erased("5").await;
    assert_eq!(telos.figure("deleted").await, 1);
}

/// An order of letters in which accents do not count makes nobody somebody else.
pub(super) async fn nobody_is_matched_by_letters_that_only_look_alike(crm: Crm) {
    crm.run(
        "INSERT INTO contacts (first_name, mail) VALUES ('Jos\u{e9}', 'jos\u{e9}@mail.example'),
         ('Ada', 'ADA@mail.example')",
    )
    .await;
    let telos = Telos::start(&crm.files("new = \"both\""));
    telos.starts().await;
    for (user, mail) in [("u1", "jose@mail.example"), ("u2", "ada@mail.example")] {
        let traits = json!({ "email": mail, "firstName": "Changed" });
        telos.identifies(user, traits).await;
    }
    crm.until(
        "SELECT count(*) FROM contacts WHERE mail = 'jose@mail.example'
         AND first_name = 'Changed'",
        "1",
    )
    .await;
    quiet().await;
    assert_eq!(crm.row(1, "first_name").await, "Jos\u{e9}");
    assert_eq!(crm.row(2, "first_name").await, "Changed");
    assert_eq!(crm.one("SELECT count(*) FROM contacts").await, "3");
}
