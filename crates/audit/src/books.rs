//! The recomputed books: lots, stock, notes, accounts, and the one way in which anything moves between them.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::case::Case;
use crate::lifecycle::Note;
use crate::measures::Measures;
use crate::names::{Name, Names};
use crate::report::Kind as Finding;
use crate::road::Transport;

/// Index of a lot in [`Books::lots`].
pub(crate) type LotId = usize;
/// Index of a note in [`Books::notes`].
pub(crate) type NoteId = usize;

/// Accounts that goods come from. All others are accounts that goods go to.
const ACCOUNTS_IN: [&str; 8] =
    ["import", "union_import", "production", "transformed", "opening", "found", "excess", "transit_in"];

/// Tells an account that goods come from from one that they go to.
pub(crate) fn is_account_in(name: &str) -> bool {
    ACCOUNTS_IN.contains(&name)
}

/// Customs status of stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Free,
    Bonded,
    Transit,
    Temporary,
    Processing,
    Detained,
    Seized,
}

impl Status {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Free, "free"),
        (Self::Bonded, "bonded"),
        (Self::Transit, "transit"),
        (Self::Temporary, "temporary"),
        (Self::Processing, "processing"),
        (Self::Detained, "detained"),
        (Self::Seized, "seized"),
    ];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(status, _)| *status)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("?", |(_, name)| name)
    }

    /// Goods in the hands of an authority.
    pub(crate) fn is_taken(self) -> bool {
        matches!(self, Self::Detained | Self::Seized)
    }
}

/// Which stock: lot first, so that all stock of a lot lies together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StockKey {
    pub(crate) lot: LotId,
    pub(crate) owner: Name,
    pub(crate) holder: Name,
    pub(crate) place: Name,
    pub(crate) status: Status,
}

/// What is on hand, and how much of its quantity registered notes have reserved.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stock {
    pub(crate) on_hand: Measures,
    pub(crate) reserved: i128,
    /// The registry's books have this row.
    pub(crate) seen: bool,
}

/// The goods of one line of one document that brings goods in.
pub(crate) struct Lot {
    /// Public number.
    pub(crate) number: Name,
    /// The unit of the line, which is the ledger unit of the lot.
    pub(crate) unit: Name,
    /// First two digits of the goods code.
    pub(crate) chapter: Name,
    /// Account and measures of the minting; what corrections have left of them is in `accounts`.
    pub(crate) account: Name,
    pub(crate) minted: Measures,
    /// Where the minted goods were put.
    pub(crate) source: StockKey,
    /// What came from accounts (net of what corrections gave back) and what went to accounts.
    pub(crate) accounts: Vec<(Name, Measures)>,
}

/// A document that minted lots: one after the other, in line order.
pub(crate) struct Document {
    pub(crate) kind: Name,
    pub(crate) principal: Name,
    pub(crate) first: LotId,
    pub(crate) lines: Vec<i128>,
}

/// An end of a posting.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Account(Name),
    Stock(StockKey),
    Line(NoteId, usize),
    Abroad(NoteId, usize),
}

/// Everything that the documents say is on the books.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) names: Names,
    pub(crate) lots: Vec<Lot>,
    pub(crate) lot_numbers: HashMap<Name, LotId>,
    pub(crate) documents: HashMap<Name, Vec<Document>>,
    pub(crate) stock: BTreeMap<StockKey, Stock>,
    pub(crate) notes: Vec<Note>,
    pub(crate) note_numbers: HashMap<Name, NoteId>,
    pub(crate) own_numbers: HashMap<Name, Vec<NoteId>>,
    pub(crate) transports: Vec<Transport>,
    pub(crate) transport_numbers: HashMap<Name, Vec<usize>>,
    pub(crate) invoices: HashSet<Name>,
    /// Per kind and number of a document: the parties that used it.
    numbers: HashMap<(Name, Name), Vec<Name>>,
    pub(crate) discrepancies: HashSet<Name>,
    pub(crate) postings: u64,
}

impl Books {
    /// The key with its parties as they are after all mergers.
    pub(crate) fn resolved(&self, key: StockKey) -> StockKey {
        StockKey { owner: self.names.party(key.owner), holder: self.names.party(key.holder), ..key }
    }

    pub(crate) fn stock_at(&self, key: StockKey) -> Stock {
        self.stock.get(&self.resolved(key)).copied().unwrap_or_default()
    }

    /// Objects when the party has used the number for a document of the kind, or `is_twice` in this very command.
    pub(crate) fn check_number(&self, kind: &str, number: Name, party: Name, is_twice: bool, case: &mut Case<'_>) {
        let users = self.names.find(kind).and_then(|kind| self.numbers.get(&(kind, number)));
        let party = self.names.party(party);
        if is_twice || users.is_some_and(|users| users.iter().any(|user| self.names.party(*user) == party)) {
            case.object(Finding::NumberTaken, format!("{kind} {} is recorded already", self.names.text(number)));
        }
    }

    /// Checks the number and, when the command applies, takes it.
    pub(crate) fn use_number(&mut self, kind: &str, number: Name, party: Name, case: &mut Case<'_>) {
        self.check_number(kind, number, party, false, case);
        if case.applies {
            self.take_number(kind, number, party);
        }
    }

    /// From now on the number is the party's for documents of the kind.
    pub(crate) fn take_number(&mut self, kind: &str, number: Name, party: Name) {
        let kind = self.names.name(kind);
        self.numbers.entry((kind, number)).or_default().push(party);
    }

    /// What corrections have left of the minted measures of a lot.
    pub(crate) fn minted_now(&self, lot: LotId) -> Measures {
        let Lot { account, accounts, .. } = &self.lots[lot];
        accounts.iter().find(|(name, _)| name == account).map(|(_, sum)| *sum).unwrap_or_default()
    }

    /// On hand less reserved.
    pub(crate) fn available(&self, key: StockKey) -> i128 {
        let stock = self.stock_at(key);
        stock.on_hand.quantity() - stock.reserved
    }

    /// Reserves a quantity; a negative one gives a reservation back.
    pub(crate) fn reserve(&mut self, key: StockKey, quantity: i128) {
        let key = self.resolved(key);
        self.stock.entry(key).or_default().reserved += quantity;
        self.forget_if_empty(key);
    }

    fn forget_if_empty(&mut self, key: StockKey) {
        if self.stock.get(&key).is_some_and(|stock| stock.on_hand.is_zero() && stock.reserved == 0) {
            self.stock.remove(&key);
        }
    }

    /// What is at an end; accounts have no balance to take from.
    pub(crate) fn balance(&self, end: End) -> Measures {
        match end {
            End::Account(_) => Measures::default(),
            End::Stock(key) => self.stock_at(key).on_hand,
            End::Line(note, line) => self.notes[note].lines[line].carried,
            End::Abroad(note, line) => self.notes[note].lines[line].abroad,
        }
    }

    /// Posts measures of one lot from one end to another. The only place where balances change.
    pub(crate) fn post(&mut self, lot: LotId, from: End, to: End, measures: &Measures) {
        if measures.is_zero() {
            return;
        }
        self.postings += 1;
        self.change(lot, from, measures, Measures::subtract);
        self.change(lot, to, measures, Measures::add);
    }

    fn change(&mut self, lot: LotId, end: End, measures: &Measures, how: fn(&mut Measures, &Measures)) {
        match end {
            End::Account(account) => self.change_account(lot, account, measures, how),
            End::Stock(key) => {
                let key = self.resolved(key);
                how(&mut self.stock.entry(key).or_default().on_hand, measures);
                self.forget_if_empty(key);
            }
            End::Line(note, line) => how(&mut self.notes[note].lines[line].carried, measures),
            End::Abroad(note, line) => how(&mut self.notes[note].lines[line].abroad, measures),
        }
    }

    /// Accounts in count what came from them, so leaving such an account raises it.
    fn change_account(&mut self, lot: LotId, account: Name, measures: &Measures, how: fn(&mut Measures, &Measures)) {
        let mut change = Measures::default();
        how(&mut change, measures);
        if is_account_in(self.names.text(account)) {
            let out = change;
            change = Measures::default();
            change.subtract(&out);
        }
        let accounts = &mut self.lots[lot].accounts;
        match accounts.iter_mut().find(|(name, _)| *name == account) {
            Some((_, sum)) => sum.add(&change),
            None => accounts.push((account, change)),
        }
    }

    /// Posts a quantity with the share of the other measures that goes with it.
    pub(crate) fn post_quantity(&mut self, lot: LotId, from: End, to: End, quantity: i128) {
        let measures = self.balance(from).part(quantity);
        self.post(lot, from, to, &measures);
    }

    /// Mints a lot and posts its measures from its account to its stock.
    pub(crate) fn mint(&mut self, lot: Lot) -> LotId {
        let id = self.lots.len();
        let (account, minted, source) = (lot.account, lot.minted, lot.source);
        self.lot_numbers.insert(lot.number, id);
        self.lots.push(lot);
        self.post(id, End::Account(account), End::Stock(source), &minted);
        id
    }

    /// The lots of all documents that carry the number, with the line.
    pub(crate) fn document_lots(&self, number: Name, line: i128) -> impl Iterator<Item = (&Document, LotId)> + '_ {
        let documents = self.documents.get(&number).map(Vec::as_slice).unwrap_or_default();
        documents.iter().filter_map(move |document| {
            let index = document.lines.iter().position(|other| *other == line)?;
            Some((document, document.first + index))
        })
    }

    /// Everything that `from` owns or holds goes to `into`; the names say who `from` now is.
    pub(crate) fn merge_stock(&mut self) {
        let moved: Vec<StockKey> = self.stock.keys().filter(|key| self.resolved(**key) != **key).copied().collect();
        for key in moved {
            if let Some(stock) = self.stock.remove(&key) {
                let target = self.stock.entry(self.resolved(key)).or_default();
                target.on_hand.add(&stock.on_hand);
                target.reserved += stock.reserved;
            }
        }
    }
}
