//! The file of rejected rows: line, reason, place and remedy, and never a value.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Why something of a row was turned away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Why {
    pub(super) code: String,
    pub(super) place: String,
    pub(super) reason: String,
    pub(super) mend: String,
}

/// Writes rejects.
#[derive(Debug)]
pub(super) struct Rejects {
    path: PathBuf,
    file: Option<BufWriter<File>>,
}

const HEADER: &str = "line,reason_code,where,reason,mend\n";

impl Rejects {
    /// Rejects that go to a file. A file that was asked for, or is there from a run before, is
    /// emptied at once; otherwise it is made with the first reject.
    pub(super) fn new(asked: Option<&Path>, input: &Path) -> io::Result<Self> {
        let path = if let Some(path) = asked {
            path.to_owned()
        } else {
            let mut name = input.file_name().unwrap_or_default().to_owned();
            name.push(".rejects.csv");
            name.into()
        };
        if let (Ok(a), Ok(b)) = (fs::canonicalize(&path), fs::canonicalize(input))
            && a == b
        {
            let problem = "the file of rejects is the file to import";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        let at_once = asked.is_some() || path.exists();
        let mut rejects = Self { path, file: None };
        if at_once {
            rejects.open()?;
        }
        Ok(rejects)
    }

    fn open(&mut self) -> io::Result<&mut BufWriter<File>> {
        if self.file.is_none() {
            let mut file = BufWriter::new(File::create(&self.path)?);
            file.write_all(HEADER.as_bytes())?;
            self.file = Some(file);
        }
        self.file
            .as_mut()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Writes a reject of a row.
    pub(super) fn write(&mut self, line: u64, why: &Why) -> io::Result<()> {
        let fields = [&why.code, &why.place, &why.reason, &why.mend];
        let fields: Vec<String> = fields.iter().map(|text| quoted(text)).collect();
        writeln!(self.open()?, "{line},{}", fields.join(","))
    }

    /// Writes out what is left, and says where it is.
    pub(super) fn finish(&mut self) -> io::Result<&Path> {
        if let Some(file) = &mut self.file {
            file.flush()?;
        }
        Ok(&self.path)
    }
}

fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_are_written_as_csv() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("rejects.csv");
        let mut rejects = Rejects::new(Some(&path), &home.path().join("in.csv")).expect("made");
        let why = |place: &str| Why {
            code: "number_invalid".into(),
            place: place.into(),
            reason: "no number".into(),
            mend: "mend it, or not".into(),
        };
        rejects.write(3, &why("a")).expect("written");
        rejects.write(3, &why("the \"b\"")).expect("written");
        rejects.write(9, &why("")).expect("written");
        let path = rejects.finish().expect("written");
        assert_eq!(
            fs::read_to_string(path).expect("text"),
            "line,reason_code,where,reason,mend\n\
             3,number_invalid,a,no number,\"mend it, or not\"\n\
             3,number_invalid,\"the \"\"b\"\"\",no number,\"mend it, or not\"\n\
             9,number_invalid,,no number,\"mend it, or not\"\n"
        );
    }

    #[test]
    fn the_file_to_import_is_never_written_over() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("in.csv");
        fs::write(&path, "id\n").expect("written");
        assert!(Rejects::new(Some(&path), &path).is_err());
        assert_eq!(fs::read_to_string(&path).expect("text"), "id\n");
    }
}
