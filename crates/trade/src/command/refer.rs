//! References: to a lot, to a note, to what crosses a border or is taken. Each is a few fields of the object around it.

use super::{
    limit,
    mend::CorrectionLine,
    word::{CustomsStatus, DocumentType},
};
use crate::{
    field::{Defs, Field, Fields, Lines, Object, ObjectSchema, put_field, read_object, write_object, wrong_type},
    party::PartyRef,
    place::PlaceRef,
    problem::{Pointer, Problems},
    public_number::PublicNumber,
    text::DocumentNumber,
};
use serde_json::{Map, Value, json};

/// A lot, by its public number or by the document line that minted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LotRef {
    /// `lot`: the public number.
    Lot(PublicNumber),
    /// `document`, `document_line` and, where two documents carry the number, `document_type`.
    Document {
        /// Number of the document that minted the lot.
        number: DocumentNumber,
        /// Its type.
        document_type: Option<DocumentType>,
        /// The line in it.
        line: u16,
    },
}

/// A note, by its public number or by the supplier's own number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRef {
    /// The public number or the supplier's number.
    pub text: DocumentNumber,
    /// The supplier, needed where two suppliers used the number.
    pub supplier: Option<PartyRef>,
}

/// What passes a post or is looked at: a transport with all its loads, or a note as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// `transport` and, where two carriers used the number, `carrier`.
    Transport {
        /// The carrier's number of the transport.
        number: DocumentNumber,
        /// The carrier.
        carrier: Option<PartyRef>,
    },
    /// `note` and, where two suppliers used the number, `supplier`.
    Note(NoteRef),
}

/// Goods that an authority takes or gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustodyTarget {
    /// Goods on the way: `note` and `line`.
    Line {
        /// The note.
        note: NoteRef,
        /// The line of the note.
        line: u16,
    },
    /// Goods in stock.
    Stock {
        /// The lot.
        lot: LotRef,
        /// Whose goods they are.
        owner: PartyRef,
        /// Who keeps them; default: the owner.
        holder: Option<PartyRef>,
        /// Where they lie.
        place: PlaceRef,
        /// Their customs status until now.
        status: CustomsStatus,
    },
}

/// What a correction says: other quantities, or that the document is annulled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amendment {
    /// `annul: true`: all lines to zero.
    Annul,
    /// `lines`: the right quantities.
    Lines(Vec<CorrectionLine>),
}

impl Fields for LotRef {
    fn take(object: &mut Object<'_>, problems: &mut Problems) -> Option<Self> {
        if object.form(&["lot"], &["document", "document_type", "document_line"], problems)? {
            return object.field("lot", problems).map(Self::Lot);
        }
        let number = object.field("document", problems);
        let document_type = object.field("document_type", problems);
        let line = object.bounded("document_line", &limit::LINE, problems);
        Some(Self::Document { number: number?, document_type: document_type?, line: line? })
    }

    fn put(&self, object: &mut Map<String, Value>) {
        match self {
            Self::Lot(number) => put_field(object, "lot", number),
            Self::Document { number, document_type, line } => {
                put_field(object, "document", number);
                put_field(object, "document_type", document_type);
                put_field(object, "document_line", line);
            }
        }
    }

    fn describe(schema: &mut ObjectSchema<'_>) {
        schema.one_of(&[
            |form| form.field::<PublicNumber>("lot", "Public number of the lot."),
            |form| {
                form.field::<DocumentNumber>("document", "Number of the document that minted the lot.");
                form.field::<Option<DocumentType>>(
                    "document_type",
                    "Type of that document; needed where two documents carry the number.",
                );
                form.bounded::<_, u16>("document_line", &limit::LINE, "Line of that document.");
            },
        ]);
    }
}

impl Fields for NoteRef {
    fn take(object: &mut Object<'_>, problems: &mut Problems) -> Option<Self> {
        let text = object.field("note", problems);
        let supplier = object.field("supplier", problems);
        Some(Self { text: text?, supplier: supplier? })
    }

    fn put(&self, object: &mut Map<String, Value>) {
        put_field(object, "note", &self.text);
        put_field(object, "supplier", &self.supplier);
    }

    fn describe(schema: &mut ObjectSchema<'_>) {
        schema.field::<DocumentNumber>("note", "Public number of the note, or the supplier's own number.");
        schema
            .field::<Option<PartyRef>>("supplier", "Supplier of the note; needed where two suppliers used the number.");
    }
}

/// In a field of its own a note is named by a text, or by an object where the supplier must be told.
impl Field for NoteRef {
    fn read(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
        match value {
            Value::String(_) => DocumentNumber::read(value, at, problems).map(|text| Self { text, supplier: None }),
            Value::Object(_) => read_object(value, at, problems),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                wrong_type("the number of a note", value, at, problems);
                None
            }
        }
    }

    fn write(&self) -> Value {
        if self.supplier.is_none() { self.text.write() } else { write_object(self) }
    }

    fn schema(defs: &mut Defs) -> Value {
        defs.part("NoteReference", |defs| {
            let number = DocumentNumber::schema(defs);
            let object = defs.object::<Self>("NoteAndSupplier", "A note and its supplier.");
            json!({ "description": "A note: its number, or its number and supplier.", "oneOf": [number, object] })
        })
    }
}

impl Fields for Subject {
    fn take(object: &mut Object<'_>, problems: &mut Problems) -> Option<Self> {
        if !object.form(&["transport", "carrier"], &["note", "supplier"], problems)? {
            return NoteRef::take(object, problems).map(Self::Note);
        }
        let number = object.field("transport", problems);
        let carrier = object.field("carrier", problems);
        Some(Self::Transport { number: number?, carrier: carrier? })
    }

    fn put(&self, object: &mut Map<String, Value>) {
        match self {
            Self::Note(note) => note.put(object),
            Self::Transport { number, carrier } => {
                put_field(object, "transport", number);
                put_field(object, "carrier", carrier);
            }
        }
    }

    fn describe(schema: &mut ObjectSchema<'_>) {
        schema.one_of(&[
            |form| {
                form.field::<DocumentNumber>("transport", "The carrier's number of the transport.");
                form.field::<Option<PartyRef>>("carrier", "The carrier; needed where two carriers used the number.");
            },
            NoteRef::describe,
        ]);
    }
}

/// The fields by which goods in stock are named.
const STOCK: &[&str] = &["lot", "document", "document_type", "document_line", "owner", "holder", "place", "status"];

impl Fields for CustodyTarget {
    fn take(object: &mut Object<'_>, problems: &mut Problems) -> Option<Self> {
        if object.form(&["note", "supplier", "line"], STOCK, problems)? {
            let note = NoteRef::take(object, problems);
            let line = object.bounded("line", &limit::LINE, problems);
            return Some(Self::Line { note: note?, line: line? });
        }
        let lot = LotRef::take(object, problems);
        let owner = object.field("owner", problems);
        let holder = object.field("holder", problems);
        let place = object.field("place", problems);
        let status = object.field("status", problems);
        Some(Self::Stock { lot: lot?, owner: owner?, holder: holder?, place: place?, status: status? })
    }

    fn put(&self, object: &mut Map<String, Value>) {
        match self {
            Self::Line { note, line } => {
                note.put(object);
                put_field(object, "line", line);
            }
            Self::Stock { lot, owner, holder, place, status } => {
                lot.put(object);
                put_field(object, "owner", owner);
                put_field(object, "holder", holder);
                put_field(object, "place", place);
                put_field(object, "status", status);
            }
        }
    }

    fn describe(schema: &mut ObjectSchema<'_>) {
        schema.one_of(&[
            |form| {
                NoteRef::describe(form);
                form.bounded::<_, u16>("line", &limit::LINE, "The line of the note.");
            },
            |form| {
                LotRef::describe(form);
                form.field::<PartyRef>("owner", "Whose goods they are.");
                form.field::<Option<PartyRef>>("holder", "Who keeps them; default: the owner.");
                form.field::<PlaceRef>("place", "Where they lie.");
                form.field::<CustomsStatus>("status", "Their customs status until now.");
            },
        ]);
    }
}

impl Fields for Amendment {
    fn take(object: &mut Object<'_>, problems: &mut Problems) -> Option<Self> {
        if !object.form(&["annul"], &["lines"], problems)? {
            return object.bounded("lines", &Lines(limit::LINES), problems).map(Self::Lines);
        }
        let annul: bool = object.field("annul", problems)?;
        if !annul {
            object.problem(
                "field.one_of",
                "annul",
                "write `annul` as true, or the right quantities as `lines`",
                problems,
            );
        }
        annul.then_some(Self::Annul)
    }

    fn put(&self, object: &mut Map<String, Value>) {
        match self {
            Self::Annul => put_field(object, "annul", &true),
            Self::Lines(lines) => put_field(object, "lines", lines),
        }
    }

    fn describe(schema: &mut ObjectSchema<'_>) {
        schema.one_of(&[
            |form| form.constant("annul", true, "The document is annulled: all lines to zero."),
            |form| {
                form.bounded::<_, Vec<CorrectionLine>>("lines", &Lines(limit::LINES), "The right quantities.");
            },
        ]);
    }
}
