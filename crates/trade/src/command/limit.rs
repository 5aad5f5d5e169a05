//! How long texts and lists of a command may be.

use super::word::CustomsStatus;
use crate::limits;
use std::ops::RangeInclusive;

/// Line numbers.
pub(super) const LINE: RangeInclusive<u16> = 1..=9999;
/// Lines of a document.
pub(super) const LINES: RangeInclusive<usize> = 1..=limits::LINES_MAX;
/// Loads of a transport; lines of an act, which follow them.
pub(super) const LOADS: RangeInclusive<usize> = 1..=limits::LINES_MAX;
/// Inputs of a transformation.
pub(super) const INPUTS: RangeInclusive<usize> = 1..=200;
/// Outputs of a transformation.
pub(super) const OUTPUTS: RangeInclusive<usize> = 0..=200;
/// Parts of a split lot.
pub(super) const LOT_PARTS: RangeInclusive<usize> = 2..=200;
/// Parts of a split note.
pub(super) const NOTE_PARTS: RangeInclusive<usize> = 2..=20;
/// Numbers of documents that an application refers to.
pub(super) const REFERENCES: RangeInclusive<usize> = 0..=limits::REFERENCES_MAX;
/// Contract clauses of a line.
pub(super) const CLAUSES: RangeInclusive<usize> = 0..=20;
/// Serial numbers of a line.
pub(super) const SERIALS: RangeInclusive<usize> = 0..=limits::SERIALS_PER_LINE_MAX;
/// Trailers of a transport.
pub(super) const TRAILERS: RangeInclusive<usize> = 0..=limits::VEHICLES_MAX;
/// Seals of a transport.
pub(super) const SEALS: RangeInclusive<usize> = 0..=limits::SEALS_MAX;
/// Findings of an act.
pub(super) const FINDINGS: RangeInclusive<usize> = 0..=limits::FINDINGS_MAX;
/// Origin sign of the Kazakh e-invoice (truOriginCode).
pub(super) const ORIGIN_SIGN: RangeInclusive<u8> = 1..=6;

/// Characters of a reason or explanation.
pub(super) const REASON: usize = limits::NOTE_MAX;
/// Characters of a description of goods.
pub(super) const DESCRIPTION: usize = limits::DESCRIPTION_MAX;
/// Characters of a finding of an act.
pub(super) const FINDING: usize = limits::NOTE_MAX;
/// Characters of a contract clause.
pub(super) const CLAUSE: usize = 100;
/// Characters of the name of a batch.
pub(super) const BATCH: usize = 100;
/// Characters of the number or title of a contract.
pub(super) const CONTRACT: usize = 200;
/// Characters of the name of a party or person.
pub(super) const NAME: usize = limits::NAME_MAX;
/// Characters of an address.
pub(super) const ADDRESS: usize = 500;

/// What a document can declare goods to be.
pub(super) const DECLARABLE: &[CustomsStatus] =
    &[CustomsStatus::Free, CustomsStatus::Bonded, CustomsStatus::Temporary, CustomsStatus::Processing];
/// The same, and the status that a transit declaration always has.
pub(super) const DECLARABLE_OR_TRANSIT: &[CustomsStatus] = &[
    CustomsStatus::Free,
    CustomsStatus::Bonded,
    CustomsStatus::Temporary,
    CustomsStatus::Processing,
    CustomsStatus::Transit,
];
