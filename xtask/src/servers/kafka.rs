//! Two servers that speak Kafka: a broker (Tansu, as a package of `PyPI` brings it), and the cluster of
//! three brokers that librdkafka has for tests, inside Debian's `kcat`.

use std::fs;
use std::net::TcpStream;
use std::path::Path;

use super::{Servers, Start, free_port, strings};
use crate::run::Problem;

/// What stands before the addresses of the cluster in what `kcat` says.
const ADDRESSES: &str = "bootstrap.servers=";

impl Servers {
    /// A broker that keeps everything in memory. Tests that kill one start their own.
    pub(super) fn kafka(&mut self, program: &Path) -> Result<(), Problem> {
        let port = free_port()?;
        // Cargo's directory is nobody else's to look into.
        let copy = self.directory.join("tansu");
        let copied = fs::copy(program, &copy);
        copied.map_err(|error| Problem::new(format!("cannot copy the Kafka broker: {error}")))?;
        let program = copy.display().to_string();
        let address = format!("tcp://127.0.0.1:{port}");
        self.run(&Start {
            program: &program,
            arguments: strings(&[
                "--listener-url",
                &address,
                "--advertised-listener-url",
                &address,
                "--storage-engine",
                "memory://telos/",
            ]),
            signal: "TERM",
            ready: Box::new(move || TcpStream::connect(("127.0.0.1", port)).is_ok()),
        })?;
        let url = format!("kafka://127.0.0.1:{port}");
        self.environment.push(("TELOS_TEST_KAFKA", url));
        self.environment.push(("TELOS_TEST_KAFKA_SERVER", program));
        Ok(())
    }

    /// A cluster that is there for as long as somebody reads from it.
    pub(super) fn kafka_cluster(&mut self, kcat: &Path) -> Result<(), Problem> {
        let log = self.directory.join("kcat.log");
        let said = log.clone();
        let addresses = move || {
            let said = fs::read_to_string(&said).unwrap_or_default();
            let (_, rest) = said.split_once(ADDRESSES)?;
            let (addresses, _) = rest.split_once('\n')?;
            Some(addresses.to_owned())
        };
        let ready = addresses.clone();
        self.run(&Start {
            program: &kcat.display().to_string(),
            arguments: strings(&[
                "-C",
                "-b",
                "mock",
                "-t",
                "nothing",
                "-d",
                "mock",
                "-X",
                "test.mock.num.brokers=3",
            ]),
            signal: "TERM",
            ready: Box::new(move || ready().is_some()),
        })?;
        let addresses = addresses().unwrap_or_default();
        self.environment
            .push(("TELOS_TEST_KAFKA_CLUSTER", addresses));
        Ok(())
    }
}
