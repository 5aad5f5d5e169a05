//! The state as pages of bytes, for snapshots and for the digest that a replay is compared by.

use super::{State, key_hash};
use crate::bug::bug;
use crate::ids::NoteId;
use crate::paged::Paged;
use crate::records::{
    AccountRecord, DiscrepancyRecord, DocRecord, KeyRecord, LineRecord, LoadRecord, LotRecord, NoteRecord, OpenRecord,
    PartyRecord, PlaceRecord, StockRecord, TransportRecord,
};
use crate::slab::Slab;
use crate::stock::{Index, Stock};
use minicbor::{Decode, Encode};

/// Which array a page belongs to; stable numbers, written in snapshots.
pub type Arena = u8;

/// What the pages do not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Meta {
    /// Last entry applied.
    #[n(0)]
    pub seq: u64,
    /// Moves in the lineage.
    #[n(1)]
    pub move_count: u32,
    /// First free stock slot.
    #[n(2)]
    pub free_stock: u32,
    /// First free open-line slot.
    #[n(3)]
    pub free_open: u32,
}

macro_rules! arenas {
    ($($number:literal $name:ident: $record:ty = [$($path:tt)+];)*) => {
        /// The arrays of a state at one moment. Pages are shared with the living state until it changes them.
        #[derive(Default, Debug)]
        pub struct Arrays { $($name: Paged<$record>),* }

        impl Arrays {
            /// The numbers of the arrays.
            pub const ARENAS: &'static [Arena] = &[$($number),*];

            /// The bytes of a page: a CBOR array of its records.
            pub fn encode(&self, arena: Arena, index: usize) -> Option<Vec<u8>> {
                match arena {
                    $($number => self.$name.page(index).map(encode_page),)*
                    _ => None,
                }
            }

            /// Number of pages of an array.
            pub fn page_count(&self, arena: Arena) -> usize {
                match arena {
                    $($number => self.$name.page_count(),)*
                    _ => 0,
                }
            }

            /// Lets go of the pages that are not `wanted`; see [`Paged::keep_only`].
            pub fn keep_only(&mut self, wanted: impl Fn(Arena, usize) -> bool) {
                $(self.$name.keep_only(|index| wanted($number, index));)*
            }

            /// Appends a page read from a snapshot; the pages of an array come in order. `false`: not such a page.
            pub fn load(&mut self, arena: Arena, bytes: &[u8]) -> bool {
                match arena {
                    $($number => minicbor::decode(bytes).is_ok_and(|records| self.$name.load_page(records)),)*
                    _ => false,
                }
            }
        }

        impl State {
            /// Shares the arrays as they are now, and names the pages changed since the last call.
            pub fn freeze(&mut self) -> (Arrays, Meta, Vec<(Arena, usize)>) {
                let mut changed = Vec::new();
                let meta = self.meta();
                $(
                    let ($name, pages) = self.$($path)+.freeze();
                    changed.extend(pages.into_iter().map(|page| ($number, page)));
                )*
                (Arrays { $($name),* }, meta, changed)
            }
        }
    };
}

arenas! {
    1 parties: PartyRecord = [parties];
    2 places: PlaceRecord = [places];
    3 documents: DocRecord = [documents];
    4 lots: LotRecord = [lots];
    5 accounts: AccountRecord = [accounts];
    6 stock: StockRecord = [stock.records.slots_mut()];
    7 notes: NoteRecord = [notes];
    8 lines: LineRecord = [lines];
    9 open: OpenRecord = [open.slots_mut()];
    10 transports: TransportRecord = [transports];
    11 loads: LoadRecord = [loads];
    12 discrepancies: DiscrepancyRecord = [discrepancies];
    13 keys: KeyRecord = [keys];
}

impl State {
    /// What the pages do not say.
    pub fn meta(&self) -> Meta {
        Meta {
            seq: self.seq,
            move_count: self.move_count,
            free_stock: self.stock.records.head(),
            free_open: self.open.head(),
        }
    }

    /// The state that these arrays are.
    pub fn from_arrays(arrays: Arrays, meta: Meta) -> Self {
        let mut key_index = Index::default();
        let rehash = |position: u32| key_hash(&arrays.keys.at(position).tag);
        key_index.reserve(usize::try_from(arrays.keys.len()).unwrap_or(0), rehash);
        for (position, record) in (0..).zip(arrays.keys.iter()) {
            key_index.insert(key_hash(&record.tag), position, rehash);
        }
        key_index.keep();
        let due = (0..)
            .zip(arrays.notes.iter())
            .filter_map(|(position, note)| note.due.map(|day| (day, NoteId::at(position))))
            .collect();
        Self {
            parties: arrays.parties,
            places: arrays.places,
            documents: arrays.documents,
            lots: arrays.lots,
            accounts: arrays.accounts,
            stock: Stock::from_records(Slab::from_parts(arrays.stock, meta.free_stock)),
            notes: arrays.notes,
            lines: arrays.lines,
            open: Slab::from_parts(arrays.open, meta.free_open),
            transports: arrays.transports,
            loads: arrays.loads,
            discrepancies: arrays.discrepancies,
            keys: arrays.keys,
            key_index,
            due,
            move_count: meta.move_count,
            seq: meta.seq,
            ..Self::default()
        }
    }
}

/// A page as a CBOR array of definite length. Encoding to memory cannot fail.
fn encode_page<T: Encode<()>>(records: &[T]) -> Vec<u8> {
    match minicbor::to_vec(records) {
        Ok(bytes) => bytes,
        Err(_) => bug("a record cannot be written"),
    }
}
