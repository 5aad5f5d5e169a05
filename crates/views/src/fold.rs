//! The fold: entries of a batch into rows, kept in mind and written sorted by key at its end.

mod command;
mod effects;
mod flows;
mod flush;
mod texts;

use crate::facet::{Facet, Field, List};
use crate::row::{
    ActRow, CrossingRow, DiscrepancyRow, DocumentRow, EntryRow, LineRow, LoadRow, LotRow, NoteRow, PartyRow, PlaceRow,
    Row, StockRow, TransportRow,
};
use crate::text::{TextField, mark};
use crate::writer::Known;
use crate::{Fault, Item};
pub(crate) use effects::kind_number;
use flows::Flows;
pub(crate) use flows::OUT;
pub(crate) use flush::kind_name;
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use texts::Text;

/// Ids given so far, by kind.
#[derive(Clone, Default)]
pub(crate) struct Counters {
    pub(crate) parties: i64,
    pub(crate) places: i64,
    pub(crate) documents: i64,
    pub(crate) lots: i64,
    pub(crate) stock: i64,
    pub(crate) notes: i64,
    pub(crate) lines: i64,
    pub(crate) transports: i64,
    pub(crate) loads: i64,
    pub(crate) discrepancies: i64,
}

impl Counters {
    /// The counters under the names they are kept by.
    pub(crate) fn named(&mut self) -> [(&'static str, &mut i64); 10] {
        [
            ("parties", &mut self.parties),
            ("places", &mut self.places),
            ("documents", &mut self.documents),
            ("lots", &mut self.lots),
            ("stock", &mut self.stock),
            ("notes", &mut self.notes),
            ("lines", &mut self.lines),
            ("transports", &mut self.transports),
            ("loads", &mut self.loads),
            ("discrepancies", &mut self.discrepancies),
        ]
    }
}

/// Persons erased in a batch, with the entry.
pub(crate) type Erased = BTreeSet<u32>;

/// Rows of one table that a batch touched: as they were, and as they are now.
pub(crate) struct Touched<R> {
    rows: BTreeMap<i64, (Option<R>, Option<R>)>,
}

impl<R> Default for Touched<R> {
    fn default() -> Self {
        Self { rows: BTreeMap::new() }
    }
}

/// See the module.
pub(crate) struct Batch<'a> {
    sql: &'a Connection,
    path: &'a Path,
    known: &'a mut Known,
    /// The entry being applied.
    seq: u64,
    parties: Touched<PartyRow>,
    places: Touched<PlaceRow>,
    documents: Touched<DocumentRow>,
    lots: Touched<LotRow>,
    stock: Touched<StockRow>,
    notes: Touched<NoteRow>,
    lines: Touched<LineRow>,
    transports: Touched<TransportRow>,
    loads: Touched<LoadRow>,
    crossings: Touched<CrossingRow>,
    acts: Touched<ActRow>,
    discrepancies: Touched<DiscrepancyRow>,
    entries: Touched<EntryRow>,
    /// Stock records opened in this batch, by key.
    stock_ids: HashMap<[i64; 5], i64>,
    /// Facets that do not follow from one row and never end.
    lasting: BTreeSet<Facet>,
    texts: Vec<Text>,
    /// Identifiers of parties and codes of places learnt in this batch.
    named: HashMap<(List, String), i64>,
    persons: BTreeSet<(i64, i64)>,
    history: Vec<[i64; 4]>,
    flows: Flows,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(sql: &'a Connection, path: &'a Path, known: &'a mut Known) -> Self {
        Self {
            sql,
            path,
            seq: known.position,
            known,
            parties: Touched::default(),
            places: Touched::default(),
            documents: Touched::default(),
            lots: Touched::default(),
            stock: Touched::default(),
            notes: Touched::default(),
            lines: Touched::default(),
            transports: Touched::default(),
            loads: Touched::default(),
            crossings: Touched::default(),
            acts: Touched::default(),
            discrepancies: Touched::default(),
            entries: Touched::default(),
            stock_ids: HashMap::new(),
            lasting: BTreeSet::new(),
            texts: Vec::new(),
            named: HashMap::new(),
            persons: BTreeSet::new(),
            history: Vec::new(),
            flows: Flows::default(),
        }
    }

    /// Applies the next entry.
    pub(crate) fn apply(&mut self, item: &Item, erased: &mut Erased) -> Result<(), Fault> {
        if item.seq != self.seq + 1 {
            return Err(self.damaged(format!("entry {} does not follow entry {}", item.seq, self.seq)));
        }
        self.seq = item.seq;
        let made = self.effects(item, erased)?;
        self.command(item, &made)?;
        self.persons.extend(item.persons.iter().map(|person| (i64::from(*person), item.seq.cast_signed())));
        (self.known.position, self.known.leaf) = (item.seq, item.leaf);
        Ok(())
    }

    fn damaged(&self, why: impl Into<String>) -> Fault {
        Fault::Damaged { path: self.path.to_owned(), seq: self.seq, why: why.into() }
    }

    /// The party that stands for `party` today.
    fn standing(&self, party: i64) -> i64 {
        standing(&self.known.merged, party)
    }

    /// Adds a facet that lasts.
    fn lasts(&mut self, list: List, field: Field, value: i64, at: (i64, i64)) {
        if value != 0 {
            self.lasting.insert(Facet::new(list, field, value, at));
        }
    }

    /// The party or place with this identifier; 0 where none is named so. What is left of an erased one tells its id.
    fn named(&self, list: List, text: &str) -> Result<i64, Fault> {
        if let Some(id) = text.strip_prefix("erased:").and_then(|id| id.parse().ok()) {
            return Ok(id);
        }
        if let Some(id) = self.named.get(&(list, text.to_owned())) {
            return Ok(*id);
        }
        let found = (|| -> rusqlite::Result<Option<i64>> {
            let find =
                "SELECT id FROM marks WHERE folded = ?1 AND list = ?2 AND field = ?3 AND text = ?4 ORDER BY id LIMIT 1";
            let key = (mark(text), list.number(), TextField::Number.number(), text);
            self.sql.prepare_cached(find)?.query_row(key, |row| row.get(0)).optional()
        })();
        Ok(found.map_err(Fault::sql("read", self.path))?.unwrap_or(0))
    }
}

/// The party that stands for `party`, where others took places.
pub(crate) fn standing(merged: &BTreeMap<i64, i64>, party: i64) -> i64 {
    let mut party = party;
    // A chain of successions ends: the ledger admits no circle.
    for _ in 0..=merged.len() {
        match merged.get(&party) {
            Some(next) => party = *next,
            None => break,
        }
    }
    party
}

impl<R: Row> Touched<R> {
    /// A new row.
    fn add(&mut self, row: R) {
        self.rows.insert(row.id(), (None, Some(row)));
    }

    /// The row as it is now.
    fn find(&mut self, sql: &Connection, id: i64) -> rusqlite::Result<Option<R>> {
        if let Some((_, now)) = self.rows.get(&id) {
            return Ok(now.clone());
        }
        let row = load(sql, id)?;
        self.rows.insert(id, (row.clone(), row.clone()));
        Ok(row)
    }

    /// Changes what the row is now; it was found before.
    fn set(&mut self, row: R) {
        let id = row.id();
        self.rows.entry(id).or_insert((None, None)).1 = Some(row);
    }

    /// The row ends; it was found before.
    fn end(&mut self, id: i64) {
        self.rows.entry(id).or_insert((None, None)).1 = None;
    }
}

/// A row as it lies in the file.
pub(crate) fn load<R: Row>(sql: &Connection, id: i64) -> rusqlite::Result<Option<R>> {
    let text = format!("SELECT {} FROM {} WHERE id = ?1", R::FIELDS.join(", "), R::TABLE);
    sql.prepare_cached(&text)?.query_row([id], R::read).optional()
}
