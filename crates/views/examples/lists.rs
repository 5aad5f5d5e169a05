//! Fills views with notes, and measures how fast they are written, listed and searched.
//!
//! `cargo run --release -p views --example lists -- 1000000` (notes; a folder for the file may follow).
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program that measures")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "numbers that fit"
)]

use ledger::account::{Account, End};
use ledger::ids::{DocId, LineId, LotId, NoteId, PartyId, PlaceId, TransportId};
use ledger::lifecycle::Status;
use ledger::records::{DocKind, DocRecord, LineRecord, LotRecord, NoteRecord};
use ledger::{Effect, Name, NameKind};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use trade::command::{CustomsStatus, EntryKind, NoteKind};
use trade::measures::Measures;
use trade::quantity::Quantity;
use views::{Filter, Item, List, Page, Reader, Views};

const PARTIES: u32 = 20_000;
const PLACES: u32 = 500;
const BATCH: usize = 4_000;
const FIRST_DAY: i32 = 20_500;
const GOODS: [(&str, &str); 6] = [
    ("8501102200", "Электродвигатели переменного тока, новые"),
    ("8542319010", "Микросхемы интегральные, процессоры"),
    ("1001990000", "Пшеница мягкая, третий класс"),
    ("6109100000", "Мақта жейделер, ерлерге арналған"),
    ("8703231940", "Passenger cars, 1.6 litres, used"),
    ("2710194210", "Дизельное топливо ЕВРО, летнее"),
];

/// Ids given so far, and the entries of a batch.
#[derive(Default)]
struct Maker {
    seq: u64,
    lots: u32,
    documents: u32,
    notes: u32,
    lines: u32,
    transports: u32,
    batch: Vec<Item>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let notes: u32 = arguments.next().map_or(100_000, |text| text.parse().expect("a number of notes"));
    let folder = arguments.next().map_or_else(tempfile::tempdir, tempfile::tempdir_in).unwrap();
    let path = folder.path().join("views.sqlite");
    let mut views = Views::open(&path, [1; 16]).unwrap().views;
    let mut maker = Maker::default();
    let began = Instant::now();
    maker.names();
    let mut applying = Duration::ZERO;
    while maker.notes < notes {
        maker.life();
        if maker.batch.len() >= BATCH || maker.notes >= notes {
            let batch = std::mem::take(&mut maker.batch);
            let start = Instant::now();
            views.apply(&batch, &mut |_| unreachable!("nobody is erased")).unwrap();
            applying += start.elapsed();
        }
    }
    let seconds = applying.as_secs_f64();
    let beside = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len());
    let bytes: u64 = beside.sum();
    println!("{} notes, {} lines, {} entries", maker.notes, maker.lines, maker.seq);
    println!(
        "applied in {seconds:.0} s ({:.0} with making): {:.0} entries/s",
        began.elapsed().as_secs_f64(),
        maker.seq as f64 / seconds
    );
    println!("{bytes} bytes, {} an entry", bytes / maker.seq);
    measure(&Reader::open(&path).unwrap());
}

impl Maker {
    fn entry(&mut self, kind: &'static str, day: i32, effects: Vec<Effect>, names: Vec<Name>, command: Value) {
        self.seq += 1;
        let at = i64::from(day) * 86_400_000;
        self.batch.push(Item {
            seq: self.seq,
            leaf: [0; 32],
            kind,
            refused: false,
            recorded_at: at,
            effective_at: Some(at),
            first_lot: self.lots + 1,
            first_transport: self.transports + 1,
            effects,
            problems: Vec::new(),
            command: Some(command),
            names,
            persons: Vec::new(),
        });
    }

    fn names(&mut self) {
        for id in 1..=PARTIES {
            let identifier = format!("bin:{:012}", 100_000_000_000_u64 + u64::from(id) * 7_919);
            let title = format!("ТОО «{} {id}»", ["Алатау Трейд", "Самал Логистик", "Ertis Group"][id as usize % 3]);
            let names = vec![name(NameKind::Party, id, &identifier), name(NameKind::Title, id, &title)];
            self.entry(
                "party",
                FIRST_DAY,
                vec![Effect::Party { person: false }],
                names,
                json!({"id": identifier, "name": title}),
            );
        }
        let places = (1..=PLACES).map(|id| name(NameKind::Place, id, &format!("place:KZ/depot-{id}"))).collect();
        let effects = vec![Effect::Place; PLACES as usize];
        self.entry("clock", FIRST_DAY, effects, places, json!({}));
    }

    /// A declaration of two lines, a note over both, its dispatch on a truck every other time, its receipt.
    fn life(&mut self) {
        let number = self.notes + 1;
        let day = FIRST_DAY + (number / 3_000) as i32;
        let spread = |by: u32, among: u32| number.wrapping_mul(by) % among + 1;
        let [supplier, recipient, carrier] = [7_919, 104_729, 1_299_709].map(|by| PartyId(spread(by, PARTIES)));
        let [from, to] = [31, 37].map(|by| PlaceId(spread(by, PLACES)));
        let stock = End::Stock(supplier, supplier, from, CustomsStatus::Free);
        let amount = Measures {
            quantity: micros(90),
            net_mass: micros(900),
            value: trade::amount::Amount::from_micros(5_000_000),
            ..Measures::ZERO
        };
        let (document, first_lot) = (DocId(self.documents + 1), LotId(self.lots + 1));
        let record = DocRecord {
            kind: DocKind::Entry(EntryKind::ImportDeclaration),
            principal: supplier,
            day,
            seq: self.seq + 1,
            first_lot,
            lots: 2,
            holder: supplier,
            place: from,
            status: CustomsStatus::Free,
        };
        let mut effects = vec![Effect::Document(record)];
        let mut lines = Vec::new();
        for line in [1, 2] {
            let (code, description) = GOODS[(number as usize + usize::from(line)) % GOODS.len()];
            let lot = LotId(self.lots + u32::from(line));
            effects.push(Effect::Mint(mint(document, line, code)));
            effects.push(Effect::Post {
                lot,
                from: End::Account(Account::Import),
                to: stock,
                amount,
                receipt: NoteId::NONE,
            });
            lines.push(json!({"line": line, "description": format!("{description}, партия {number}")}));
        }
        let text = format!("import_declaration/55302/{day}/{number:07}");
        let names = vec![name(NameKind::Document, document.0, &text)];
        self.entry("import_declaration", day, effects, names, json!({"lines": lines}));
        self.documents += 1;
        self.lots += 2;
        self.note(
            number,
            day,
            first_lot,
            NoteRecord {
                kind: NoteKind::Transfer,
                status: Status::Released,
                supplier,
                recipient,
                consignor: supplier,
                consignee: recipient,
                carrier,
                from,
                to,
                destination: None,
                day,
                seq: self.seq + 1,
                first_line: LineId(self.lines + 1),
                lines: 2,
                due: Some(day + 20),
                earlier: NoteId::NONE,
                flags: 0,
            },
        );
        self.travel(number, day, first_lot, carrier, stock, amount);
        if !number.is_multiple_of(4) {
            let end = End::Stock(recipient, recipient, to, CustomsStatus::Free);
            self.accept(number, day + 2, first_lot, end, amount);
        }
    }

    fn note(&mut self, number: u32, day: i32, lot: LotId, record: NoteRecord) {
        let note = NoteId(number);
        let line = |n: u16| LineRecord {
            note,
            line: n,
            lot: LotId(lot.0 + u32::from(n) - 1),
            status: CustomsStatus::Free,
            quantity: micros(90),
            accepted: Quantity::ZERO,
            returned: Quantity::ZERO,
            receipt: NoteId::NONE,
            open: 0,
        };
        let mut effects = vec![Effect::Note(record)];
        for n in [1, 2] {
            effects.push(Effect::Line(line(n)));
            effects.push(Effect::Reserve { line: LineId(self.lines + u32::from(n)), quantity: micros(90) });
        }
        let names = vec![name(NameKind::Note, number, &format!("СНТ-{number:07}"))];
        self.entry("note", day, effects, names, json!({}));
        self.notes += 1;
        self.lines += 2;
    }

    fn travel(&mut self, number: u32, day: i32, lot: LotId, carrier: PartyId, stock: End, amount: Measures) {
        let note = NoteId(number);
        let mut effects = Vec::new();
        for n in 0..2 {
            let line = LineId(self.lines - 1 + n);
            effects.push(Effect::Unreserve { line, quantity: micros(90) });
            effects.push(Effect::Post {
                lot: LotId(lot.0 + n),
                from: stock,
                to: End::Line(line),
                amount,
                receipt: NoteId::NONE,
            });
        }
        effects.push(Effect::Status { note, status: Status::Dispatched });
        self.entry("note_action", day + 1, effects, Vec::new(), json!({}));
        if number.is_multiple_of(2) {
            let transport = TransportId(self.transports + 1);
            let load = |n| Effect::Load { transport, line: LineId(self.lines - 1 + n), quantity: micros(90) };
            let effects = vec![Effect::Transport { carrier, seals: 1 }, load(0), load(1)];
            let head = json!({"vehicle": format!("{:03}ABC{:02}", number % 1000, number / 1000 % 20 + 1), "seals": [format!("S{number:08}")]});
            self.entry(
                "transport",
                day + 1,
                effects,
                vec![name(NameKind::Transport, transport.0, &format!("TR-{number}"))],
                head,
            );
            self.transports += 1;
        }
    }

    fn accept(&mut self, number: u32, day: i32, lot: LotId, to: End, amount: Measures) {
        let note = NoteId(number);
        let mut effects = Vec::new();
        for n in 0..2 {
            let line = LineId(self.lines - 1 + n);
            effects.push(Effect::Post {
                lot: LotId(lot.0 + n),
                from: End::Line(line),
                to,
                amount,
                receipt: NoteId::NONE,
            });
            effects.push(Effect::Accepted { line, quantity: micros(90) });
        }
        effects.push(Effect::Status { note, status: Status::Accepted });
        self.entry("note_action", day, effects, Vec::new(), json!({}));
    }
}

fn micros(whole: u64) -> Quantity {
    Quantity::from_micros(whole * 1_000_000)
}

fn name(kind: NameKind, id: u32, text: &str) -> Name {
    Name { kind, id, subject: PartyId::NONE, text: text.into() }
}

fn mint(document: DocId, line: u16, code: &str) -> LotRecord {
    LotRecord {
        document,
        line,
        code: code.parse().unwrap(),
        origin: "CN".parse().ok(),
        unit: "H87".parse().unwrap(),
        supplementary_unit: None,
        currency: "USD".parse().ok(),
        source: Account::Import,
        flags: 0,
        minted: Measures::ZERO,
        chain: 0,
        last_seq: 0,
        first_stock: 0,
        first_account: 0,
        last_move: 0,
    }
}

/// Half of the answers, 99 of a hundred, and all of them come within these times.
fn times(what: &str, mut ask: impl FnMut() -> usize) {
    ask();
    let mut found = 0;
    let mut took: Vec<Duration> = (0..100)
        .map(|_| {
            let start = Instant::now();
            found = ask();
            start.elapsed()
        })
        .collect();
    took.sort_unstable();
    let [half, most, longest] = [50, 98, 99].map(|place| took[place].as_secs_f64() * 1000.0);
    println!("| {what} | {found} | {half:.2} | {most:.2} | {longest:.2} |");
}

fn measure(reader: &Reader) {
    println!("| question | rows | half, ms | 99 %, ms | longest, ms |\n|---|---|---|---|---|");
    let text = |text: &str| Some(text.to_owned());
    for list in List::ALL {
        list_times(reader, &format!("{} all", list.name()), list, &Filter::default());
    }
    let party = || text("bin:100000007919");
    for (what, list, filter) in [
        ("notes of a party", List::Notes, Filter { party: party(), ..Filter::default() }),
        (
            "notes of a party, accepted",
            List::Notes,
            Filter { party: party(), status: text("accepted"), ..Filter::default() },
        ),
        ("notes open", List::Notes, Filter { open: true, ..Filter::default() }),
        (
            "notes 85, dispatched",
            List::Notes,
            Filter { code: "85".parse().ok(), status: text("dispatched"), ..Filter::default() },
        ),
        (
            "notes at a place, overdue",
            List::Notes,
            Filter { place: text("place:KZ/depot-7"), overdue: true, ..Filter::default() },
        ),
        (
            "notes accepted, none overdue",
            List::Notes,
            Filter { status: text("accepted"), kind: text("export"), ..Filter::default() },
        ),
        ("notes by vehicle", List::Notes, Filter { vehicle: text("123 авс 05"), ..Filter::default() }),
        ("notes by seal", List::Notes, Filter { seal: text("S00000124"), ..Filter::default() }),
        ("notes by a word", List::Notes, Filter { text: text("пшеница"), ..Filter::default() }),
        ("notes by number", List::Notes, Filter { text: text("СНТ-0000123"), ..Filter::default() }),
        ("notes by one digit", List::Notes, Filter { text: text("1"), ..Filter::default() }),
        ("lots by a common word", List::Lots, Filter { text: text("партия"), ..Filter::default() }),
        ("lots by one letter", List::Lots, Filter { text: text("п"), ..Filter::default() }),
        ("places by one digit", List::Places, Filter { text: text("1"), ..Filter::default() }),
        ("parties by a word", List::Parties, Filter { text: text("самал"), ..Filter::default() }),
        ("stock of a code", List::Stock, Filter { code: "1001".parse().ok(), ..Filter::default() }),
        ("stock by a word", List::Stock, Filter { text: text("motors"), ..Filter::default() }),
        ("documents by a word", List::Documents, Filter { text: text("микросхемы"), ..Filter::default() }),
    ] {
        list_times(reader, what, list, &filter);
    }
    for word in
        ["пшеница", "партия", "микросхемы процессоры", "bin:100000007919", "123ABC05", "55302", "СНТ-0000123", "S", "п"]
    {
        times(&format!("find {word}"), || reader.find(word, 20).unwrap().len());
    }
    times("flows", || reader.flows(0, i64::MAX).unwrap().len());
    times("history", || reader.history(77).unwrap().len());
}

fn list_times(reader: &Reader, what: &str, list: List, filter: &Filter) {
    times(what, || reader.list(list, filter, &Page { limit: 50, ..Page::default() }).unwrap().ids.len());
}
