//! Figures as a table for people and as JSON for programs.

use std::fmt::Write as _;
use std::path::Path;

use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};

use super::error::{BenchError, file};

/// All figures of a run, in order.
#[derive(Debug, Default)]
pub(super) struct Figures(Vec<Figure>);

#[derive(Debug)]
struct Figure {
    part: &'static str,
    name: String,
    value: f64,
    unit: &'static str,
}

impl Figures {
    /// Adds a figure.
    pub(super) fn add(
        &mut self,
        part: &'static str,
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
    ) {
        let name = name.into();
        self.0.push(Figure {
            part,
            name,
            value,
            unit,
        });
    }

    /// A figure that is already there.
    pub(super) fn get(&self, part: &str, name: &str) -> Option<f64> {
        let mut figures = self.0.iter();
        let found = figures.find(|figure| figure.part == part && figure.name == name);
        found.map(|figure| figure.value)
    }

    /// Adds the usual quantiles of a histogram of microseconds, in milliseconds.
    pub(super) fn add_times(&mut self, part: &'static str, what: &str, times: &Histogram<u64>) {
        let quantiles = [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)];
        for (name, quantile) in quantiles {
            let micros = whole(times.value_at_quantile(quantile));
            self.add(part, format!("{what} {name}"), micros / 1_000.0, "ms");
        }
        self.add(
            part,
            format!("{what} max"),
            whole(times.max()) / 1_000.0,
            "ms",
        );
    }

    /// The table.
    pub(super) fn table(&self) -> String {
        let mut text = String::new();
        let mut part = "";
        for figure in &self.0 {
            let shown = if figure.part == part { "" } else { figure.part };
            part = figure.part;
            let value = shown_number(figure.value);
            writeln!(
                text,
                "{shown:<8} {:<44} {value:>12} {}",
                figure.name, figure.unit
            )
            .expect("writing to a string never fails");
        }
        text
    }

    /// Writes the figures by part and name.
    pub(super) fn write(&self, path: &Path, machine: &str) -> Result<(), BenchError> {
        let mut parts = Map::new();
        for figure in &self.0 {
            let part = parts.entry(figure.part).or_insert_with(|| json!({}));
            if let Value::Object(part) = part {
                let value = json!({ "value": figure.value, "unit": figure.unit });
                part.insert(figure.name.clone(), value);
            }
        }
        let text = format!("{:#}\n", json!({ "machine": machine, "figures": parts }));
        std::fs::write(path, text).map_err(file("write", path))
    }
}

/// A count as a number to calculate with.
#[expect(
    clippy::cast_precision_loss,
    reason = "figures are shown to four digits"
)]
pub(super) const fn whole(count: u64) -> f64 {
    count as f64
}

/// An empty histogram of microseconds.
pub(super) fn times() -> Histogram<u64> {
    Histogram::new(3).expect("three digits are allowed")
}

fn shown_number(value: f64) -> String {
    let decimals = match value.abs() {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        value if value >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    let digits = text.find('.').unwrap_or(text.len());
    let mut grouped = String::new();
    for (at, char) in text.char_indices() {
        if at > 0 && at < digits && (digits - at) % 3 == 0 && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(char);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_to_the_digits_that_matter() {
        assert_eq!(shown_number(1_234_567.8), "1,234,568");
        assert_eq!(shown_number(12.345), "12.3");
        assert_eq!(shown_number(0.5), "0.500");
        assert_eq!(shown_number(-1_000.0), "-1,000");
    }

    #[test]
    fn the_table_names_each_part_once() {
        let mut figures = Figures::default();
        figures.add("batch", "events", 3.0, "events/s");
        figures.add("batch", "commits", 4.0, "commits/s");
        let table = figures.table();
        assert_eq!(table.matches("batch").count(), 1);
        assert_eq!(figures.get("batch", "commits"), Some(4.0));
    }
}
