//! Compares the registry's dump of its books with the recomputed ones, row by row and in sums.

use std::collections::{BTreeMap, HashSet};
use std::io::BufRead;

use serde_json::Value;

use crate::amount;
use crate::books::{Books, LotId, Status, StockKey, is_account_in};
use crate::case::{Object, line_number, text};
use crate::lines::Lines;
use crate::measures::{Measures, NAMES};
use crate::names::Name;
use crate::report::{ChapterSum, Kind, Report};

/// What the dump says about one lot in all.
#[derive(Clone, Copy, Default)]
struct LotSum {
    /// From accounts in.
    came: Measures,
    /// On hand, on lines and abroad.
    held: Measures,
    /// To accounts out.
    out: Measures,
}

/// The comparison under way.
struct Compare<'a> {
    books: &'a mut Books,
    report: &'a mut Report,
    /// Per lot, from the dump.
    sums: Vec<LotSum>,
    accounts_seen: HashSet<(LotId, Name)>,
    place: String,
}

/// Reads the dump and reports every difference.
pub(crate) fn compare(books: &mut Books, dump: impl BufRead, report: &mut Report) {
    let sums = vec![LotSum::default(); books.lots.len()];
    let mut lines = Lines::new(dump, "books");
    let mut comparison = Compare { books, report, sums, accounts_seen: HashSet::new(), place: String::new() };
    while let Some(row) = lines.next(comparison.report) {
        comparison.report.rows += 1;
        comparison.place = lines.place();
        if let Err(trouble) = comparison.row(&row) {
            let place = comparison.place.clone();
            comparison.report.find(Kind::BrokenLine, place, trouble);
        }
    }
    comparison.missing_stock();
    comparison.missing_notes();
    comparison.missing_accounts();
    comparison.conservation();
    comparison.chapters();
}

impl Compare<'_> {
    fn row(&mut self, row: &Object) -> Result<(), String> {
        let has = |name: &str| row.contains_key(name);
        if has("owner") {
            return self.stock_row(row);
        }
        if has("account") {
            return self.account_row(row);
        }
        if has("note") && has("lot") {
            return self.line_row(row);
        }
        if has("note") && has("status") {
            return self.note_row(row);
        }
        Err("no row of the books: neither stock, line, account nor note".to_owned())
    }

    /// The lot of a row; an unknown one is a finding and the row goes no further.
    fn lot(&mut self, row: &Object) -> Result<Option<LotId>, String> {
        let number = needed(row, "lot")?;
        let lot = self.books.names.find(number).and_then(|name| self.books.lot_numbers.get(&name)).copied();
        if lot.is_none() {
            self.find(Kind::LotUnknown, format!("lot {number} was minted by no document"));
        }
        Ok(lot)
    }

    fn find(&mut self, kind: Kind, message: String) {
        self.report.find(kind, self.place.clone(), message);
    }

    fn stock_row(&mut self, row: &Object) -> Result<(), String> {
        let Some(lot) = self.lot(row)? else { return Ok(()) };
        let status = Status::parse(needed(row, "status")?).ok_or("`status` is no status of stock")?;
        let mut name = |field| needed(row, field).map(|text| self.books.names.name(text));
        let key = StockKey { lot, owner: name("owner")?, holder: name("holder")?, place: name("place")?, status };
        let found = measures(row)?;
        let reserved = signed(row, "reserved")?;
        let what = self.stock_name(key);
        self.sums[lot].held.add(&found);
        self.negative(&what, &found, reserved);
        if reserved > found.quantity().max(0) {
            let words = format!("{what}: {} reserved of {}", amount::show(reserved), amount::show(found.quantity()));
            self.find(Kind::OverReserved, words);
        }
        let stock = self.books.stock.entry(key).or_default();
        let (expected, was_seen) = (*stock, stock.seen);
        stock.seen = true;
        if was_seen {
            self.find(Kind::RowDouble, format!("{what} stands twice"));
            return Ok(());
        }
        self.differ(Kind::Stock, &what, &expected.on_hand, &found);
        self.differ_reserved(&what, expected.reserved, reserved);
        Ok(())
    }

    fn line_row(&mut self, row: &Object) -> Result<(), String> {
        let Some(lot) = self.lot(row)? else { return Ok(()) };
        let number = needed(row, "note")?;
        let on_line = nested(row, "on_line")?;
        let abroad = nested(row, "abroad")?;
        let reserved = signed(row, "reserved")?;
        let line = line_number(row, "line").ok_or("`line` is no line number")?;
        let what = format!("note {number} line {line}");
        self.sums[lot].held.add(&on_line);
        self.sums[lot].held.add(&abroad);
        self.negative(&what, &on_line, reserved);
        self.negative(&what, &abroad, 0);
        let note = self.books.names.find(number).and_then(|name| self.books.note_numbers.get(&name)).copied();
        let Some(note) = note else {
            self.find(Kind::NoteUnknown, format!("note {number} was opened by no document"));
            return Ok(());
        };
        let mut lines = self.books.notes[note].lines.iter_mut();
        let Some(own) = lines.find(|own| own.number == line && own.lot == lot) else {
            self.find(Kind::Line, format!("{what} does not carry this lot in the documents"));
            return Ok(());
        };
        let was_seen = std::mem::replace(&mut own.seen, true);
        let (own_line, own_abroad, own_reserved) = (own.carried, own.abroad, own.reserved);
        if was_seen {
            self.find(Kind::RowDouble, format!("{what} stands twice"));
            return Ok(());
        }
        self.differ(Kind::Line, &what, &own_line, &on_line);
        self.differ(Kind::Abroad, &what, &own_abroad, &abroad);
        self.differ_reserved(&what, own_reserved, reserved);
        Ok(())
    }

    fn account_row(&mut self, row: &Object) -> Result<(), String> {
        let Some(lot) = self.lot(row)? else { return Ok(()) };
        let account = needed(row, "account")?;
        let found = measures(row)?;
        let what = format!("lot {} account {account}", self.books.names.text(self.books.lots[lot].number));
        let sum = &mut self.sums[lot];
        if is_account_in(account) {
            sum.came.add(&found);
        } else {
            sum.out.add(&found);
        }
        self.negative(&what, &found, 0);
        let name = self.books.names.name(account);
        if !self.accounts_seen.insert((lot, name)) {
            self.find(Kind::RowDouble, format!("{what} stands twice"));
            return Ok(());
        }
        let expected = self.books.lots[lot].accounts.iter().find(|(own, _)| *own == name);
        let expected = expected.map(|(_, sum)| *sum).unwrap_or_default();
        self.differ(Kind::Account, &what, &expected, &found);
        Ok(())
    }

    fn note_row(&mut self, row: &Object) -> Result<(), String> {
        let (number, found) = (needed(row, "note")?, needed(row, "status")?);
        let note = self.books.names.find(number).and_then(|name| self.books.note_numbers.get(&name)).copied();
        let Some(note) = note.map(|note| &mut self.books.notes[note]) else {
            self.find(Kind::NoteUnknown, format!("note {number} was opened by no document"));
            return Ok(());
        };
        let (was_seen, expected) = (std::mem::replace(&mut note.seen, true), note.state.name());
        if was_seen {
            self.find(Kind::RowDouble, format!("note {number} stands twice"));
        }
        if expected != found {
            self.find(Kind::NoteStatus, format!("note {number}: expected {expected}, found {found}"));
        }
        Ok(())
    }

    fn differ(&mut self, kind: Kind, what: &str, expected: &Measures, found: &Measures) {
        if expected != found {
            self.find(kind, format!("{what}: {}", expected.difference(found)));
        }
    }

    fn differ_reserved(&mut self, what: &str, expected: i128, found: i128) {
        if expected != found {
            let words = format!("{what}: expected {}, found {}", amount::show(expected), amount::show(found));
            self.find(Kind::Reserved, words);
        }
    }

    fn negative(&mut self, what: &str, measures: &Measures, reserved: i128) {
        for (name, amount) in NAMES.iter().zip(measures.0).chain([(&"reserved", reserved)]) {
            if amount < 0 {
                self.find(Kind::Negative, format!("{what}: {name} is {}", amount::show(amount)));
            }
        }
    }

    fn stock_name(&self, key: StockKey) -> String {
        let text = |name| self.books.names.text(name);
        format!(
            "lot {} stock({}, {}, {}, {})",
            text(self.books.lots[key.lot].number),
            text(key.owner),
            text(key.holder),
            text(key.place),
            key.status.name()
        )
    }

    /// Stock of the documents of which the dump has no row.
    fn missing_stock(&mut self) {
        "books".clone_into(&mut self.place);
        let unseen = self.books.stock.iter().filter(|(_, stock)| !stock.seen);
        let unseen: Vec<_> = unseen.map(|(key, stock)| (*key, *stock)).collect();
        for (key, stock) in unseen {
            let what = self.stock_name(key);
            self.differ(Kind::Stock, &what, &stock.on_hand, &Measures::default());
            self.differ_reserved(&what, stock.reserved, 0);
        }
    }

    /// Notes and lines of the documents of which the dump has no row.
    fn missing_notes(&mut self) {
        for index in 0..self.books.notes.len() {
            let note = &self.books.notes[index];
            let number = self.books.names.text(note.number).to_owned();
            let seen = note.seen;
            let unseen = note.lines.iter().filter(|line| !line.seen);
            let unseen: Vec<_> = unseen.map(|line| (line.number, line.carried, line.abroad, line.reserved)).collect();
            if !seen {
                self.find(Kind::NoteMissing, format!("note {number} is not in the books"));
            }
            for (line, on_line, abroad, reserved) in unseen {
                let what = format!("note {number} line {line}");
                self.differ(Kind::Line, &what, &on_line, &Measures::default());
                self.differ(Kind::Abroad, &what, &abroad, &Measures::default());
                self.differ_reserved(&what, reserved, 0);
            }
        }
    }

    /// Accounts of the documents of which the dump has no row.
    fn missing_accounts(&mut self) {
        for lot in 0..self.books.lots.len() {
            for index in 0..self.books.lots[lot].accounts.len() {
                let (account, sum) = self.books.lots[lot].accounts[index];
                if !self.accounts_seen.contains(&(lot, account)) {
                    let number = self.books.names.text(self.books.lots[lot].number);
                    let what = format!("lot {number} account {}", self.books.names.text(account));
                    self.differ(Kind::Account, &what, &sum, &Measures::default());
                }
            }
        }
    }

    /// Per lot and measure, from the dump alone: what came is what is held and what went.
    fn conservation(&mut self) {
        for lot in 0..self.sums.len() {
            let LotSum { came, held, out } = self.sums[lot];
            let mut there = held;
            there.add(&out);
            if came != there {
                let number = self.books.names.text(self.books.lots[lot].number);
                let words =
                    format!("lot {number}: what came is not what is held and went: {}", came.difference(&there));
                self.find(Kind::Conservation, words);
            }
        }
    }

    /// Sums per chapter and unit on both sides.
    fn chapters(&mut self) {
        let own = own_sums(self.books);
        let mut dumped = Chapters::new();
        for (lot, sum) in self.books.lots.iter().zip(&self.sums) {
            let chapter = dumped.entry((lot.chapter, lot.unit)).or_default();
            chapter.held.add(&sum.held);
            chapter.out.add(&sum.out);
        }
        for (key, expected) in own {
            let found = dumped.get(&key).cloned().unwrap_or_default();
            let text = |name| self.books.names.text(name).to_owned();
            let (chapter, unit) = (text(key.0), text(key.1));
            for (what, expected, found) in [("held", expected.held, found.held), ("out", expected.out, found.out)] {
                self.differ(Kind::ChapterSum, &format!("chapter {chapter} in {unit}, {what}"), &expected, &found);
            }
            self.report.chapters.insert((chapter, unit), expected);
        }
    }
}

/// Sums by chapter and unit.
type Chapters = BTreeMap<(Name, Name), ChapterSum>;

/// What the recomputed books hold and have sent out.
fn own_sums(books: &Books) -> Chapters {
    let mut sums = Chapters::new();
    for lot in &books.lots {
        let chapter = sums.entry((lot.chapter, lot.unit)).or_default();
        chapter.lots += 1;
        let out = lot.accounts.iter().filter(|(account, _)| !is_account_in(books.names.text(*account)));
        out.for_each(|(_, measures)| chapter.out.add(measures));
    }
    let stock = books.stock.iter().map(|(key, stock)| (key.lot, stock.on_hand));
    let lines = books.notes.iter().flat_map(|note| &note.lines);
    let lines = lines.flat_map(|line| [(line.lot, line.carried), (line.lot, line.abroad)]);
    for (lot, measures) in stock.chain(lines) {
        let lot = &books.lots[lot];
        sums.entry((lot.chapter, lot.unit)).or_default().held.add(&measures);
    }
    sums
}

fn needed<'o>(row: &'o Object, name: &str) -> Result<&'o str, String> {
    text(row, name).ok_or_else(|| format!("`{name}` is missing or no text"))
}

fn measures(row: &Object) -> Result<Measures, String> {
    Measures::read(row).map_err(|name| format!("`{name}` is no decimal text"))
}

fn nested(row: &Object, name: &str) -> Result<Measures, String> {
    match row.get(name) {
        None => Ok(Measures::default()),
        Some(Value::Object(object)) => measures(object),
        Some(_) => Err(format!("`{name}` holds no measures")),
    }
}

fn signed(row: &Object, name: &str) -> Result<i128, String> {
    match row.get(name) {
        None => Ok(0),
        Some(value) => {
            value.as_str().and_then(amount::parse_signed).ok_or_else(|| format!("`{name}` is no decimal text"))
        }
    }
}
