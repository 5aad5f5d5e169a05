//! Every bound in one place. A document beyond one is refused with a problem that names the bound; nothing is cut.
//!
//! ```
//! assert_eq!(trade::limits::LINES_MAX, 999);
//! ```

/// Lines (goods) in one document. The EAEU goods declaration numbers its items with three digits.
pub const LINES_MAX: usize = 999;
/// Serial numbers on one line.
pub const SERIALS_PER_LINE_MAX: usize = 1000;
/// Marking codes (DataMatrix and the like) on one line.
pub const MARKS_PER_LINE_MAX: usize = 1000;
/// Seals on one transport.
pub const SEALS_MAX: usize = 64;
/// Vehicles, wagons or containers of one transport: the longest freight trains have fewer wagons.
pub const VEHICLES_MAX: usize = 200;
/// Lots that one line draws from, and inputs or outputs of one transformation.
pub const SOURCES_PER_LINE_MAX: usize = 1000;
/// Notes that one transport carries.
pub const NOTES_PER_TRANSPORT_MAX: usize = 1000;
/// Documents that one document refers to.
pub const REFERENCES_MAX: usize = 99;
/// Findings that one act or answer carries.
pub const FINDINGS_MAX: usize = 1000;
/// Problems reported for one document; further ones are counted, not listed.
pub const PROBLEMS_MAX: usize = 1000;
/// Commands in one batch.
pub const BATCH_MAX: usize = 10_000;
/// Bytes of one document as it arrives: 999 lines with descriptions of 2,000 Cyrillic characters do not fit, those of the
/// usual length do many times. Its canonical form and names must fit one record of the journal.
pub const DOCUMENT_BYTES_MAX: usize = 3 * 1024 * 1024;
/// Levels of nesting in a document.
pub const DEPTH_MAX: usize = 16;

/// Characters of a document number.
pub const DOCUMENT_NUMBER_MAX: usize = 100;
/// Characters of an idempotency key.
pub const KEY_MAX: usize = 100;
/// Characters of a party's or a place's name.
pub const NAME_MAX: usize = 300;
/// Characters of a description of goods: box 31 of a declaration may be long.
pub const DESCRIPTION_MAX: usize = 2000;
/// Characters of a remark or a reason.
pub const NOTE_MAX: usize = 4000;
/// Characters of a vehicle's plate after normalising.
pub const PLATE_MAX: usize = 16;
/// Characters of a seal number.
pub const SEAL_NUMBER_MAX: usize = 40;
/// Characters of a serial number.
pub const SERIAL_NUMBER_MAX: usize = 64;
/// Characters of the free part of `id:CC/text` and `place:CC/text`.
pub const FOREIGN_ID_MAX: usize = 64;
/// Characters of a party's own store id in `store:ID`.
pub const STORE_ID_MAX: usize = 40;

/// Holidays (and, apart, moved working days) in one calendar: sixty years of twenty.
pub const CALENDAR_DAYS_MAX: usize = 1200;
/// Business days that may be added in one step: forty years.
pub const BUSINESS_DAYS_MAX: u16 = 10_000;
/// Sequence numbers that a public number can show: below 2^40.
pub const PUBLIC_SEQUENCE_MAX: u64 = (1 << 40) - 1;
