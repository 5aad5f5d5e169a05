//! A country: documents of its days, one batch after the other.

use crate::lot::Holding;
use crate::market::Market;
use crate::settings::{Settings, SettingsError};
use crate::sheet::{Expect, Paper, push_document};
use crate::world::{Goods, GoodsError};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use trade::quantity::Quantity;

/// Bytes after which a batch is full.
const BATCH_BYTES: usize = 1 << 18;

/// Documents, one a line, as they would be sent.
#[derive(Debug, Default)]
pub struct Batch {
    text: String,
    ends: Vec<(usize, Expect)>,
    truth: String,
}

impl Batch {
    /// All documents, each with its line break.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Rows of the truth file, each with its line break: documents that are not expected to be recorded, and schemes that
    /// are complete.
    pub fn truth(&self) -> &str {
        &self.truth
    }

    /// How many documents.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Each document without its line break, and what a registry should answer.
    pub fn documents(&self) -> impl Iterator<Item = (&str, Expect)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end));
        let line = |range: Range<usize>| self.text.get(range).unwrap_or("").trim_end_matches('\n');
        starts.zip(&self.ends).map(move |(start, (end, expect))| (line(start..*end), *expect))
    }
}

/// Why there is no country.
#[derive(Debug, thiserror::Error)]
pub enum CountryError {
    /// Settings that cannot be used; all that is wrong.
    #[error("the country cannot be made with these settings")]
    Settings(Vec<SettingsError>),
    /// Goods that cannot be drawn from.
    #[error("the declarations to draw goods from cannot be used")]
    Goods(#[from] GoodsError),
}

/// A country on its way through the days: an iterator over batches. It reads no clock, file or environment: equal
/// settings and declarations give equal bytes.
#[derive(Debug)]
pub struct Country {
    market: Market,
    /// The day that comes next.
    day: u16,
}

impl Country {
    /// A country on its first morning. `declarations`: gzip of CSV, as in `data/customs_declarations_kr`.
    pub fn new(settings: Settings, declarations: &[u8]) -> Result<Self, CountryError> {
        let problems = settings.check();
        if !problems.is_empty() {
            return Err(CountryError::Settings(problems));
        }
        let last = settings.from.checked_add_days(settings.days.into()).unwrap_or(settings.from);
        let goods = Goods::read(declarations, settings.from.date(), last.date())?;
        Ok(Self { market: Market::new(settings, goods), day: 0 })
    }

    /// Documents so far.
    pub fn documents(&self) -> u64 {
        self.market.documents
    }

    /// Goods lines so far, of all documents together.
    pub fn lines(&self) -> u64 {
        self.market.sheet.lines
    }

    /// The day that was begun last.
    pub fn today(&self) -> &str {
        self.market.world.calendar.text(self.day.saturating_sub(1))
    }

    /// What the country believes is left of each lot, by document and line: in stock, detained, and on the lines of
    /// notes. Lots of which nothing is left may be missing.
    pub fn balances(&self) -> BTreeMap<(String, u16), Quantity> {
        let mut sums: BTreeMap<(Paper, u32, u16), u64> = BTreeMap::new();
        for Holding { lot, quantity, .. } in self.market.holdings() {
            *sums.entry((lot.paper, lot.serial, lot.line)).or_default() += quantity;
        }
        let year = self.market.world.calendar.year();
        let named = |((paper, serial, line), sum): ((Paper, u32, u16), u64)| {
            let mut document = String::new();
            push_document(&mut document, year, crate::sheet::Number { paper, serial, part: 0 });
            ((document, line), Quantity::from_micros(sum))
        };
        sums.into_iter().map(named).collect()
    }

    /// Days go on until a batch is full. `false`: the last day is over.
    fn fill(&mut self) -> bool {
        self.market.sheet.clear();
        while self.market.sheet.text.len() < BATCH_BYTES {
            if self.market.next_event() {
                continue;
            }
            if self.day >= self.market.settings.days {
                return false;
            }
            self.market.begin_day(self.day);
            self.day += 1;
        }
        true
    }

    fn take(&mut self) -> Batch {
        let mut truth = std::mem::take(&mut self.market.truth);
        let sheet = &mut self.market.sheet;
        for (line, written) in (self.market.documents + 1..).zip(&sheet.written) {
            if written.expect == Expect::Recorded {
                continue;
            }
            let (kind, expect) = (written.kind, written.expect.word());
            // Writing to a text cannot fail.
            let _ = write!(truth, r#"{{"line":{line},"type":"{kind}","expect":"{expect}""#);
            if let Expect::Refused(code) = written.expect {
                let _ = write!(truth, r#","code":"{code}""#);
            }
            truth.push_str("}\n");
        }
        self.market.documents += u64::try_from(sheet.written.len()).unwrap_or_default();
        let ends = sheet.written.iter().map(|written| (written.end, written.expect)).collect();
        let text = std::mem::replace(&mut sheet.text, String::with_capacity(BATCH_BYTES + (BATCH_BYTES >> 2)));
        sheet.clear();
        Batch { text, ends, truth }
    }
}

impl Iterator for Country {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let goes_on = self.fill();
        let batch = self.take();
        (goes_on || !batch.is_empty()).then_some(batch)
    }
}
