//! Schemes: evasions planted among honest trade, told in a truth file and nowhere else. Every document of a scheme is one
//! that a registry records; what is wrong shows only to who looks at several of them together.

mod script;
mod tales;

pub(crate) use script::Script;

use crate::sheet::{Expect, Sheet, push_decimal};
use serde::Deserialize;
use std::fmt::Write;

/// Days from the first to the last document of a scheme, at most.
pub(crate) const LONGEST: u16 = 55;

macro_rules! kinds {
    ($(#[doc = $doc:literal] $Name:ident => $word:literal, $tale:ident;)*) => {
        /// The kinds of schemes that can be planted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $(#[doc = $doc] $Name,)* }

        impl Kind {
            /// All, in order.
            pub const ALL: &'static [Self] = &[$(Self::$Name,)*];

            /// Its word on the command line and in a truth file.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$Name => $word,)* }
            }

            /// What it is, in a sentence.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$Name => $doc.trim_ascii(),)* }
            }
        }

        /// Writes the documents of a scheme.
        pub(crate) fn think_out(kind: Kind, id: u32, script: &mut Script<'_>) {
            script.id = id;
            match kind { $(Kind::$Name => tales::$tale(script),)* }
        }
    };
}

kinds! {
    /// High-priority goods leave for Russia within days of their import, whole.
    ReExport => "re_export", re_export;
    /// One consignment leaves in many notes, each just below a threshold of value, to one buyer on one day.
    Splitting => "splitting", splitting;
    /// Goods are written off as lost or stolen; the same goods then leave as made in the country.
    WriteOffLeak => "write_off_leak", write_off_leak;
    /// Goods get another code by a transformation that changes nothing.
    Relabelling => "relabelling", relabelling;
    /// More is made than the inputs allow, or of inputs that it cannot be made of.
    ImplausibleManufacture => "implausible_manufacture", implausible_manufacture;
    /// Goods enter in transit and never leave; the same goods appear in stock as made in the country.
    PhantomTransit => "phantom_transit", phantom_transit;
    /// A firm founded weeks ago buys high-priority goods, sells all to one buyer, and is not seen again.
    ShellFirm => "shell_firm", shell_firm;
    /// Mass and value are declared far too low; the sale shows what they were.
    UnderDeclared => "under_declared", under_declared;
    /// The same goods leave and come back, dearer each time.
    RoundTripping => "round_tripping", round_tripping;
}

/// A document of a scheme that waits for its time.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    /// Day and minute.
    pub(crate) at: (u16, u16),
    pub(crate) scheme: u32,
    text: String,
    kind: &'static str,
    number: String,
    lines: u64,
}

impl Prepared {
    pub(crate) fn write(&self, sheet: &mut Sheet) {
        sheet.line(&self.text, self.kind, Expect::Recorded);
        sheet.lines += self.lines;
    }
}

/// A lot of a scheme.
#[derive(Clone, Debug)]
struct PlotLot {
    document: String,
    line: u16,
    code: String,
    quantity: u64,
    unit: &'static str,
}

/// A document of a scheme that was sent: its line in the file, type, number and day.
#[derive(Clone, Debug)]
struct Said {
    line: u64,
    kind: &'static str,
    number: String,
    day: String,
}

/// The truth of a scheme, completed while its documents are sent.
#[derive(Clone, Debug)]
pub(crate) struct Plot {
    id: u32,
    kind: Kind,
    why: String,
    parties: Vec<(&'static str, String)>,
    lots: Vec<PlotLot>,
    from: String,
    to: String,
    documents: Vec<Said>,
    left: usize,
}

impl Plot {
    /// A document was sent as that line of the file. Whether it was the last.
    pub(crate) fn said(&mut self, line: u64, day: &str, prepared: &Prepared) -> bool {
        let (kind, number, day) = (prepared.kind, prepared.number.clone(), day.to_owned());
        self.documents.push(Said { line, kind, number, day });
        self.left = self.left.saturating_sub(1);
        self.left == 0
    }

    /// Writes the row of the truth file.
    pub(crate) fn write(&self, truth: &mut String) {
        // Writing to a text cannot fail.
        let _ = self.try_write(truth);
    }

    fn try_write(&self, truth: &mut String) -> std::fmt::Result {
        let (kind, id) = (self.kind.word(), self.id);
        let (why, from, to) = (&self.why, &self.from, &self.to);
        write!(
            truth,
            r#"{{"scheme":"{kind}-{id}","kind":"{kind}","why":"{why}","from":"{from}","to":"{to}","parties":["#
        )?;
        for (position, (part, party)) in self.parties.iter().enumerate() {
            write!(truth, r#"{}{{"part":"{part}","party":"{party}"}}"#, comma(position))?;
        }
        truth.push_str(r#"],"lots":["#);
        for (position, lot) in self.lots.iter().enumerate() {
            let PlotLot { document, line, code, quantity, unit } = lot;
            write!(
                truth,
                r#"{}{{"document":"{document}","line":{line},"code":"{code}","quantity":""#,
                comma(position)
            )?;
            push_decimal(truth, *quantity);
            write!(truth, r#"","unit":"{unit}"}}"#)?;
        }
        truth.push_str(r#"],"documents":["#);
        for (position, Said { line, kind, number, day }) in self.documents.iter().enumerate() {
            let comma = comma(position);
            write!(truth, r#"{comma}{{"line":{line},"type":"{kind}","number":"{number}","day":"{day}"}}"#)?;
        }
        truth.push_str("]}\n");
        Ok(())
    }
}

fn comma(position: usize) -> &'static str {
    if position > 0 { "," } else { "" }
}
