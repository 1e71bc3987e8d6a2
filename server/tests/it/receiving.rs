//! Sources that the server runs itself: files of a directory become profiles, each row once.

use std::path::Path;
use std::time::{Duration, Instant};

use telos_model::catalog::CatalogFile;
use tokio::task::JoinSet;

use crate::support::{ALL, World, shipped};

/// How long anything may take; it takes far less.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn till(name: &str, folder: &Path, more: &str) -> CatalogFile {
    let folder = folder.display();
    CatalogFile {
        path: format!("sources/{name}.toml"),
        text: format!(
            r#"
[source.{name}]
brand = "aria"
write_key = "aria-{name}-key"
trusted = true
channel = "store"
purposes = ["orders", "accounts-and-tax"]
{more}
[source.{name}.from]
kind = "folder"
path = "{folder}"
pattern = "*.csv"
every_seconds = 1
rows_max = 3
[source.{name}.from.file]
format = "csv"
[[source.{name}.from.message]]
type = "track"
event = "Order Completed"
timestamp = "{{at}}"
identifiers.customer_id = "{name}-{{who}}"
properties.order_id = "{{order}}"
properties.revenue = {{ column = "money", type = "number", required = true }}
"#
        ),
    }
}

pub(crate) struct Running {
    pub(crate) world: World,
    tasks: JoinSet<()>,
}

pub(crate) fn start(files: Vec<CatalogFile>) -> Running {
    let mut all = shipped();
    all.extend(files);
    start_all(&all)
}

/// A server of a whole catalog that is at work.
pub(crate) fn start_all(all: &[CatalogFile]) -> Running {
    let world = World::of(crate::console::options(false), all);
    let tasks = telos_server::background(&world.state);
    Running { world, tasks }
}

impl Running {
    /// Ends what is at work, wherever it is, and begins again.
    pub(crate) async fn again(&mut self) {
        self.tasks.shutdown().await;
        self.tasks = telos_server::background(&self.world.state);
    }

    async fn metrics(&self) -> String {
        self.world.get("/metrics", "").await.text
    }

    /// Waits until the metrics say so.
    pub(crate) async fn until(&self, expected: &str) {
        let begun = Instant::now();
        loop {
            let metrics = self.metrics().await;
            if metrics.contains(expected) {
                return;
            }
            let own: Vec<&str> = metrics
                .lines()
                .filter(|line| line.starts_with("telos_source"))
                .collect();
            assert!(begun.elapsed() < PATIENCE, "{expected}\n{}", own.join("\n"));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn stop(mut self) {
        self.tasks.shutdown().await;
    }

    pub(crate) async fn orders(&self, who: &str) -> String {
        let path = format!("/v1/profiles/customer_id/{who}?purpose=orders");
        self.world.get(&path, ALL).await.text
    }
}

pub(crate) fn figure(source: &str, figure: &str, value: u64) -> String {
    format!("telos_source{{source=\"{source}\",figure=\"{figure}\"}} {value}\n")
}

pub(crate) fn state(source: &str, state: &str) -> String {
    format!("telos_source_state{{source=\"{source}\",state=\"{state}\"}} 1")
}

#[tokio::test]
async fn the_rows_of_a_file_become_profiles_once_and_bad_ones_are_set_aside() {
    let home = tempfile::tempdir().expect("a directory");
    let rows = "who,order,at,money\nada,o1,2026-05-01,10\nada,o2,2026-05-02,20\n\
        bob,o3,2026-05-02,oops-marker\nbob,o4,2026-05-02,5\nbob,o5,nonsense,5\n";
    std::fs::write(home.path().join("monday.csv"), rows).expect("written");
    std::fs::write(home.path().join("notes.txt"), "not read").expect("written");
    let running = start(vec![till("till", home.path(), "")]);
    running.until(&figure("till", "rows", 5)).await;
    running.until(&state("till", "poison_row")).await;
    let ada = running.orders("till-ada").await;
    assert!(ada.contains("\"count\":2"), "{ada}");
    let seen = running.world.get("/v1/sources", ALL);
    let seen = seen.await.text;
    for expected in ["monday.csv, line 4", "number_invalid", "date_invalid"] {
        assert!(seen.contains(expected), "{expected}: {seen}");
    }
    assert!(!seen.contains("marker"), "{seen}");

    // The same rows under another name, and one more.
    let more = format!("{rows}ada,o6,2026-05-03,1\n");
    std::fs::write(home.path().join("tuesday.csv"), more).expect("written");
    running.until(&figure("till", "rows", 11)).await;
    running.until(&figure("till", "messages", 4)).await;
    let ada = running.orders("till-ada").await;
    assert!(ada.contains("\"count\":3"), "{ada}");
}

#[tokio::test]
async fn a_directory_that_is_gone_and_one_that_changed_are_named_and_keep_no_other_waiting() {
    let home = tempfile::tempdir().expect("a directory");
    let (good, drift) = (home.path().join("good"), home.path().join("drift"));
    std::fs::create_dir_all(&good).expect("made");
    std::fs::create_dir_all(&drift).expect("made");
    let row = "who,order,at,money\nada,o1,2026-05-01,10\n";
    std::fs::write(good.join("a.csv"), row).expect("written");
    std::fs::write(drift.join("a.csv"), row.replace("money", "sum")).expect("written");
    std::fs::write(drift.join("b.csv"), row).expect("written");
    let running = start(vec![
        till("good", &good, ""),
        till("drift", &drift, ""),
        till("lost", &home.path().join("lost"), ""),
    ]);
    running.until(&state("lost", "gone")).await;
    running.until(&state("drift", "schema_drift")).await;
    running.until(&figure("drift", "messages", 1)).await;
    running.until(&figure("good", "messages", 1)).await;
    running.until(&state("good", "waiting")).await;
    // It comes back.
    std::fs::create_dir_all(home.path().join("lost")).expect("made");
    std::fs::write(home.path().join("lost/a.csv"), row).expect("written");
    running.until(&figure("lost", "messages", 1)).await;
    std::fs::write(drift.join("a.csv"), row.replace("o1", "o2")).expect("mended");
    running.until(&figure("drift", "messages", 2)).await;
    running.until(&state("drift", "waiting")).await;
}

#[tokio::test]
async fn staff_see_how_sources_do_without_a_value_and_have_one_looked_at_again() {
    let home = tempfile::tempdir().expect("a directory");
    let (good, lost) = (home.path().join("good"), home.path().join("lost"));
    std::fs::create_dir_all(&good).expect("made");
    let rows = "who,order,at,money\nada,o1,2026-05-01,10\nbob,o3,2026-05-02,oops-marker\n";
    std::fs::write(good.join("a.csv"), rows).expect("written");
    let rare = |name: &str, folder: &Path| {
        let mut file = till(name, folder, "");
        file.text = file
            .text
            .replace("every_seconds = 1", "every_seconds = 3600");
        file
    };
    let running = start(vec![rare("good", &good), rare("lost", &lost)]);
    running.until(&state("lost", "gone")).await;
    let world = &running.world;
    let cookie = crate::console::enter(world).await;
    let look = async |name: &str| {
        let path = format!("/console/sources/{name}/look");
        crate::console::form(world, &path, &cookie, crate::console::ORIGIN, "").await
    };
    // A file is taken once it looks the same at two looks.
    look("good").await;
    running.until(&figure("good", "rows", 2)).await;
    running.until(&state("good", "poison_row")).await;
    let shown = async |path: &str| crate::console::page(world, path, &cookie).await.text;
    let page = shown("/console/sources").await;
    for expected in [
        "Not there any more",
        "Rows were set aside",
        "a.csv, line 3",
        "number_invalid",
        "good: 1 taken in, 1 set aside",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("marker"), "no values");
    // Nobody waits an hour for what was mended.
    std::fs::create_dir_all(&lost).expect("made");
    std::fs::write(lost.join("a.csv"), rows.replace("ada", "cid")).expect("written");
    for _ in 0..2 {
        let answer = look("lost").await;
        let to = answer.headers["location"].to_str().expect("text");
        assert_eq!(to, "/console/sources?looked=lost#s-lost");
    }
    running.until(&figure("lost", "messages", 1)).await;
    let page = shown("/console/sources?looked=lost").await;
    assert!(page.contains("Looked at lost."), "{page}");
    assert_eq!(look("nobody").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_source_over_its_limit_slows_down_and_its_neighbour_does_not() {
    let home = tempfile::tempdir().expect("a directory");
    let (fast, slow) = (home.path().join("fast"), home.path().join("slow"));
    std::fs::create_dir_all(&fast).expect("made");
    std::fs::create_dir_all(&slow).expect("made");
    let rows = (0..6_000).map(|at| format!("w{at},o{at},2026-05-01,1\n"));
    let text = format!("who,order,at,money\n{}", rows.collect::<String>());
    std::fs::write(slow.join("a.csv"), &text).expect("written");
    let few: Vec<&str> = text.lines().take(301).collect();
    let few = few.join("\n");
    std::fs::write(fast.join("a.csv"), few).expect("written");
    let running = start(vec![
        till("fast", &fast, ""),
        till("slow", &slow, "rate_events_max = 1"),
    ]);
    running.until(&figure("fast", "messages", 300)).await;
    running.until(&state("slow", "slowed")).await;
    let metrics = running.metrics().await;
    assert!(!metrics.contains(&figure("slow", "messages", 6_000)));
}

#[tokio::test]
async fn a_task_that_is_stopped_anywhere_goes_on_without_losing_or_doubling_a_row() {
    let home = tempfile::tempdir().expect("a directory");
    let rows = (0..900).map(|at| format!("w{},o{at},2026-05-01,1\n", at % 7));
    let text = format!("who,order,at,money\n{}", rows.collect::<String>());
    std::fs::write(home.path().join("a.csv"), text).expect("written");
    let mut running = start(vec![till("till", home.path(), "")]);
    for pause in [1_100_u64, 1_060, 1_200, 1_090, 1_150] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        running.again().await;
    }
    running.until(&state("till", "waiting")).await;
    let begun = Instant::now();
    loop {
        let day = running.world.engine.now().day();
        let counts = running.world.engine.counts(day).expect("reads");
        let kept = counts.iter();
        let kept = kept.filter(|one| matches!(one.what, telos_engine::Counted::Kept));
        let kept: u64 = kept.map(|one| one.count).sum();
        if kept == 900 {
            break;
        }
        assert!(kept < 900 && begun.elapsed() < PATIENCE, "{kept}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let first = running.orders("till-w0").await;
    assert!(first.contains("\"count\":129"), "{first}");
}

#[tokio::test]
async fn a_source_whose_clock_is_wrong_is_named_and_what_it_says_is_taken_in() {
    let home = tempfile::tempdir().expect("a directory");
    let rows = "who,order,at,money\nada,o1,2031-05-01,10\n";
    std::fs::write(home.path().join("a.csv"), rows).expect("written");
    let running = start(vec![till("till", home.path(), "")]);
    running.until(&state("till", "clock_skew")).await;
    running.until(&figure("till", "messages", 1)).await;
    let ada = running.orders("till-ada").await;
    assert!(
        ada.contains("\"count\":1") && !ada.contains("2031"),
        "{ada}"
    );
    let right = rows.replace("o1", "o2").replace("2031", "2026");
    std::fs::write(home.path().join("b.csv"), right).expect("written");
    running.until(&state("till", "waiting")).await;
}
