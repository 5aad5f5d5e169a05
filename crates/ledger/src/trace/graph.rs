//! A lot's postings, added up by where they start and end.

use super::{Turnover, moves_of};
use crate::books::Books;
use crate::ids::{LotId, PartyId, PlaceId};
use crate::moves::{Moves, Stop};
use trade::quantity::Quantity;

/// What went from one stop to another, all entries together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    pub(super) from: Stop,
    pub(super) to: Stop,
    pub(super) quantity: Turnover,
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) count: u32,
}

/// See the module.
#[derive(Debug)]
pub(super) struct LotGraph {
    /// Sorted by `(from, to)`.
    flows: Vec<Flow>,
    /// Positions in `flows`, sorted by `to`, then as in `flows`.
    by_to: Vec<usize>,
    /// What is on hand, sorted by owner and place.
    stock: Vec<((PartyId, PlaceId), Quantity)>,
}

impl LotGraph {
    pub(super) fn of(books: &Books, moves: &dyn Moves, lot: LotId) -> Self {
        let mut single: Vec<Flow> = moves_of(books, moves, lot)
            .into_iter()
            .map(|one| {
                let (from, to, first) = (one.from, one.to, one.seq);
                Flow { from, to, quantity: one.quantity.into(), first, last: first, count: 1 }
            })
            .collect();
        single.sort_by_key(|flow| (flow.from, flow.to));
        let mut flows: Vec<Flow> = Vec::with_capacity(single.len());
        for flow in single {
            match flows.last_mut() {
                Some(last) if (last.from, last.to) == (flow.from, flow.to) => {
                    last.quantity = last.quantity.sum(flow.quantity);
                    last.last = flow.last;
                    last.count = last.count.saturating_add(1);
                }
                _ => flows.push(flow),
            }
        }
        let mut by_to: Vec<usize> = (0..flows.len()).collect();
        by_to.sort_by_key(|position| flows.get(*position).map(|flow| flow.to));
        Self { flows, by_to, stock: on_hand(books, lot) }
    }

    /// All flows.
    pub(super) fn flows(&self) -> &[Flow] {
        &self.flows
    }

    /// The flows that leave a stop.
    pub(super) fn flows_from(&self, stop: Stop) -> impl Iterator<Item = Flow> + '_ {
        let start = self.flows.partition_point(|flow| flow.from < stop);
        self.flows.iter().skip(start).take_while(move |flow| flow.from == stop).copied()
    }

    /// The flows that reach a stop.
    pub(super) fn flows_to(&self, stop: Stop) -> impl Iterator<Item = Flow> + '_ {
        let flow = |position: &usize| self.flows.get(*position).copied();
        let start = self.by_to.partition_point(|position| flow(position).is_some_and(|flow| flow.to < stop));
        self.by_to.iter().skip(start).filter_map(flow).take_while(move |flow| flow.to == stop)
    }

    /// What an owner has at a place, whoever holds it and under whatever status.
    pub(super) fn on_hand(&self, owner: PartyId, place: PlaceId) -> Quantity {
        let found = self.stock.binary_search_by_key(&(owner, place), |(key, _)| *key);
        found.ok().and_then(|position| self.stock.get(position)).map_or(Quantity::ZERO, |(_, quantity)| *quantity)
    }
}

fn on_hand(books: &Books, lot: LotId) -> Vec<((PartyId, PlaceId), Quantity)> {
    let records = books.state.stock_of_lot(lot);
    let mut single: Vec<_> =
        records.map(|record| ((record.key.owner, record.key.place), record.on_hand.quantity)).collect();
    single.sort_unstable();
    single.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 = kept.1.checked_add(next.1).unwrap_or(kept.1);
        }
        same
    });
    single
}
