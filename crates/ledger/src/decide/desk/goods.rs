//! Goods at the desk: what is available, taking it, posting it, and what is missing.

use super::{Desk, Raised};
use crate::account::{End, StockKey};
use crate::bug::must;
use crate::effect::Effect;
use crate::ids::{DiscrepancyId, LineId, LotId, NoteId};
use crate::records::DiscrepancyRecord;
use trade::command::CustomsStatus;
use trade::measures::Measures;
use trade::quantity::Quantity;

impl Desk<'_> {
    /// What is available under a key.
    pub(in crate::decide) fn available(&self, key: StockKey) -> Quantity {
        #[cfg(feature = "sabotage")]
        if self.state.sabotaged(crate::state::Sabotage::DoubleReserve) {
            return self.state.stock.find(key).map_or(Quantity::ZERO, |record| record.on_hand.quantity);
        }
        self.state.stock.find(key).map_or(Quantity::ZERO, crate::records::StockRecord::available)
    }

    /// Takes `quantity` (at most what is on hand) out of a balance and posts it.
    pub(in crate::decide) fn draw(&mut self, key: StockKey, quantity: Quantity, to: End) -> Measures {
        let on_hand = self.state.stock.find(key).map_or(Measures::ZERO, |record| record.on_hand);
        let (amount, _) = must(on_hand.take(quantity), "more drawn than is on hand");
        self.post(key.lot, End::stock(key), to, amount);
        amount
    }

    /// Posts measures.
    pub(in crate::decide) fn post(&mut self, lot: LotId, from: End, to: End, amount: Measures) {
        if !amount.is_zero() {
            self.emit(Effect::Post { lot, from, to, amount, receipt: NoteId::NONE });
        }
    }

    /// Takes `quantity` from what is on a line and posts it.
    pub(in crate::decide) fn draw_line(&mut self, line: LineId, quantity: Quantity, to: End) -> Measures {
        let on_line = self.state.open_of(line).map_or(Measures::ZERO, |open| open.on_line);
        let (amount, _) = must(on_line.take(quantity), "more drawn than is on the line");
        let lot = self.state.line(line).lot;
        self.post(lot, End::Line(line), to, amount);
        amount
    }

    /// A problem when less is available than asked; `true` when enough is there.
    pub(in crate::decide) fn enough(&mut self, key: StockKey, quantity: Quantity, at: &str) -> bool {
        let available = self.available(key);
        if available >= quantity {
            return true;
        }
        let on_hand = self.state.stock.find(key).map_or(Quantity::ZERO, |record| record.on_hand.quantity);
        let unit = self.state.lot(key.lot).unit.code();
        let promised = on_hand.checked_sub(available).unwrap_or(Quantity::ZERO);
        let (code, text) = if on_hand >= quantity {
            let text = format!(
                "{quantity} {unit} asked, {on_hand} on hand, but {promised} are promised to other notes; {available} are available"
            );
            ("balance.reserved", text)
        } else {
            ("balance.short", format!("{quantity} {unit} asked, {available} {unit} available there"))
        };
        self.problem(code, format!("{at}/quantity"), text);
        false
    }

    /// Stock under an authority's hand cannot be drawn by its owner.
    pub(in crate::decide) fn free_to_use(&mut self, status: CustomsStatus, at: &str) -> bool {
        let taken = matches!(status, CustomsStatus::Detained | CustomsStatus::Seized);
        if taken {
            let text = format!("goods that are {} can only be moved by the authority", status.as_str());
            self.problem("stock.in_custody", format!("{at}/status"), text);
        }
        !taken
    }

    /// Raises a discrepancy.
    pub(in crate::decide) fn discrepancy(&mut self, raised: Raised) -> DiscrepancyId {
        let id = DiscrepancyId::at(self.state.discrepancies.len());
        let due = self.term(self.context.policy.discrepancy_days);
        self.emit(Effect::Discrepancy(DiscrepancyRecord {
            kind: raised.kind,
            owner: raised.owner,
            lot: raised.lot,
            line: raised.line,
            quantity: raised.quantity,
            due,
            seq: self.context.seq,
            resolved: 0,
            document_line: raised.document_line,
        }));
        id
    }

    /// A problem when a lot would hold more than can be counted (2^64 millionths of any measure). All balances of a lot
    /// are parts of what came from its sources, so that no sum of them can overflow once this holds.
    pub(in crate::decide) fn countable(&mut self, lot: LotId, more: Measures, at: &str) -> bool {
        let record = self.state.lot(lot);
        let sources = self.state.accounts_of_lot(lot).filter(|found| found.account.is_source());
        let total = sources.map(|found| found.total).try_fold(record.minted, Measures::checked_add);
        let fits = total.and_then(|total| total.checked_add(more)).is_some();
        if !fits {
            self.problem("quantity.too_large", at, "the lot would hold more than can be counted; check the quantity");
        }
        fits
    }
}
