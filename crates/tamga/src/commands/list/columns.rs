//! The columns of each list.

use crate::sheet::Field;
use crate::table::Column::{self, Extra, Left, Right, Text};
use views::List;

const fn field(key: &'static str, column: Column) -> Field {
    Field { key, column }
}

const NOTES: &[Field] = &[
    field("note", Left("note")),
    field("number", Text("number")),
    field("date", Left("date")),
    field("kind", Extra("kind")),
    field("status", Left("status")),
    field("supplier", Text("supplier")),
    field("recipient", Text("recipient")),
    field("from", Extra("from")),
    field("to", Extra("to")),
    field("destination", Extra("destination")),
    field("carrier", Extra("carrier")),
    field("lines", Extra("lines")),
    field("due", Extra("due")),
    field("entry", Extra("entry")),
    field("last_entry", Extra("last entry")),
];

const DOCUMENTS: &[Field] = &[
    field("type", Left("type")),
    field("number", Text("number")),
    field("date", Left("date")),
    field("principal", Text("principal")),
    field("place", Text("place")),
    field("lots", Right("lots")),
    field("entry", Extra("entry")),
];

const LOTS: &[Field] = &[
    field("lot", Left("lot")),
    field("document", Text("document")),
    field("line", Right("line")),
    field("date", Extra("date")),
    field("principal", Text("principal")),
    field("code", Left("code")),
    field("origin", Left("origin")),
    field("quantity", Right("came in")),
    field("unit", Left("")),
    field("net_mass_kg", Extra("kg")),
    field("value", Extra("value")),
    field("currency", Extra("")),
    field("description", Text("description")),
    field("remarks", Text("remarks")),
];

const STOCK: &[Field] = &[
    field("lot", Left("lot")),
    field("code", Left("code")),
    field("origin", Extra("origin")),
    field("owner", Text("owner")),
    field("holder", Extra("holder")),
    field("place", Text("place")),
    field("status", Left("status")),
    field("on_hand", Right("on hand")),
    field("available", Right("available")),
    field("unit", Left("")),
    field("net_mass_kg", Extra("kg")),
    field("description", Text("description")),
];

const TRANSPORTS: &[Field] = &[
    field("transport", Left("transport")),
    field("number", Text("number")),
    field("date", Left("date")),
    field("carrier", Text("carrier")),
    field("vehicles", Text("vehicles")),
    field("seals", Text("seals")),
    field("driver", Extra("driver")),
    field("loads", Right("loads")),
    field("entry", Extra("entry")),
];

const CROSSINGS: &[Field] = &[
    field("at", Left("at")),
    field("post", Text("post")),
    field("direction", Left("direction")),
    field("vehicles", Text("vehicles")),
    field("seals", Text("seals")),
    field("transport", Left("transport")),
    field("note", Left("note")),
    field("officer", Extra("officer")),
    field("entry", Right("entry")),
];

const ACTS: &[Field] = &[
    field("at", Left("at")),
    field("form", Left("form")),
    field("number", Text("number")),
    field("post", Text("post")),
    field("result", Left("result")),
    field("note", Left("note")),
    field("officer", Text("officer")),
    field("entry", Right("entry")),
];

const DISCREPANCIES: &[Field] = &[
    field("discrepancy", Left("discrepancy")),
    field("kind", Text("kind")),
    field("lot", Left("lot")),
    field("note", Left("note")),
    field("line", Right("line")),
    field("quantity", Right("quantity")),
    field("unit", Left("")),
    field("owner", Text("to answer")),
    field("due", Left("until")),
    field("entry", Extra("entry")),
    field("resolved_by_entry", Right("answered by entry")),
];

const ENTRIES: &[Field] = &[
    field("entry", Right("entry")),
    field("recorded_at", Left("recorded at")),
    field("type", Left("type")),
    field("outcome", Left("outcome")),
    field("number", Text("number")),
    field("words", Text("words")),
];

const PARTIES: &[Field] = &[
    field("party", Left("party")),
    field("name", Text("name")),
    field("person", Left("person")),
    field("address", Text("address")),
    field("entry", Extra("entry")),
];

const PLACES: &[Field] = &[field("place", Left("place")), field("name", Text("name")), field("entry", Extra("entry"))];

/// The columns of a list.
pub(crate) fn fields(list: List) -> &'static [Field] {
    match list {
        List::Notes => NOTES,
        List::Documents => DOCUMENTS,
        List::Lots => LOTS,
        List::Stock => STOCK,
        List::Transports => TRANSPORTS,
        List::Crossings => CROSSINGS,
        List::Acts => ACTS,
        List::Discrepancies => DISCREPANCIES,
        List::Entries => ENTRIES,
        List::Parties => PARTIES,
        List::Places => PLACES,
    }
}
