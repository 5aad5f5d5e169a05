//! What the views must say, computed from the ledger's own state and the documents, and looked for by reading everything.

use super::Journal;
use ledger::account::{Account, End};
use ledger::ids::{DiscrepancyId, DocId, LotId, NoteId, PartyId, PlaceId, TransportId};
use ledger::records::{DiscrepancyKind, LotRecord, StockRecord, note_flag};
use ledger::{Books, Effect, NameKind};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use trade::country::CountryCode;
use trade::date::Timestamp;
use trade::quantity::Quantity;
use views::{
    ActRow, CrossingRow, DiscrepancyRow, DocumentRow, EntryRow, FlowRow, Item, LineRow, List, LoadRow, LotRow, NoteRow,
    PartyRow, StockRow, TransportRow,
};

const DAY_MILLIS: i64 = 86_400_000;

/// A record as a reader of everything sees it: what it is found by, in the words of a filter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Record {
    pub day: i64,
    pub id: i64,
    /// Filter and value; a party by the id of who stands for it today.
    pub facts: BTreeSet<(&'static str, String)>,
    /// Numbers, plates, seals.
    pub marks: BTreeSet<String>,
    /// Descriptions, names, remarks.
    pub prose: BTreeSet<String>,
}

impl Record {
    fn new(day: i64, id: i64) -> Self {
        Self { day, id, ..Self::default() }
    }

    fn fact(mut self, filter: &'static str, value: impl ToString) -> Self {
        self.facts.insert((filter, value.to_string()));
        self
    }

    fn facts(mut self, filter: &'static str, values: impl IntoIterator<Item = impl ToString>) -> Self {
        self.facts.extend(values.into_iter().map(|value| (filter, value.to_string())));
        self
    }

    fn flag(self, filter: &'static str, is_set: bool) -> Self {
        if is_set { self.fact(filter, "") } else { self }
    }

    /// Parties in roles; none is no party.
    fn parties(self, books: &Books, parties: &[PartyId]) -> Self {
        let parties = parties.iter().filter(|party| party.is_some());
        let standing: Vec<u32> = parties.map(|party| books.state.standing(*party).0).collect();
        self.facts("party", standing)
    }

    fn places(self, books: &Books, places: &[PlaceId]) -> Self {
        let places = places.iter().filter(|place| place.is_some());
        let codes: Vec<String> = places.map(|place| books.directory.place(*place).unwrap().to_owned()).collect();
        self.facts("place", codes)
    }

    fn goods(self, lot: &LotRecord) -> Self {
        let digits = lot.code.to_string();
        let beginnings = [2, 4, 6, 8, 10].into_iter().filter_map(|length| digits.get(..length).map(str::to_owned));
        self.facts("code", beginnings).facts("origin", lot.origin)
    }

    /// The texts of another record, which this one is found by too.
    fn with_texts(mut self, other: &Record) -> Self {
        self.marks.extend(other.marks.iter().cloned());
        self.prose.extend(other.prose.iter().cloned());
        self
    }

    pub fn is(&self, filter: &str, value: &str) -> bool {
        self.facts.iter().any(|(known, fact)| *known == filter && fact == value)
    }

    /// Whether it has these words: each begins a word of the same text, or together they begin a mark.
    pub fn says(&self, words: &str) -> bool {
        let asked = split(words);
        let fits = |text: &String| {
            let known = split(text);
            !asked.is_empty() && asked.iter().all(|word| known.iter().any(|one| begins(one, word)))
        };
        let mark = plain(words);
        self.prose.iter().any(fits)
            || (!mark.is_empty() && self.marks.iter().any(|known| plain(known).starts_with(&mark)))
    }
}

fn split(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.to_lowercase().replace('ё', "е")).collect()
}

/// Letters and digits of what follows the scheme, where there is one.
pub fn plain(text: &str) -> String {
    let value = text.split_once(':').filter(|(scheme, _)| scheme.chars().all(char::is_lowercase) && !scheme.is_empty());
    let value = value.map_or(text, |(_, value)| value);
    value.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Everything that the views must hold.
pub struct Model<'a> {
    journal: &'a Journal,
    items: Vec<Item>,
    /// Days and other facts of transports, crossings and acts, which only the documents hold.
    pub transports: Vec<TransportRow>,
    pub crossings: Vec<CrossingRow>,
    pub acts: Vec<ActRow>,
    /// For each entry what it touched.
    touched: BTreeMap<u64, Touched>,
    /// Entry that admitted each party.
    admitted: Vec<u64>,
    /// Last entry that touched each note or a line of it.
    last: BTreeMap<u32, u64>,
    pub history: BTreeMap<u32, Vec<(u64, u8)>>,
    pub flows: BTreeMap<[i64; 6], [i128; 4]>,
}

#[derive(Default)]
struct Touched {
    notes: Vec<u32>,
    transports: Vec<u32>,
    lots: Vec<(u16, u32)>,
    transport: u32,
    document: u32,
}

impl<'a> Model<'a> {
    pub fn of(journal: &'a Journal) -> Self {
        let items = journal.items();
        let mut model = Model {
            journal,
            items: Vec::new(),
            transports: Vec::new(),
            crossings: Vec::new(),
            acts: Vec::new(),
            touched: BTreeMap::new(),
            admitted: Vec::new(),
            last: BTreeMap::new(),
            history: BTreeMap::new(),
            flows: BTreeMap::new(),
        };
        let mut fold = Fold::default();
        let mut named = BTreeMap::new();
        for item in &items {
            model.effects(item, &mut fold);
            let parties = item.names.iter().filter(|name| name.kind == NameKind::Party);
            named.extend(parties.map(|name| (name.text.to_string(), i64::from(name.id))));
            model.facts(item, &named);
            for effect in &item.effects {
                if let Effect::Erase { party } = effect {
                    named.retain(|_, id| *id != i64::from(party.0));
                }
            }
        }
        model.items = items;
        model
    }

    fn books(&self) -> &'a Books {
        &self.journal.run.books
    }

    fn touch(&mut self, note: u32, seq: u64) {
        self.last.insert(note, seq);
    }

    fn effects(&mut self, item: &Item, fold: &mut Fold) {
        let state = &self.journal.run.books.state;
        let mut touched = Touched::default();
        let note_of = |line: &ledger::LineId| state.line(*line).note.0;
        for effect in &item.effects {
            match effect {
                Effect::Party { .. } => self.admitted.push(item.seq),
                Effect::Document(_) => {
                    fold.documents += 1;
                    touched.document = fold.documents;
                }
                Effect::Mint(record) => {
                    fold.lots += 1;
                    touched.lots.push((record.line, fold.lots));
                }
                Effect::Note(record) => {
                    fold.destinations.push(record.destination);
                    let note = fold.destinations.len() as u32;
                    self.history.entry(note).or_default().push((item.seq, record.status as u8));
                    touched.notes.push(note);
                    self.touch(note, item.seq);
                }
                Effect::Status { note, status } => {
                    self.history.entry(note.0).or_default().push((item.seq, *status as u8));
                    touched.notes.push(note.0);
                    self.touch(note.0, item.seq);
                }
                Effect::NoteFlag { note, .. } => {
                    touched.notes.push(note.0);
                    self.touch(note.0, item.seq);
                }
                Effect::Due { note, .. } => self.touch(note.0, item.seq),
                Effect::Redirect { note, destination, .. } => {
                    fold.destinations[note.0 as usize - 1] = *destination;
                    self.touch(note.0, item.seq);
                }
                Effect::Accepted { line, .. }
                | Effect::Returned { line, .. }
                | Effect::ReturnWithdrawn { line, .. }
                | Effect::Reserve { line, .. }
                | Effect::Unreserve { line, .. } => self.touch(note_of(line), item.seq),
                Effect::Transport { carrier, .. } => {
                    let id = self.transports.len() as i64 + 1;
                    let row = TransportRow {
                        id,
                        carrier: carrier.0.into(),
                        day: day_of(item),
                        seq: item.seq as i64,
                        driver: 0,
                    };
                    self.transports.push(row);
                    touched.transport = id as u32;
                }
                Effect::Load { transport, line, .. } => {
                    fold.loads.push(transport.0);
                    self.touch(note_of(line), item.seq);
                }
                Effect::Unload { load, .. } => touched.transports.push(fold.loads[*load as usize]),
                Effect::Post { lot, from, to, amount, .. } => {
                    for end in [from, to] {
                        if let End::Line(line) | End::Abroad(line) = end {
                            self.touch(note_of(line), item.seq);
                        }
                    }
                    self.flow(item, state.lot(*lot), (from, to), fold, amount);
                }
                _ => {}
            }
        }
        self.touched.insert(item.seq, touched);
    }

    fn flow(
        &mut self,
        item: &Item,
        lot: &LotRecord,
        (from, to): (&End, &End),
        fold: &Fold,
        amount: &trade::measures::Measures,
    ) {
        let comes =
            |end: &End| matches!(end, End::Account(Account::Import | Account::UnionImport | Account::TransitIn));
        let leaves = |end: &End| matches!(end, End::Account(Account::Export | Account::TransitOut));
        let (out, sign) = match (from, to) {
            (_, to) if leaves(to) => (true, 1),
            (from, _) if comes(from) => (false, 1),
            (_, to) if comes(to) => (false, -1),
            _ => return,
        };
        let country = match from {
            End::Line(line) | End::Abroad(line) if out => {
                fold.destinations[self.journal.run.books.state.line(*line).note.0 as usize - 1]
            }
            _ if out => None,
            _ => lot.origin,
        };
        let date = Timestamp::from_millis(moment(item)).unwrap().day().date();
        let month = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
        let code: trade::code::GoodsPrefix = lot.code.to_string()[..6].parse().unwrap();
        let letters = |text: Option<String>| {
            text.map_or(0, |text| text.bytes().fold(0_i64, |sum, byte| sum * 256 + i64::from(byte)))
        };
        let key = [
            month,
            i64::from(out),
            code.number() as i64,
            letters(country.map(|one: CountryCode| one.to_string())),
            lot.unit.number().into(),
            letters(lot.currency.map(|one| one.to_string())),
        ];
        let sums = self.flows.entry(key).or_default();
        let added =
            [1, i128::from(amount.quantity.micros()), amount.net_mass.micros().into(), amount.value.micros().into()];
        sums[0] += 1;
        (1..4).for_each(|place| sums[place] += added[place] * sign);
    }

    /// Transports, crossings and acts as the documents tell of them.
    fn facts(&mut self, item: &Item, named: &BTreeMap<String, i64>) {
        if item.refused {
            return;
        }
        let command = item.command.as_ref().unwrap();
        let places = |name: &str| {
            let text = command[name].as_str()?;
            self.journal.run.books.directory.find_place(text).map(|place| i64::from(place.0))
        };
        let party = |value: &Value| -> i64 {
            let Some(text) = value.as_str() else { return 0 };
            text.strip_prefix("erased:").map_or_else(|| named.get(text).copied().unwrap_or(0), |id| id.parse().unwrap())
        };
        let touched = &self.touched[&item.seq];
        let note = touched.notes.first().copied().unwrap_or(0).into();
        let at = moment(item);
        let (id, day, post) = (item.seq as i64, day_of(item), places("post").unwrap_or(0));
        let position = |name: &str, words: &[&str]| {
            words.iter().position(|word| command[name] == **word).map_or(0, |place| place as i64 + 1)
        };
        match item.kind {
            "transport" | "transship" => {
                let head = if item.kind == "transport" { command } else { &command["to"] };
                let driver = party(&head["driver"]);
                self.transports[touched.transport as usize - 1].driver = driver;
            }
            "crossing" => self.crossings.push(CrossingRow {
                id,
                day,
                at,
                post,
                officer: party(&command["officer"]),
                direction: position("direction", &["out", "in"]),
                transport: touched.transports.first().copied().unwrap_or(0).into(),
                note,
            }),
            "act" => self.acts.push(ActRow {
                id,
                day,
                at,
                post,
                officer: party(&command["officer"]),
                form: position("form", &["inspection", "examination"]),
                result: position("result", &["pass", "hold", "detain"]),
                document: touched.document.into(),
                note,
            }),
            _ => {}
        }
    }

    pub fn party(&self, id: u32) -> PartyRow {
        let record = self.books().state.parties.at(id - 1);
        PartyRow {
            id: id.into(),
            person: record.person.into(),
            into_party: record.into.0.into(),
            erased: record.erased.into(),
            seq: self.admitted[id as usize - 1] as i64,
        }
    }

    pub fn document(&self, id: u32) -> DocumentRow {
        let record = self.books().state.document(DocId(id));
        DocumentRow {
            id: id.into(),
            kind: kind_number(record.kind.name()),
            principal: record.principal.0.into(),
            day: record.day.into(),
            seq: record.seq as i64,
            first_lot: record.first_lot.0.into(),
            lots: record.lots.into(),
            holder: record.holder.0.into(),
            place: record.place.0.into(),
        }
    }

    pub fn lot(&self, id: u32) -> LotRow {
        let record = self.books().state.lot(LotId(id));
        let document = self.books().state.document(record.document);
        let letters =
            |text: Option<String>| text.map_or(0, |text| text.bytes().fold(0_i64, |n, b| n * 256 + i64::from(b)));
        LotRow {
            id: id.into(),
            document: record.document.0.into(),
            line: record.line.into(),
            day: document.day.into(),
            principal: document.principal.0.into(),
            code: record.code.number() as i64,
            origin: letters(record.origin.map(|one| one.to_string())),
            unit: record.unit.number().into(),
            currency: letters(record.currency.map(|one| one.to_string())),
            source: record.source.number().into(),
            flags: record.flags.into(),
            quantity: record.minted.quantity.micros() as i64,
            net_mass: record.minted.net_mass.micros() as i64,
            value: record.minted.value.micros() as i64,
        }
    }

    /// All stock, without ids.
    pub fn stock(&self) -> Vec<StockRow> {
        let mut rows: Vec<StockRow> =
            self.books().state.stock.records.iter().map(|(_, record)| self.stock_row(record)).collect();
        rows.sort_by_key(stock_key);
        rows
    }

    fn stock_row(&self, record: &StockRecord) -> StockRow {
        let lot = self.lot(record.key.lot.0);
        let on_hand = record.on_hand;
        StockRow {
            id: 0,
            lot: lot.id,
            owner: record.key.owner.0.into(),
            holder: record.key.holder.0.into(),
            place: record.key.place.0.into(),
            status: record.key.status.number().into(),
            code: lot.code,
            origin: lot.origin,
            unit: lot.unit,
            quantity: on_hand.quantity.micros() as i64,
            reserved: record.reserved.micros() as i64,
            net_mass: on_hand.net_mass.micros() as i64,
            gross_mass: on_hand.gross_mass.micros() as i64,
            supplementary: on_hand.supplementary.micros() as i64,
            pieces: on_hand.pieces.micros() as i64,
            value: on_hand.value.micros() as i64,
        }
    }

    pub fn note(&self, id: u32) -> NoteRow {
        let record = self.books().state.note(NoteId(id));
        let letters = |text: String| text.bytes().fold(0_i64, |n, b| n * 256 + i64::from(b));
        NoteRow {
            id: id.into(),
            kind: record.kind.number().into(),
            status: i64::from(record.status as u8),
            supplier: record.supplier.0.into(),
            recipient: record.recipient.0.into(),
            consignor: record.consignor.0.into(),
            consignee: record.consignee.0.into(),
            carrier: record.carrier.0.into(),
            from_place: record.from.0.into(),
            to_place: record.to.0.into(),
            destination: record.destination.map_or(0, |one| letters(one.to_string())),
            day: record.day.into(),
            seq: record.seq as i64,
            last_seq: self.last[&id] as i64,
            first_line: record.first_line.0.into(),
            lines: record.lines.into(),
            due: record.due.map_or(0, i64::from),
            earlier: record.earlier.0.into(),
            flags: record.flags.into(),
        }
    }

    pub fn lines(&self, note: u32) -> Vec<LineRow> {
        let state = &self.books().state;
        let lines = state.lines_of(NoteId(note));
        lines
            .map(|id| {
                let record = state.line(id);
                let micros = |quantity: Quantity| quantity.micros() as i64;
                let open = |pick: fn(&ledger::records::OpenRecord) -> Quantity| {
                    state.open_of(id).map_or(0, |open| micros(pick(open)))
                };
                LineRow {
                    id: id.0.into(),
                    note: note.into(),
                    line: record.line.into(),
                    lot: record.lot.0.into(),
                    status: record.status.number().into(),
                    quantity: micros(record.quantity),
                    accepted: micros(record.accepted),
                    returned: micros(record.returned),
                    reserved: open(|open| open.reserved),
                    on_line: open(|open| open.on_line.quantity),
                    abroad: open(|open| open.abroad.quantity),
                }
            })
            .collect()
    }

    pub fn loads(&self, transport: u32) -> Vec<LoadRow> {
        let loads = self.books().state.loads_of_transport(TransportId(transport));
        let mut rows: Vec<LoadRow> = loads
            .map(|(position, load)| LoadRow {
                id: i64::from(position) + 1,
                transport: transport.into(),
                line: load.line.0.into(),
                quantity: load.quantity.micros() as i64,
            })
            .collect();
        rows.sort_by_key(|row| row.id);
        rows
    }

    pub fn discrepancy(&self, id: u32) -> DiscrepancyRow {
        let record = self.books().state.discrepancies.at(DiscrepancyId(id).position().unwrap());
        DiscrepancyRow {
            id: id.into(),
            kind: i64::from(record.kind as u8),
            owner: record.owner.0.into(),
            lot: record.lot.0.into(),
            line: record.line.0.into(),
            quantity: record.quantity.micros() as i64,
            due: record.due.into(),
            seq: record.seq as i64,
            resolved: record.resolved as i64,
        }
    }

    pub fn entry(&self, seq: u64) -> EntryRow {
        let item = &self.items[seq as usize - 1];
        EntryRow {
            id: seq as i64,
            kind: kind_number(item.kind),
            refused: item.refused.into(),
            recorded_at: item.recorded_at,
            effective_at: moment(item),
        }
    }

    pub fn flow_rows(&self) -> Vec<FlowRow> {
        let row = |(key, sums): (&[i64; 6], &[i128; 4])| FlowRow {
            month: key[0],
            out: key[1] == 1,
            code: key[2],
            country: key[3],
            unit: key[4],
            currency: key[5],
            postings: sums[0] as i64,
            quantity: sums[1],
            net_mass: sums[2],
            value: sums[3],
        };
        let mut rows: Vec<FlowRow> = self.flows.iter().map(row).collect();
        rows.sort_by_key(|row| (row.month, !row.out, row.code, row.country, row.unit, row.currency));
        rows
    }

    /// All records of a list but stock, whose ids only the views know.
    pub fn records(&self, list: List) -> Vec<Record> {
        let state = &self.books().state;
        let upto = |count: u32| 1..=count;
        match list {
            List::Parties => upto(state.parties.len()).map(|id| self.party_record(id)).collect(),
            List::Places => {
                upto(state.places.len()).map(|id| self.texts(list, id, Record::new(0, id.into()))).collect()
            }
            List::Documents => upto(state.documents.len()).map(|id| self.document_record(id)).collect(),
            List::Lots => upto(state.lots.len()).map(|id| self.lot_record(id)).collect(),
            List::Notes => upto(state.notes.len()).map(|id| self.note_record(id)).collect(),
            List::Transports => upto(state.transports.len()).map(|id| self.transport_record(id)).collect(),
            List::Crossings => self.crossings.iter().map(|row| self.crossing_record(row)).collect(),
            List::Acts => self.acts.iter().map(|row| self.act_record(row)).collect(),
            List::Discrepancies => upto(state.discrepancies.len()).map(|id| self.discrepancy_record(id)).collect(),
            List::Entries => self.items.iter().map(Self::entry_record).collect(),
            List::Stock => Vec::new(),
        }
    }

    fn party_record(&self, id: u32) -> Record {
        let kind = if self.books().state.parties.at(id - 1).person { "person" } else { "company" };
        self.texts(List::Parties, id, Record::new(0, id.into()).fact("kind", kind))
    }

    fn document_record(&self, id: u32) -> Record {
        let state = &self.books().state;
        let record = state.document(DocId(id));
        let mut found = Record::new(record.day.into(), id.into())
            .parties(self.books(), &[record.principal, record.holder])
            .places(self.books(), &[record.place])
            .fact("kind", record.kind.name());
        for lot in (1..=state.lots.len()).map(LotId).filter(|lot| state.lot(*lot).document == DocId(id)) {
            let goods = Record::default().goods(state.lot(lot));
            found.facts.extend(goods.facts.into_iter().filter(|(filter, _)| *filter == "code"));
            found = found.fact("lot", lot.0).with_texts(&self.texts(List::Lots, lot.0, Record::default()));
        }
        self.texts(List::Documents, id, found)
    }

    fn lot_record(&self, id: u32) -> Record {
        let row = self.lot(id);
        let record = self.books().state.lot(LotId(id));
        let found = Record::new(row.day, row.id)
            .parties(self.books(), &[self.books().state.document(record.document).principal])
            .goods(record)
            .fact("document", record.document.0)
            .flag("flagged", record.flags != 0);
        self.texts(List::Lots, id, found)
    }

    /// A stock record under the id that the views gave it.
    pub fn stock_record(&self, row: &StockRow) -> Record {
        let lot = LotId(row.lot as u32);
        let status = trade::command::CustomsStatus::ALL.iter().find(|one| i64::from(one.number()) == row.status);
        Record::new(0, row.id)
            .parties(self.books(), &[PartyId(row.owner as u32), PartyId(row.holder as u32)])
            .places(self.books(), &[PlaceId(row.place as u32)])
            .fact("status", status.unwrap().as_str())
            .goods(self.books().state.lot(lot))
            .fact("lot", lot.0)
            .with_texts(&self.texts(List::Lots, lot.0, Record::default()))
    }

    fn note_record(&self, id: u32) -> Record {
        let state = &self.books().state;
        let record = state.note(NoteId(id));
        let mut found = Record::new(record.day.into(), id.into())
            .parties(
                self.books(),
                &[record.supplier, record.recipient, record.consignor, record.consignee, record.carrier],
            )
            .places(self.books(), &[record.from, record.to])
            .fact("status", record.status.name())
            .fact("kind", record.kind.as_str())
            .facts("destination", record.destination)
            .flag("overdue", record.flags & note_flag::OVERDUE != 0)
            .flag("open", !record.status.is_final());
        for line in state.lines_of(NoteId(id)) {
            let lot = state.line(line).lot;
            found = found
                .goods(state.lot(lot))
                .fact("lot", lot.0)
                .fact("document", state.lot(lot).document.0)
                .with_texts(&self.texts(List::Lots, lot.0, Record::default()));
        }
        for load in state.loads.iter().filter(|load| state.line(load.line).note == NoteId(id)) {
            let transport = self.transport_record(load.transport.0);
            found.facts.extend(transport.facts.into_iter().filter(|(filter, _)| matches!(*filter, "vehicle" | "seal")));
        }
        self.texts(List::Notes, id, found)
    }

    fn transport_record(&self, id: u32) -> Record {
        let row = self.transports[id as usize - 1];
        let state = &self.books().state;
        let loads = state.loads.iter().filter(|load| load.transport == TransportId(id));
        let notes: Vec<u32> = loads.map(|load| state.line(load.line).note.0).collect();
        let found = Record::new(row.day, row.id)
            .parties(self.books(), &[PartyId(row.carrier as u32), PartyId(row.driver as u32)])
            .facts("note", notes);
        let item = &self.items[row.seq as usize - 1];
        let command = item.command.as_ref().unwrap();
        let head = if item.kind == "transport" { command } else { &command["to"] };
        let mut found = self.texts(List::Transports, id, found.vehicles(head));
        found.prose.extend(head["driver_name"].as_str().map(str::to_owned));
        found
    }

    fn crossing_record(&self, row: &CrossingRow) -> Record {
        let touched = &self.touched[&(row.id as u64)];
        let command = self.items[row.id as usize - 1].command.as_ref().unwrap();
        Record::new(row.day, row.id)
            .parties(self.books(), &[PartyId(row.officer as u32)])
            .places(self.books(), &[PlaceId(row.post as u32)])
            .fact("direction", command["direction"].as_str().unwrap())
            .facts("note", &touched.notes)
            .vehicles(command)
    }

    fn act_record(&self, row: &ActRow) -> Record {
        let command = self.items[row.id as usize - 1].command.as_ref().unwrap();
        Record::new(row.day, row.id)
            .parties(self.books(), &[PartyId(row.officer as u32)])
            .places(self.books(), &[PlaceId(row.post as u32)])
            .fact("kind", command["form"].as_str().unwrap())
            .fact("status", command["result"].as_str().unwrap())
            .facts("note", &self.touched[&(row.id as u64)].notes)
    }

    fn discrepancy_record(&self, id: u32) -> Record {
        let record = self.books().state.discrepancies.at(id - 1);
        let kind = DiscrepancyKind::ALL.iter().find(|(kind, _)| *kind == record.kind).unwrap().1;
        let found = Record::new(record.due.into(), id.into())
            .parties(self.books(), &[record.owner])
            .fact("kind", kind)
            .flag("open", record.resolved == 0);
        if record.lot.is_some() { found.fact("lot", record.lot.0) } else { found }
    }

    fn entry_record(item: &Item) -> Record {
        let mut found = Record::new(item.recorded_at / DAY_MILLIS, item.seq as i64)
            .fact("kind", item.kind)
            .flag("refused", item.refused);
        let command = item.command.as_ref().unwrap();
        for name in ["reason", "text", "explanation", "findings"] {
            let value = &command[name];
            found.prose.extend(value.as_str().map(str::to_owned));
            let several = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            found.prose.extend(several.map(str::to_owned));
        }
        if item.refused {
            found.prose.extend(item.problems.iter().map(|(_, _, words)| words.clone()));
            found.marks.extend(command["number"].as_str().map(str::to_owned));
        }
        found
    }

    /// Names from the directory, and what the commands say of parties and lots.
    fn texts(&self, list: List, id: u32, mut record: Record) -> Record {
        let kinds: &[(NameKind, bool)] = match list {
            List::Parties => &[(NameKind::Party, false), (NameKind::Title, true)],
            List::Places => &[(NameKind::Place, false)],
            List::Documents => &[(NameKind::Document, false)],
            List::Lots => &[(NameKind::Serial, false)],
            List::Notes => &[(NameKind::Note, false)],
            List::Transports => &[(NameKind::Transport, false)],
            _ => &[],
        };
        for name in self.books().directory.names().filter(|name| name.id == id && !name.text.is_empty()) {
            let Some((kind, is_prose)) = kinds.iter().find(|(kind, _)| *kind == name.kind) else { continue };
            let number = if *kind == NameKind::Document { name.text.split_once('/').unwrap().1 } else { &*name.text };
            if *is_prose { &mut record.prose } else { &mut record.marks }.insert(number.to_owned());
        }
        if list == List::Lots {
            record.prose.extend(self.description(id));
        }
        record
    }

    fn description(&self, lot: u32) -> Option<String> {
        let (seq, touched) = self.touched.iter().find(|(_, touched)| touched.lots.iter().any(|(_, id)| *id == lot))?;
        let line = touched.lots.iter().find(|(_, id)| *id == lot)?.0;
        let command = self.items[*seq as usize - 1].command.as_ref()?;
        let lines = ["lines", "outputs"].into_iter().filter_map(|name| command[name].as_array()).next_back()?;
        let line = lines.iter().find(|one| one["line"] == line)?;
        line["description"].as_str().map(str::to_owned)
    }
}

impl Record {
    fn vehicles(mut self, object: &Value) -> Self {
        let mut take = |name: &str, filter: &'static str| {
            let one = object[name].as_str().map(str::to_owned);
            let several =
                object[name].as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned));
            let all: Vec<String> = several.chain(one).collect();
            self.facts.extend(all.iter().map(|text| (filter, plain(text))));
            self.marks.extend(all);
        };
        take("vehicle", "vehicle");
        take("trailers", "vehicle");
        take("seals", "seal");
        self
    }
}

/// Order of stock rows but for their ids.
pub fn stock_key(row: &StockRow) -> [i64; 5] {
    [row.lot, row.owner, row.holder, row.place, row.status]
}

fn kind_number(name: &str) -> i64 {
    trade::command::Command::TYPES.iter().position(|known| *known == name).map_or(0, |place| place as i64 + 1)
}

fn moment(item: &Item) -> i64 {
    item.effective_at.unwrap_or(item.recorded_at)
}

fn day_of(item: &Item) -> i64 {
    moment(item).div_euclid(DAY_MILLIS)
}

/// What the fold of effects keeps in mind.
#[derive(Default)]
struct Fold {
    documents: u32,
    lots: u32,
    destinations: Vec<Option<CountryCode>>,
    /// Transport of each load.
    loads: Vec<u32>,
}

/// Whether a word of a text fits one that was asked: it begins so; one letter alone must be the word.
fn begins(word: &str, asked: &str) -> bool {
    if asked.chars().count() > 1 { word.starts_with(asked) } else { word == asked }
}
