//! Sources that come into trouble tell of it by a signed webhook, and of its end.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::receiving::{figure, start, state, till};
use crate::sending::Receiver;

/// How long an alert may take; it takes a few seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// What was told, once there is so much of a kind.
async fn told(receiver: &Receiver, kind: &str, count: usize) -> Value {
    let begun = Instant::now();
    loop {
        let mut bodies = receiver.bodies(kind);
        if bodies.len() >= count {
            return bodies.swap_remove(count - 1);
        }
        assert!(begun.elapsed() < PATIENCE, "{kind} {count}: {bodies:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_in_trouble_tells_so_and_so_does_its_end_and_no_row_is_named() {
    let home = tempfile::tempdir().expect("a directory");
    let secret = home.path().join("secret");
    std::fs::write(&secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").expect("written");
    let (lost, good) = (home.path().join("lost"), home.path().join("good"));
    std::fs::create_dir_all(&good).expect("made");
    let rows = "who,order,at,money\nada,o1,2026-05-01,10\nbob,o3,2026-05-02,oops-marker\n";
    std::fs::write(good.join("ada-lovelace.csv"), rows).expect("written");
    let receiver = Receiver::default();
    // What could not be told is told again.
    receiver.answer([500]);
    let hook = format!("http://{}/hook", receiver.start().await);
    let alert = format!(
        "alert = {{ url = \"{hook}\", inside = \"loopback\", secret = \"file:{}\", trouble_seconds_max = 1 }}\n",
        secret.display()
    );
    let watched = |name: &str, folder: &std::path::Path| {
        let mut file = till(name, folder, "");
        let from = format!("[source.{name}.from]\n");
        file.text = file.text.replace(&from, &format!("{from}{alert}"));
        file
    };
    let running = start(vec![watched("lost", &lost), watched("good", &good)]);
    running.until(&state("lost", "gone")).await;
    running.world.clock.advance(1_000);
    // Both are told, and one of them twice.
    told(&receiver, "source.troubled", 3).await;
    let all = receiver.bodies("source.troubled");
    let of = |name: &str| {
        let mut of = all.iter().filter(|one| one["data"]["source"] == name);
        of.next().expect("told")["data"].clone()
    };
    let (gone, aside) = (of("lost"), of("good"));
    assert_eq!(gone["over"], json!(["trouble"]));
    assert_eq!(
        (&gone["state"], &gone["trouble"]),
        (&json!("gone"), &json!("gone"))
    );
    assert!(gone["since"].is_string(), "{gone}");
    assert_eq!(aside["over"], json!(["aside"]));
    let counts = (&aside["taken_hour"], &aside["aside_hour"]);
    assert_eq!(counts, (&json!(1), &json!(1)));
    for header in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        assert!(receiver.has_header(header), "{header}");
    }
    std::fs::create_dir_all(&lost).expect("made");
    let row = "who,order,at,money\ncid,o9,2026-05-01,10\n";
    std::fs::write(lost.join("a.csv"), row).expect("written");
    running.until(&figure("lost", "messages", 1)).await;
    let end = told(&receiver, "source.recovered", 1).await;
    assert_eq!(end["data"]["source"], "lost");
    assert_eq!(
        (&end["data"]["over"], &end["data"]["trouble"]),
        (&json!([]), &json!(null))
    );
    // Nothing more is told while nothing changes.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(receiver.bodies("source.troubled").len(), 3);
    assert_eq!(receiver.bodies("source.recovered").len(), 1);
    let mut all = receiver.bodies("source.troubled");
    all.extend(receiver.bodies("source.recovered"));
    for one in all {
        let text = one.to_string();
        for personal in ["marker", "lovelace", "ada", "o3"] {
            assert!(!text.contains(personal), "{personal}: {text}");
        }
    }
    running.stop().await;
}
