//! Totals: what a file holds by HS chapter, accepted and rejected, exactly; to be held against sums made elsewhere.

use crate::{
    codes,
    exact::Exact,
    row::{DeclaredLine, Notes, Reject, Row},
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt};
use trade::{
    command::{EntryLine, Submission},
    unit::Unit,
};

/// The word for goods whose chapter cannot be read.
const UNKNOWN: &str = "unknown";

/// Everything that rows add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Rows of the file that became commands.
    pub rows_accepted: u64,
    /// Rows of the file that did not.
    pub rows_rejected: u64,
    /// Commands.
    pub documents_accepted: u64,
    /// Documents of which no command came.
    pub documents_rejected: u64,
    /// Goods by HS chapter, `01` to `99` and `unknown`.
    pub chapters: BTreeMap<String, ChapterTotals>,
    /// What rounding added to accepted values, by column: after less before.
    pub roundings: BTreeMap<String, Exact>,
    /// How many values rounding changed, by column.
    pub rounded: BTreeMap<String, u64>,
    /// How often each problem occurred, by its code.
    pub problems: BTreeMap<String, u64>,
    /// Numbers of rejected rows that are in no sum because they are no numbers.
    pub uncounted: u64,
    /// Whether the file was read to its end.
    pub is_cut: bool,
}

/// The goods of one chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChapterTotals {
    /// Of commands.
    pub accepted: Sums,
    /// Of rejected rows, as far as they can be read.
    pub rejected: Sums,
}

/// Sums over lines of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Lines.
    pub lines: u64,
    /// Quantity by unit.
    pub quantity: BTreeMap<String, Exact>,
    /// Net mass in kilograms.
    pub net_mass: Exact,
    /// Value by currency.
    pub value: BTreeMap<String, ValueSum>,
}

/// A sum of values in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ValueSum {
    /// As the file has it.
    pub declared: Exact,
    /// As the commands have it, after declared rounding. Of rejected rows nothing.
    pub accepted: Exact,
}

impl Totals {
    /// Adds one row.
    pub fn add(&mut self, row: &Row) {
        match &row.outcome {
            Ok((submission, notes)) => {
                self.rows_accepted = self.rows_accepted.saturating_add(row.rows);
                self.documents_accepted = self.documents_accepted.saturating_add(1);
                self.add_accepted(submission, notes);
            }
            Err(reject) => {
                self.rows_rejected = self.rows_rejected.saturating_add(row.rows);
                self.documents_rejected = self.documents_rejected.saturating_add(1);
                self.is_cut |= reject.ends_file();
                self.add_rejected(reject);
            }
        }
    }

    fn add_accepted(&mut self, submission: &Submission, notes: &Notes) {
        for rounding in &notes.roundings {
            let Some(difference) = rounding.after.checked_sub(rounding.before) else { continue };
            let sum = self.roundings.entry(rounding.column.clone()).or_default();
            add(sum, difference);
            let count = self.rounded.entry(rounding.column.clone()).or_default();
            *count = count.saturating_add(1);
        }
        let Some((list, lines, _)) = codes::goods(&submission.command) else { return };
        for (index, line) in lines.iter().enumerate() {
            let sums = &mut self.chapter(Some(line.code.chapter())).accepted;
            let place = || format!("/{list}/{index}/value");
            let rounding = notes.roundings.iter().find(|rounding| rounding.pointer == place());
            sums.add_line(line, rounding.map(|rounding| rounding.before));
        }
    }

    fn add_rejected(&mut self, reject: &Reject) {
        for problem in &reject.problems {
            let count = self.problems.entry(problem.code.clone().into_owned()).or_default();
            *count = count.saturating_add(1);
        }
        for line in &reject.declared {
            self.chapter(line.chapter).rejected.add_declared(line);
            let missing = [line.quantity.is_none(), line.value.is_none() && line.currency.is_some()];
            let missing = missing.into_iter().filter(|is_missing| *is_missing).count();
            self.uncounted = self.uncounted.saturating_add(u64::try_from(missing).unwrap_or_default());
        }
    }

    fn chapter(&mut self, chapter: Option<u8>) -> &mut ChapterTotals {
        let name = chapter.map_or_else(|| UNKNOWN.to_owned(), |chapter| format!("{chapter:02}"));
        self.chapters.entry(name).or_default()
    }

    /// Lines, mass and values of all chapters together.
    pub fn sum(&self) -> ChapterTotals {
        let mut sum = ChapterTotals::default();
        for chapter in self.chapters.values() {
            sum.accepted.add_all(&chapter.accepted);
            sum.rejected.add_all(&chapter.rejected);
        }
        sum
    }
}

impl Sums {
    fn add_line(&mut self, line: &EntryLine, value_before: Option<Exact>) {
        self.lines = self.lines.saturating_add(1);
        add(self.quantity.entry(line.unit.to_string()).or_default(), line.quantity.into());
        let implied = (line.unit == Unit::KGM).then_some(line.quantity);
        add(&mut self.net_mass, line.net_mass_kg.or(implied).unwrap_or_default().into());
        if let (Some(value), Some(currency)) = (line.value, line.currency) {
            let sum = self.value.entry(currency.to_string()).or_default();
            add(&mut sum.accepted, value.into());
            add(&mut sum.declared, value_before.unwrap_or_else(|| value.into()));
        }
    }

    fn add_declared(&mut self, line: &DeclaredLine) {
        self.lines = self.lines.saturating_add(1);
        if let Some(quantity) = line.quantity {
            let unit = line.unit.clone().unwrap_or_else(|| UNKNOWN.to_owned());
            add(self.quantity.entry(unit).or_default(), quantity);
        }
        add(&mut self.net_mass, line.net_mass.unwrap_or_default());
        if let Some(value) = line.value {
            let currency = line.currency.clone().unwrap_or_else(|| UNKNOWN.to_owned());
            add(&mut self.value.entry(currency).or_default().declared, value);
        }
    }

    fn add_all(&mut self, other: &Sums) {
        self.lines = self.lines.saturating_add(other.lines);
        add(&mut self.net_mass, other.net_mass);
        for (unit, quantity) in &other.quantity {
            add(self.quantity.entry(unit.clone()).or_default(), *quantity);
        }
        for (currency, value) in &other.value {
            let sum = self.value.entry(currency.clone()).or_default();
            add(&mut sum.declared, value.declared);
            add(&mut sum.accepted, value.accepted);
        }
    }
}

/// Adds to a sum. Sums have 127 bits of 10^-6: no file is long enough to fill them with the quantities of commands, and
/// a wrong sum would be worse than none.
fn add(sum: &mut Exact, more: Exact) {
    let next = sum.checked_add(more);
    assert!(next.is_some(), "sums of a file fit 127 bits");
    *sum = next.unwrap_or(*sum);
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "rows: {} accepted, {} rejected", self.rows_accepted, self.rows_rejected)?;
        if self.is_cut {
            writeln!(f, "The file is cut or damaged: what follows the last row was not read.")?;
        }
        let all = ("all".to_owned(), self.sum());
        for (name, chapter) in self.chapters.iter().chain([(&all.0, &all.1)]) {
            writeln!(f, "chapter {name}")?;
            write_sums(f, "accepted", &chapter.accepted)?;
            write_sums(f, "rejected", &chapter.rejected)?;
        }
        for (column, difference) in &self.roundings {
            let count = self.rounded.get(column).copied().unwrap_or_default();
            writeln!(f, "rounding of {column}: {count} values, {difference} in all")?;
        }
        for (code, count) in &self.problems {
            writeln!(f, "problem {code}: {count}")?;
        }
        Ok(())
    }
}

fn write_sums(f: &mut fmt::Formatter<'_>, word: &str, sums: &Sums) -> fmt::Result {
    if sums.lines == 0 {
        return Ok(());
    }
    write!(f, "  {word}: {} lines, {} kg net", sums.lines, sums.net_mass)?;
    for (unit, quantity) in sums.quantity.iter().filter(|(unit, _)| *unit != "KGM") {
        write!(f, ", {quantity} {unit}")?;
    }
    for (currency, value) in &sums.value {
        write!(f, ", {} {currency}", value.declared)?;
    }
    writeln!(f)
}
