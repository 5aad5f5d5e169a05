//! The chain of each lot: every entry that touches it names its running number and the entry before.

use crate::Fault;
use ledger::state::Link;

/// The newest link of each lot, by id.
#[derive(Default)]
pub(super) struct Chains(Vec<(u32, u64)>);

impl Chains {
    /// The links of entry `seq` must continue the chains.
    pub(super) fn follow(&mut self, seq: u64, links: &[Link]) -> Result<(), Fault> {
        for link in links {
            let place = usize::try_from(link.lot.0).unwrap_or(usize::MAX);
            let (number, before) = self.0.get(place).copied().unwrap_or_default();
            // A lot's id is given when it is minted, so it is at most one beyond those that have a chain.
            if number.checked_add(1) != Some(link.number) || before != link.before {
                let lot = link.lot.0;
                return Err(Fault::replay(seq, format!("the chain of lot {lot} breaks at its number {}", link.number)));
            }
            if self.0.len() <= place {
                if place > self.0.len() + links.len() + GAP_MAX {
                    return Err(Fault::replay(seq, format!("there can be no lot {place} yet")));
                }
                self.0.resize(place + 1, (0, 0));
            }
            self.0[place] = (link.number, seq);
        }
        Ok(())
    }
}

/// Lots of which nothing was ever posted have no chain; a document mints at most this many.
const GAP_MAX: usize = 1_000_000;
