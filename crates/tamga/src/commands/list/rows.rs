//! The rows of each list, with names instead of ids.

use crate::lists::Looking;
use crate::sheet::{Cell, Cells};
use crate::trouble::Trouble;
use crate::words;
use ledger::lifecycle::Status;
use ledger::records::DiscrepancyKind;
use trade::command::{CustomsStatus, NoteKind};
use trade::date::Timestamp;
use trade::place::PlaceRef;
use views::{Fault, List, Reader, TextField, code, country, currency, day, quantity, unit};

/// The cells of a row, in the order of the list's columns.
pub(crate) fn cells(list: List, id: i64, looking: &Looking) -> Result<Cells, Trouble> {
    let row = Row { looking, id };
    looking.ask(|reader| {
        let cells = match list {
            List::Notes => row.note(reader),
            List::Documents => row.document(reader),
            List::Lots => row.lot(reader),
            List::Stock => row.stock(reader),
            List::Transports => row.transport(reader),
            List::Crossings => row.crossing(reader),
            List::Acts => row.act(reader),
            List::Discrepancies => row.discrepancy(reader),
            List::Entries => row.entry(reader),
            List::Parties => row.party(reader),
            List::Places => row.place(reader),
        }?;
        // A record that went since its id was read, such as stock that was used up, has an empty row.
        Ok(cells.unwrap_or_else(|| super::fields(list).iter().map(|_| Cell::None).collect()))
    })
}

struct Row<'a> {
    looking: &'a Looking,
    id: i64,
}

type Found = Result<Option<Cells>, Fault>;

impl Row<'_> {
    fn note(&self, reader: &Reader) -> Found {
        let Some(row) = reader.note(self.id)? else { return Ok(None) };
        let kind = NoteKind::ALL.iter().find(|kind| i64::from(kind.number()) == row.kind);
        Ok(Some(vec![
            Cell::text(self.looking.note_number(self.id)),
            text(reader, List::Notes, self.id, TextField::Number)?,
            date(row.day),
            Cell::text(kind.map_or("", |kind| kind.as_str())),
            Cell::text(status(row.status)),
            Cell::text(reader.party(row.supplier)?),
            Cell::text(reader.party(row.recipient)?),
            Cell::text(reader.place(row.from_place)?),
            Cell::text(reader.place(row.to_place)?),
            Cell::text(country(row.destination)),
            Cell::text(reader.party(row.carrier)?),
            Cell::Count(row.lines),
            date(row.due),
            Cell::Count(row.seq),
            Cell::Count(row.last_seq),
        ]))
    }

    fn document(&self, reader: &Reader) -> Found {
        let Some(row) = reader.document(self.id)? else { return Ok(None) };
        Ok(Some(vec![
            Cell::text(Reader::kind(row.kind)),
            text(reader, List::Documents, self.id, TextField::Number)?,
            date(row.day),
            Cell::text(reader.party(row.principal)?),
            Cell::text(reader.place(row.place)?),
            Cell::Count(row.lots),
            Cell::Count(row.seq),
        ]))
    }

    fn lot(&self, reader: &Reader) -> Found {
        let Some(row) = reader.lot(self.id)? else { return Ok(None) };
        let flags = words::lot_flags(u16::try_from(row.flags).unwrap_or(0));
        Ok(Some(vec![
            Cell::text(self.looking.lot_number(self.id)),
            Cell::text(reader.document_name(row.document)?),
            Cell::Count(row.line),
            date(row.day),
            Cell::text(reader.party(row.principal)?),
            Cell::text(code(row.code)),
            Cell::text(country(row.origin)),
            Cell::number(quantity(row.quantity)),
            measure(row.unit),
            some(row.net_mass),
            some(row.value),
            Cell::text(currency(row.currency)),
            text(reader, List::Lots, self.id, TextField::Description)?,
            Cell::text(flags.join(", ")),
        ]))
    }

    fn stock(&self, reader: &Reader) -> Found {
        let Some(row) = reader.stock(self.id)? else { return Ok(None) };
        let status = CustomsStatus::ALL.iter().find(|status| i64::from(status.number()) == row.status);
        let available = quantity(row.quantity).checked_sub(quantity(row.reserved)).unwrap_or_default();
        Ok(Some(vec![
            Cell::text(self.looking.lot_number(row.lot)),
            Cell::text(code(row.code)),
            Cell::text(country(row.origin)),
            Cell::text(reader.party(row.owner)?),
            Cell::text(reader.party(row.holder)?),
            Cell::text(reader.place(row.place)?),
            Cell::text(status.map_or("", |status| status.as_str())),
            Cell::number(quantity(row.quantity)),
            Cell::number(available),
            measure(row.unit),
            some(row.net_mass),
            text(reader, List::Lots, row.lot, TextField::Description)?,
        ]))
    }

    fn transport(&self, reader: &Reader) -> Found {
        let Some(row) = reader.transport(self.id)? else { return Ok(None) };
        Ok(Some(vec![
            Cell::text(self.looking.transport_number(self.id)),
            text(reader, List::Transports, self.id, TextField::Number)?,
            date(row.day),
            Cell::text(reader.party(row.carrier)?),
            all(reader, List::Transports, self.id, TextField::Vehicle)?,
            all(reader, List::Transports, self.id, TextField::Seal)?,
            Cell::text(reader.party(row.driver)?),
            Cell::count(reader.loads(self.id)?.len()),
            Cell::Count(row.seq),
        ]))
    }

    fn crossing(&self, reader: &Reader) -> Found {
        let Some(row) = reader.crossing(self.id)? else { return Ok(None) };
        let own = all(reader, List::Crossings, self.id, TextField::Vehicle)?;
        let vehicles = match own {
            Cell::None if row.transport != 0 => all(reader, List::Transports, row.transport, TextField::Vehicle)?,
            own => own,
        };
        Ok(Some(vec![
            moment(row.at),
            Cell::text(reader.place(row.post)?),
            Cell::text(one_of(row.direction, &["out", "in"])),
            vehicles,
            all(reader, List::Crossings, self.id, TextField::Seal)?,
            Cell::text(self.looking.transport_number(row.transport)),
            Cell::text(self.looking.note_number(row.note)),
            Cell::text(reader.party(row.officer)?),
            Cell::Count(self.id),
        ]))
    }

    fn act(&self, reader: &Reader) -> Found {
        let Some(row) = reader.act(self.id)? else { return Ok(None) };
        Ok(Some(vec![
            moment(row.at),
            Cell::text(one_of(row.form, &["inspection", "examination"])),
            text(reader, List::Documents, row.document, TextField::Number)?,
            Cell::text(reader.place(row.post)?),
            Cell::text(one_of(row.result, &["pass", "hold", "detain"])),
            Cell::text(self.looking.note_number(row.note)),
            Cell::text(reader.party(row.officer)?),
            Cell::Count(self.id),
        ]))
    }

    fn discrepancy(&self, reader: &Reader) -> Found {
        let Some(row) = reader.discrepancy(self.id)? else { return Ok(None) };
        let kind = DiscrepancyKind::ALL.iter().find(|(kind, _)| i64::from(*kind as u8) == row.kind);
        let line = reader.line(row.line)?;
        let lot = reader.lot(row.lot)?;
        Ok(Some(vec![
            Cell::text(self.looking.discrepancy_number(self.id)),
            Cell::text(kind.map_or("", |(_, name)| name)),
            Cell::text(self.looking.lot_number(row.lot)),
            Cell::text(line.map(|line| self.looking.note_number(line.note)).unwrap_or_default()),
            line.map_or(Cell::None, |line| Cell::Count(line.line)),
            some(row.quantity),
            lot.map_or(Cell::None, |lot| measure(lot.unit)),
            Cell::text(if row.owner == 0 { "the registry".to_owned() } else { reader.party(row.owner)? }),
            date(row.due),
            Cell::Count(row.seq),
            if row.resolved == 0 { Cell::None } else { Cell::Count(row.resolved) },
        ]))
    }

    fn entry(&self, reader: &Reader) -> Found {
        let Some(row) = reader.entry(self.id)? else { return Ok(None) };
        let words = match text(reader, List::Entries, self.id, TextField::Problem)? {
            Cell::None => text(reader, List::Entries, self.id, TextField::Remark)?,
            problem => problem,
        };
        Ok(Some(vec![
            Cell::Count(self.id),
            moment(row.recorded_at),
            Cell::text(Reader::kind(row.kind)),
            Cell::text(if row.refused == 1 { "refused" } else { "recorded" }),
            text(reader, List::Entries, self.id, TextField::Number)?,
            words,
        ]))
    }

    fn party(&self, reader: &Reader) -> Found {
        let Some(row) = reader.party_row(self.id)? else { return Ok(None) };
        Ok(Some(vec![
            Cell::text(reader.number(List::Parties, self.id)?.unwrap_or_else(|| format!("erased:{}", self.id))),
            text(reader, List::Parties, self.id, TextField::Title)?,
            Cell::Flag(row.person == 1),
            text(reader, List::Parties, self.id, TextField::Address)?,
            Cell::Count(row.seq),
        ]))
    }

    fn place(&self, reader: &Reader) -> Found {
        let Some(row) = reader.place_row(self.id)? else { return Ok(None) };
        let code = reader.place(self.id)?;
        let place = code.parse::<PlaceRef>().ok();
        Ok(Some(vec![
            Cell::text(code),
            Cell::text(place.as_ref().and_then(PlaceRef::name).unwrap_or_default()),
            Cell::Count(row.seq),
        ]))
    }
}

/// The status of a note by its number.
pub(crate) fn status(number: i64) -> &'static str {
    Status::ALL.iter().find(|status| i64::from(**status as u8) == number).map_or("", |status| status.name())
}

fn text(reader: &Reader, list: List, id: i64, field: TextField) -> Result<Cell, Fault> {
    Ok(Cell::text(reader.text(list, id, field)?.unwrap_or_default()))
}

/// All texts of a field.
fn all(reader: &Reader, list: List, id: i64, field: TextField) -> Result<Cell, Fault> {
    let texts = reader.texts(list, id)?.into_iter().filter(|(of, _)| *of == field).map(|(_, text)| text);
    Ok(Cell::text(texts.collect::<Vec<_>>().join(", ")))
}

fn date(number: i64) -> Cell {
    let day = day(number);
    if day.is_empty() { Cell::None } else { Cell::Day(day) }
}

fn moment(millis: i64) -> Cell {
    Cell::text(Timestamp::from_millis(millis).map(|at| at.to_string()).unwrap_or_default())
}

fn measure(number: i64) -> Cell {
    Cell::text(unit(number).map(words::unit).unwrap_or_default())
}

/// A quantity, mass or value; none where it is zero.
fn some(micros: i64) -> Cell {
    if micros == 0 { Cell::None } else { Cell::number(quantity(micros)) }
}

fn one_of(number: i64, words: &[&'static str]) -> &'static str {
    let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    place.and_then(|place| words.get(place)).copied().unwrap_or_default()
}
