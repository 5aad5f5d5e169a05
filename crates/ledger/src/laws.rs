//! The laws, checked over a whole state: by `verify` after a replay, and by the property tests after every step.

use crate::account::StockKey;
use crate::ids::{LineId, LotId};
use crate::state::State;
use std::collections::BTreeMap;
use trade::measures::Measures;
use trade::quantity::Quantity;

/// What was checked, and what was found broken.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Lots whose measures were added up (law L1).
    pub lots: u64,
    /// Stock records compared with the promises made on them (law L2).
    pub stock: u64,
    /// Note lines.
    pub lines: u64,
    /// What is broken, in words.
    pub broken: Vec<String>,
}

/// Measures with room for sums over all of a lot.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Sum([u128; 6]);

impl Sum {
    fn add(&mut self, measures: Measures) {
        let parts = [
            measures.quantity.micros(),
            measures.net_mass.micros(),
            measures.gross_mass.micros(),
            measures.supplementary.micros(),
            measures.pieces.micros(),
            measures.value.micros(),
        ];
        for (sum, part) in self.0.iter_mut().zip(parts) {
            *sum = sum.saturating_add(u128::from(part));
        }
    }
}

/// Checks all laws that a state can show.
pub fn check(state: &State) -> Report {
    let mut report = Report::default();
    let open = open_by_lot(state);
    for lot in (0..state.lots.len()).map(LotId::at) {
        report.lots = report.lots.saturating_add(1);
        conservation(state, lot, &open, &mut report);
    }
    promises(state, &mut report);
    lines(state, &mut report);
    report
}

/// Per lot, what is on lines and abroad.
fn open_by_lot(state: &State) -> BTreeMap<LotId, Sum> {
    let mut sums: BTreeMap<LotId, Sum> = BTreeMap::new();
    for (_, open) in state.open.iter() {
        let sum = sums.entry(state.line(open.line).lot).or_default();
        sum.add(open.on_line);
        sum.add(open.abroad);
    }
    sums
}

/// L1: from accounts in = stock + on the way + abroad + to accounts out, per lot and measure.
fn conservation(state: &State, lot: LotId, open: &BTreeMap<LotId, Sum>, report: &mut Report) {
    let mut came = Sum::default();
    let mut is = open.get(&lot).copied().unwrap_or_default();
    came.add(state.lot(lot).minted);
    for record in state.accounts_of_lot(lot) {
        if record.account.is_source() { came.add(record.total) } else { is.add(record.total) }
    }
    for record in state.stock_of_lot(lot) {
        if record.key.lot != lot {
            report.broken.push(format!("lot {} lists stock of lot {}", lot.0, record.key.lot.0));
        }
        is.add(record.on_hand);
    }
    if came != is {
        report.broken.push(format!("L1: lot {}: came {:?}, is {:?}", lot.0, came.0, is.0));
    }
}

/// L2: what is promised is there, and is promised to lines, once.
fn promises(state: &State, report: &mut Report) {
    let mut promised: BTreeMap<StockKey, u128> = BTreeMap::new();
    for (_, open) in state.open.iter().filter(|(_, open)| !open.reserved.is_zero()) {
        let sum = promised.entry(state.source_of(open.line)).or_default();
        *sum = sum.saturating_add(u128::from(open.reserved.micros()));
    }
    for (_, record) in state.stock.records.iter() {
        report.stock = report.stock.saturating_add(1);
        let sum = promised.remove(&record.key).unwrap_or(0);
        if record.reserved > record.on_hand.quantity || u128::from(record.reserved.micros()) != sum {
            let (lot, on_hand) = (record.key.lot.0, record.on_hand.quantity);
            report
                .broken
                .push(format!("L2: lot {lot}: {on_hand} there, {} promised, lines say {sum}", record.reserved));
        }
        if state.stock.position(record.key).is_none() {
            report.broken.push(format!("stock of lot {} is not found by its key", record.key.lot.0));
        }
    }
    for key in promised.keys() {
        report.broken.push(format!("L2: a line is promised stock of lot {} that is not there", key.lot.0));
    }
}

fn lines(state: &State, report: &mut Report) {
    for position in 0..state.lines.len() {
        report.lines = report.lines.saturating_add(1);
        let line = LineId::at(position);
        let record = state.line(line);
        let Some(open) = state.open_of(line) else { continue };
        if open.line != line {
            report.broken.push(format!("line {} points to the open record of line {}", line.0, open.line.0));
        }
        let there = u128::from(open.on_line.quantity.micros()).saturating_add(u128::from(open.reserved.micros()));
        let loaded = state.loads_of_line(line).filter(|(_, load)| load.line == line);
        let loaded: u128 = loaded.map(|(_, load)| u128::from(load.quantity.micros())).fold(0, u128::saturating_add);
        let moving = !state.note(record.note).status.is_final();
        if moving && loaded > there && record.quantity != Quantity::ZERO {
            report.broken.push(format!("line {}: more on transports than on the line", line.0));
        }
    }
}
