//! Random command streams: mostly what traders, carriers and authorities would do, and now and then what they should not.

use super::Run;
use ledger::dump::{party_text, place_text};
use ledger::lifecycle::{self, Action};
use ledger::records::LineRecord;
use ledger::{LineId, LotId, NoteId, TransportId};
use serde_json::{Value, json};
use trade::quantity::Quantity;

pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const PARTIES: [&str; 8] = [
    "id:KZ/alfa",
    "id:KZ/beta",
    "id:KZ/gamma",
    "id:KZ/delta",
    "id:RU/omega",
    "id:KZ/epsilon",
    "id:KZ/zeta",
    "id:KG/eta",
];
const OFFICERS: [&str; 2] = ["id:KZ/customs-1", "id:KZ/customs-2"];
const PLACES: [&str; 5] = ["locode:KZALA", "place:KZ/depot-1", "place:KZ/depot-2", "store:MAIN", "store:SHOP"];
const CODES: [&str; 6] = ["854231", "851713", "8471300000", "100199", "271019", "870323"];
const UNITS: [&str; 4] = ["KGM", "H87", "LTR", "TNE"];
const GOODS: [&str; 4] = ["Electric motors, 1.5 kW", "Ёлочные игрушки", "Электродвигатели новые", "Wheat, hard"];
const VEHICLES: [&str; 3] = ["123ABC02", "123 ABC 05", "A777MP"];

pub struct Stream<'a> {
    pub run: &'a mut Run,
    pub random: Random,
    number: u64,
    sent: Vec<Value>,
}

/// A stock to draw from: who, where, which lots with what is available.
struct Source {
    owner: String,
    holder: String,
    place: String,
    lots: Vec<(LotId, &'static str, Quantity)>,
}

impl<'a> Stream<'a> {
    pub fn new(run: &'a mut Run, seed: u64) -> Self {
        Self { run, random: Random(seed), number: 0, sent: Vec::new() }
    }

    /// Submits one more command. Returns it.
    pub fn step(&mut self) -> Value {
        if self.random.one_in(3) {
            let hours = 1 + self.random.below(40) as i64;
            self.run.later(hours);
        }
        let command = if !self.sent.is_empty() && self.random.one_in(25) {
            let position = self.random.below(self.sent.len());
            self.sent[position].clone()
        } else {
            self.command()
        };
        self.sent.push(command.clone());
        self.run.submit(command.clone());
        command
    }

    fn command(&mut self) -> Value {
        loop {
            let made = match self.random.below(40) {
                0..=6 => Some(self.entry()),
                7..=14 => self.note(),
                15..=24 => self.action(),
                25 | 26 => self.transport(),
                27 | 28 => self.crossing(),
                29 => self.transformation(),
                30 => self.lot_split(),
                31 => self.write_off(),
                32 => self.status_change(),
                33 => self.custody(),
                34 => self.correction(),
                35 => self.temporary_return(),
                36 => self.act(),
                37 => self.transship(),
                38 => Some(self.seldom()),
                _ => Some(json!({"type": "clock", "now": self.run.now.to_string()})),
            };
            if let Some(made) = made {
                return made;
            }
        }
    }

    fn number(&mut self, prefix: &str) -> String {
        self.number += 1;
        format!("{prefix}-{}", self.number)
    }

    fn quantity(&mut self, max: u64) -> String {
        if self.random.one_in(150) {
            return Quantity::from_micros(u64::MAX - self.random.next() % 3).to_string();
        }
        let micros = match self.random.below(4) {
            0 => (1 + self.random.next() % max) * 1_000_000,
            1 => 1 + self.random.next() % (max * 1_000_000),
            2 => (1 + self.random.next() % (max * 100)) * 10_000,
            _ => 1 + self.random.next() % 50,
        };
        Quantity::from_micros(micros).to_string()
    }

    /// A part of what is there; now and then all, now and then too much.
    fn part(&mut self, of: Quantity) -> String {
        let micros = of.micros().max(1);
        Quantity::from_micros(match self.random.below(12) {
            0..=3 => micros,
            4 if self.random.one_in(8) => u64::MAX,
            4 => micros.saturating_add(1 + self.random.next() % 1_000_000),
            _ => 1 + self.random.next() % micros,
        })
        .to_string()
    }

    fn entry_line(&mut self, line: usize) -> Value {
        let unit = self.random.pick(&UNITS);
        let quantity = self.quantity(2000);
        let mut value = json!({
            "line": line, "code": self.random.pick(&CODES), "origin": self.random.pick(&["DE", "CN", "KR", "KZ"]),
            "quantity": quantity, "unit": unit,
        });
        if self.random.one_in(2) {
            value["value"] = self.quantity(100_000).into();
            value["currency"] = self.random.pick(&["EUR", "KZT"]).into();
        }
        if unit != "KGM" && self.random.one_in(2) {
            value["net_mass_kg"] = self.quantity(900).into();
        }
        if self.random.one_in(4) {
            value["supplementary_quantity"] = self.quantity(50).into();
            value["supplementary_unit"] = "H87".into();
        }
        if self.random.one_in(5) {
            value["pieces"] = self.quantity(40).into();
        }
        if self.random.one_in(6) {
            value["clauses"] = json!(["no-re-export-ru"]);
        }
        if self.random.one_in(2) {
            value["description"] = self.random.pick(&GOODS).into();
        }
        value
    }

    fn entry(&mut self) -> Value {
        let kind = self.random.pick(&[
            "import_declaration",
            "import_declaration",
            "import_application",
            "production_report",
            "opening_balance",
            "transit_declaration",
        ]);
        let count = 1 + self.random.below(4);
        let lines: Vec<Value> = (0..count).map(|n| self.entry_line(n + 1)).collect();
        let mut document = json!({
            "type": kind, "number": self.number("D"), "date": self.run.today(),
            "principal": self.random.pick(&PARTIES), "place": self.random.pick(&PLACES), "lines": lines,
        });
        if self.random.one_in(4) {
            document["holder"] = self.random.pick(&PARTIES).into();
        }
        if kind != "transit_declaration" && self.random.one_in(5) {
            document["status"] = self.random.pick(&["bonded", "temporary", "processing", "free"]).into();
        }
        document
    }

    /// The stocks of one owner, holder and place in one status.
    fn source(&mut self, any_status: bool) -> Option<Source> {
        let books = &self.run.books;
        let records: Vec<_> = books.state.stock.records.iter().map(|(_, record)| *record).collect();
        if records.is_empty() {
            return None;
        }
        for _ in 0..8 {
            let chosen = records[self.random.below(records.len())];
            let key = chosen.key;
            if !any_status && matches!(key.status.as_str(), "detained" | "seized") && !self.random.one_in(20) {
                continue;
            }
            let same = records.iter().filter(|record| {
                let other = record.key;
                other.owner == key.owner && other.holder == key.holder && other.place == key.place
            });
            let lots = same.map(|record| (record.key.lot, record.key.status.as_str(), record.available())).collect();
            let owner = party_text(books, key.owner);
            let holder = party_text(books, key.holder);
            if owner.starts_with("erased") || holder.starts_with("erased") {
                continue;
            }
            return Some(Source { owner, holder, place: place_text(books, key.place), lots });
        }
        None
    }

    /// A line that draws from a stock, by lot number or by document and line, now and then in another unit.
    fn draw(&mut self, source: &Source, line: usize) -> Value {
        let (lot, status, available) = self.random.pick(&source.lots);
        let record = *self.run.books.state.lot(lot);
        let mut value =
            json!({"line": line, "quantity": self.part(available), "unit": record.unit.code(), "status": status});
        if record.unit.code() == "TNE" && self.random.one_in(2) {
            let part = self.random.next() % available.micros().max(1);
            let kilograms = (u128::from(part.max(1)) * 1000).min(u128::from(u64::MAX));
            value["quantity"] = Quantity::from_micros(u64::try_from(kilograms).unwrap()).to_string().into();
            value["unit"] = "KGM".into();
        }
        self.name_lot(&mut value, lot);
        value
    }

    fn name_lot(&mut self, value: &mut Value, lot: LotId) {
        let record = *self.run.books.state.lot(lot);
        let document = self.run.books.directory.document(record.document).unwrap().to_owned();
        let (kind, number) = document.split_once('/').unwrap();
        if self.random.one_in(2) {
            value["document"] = number.into();
            value["document_type"] = kind.into();
            value["document_line"] = record.line.into();
        } else {
            value["lot"] = self.run.numbers.lot(lot).to_string().into();
        }
    }

    fn note(&mut self) -> Option<Value> {
        let source = self.source(false)?;
        let count = 1 + self.random.below(3);
        let lines: Vec<Value> = (0..count).map(|n| self.draw(&source, n + 1)).collect();
        let kind = self.random.pick(&[
            "transfer",
            "transfer",
            "transfer",
            "move",
            "export",
            "export",
            "temporary_export",
            "transit",
        ]);
        let others: Vec<&str> = PARTIES.iter().copied().filter(|party| *party != source.owner).collect();
        let recipient = if kind == "move" { source.owner.clone() } else { self.random.pick(&others).to_owned() };
        let mut note = json!({
            "type": "note", "number": self.number("N"), "date": self.run.today(), "supplier": source.owner,
            "recipient": recipient, "kind": kind, "consignor": source.holder, "from": source.place,
            "to": self.random.pick(&PLACES), "lines": lines,
        });
        if matches!(kind, "export" | "temporary_export" | "transit") {
            note["destination"] = "RU".into();
        }
        match self.random.below(10) {
            0 => note["draft"] = true.into(),
            1 => note["paper"] = json!({"date": self.run.today(), "reason": "down_time"}),
            2..=4 => note["dispatched_at"] = self.run.now.to_string().into(),
            _ => {}
        }
        if self.random.one_in(6) {
            self.make_fix(&mut note);
        } else if self.random.one_in(8) {
            self.make_return(&mut note);
        }
        Some(note)
    }

    fn any_note(&mut self, allows: Option<Action>) -> Option<NoteId> {
        let state = &self.run.books.state;
        let count = state.notes.len() as usize;
        let fits =
            |note: &NoteId| allows.is_none_or(|action| lifecycle::next(state.note(*note).status, action).is_some());
        let fitting: Vec<NoteId> = (1..=count as u32).map(NoteId).filter(fits).collect();
        if fitting.is_empty() { None } else { Some(self.random.pick(&fitting)) }
    }

    fn note_text(&self, note: NoteId) -> String {
        self.run.numbers.note(note).to_string()
    }

    fn make_fix(&mut self, note: &mut Value) {
        let Some(old) = self.any_note(Some(Action::Fix)) else { return };
        let record = *self.run.books.state.note(old);
        let books = &self.run.books;
        note["fixes"] = self.note_text(old).into();
        if record.kind.as_str() == "return" {
            note["returns"] = self.note_text(record.earlier).into();
        }
        note["kind"] = record.kind.as_str().into();
        note["supplier"] = party_text(books, books.state.standing(record.supplier)).into();
        note["recipient"] = party_text(books, books.state.standing(record.recipient)).into();
        note["consignor"] = party_text(books, books.state.standing(record.consignor)).into();
        note["from"] = place_text(books, record.from).into();
        if record.kind.leaves() {
            note["destination"] = "RU".into();
        } else {
            note.as_object_mut().unwrap().remove("destination");
        }
        note["lines"] = self.lines_again(old, |line| line.quantity).into();
        self.drop_erased(note);
    }

    /// The lines of a note once more, each with a part of what `of` says.
    fn lines_again(&mut self, note: NoteId, of: impl Fn(&LineRecord) -> Quantity) -> Vec<Value> {
        let lines: Vec<LineId> = self.run.books.state.lines_of(note).collect();
        let again = |(n, line): (usize, LineId)| {
            let record = *self.run.books.state.line(line);
            let unit = self.run.books.state.lot(record.lot).unit.code();
            let quantity = self.part(of(&record));
            json!({
                "line": n + 1, "lot": self.run.numbers.lot(record.lot).to_string(), "unit": unit,
                "quantity": quantity, "status": record.status.as_str(),
            })
        };
        lines.into_iter().enumerate().map(again).collect()
    }

    /// An erased party has no identifier left to be named by.
    fn drop_erased(&mut self, note: &mut Value) {
        for field in ["supplier", "recipient", "consignor"] {
            if note[field].as_str().is_some_and(|text| text.starts_with("erased")) {
                note[field] = self.random.pick(&PARTIES).into();
            }
        }
        if note["kind"] == "move" {
            note["recipient"] = note["supplier"].clone();
        } else if note["supplier"] == note["recipient"] {
            note["recipient"] = if note["supplier"] == PARTIES[0] { PARTIES[1] } else { PARTIES[0] }.into();
        }
    }

    fn make_return(&mut self, note: &mut Value) {
        let Some(earlier) = self.any_note(Some(Action::ReturnLater)) else { return };
        let record = *self.run.books.state.note(earlier);
        let books = &self.run.books;
        note["kind"] = "return".into();
        note["returns"] = self.note_text(earlier).into();
        note.as_object_mut().unwrap().remove("destination");
        note.as_object_mut().unwrap().remove("fixes");
        note["supplier"] = party_text(books, books.state.standing(record.recipient)).into();
        note["recipient"] = party_text(books, books.state.standing(record.supplier)).into();
        note["consignor"] = party_text(books, books.state.standing(record.consignee)).into();
        note["from"] = place_text(books, record.to).into();
        note["lines"] = self.lines_again(earlier, |line| line.accepted).into();
        self.drop_erased(note);
    }

    fn action(&mut self) -> Option<Value> {
        let actions = [
            Action::Register,
            Action::Release,
            Action::Hold,
            Action::Refuse,
            Action::Dispatch,
            Action::Dispatch,
            Action::Dispatch,
            Action::Deliver,
            Action::Accept,
            Action::Accept,
            Action::Accept,
            Action::Reject,
            Action::Explain,
            Action::Explain,
            Action::Return,
            Action::Cancel,
            Action::Divert,
            Action::Split,
            Action::Interrupt,
            Action::Resume,
            Action::Close,
        ];
        let action = self.random.pick(&actions);
        let only_allowed = !self.random.one_in(12);
        let note = self.any_note(only_allowed.then_some(action))?;
        let now = self.run.now.to_string();
        let mut value = json!({"type": "note_action", "note": self.note_text(note), "action": action.name()});
        value["key"] = self.number("A").into();
        let lines: Vec<LineId> = self.run.books.state.lines_of(note).collect();
        match action {
            Action::Release | Action::Hold | Action::Refuse | Action::Interrupt | Action::Resume => {
                value["authority"] = self.random.pick(&OFFICERS).into();
                value["reason"] = "checked".into();
            }
            Action::Dispatch | Action::Deliver => value["at"] = now.into(),
            Action::Return => {
                value["at"] = now.into();
                if self.random.one_in(3) {
                    value["place"] = self.random.pick(&PLACES).into();
                }
            }
            Action::Reject | Action::Cancel => value["reason"] = "not ordered".into(),
            Action::Accept => {
                value["at"] = now.into();
                if self.random.one_in(2) {
                    value["lines"] = self.counted(&lines).into();
                }
            }
            Action::Explain => {
                let line = self.random.pick(&lines);
                let there = self.on_line(line);
                value["line"] = self.run.books.state.line(line).line.into();
                value["quantity"] = self.part(there).into();
                value["explanation"] = self.random.pick(&["not_sent", "returned", "loss", "theft", "damage"]).into();
            }
            Action::Divert => {
                value["reason"] = "sold on the way".into();
                value["to"] = self.random.pick(&PLACES).into();
                if self.random.one_in(2) {
                    value["recipient"] = self.random.pick(&PARTIES).into();
                }
            }
            Action::Split => value["parts"] = self.parts(&lines).into(),
            _ => {}
        }
        Some(value)
    }

    fn on_line(&self, line: LineId) -> Quantity {
        self.run.books.state.open_of(line).map_or(Quantity::ZERO, |open| open.on_line.quantity)
    }

    fn counted(&mut self, lines: &[LineId]) -> Vec<Value> {
        let mut counted = Vec::new();
        for line in lines {
            if self.random.one_in(30) {
                continue;
            }
            let there = self.on_line(*line);
            let quantity = if self.random.one_in(3) { self.part(there) } else { there.to_string() };
            let mut value = json!({"line": self.run.books.state.line(*line).line, "quantity": quantity});
            if !self.random.one_in(10) {
                value["explanation"] = "counted twice".into();
            }
            counted.push(value);
        }
        if counted.is_empty() {
            counted.push(json!({"line": 1, "quantity": "1"}));
        }
        counted
    }

    fn parts(&mut self, lines: &[LineId]) -> Vec<Value> {
        let mut first = Vec::new();
        let mut second = Vec::new();
        for line in lines {
            let there = self.on_line(*line).micros();
            let number = self.run.books.state.line(*line).line;
            let a = if there == 0 { 0 } else { self.random.next() % there.saturating_add(1) };
            for (part, quantity) in [(&mut first, a), (&mut second, there - a)] {
                if quantity > 0 {
                    part.push(json!({"line": number, "quantity": Quantity::from_micros(quantity).to_string()}));
                }
            }
        }
        for part in [&mut first, &mut second] {
            if part.is_empty() {
                part.push(json!({"line": 1, "quantity": "0.000001"}));
            }
        }
        let mut parts = vec![
            json!({"number": self.number("S"), "lines": first}),
            json!({"number": self.number("S"), "lines": second}),
        ];
        if self.random.one_in(2) {
            parts[1]["to"] = self.random.pick(&PLACES).into();
        }
        parts
    }

    fn head(&mut self) -> Value {
        let mut head = json!({
            "number": self.number("T"), "at": self.run.now.to_string(), "mode": "road",
            "carrier": self.random.pick(&PARTIES), "vehicle": self.random.pick(&VEHICLES), "seals": ["S-1"],
        });
        if self.random.one_in(3) {
            head["driver"] = "id:KZ/person-1".into();
            head["driver_name"] = "Aigul Smagulova".into();
        }
        head
    }

    fn transport(&mut self) -> Option<Value> {
        let mut loads = Vec::new();
        for _ in 0..=self.random.below(3) {
            let note = self.any_note(Some(Action::Load))?;
            let lines: Vec<LineId> = self.run.books.state.lines_of(note).collect();
            for line in lines {
                let open = self.run.books.state.open_of(line).copied();
                let there = open.and_then(|open| open.on_line.quantity.checked_add(open.reserved));
                let loaded: u64 =
                    self.run.books.state.loads_of_line(line).map(|(_, load)| load.quantity.micros()).sum();
                let left = there.map_or(0, Quantity::micros).saturating_sub(loaded);
                if left > 0 {
                    let quantity = self.part(Quantity::from_micros(left));
                    let number = self.run.books.state.line(line).line;
                    loads.push(json!({"note": self.note_text(note), "line": number, "quantity": quantity}));
                }
            }
        }
        if loads.is_empty() {
            return None;
        }
        let mut transport = self.head();
        transport["type"] = "transport".into();
        transport["loads"] = loads.into();
        Some(transport)
    }

    fn any_transport(&mut self) -> Option<(String, String)> {
        let count = self.run.books.state.transports.len() as usize;
        if count == 0 {
            return None;
        }
        let id = TransportId(1 + self.random.below(count) as u32);
        let books = &self.run.books;
        let carrier = books.state.transport(id).unwrap().carrier;
        Some((books.directory.transport(id)?.to_owned(), party_text(books, books.state.standing(carrier))))
    }

    fn crossing(&mut self) -> Option<Value> {
        let mut crossing = json!({
            "type": "crossing", "at": self.run.now.to_string(), "post": "place:KZ/post-1",
            "direction": if self.random.one_in(8) { "in" } else { "out" }, "officer": self.random.pick(&OFFICERS),
            "key": self.number("C"),
        });
        if self.random.one_in(30) {
            crossing["transport"] = "nobody-knows".into();
        } else if self.random.one_in(2) {
            let (number, carrier) = self.any_transport()?;
            crossing["transport"] = number.into();
            if self.random.one_in(2) {
                crossing["carrier"] = carrier.into();
            }
            crossing["seals"] = json!([self.random.pick(&["S-1", "S-1", "S-1", "S-2"])]);
        } else {
            let note = self.any_note(None)?;
            crossing["note"] = self.note_text(note).into();
        }
        Some(crossing)
    }

    fn transship(&mut self) -> Option<Value> {
        let (number, carrier) = self.any_transport()?;
        Some(json!({
            "type": "transship", "from": number, "carrier": carrier, "to": self.head(),
            "at": self.run.now.to_string(), "place": "place:KZ/depot-1", "key": self.number("X"),
        }))
    }

    fn whose(&mut self, kind: &str, source: &Source) -> Value {
        json!({
            "type": kind, "number": self.number("G"), "date": self.run.today(), "party": source.owner,
            "holder": source.holder, "place": source.place,
        })
    }

    fn transformation(&mut self) -> Option<Value> {
        let source = self.source(false)?;
        let inputs: Vec<Value> = (0..=self.random.below(3))
            .map(|_| {
                let mut input = self.draw(&source, 0);
                input.as_object_mut().unwrap().remove("line");
                if self.random.one_in(2) {
                    let quantity: Quantity = input["quantity"].as_str().unwrap().parse().unwrap();
                    let loss = self.random.next() % quantity.micros().saturating_add(1);
                    input["loss"] = Quantity::from_micros(loss).to_string().into();
                }
                input
            })
            .collect();
        let outputs: Vec<Value> = (0..self.random.below(3)).map(|n| self.entry_line(n + 1)).collect();
        let mut value = self.whose("transformation", &source);
        value["inputs"] = inputs.into();
        value["outputs"] = outputs.into();
        Some(value)
    }

    fn lot_split(&mut self) -> Option<Value> {
        let source = self.source(false)?;
        let (lot, status, available) = self.random.pick(&source.lots);
        let a = 1 + self.random.next() % available.micros().max(1);
        let b = available.micros().saturating_sub(a).max(1);
        let mut value = self.whose("lot_split", &source);
        self.name_lot(&mut value, lot);
        value["status"] = status.into();
        value["parts"] = json!([
            {"quantity": Quantity::from_micros(a).to_string(), "serials": [self.number("SN")]},
            {"quantity": Quantity::from_micros(b).to_string()},
        ]);
        Some(value)
    }

    fn write_off(&mut self) -> Option<Value> {
        let source = self.source(false)?;
        let lines: Vec<Value> = (0..=self.random.below(2))
            .map(|_| {
                let mut line = self.draw(&source, 0);
                line.as_object_mut().unwrap().remove("line");
                line
            })
            .collect();
        let mut value = self.whose("write_off", &source);
        value["reason"] = self.random.pick(&["loss", "damage", "theft", "other", "manufacture"]).into();
        value["lines"] = lines.into();
        if self.random.one_in(3) {
            value["found_by"] = self.random.pick(&OFFICERS).into();
        }
        Some(value)
    }

    fn status_change(&mut self) -> Option<Value> {
        let source = self.source(false)?;
        let mut line = self.draw(&source, 0);
        line.as_object_mut().unwrap().remove("line");
        let mut value = self.whose("status_change", &source);
        value["to_status"] = self.random.pick(&["free", "bonded", "processing"]).into();
        value["lines"] = json!([line]);
        Some(value)
    }

    fn custody(&mut self) -> Option<Value> {
        let source = self.source(true)?;
        let held = |status: &str| matches!(status, "detained" | "seized");
        let (lot, status, available) = self.random.pick(&source.lots);
        let measure = if held(status) {
            self.random.pick(&["release", "destroy", "confiscate", "auction", "sample"])
        } else {
            self.random.pick(&["detain", "seize", "sample", "destroy"])
        };
        let line = if self.random.one_in(4)
            && let Some(note) = self.any_note(Some(Action::Accept))
            && measure != "release"
        {
            let lines: Vec<LineId> = self.run.books.state.lines_of(note).collect();
            let line = self.random.pick(&lines);
            let there = self.on_line(line);
            json!({"note": self.note_text(note), "line": self.run.books.state.line(line).line, "quantity": self.part(there)})
        } else {
            let mut line = json!({
                "owner": source.owner, "holder": source.holder, "place": source.place, "status": status,
                "quantity": self.part(available),
            });
            self.name_lot(&mut line, lot);
            line
        };
        let mut value = json!({
            "type": "custody", "number": self.number("U"), "at": self.run.now.to_string(),
            "authority": self.random.pick(&OFFICERS), "measure": measure, "reason": "order", "lines": [line],
        });
        if self.random.one_in(2) && matches!(measure, "detain" | "seize") {
            value["keep_at"] = "place:KZ/customs-store".into();
            value["keeper"] = self.random.pick(&OFFICERS).into();
        }
        Some(value)
    }

    fn correction(&mut self) -> Option<Value> {
        let count = self.run.books.state.lots.len() as usize;
        if count == 0 {
            return None;
        }
        let lot = LotId(1 + self.random.below(count) as u32);
        let books = &self.run.books;
        let record = *books.state.lot(lot);
        let document = *books.state.document(record.document);
        let text = books.directory.document(record.document)?.to_owned();
        let (kind, number) = text.split_once('/')?;
        let principal = party_text(books, books.state.standing(document.principal));
        if principal.starts_with("erased") || !matches!(document.kind, ledger::records::DocKind::Entry(_)) {
            return None;
        }
        let mut value = json!({
            "type": "correction", "document": number, "document_type": kind, "principal": principal,
            "date": self.run.today(), "reason": "counted again", "key": self.number("K"),
        });
        if self.random.one_in(5) {
            value["annul"] = true.into();
        } else {
            let quantity = if self.random.one_in(2) { self.quantity(2000) } else { self.part(record.minted.quantity) };
            value["lines"] = json!([{"line": record.line, "quantity": quantity}]);
        }
        Some(value)
    }

    fn temporary_return(&mut self) -> Option<Value> {
        let state = &self.run.books.state;
        let abroad: Vec<(LineId, Quantity)> = state
            .open
            .iter()
            .filter(|(_, open)| !open.abroad.is_zero())
            .map(|(_, open)| (open.line, open.abroad.quantity))
            .collect();
        if abroad.is_empty() {
            return None;
        }
        let (line, quantity) = self.random.pick(&abroad);
        let record = *self.run.books.state.line(line);
        Some(json!({
            "type": "temporary_return", "number": self.number("R"), "at": self.run.now.to_string(),
            "note": self.note_text(record.note), "place": self.random.pick(&PLACES),
            "lines": [{"line": record.line, "quantity": self.part(quantity)}],
        }))
    }

    fn act(&mut self) -> Option<Value> {
        let note = self.any_note(None)?;
        let line = self.run.books.state.lines_of(note).next()?;
        let there = self.on_line(line);
        Some(json!({
            "type": "act", "number": self.number("I"), "at": self.run.now.to_string(),
            "form": self.random.pick(&["inspection", "examination"]), "post": "place:KZ/post-1",
            "officer": self.random.pick(&OFFICERS), "note": self.note_text(note), "findings": ["looked"],
            "result": self.random.pick(&["pass", "pass", "hold", "detain"]),
            "lines": [{
                "note": self.note_text(note), "line": self.run.books.state.line(line).line,
                "quantity_found": self.part(there),
            }],
        }))
    }

    fn seldom(&mut self) -> Value {
        match self.random.below(6) {
            0 => {
                let from = self.random.pick(&PARTIES);
                let others: Vec<&str> = PARTIES.iter().copied().filter(|party| *party != from).collect();
                json!({
                    "type": "party_merge", "from": from, "into": self.random.pick(&others), "date": self.run.today(),
                    "kind": "merge", "reason": "court", "key": self.number("M"),
                })
            }
            1 => {
                let open: Vec<_> = self.run.books.state.open_discrepancies().map(|(id, _)| id).collect();
                if open.is_empty() {
                    return self.entry();
                }
                let number = self.run.numbers.discrepancy(self.random.pick(&open)).to_string();
                json!({
                    "type": "discrepancy", "discrepancy": number, "by": self.random.pick(&OFFICERS),
                    "resolution": "explained", "text": "seen",
                })
            }
            2 => {
                let mut found = self.entry();
                found["type"] = "found".into();
                found.as_object_mut().unwrap().remove("status");
                found
            }
            3 => json!({
                "type": "party", "id": self.random.pick(&PARTIES), "name": self.number("Name"), "kind": "company",
            }),
            4 => json!({
                "type": "party", "id": "id:KZ/person-1", "name": self.number("Person"), "kind": "person",
            }),
            _ => json!({
                "type": "erase", "party": "id:KZ/person-1", "reason": "asked", "authority": OFFICERS[0],
                "key": self.number("E"),
            }),
        }
    }
}
