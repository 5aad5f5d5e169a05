//! The lists of a registry, open: names and numbers of what is in them.

use crate::cli::Common;
use crate::commands::status::hex;
use crate::drawing;
use crate::progress::Progress;
use crate::screen::{Screen, Tone};
use crate::session;
use crate::trouble::{Ending, Trouble};
use clap::builder::RangedU64ValueParser;
use registry::{Fault, Lists};
use std::path::PathBuf;
use std::time::Duration;
use trade::public_number::PublicNumber;
use views::{Ask, Reader};

/// How long `--wait` waits.
const WAIT: Duration = Duration::from_mins(10);
/// Entries from which on bringing lists up to date shows progress.
const LONG: u64 = 5_000;

/// A number of rows to show, at least one: none would look as if nothing fitted.
pub(crate) fn rows() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..)
}

/// Lists that are looked at.
pub(crate) struct Looking {
    lists: Lists,
    store: PathBuf,
    /// Entries in the journal.
    pub(crate) entries: u64,
}

/// Opens the lists of the registry named on the command line.
pub(crate) fn open(common: &Common, wait: bool, screen: &Screen) -> Result<Looking, Trouble> {
    let store = session::existing(&common.store)?;
    let settings = session::settings_of(common)?;
    let mut progress: Option<Progress> = None;
    let mut show = |done: u64, all: u64| {
        if all >= LONG {
            let bar = progress.get_or_insert_with(|| Progress::of_bytes(Some(all), "bringing the lists up to date"));
            bar.at(done, format!("entry {done} of {all}"));
        }
    };
    let lists = Lists::open(&store, &settings, &mut show).map_err(|fault| trouble(&fault, &store))?;
    progress.iter().for_each(Progress::end);
    if lists.torn.is_some() {
        screen.complain("note: a crash tore the last write; it was never answered for and is set aside");
    }
    let entries = lists.entries;
    if wait && !lists.wait(entries, WAIT).map_err(|fault| trouble(&fault, &store))? {
        return Err(Trouble::fault(format!("the lists did not reach entry {entries} in ten minutes"))
            .next("look at `tamga status`, or ask without --wait"));
    }
    Ok(Looking { lists, store, entries })
}

impl Looking {
    /// Asks the views.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Reader) -> Result<T, views::Fault>) -> Result<T, Trouble> {
        question(&self.lists.reader).map_err(|fault| match fault {
            views::Fault::Ask(ask) => misunderstood(&ask),
            other => trouble(&other.into(), &self.store),
        })
    }

    /// Public number of a lot; empty for none. So are the others.
    pub(crate) fn lot_number(&self, id: i64) -> String {
        number(id, |id| self.lists.numbers.lot(ledger::LotId(id)))
    }

    pub(crate) fn note_number(&self, id: i64) -> String {
        number(id, |id| self.lists.numbers.note(ledger::NoteId(id)))
    }

    pub(crate) fn transport_number(&self, id: i64) -> String {
        number(id, |id| self.lists.numbers.transport(ledger::TransportId(id)))
    }

    pub(crate) fn discrepancy_number(&self, id: i64) -> String {
        number(id, |id| self.lists.numbers.discrepancy(ledger::DiscrepancyId(id)))
    }

    /// The lot with a public number.
    pub(crate) fn lot(&self, text: &str) -> Result<u32, Trouble> {
        let found = text.parse::<PublicNumber>().ok().and_then(|number| self.lists.numbers.find_lot(&number));
        found.map(|lot| lot.0).ok_or_else(|| {
            Trouble::input(format!("`{text}` is no number of a lot here"))
                .next("write it as KZ-L-…; `tamga list lots --document NUMBER` lists those of a document")
        })
    }

    /// The note with a public number.
    pub(crate) fn note(&self, text: &str) -> Result<u32, Trouble> {
        let found = text.parse::<PublicNumber>().ok().and_then(|number| self.lists.numbers.find_note(&number));
        found.map(|note| note.0).ok_or_else(|| {
            Trouble::input(format!("`{text}` is no number of a note here"))
                .next("write it as KZ-N-…; `tamga list notes --text NUMBER` finds it by its own number")
        })
    }

    /// What a picture of the lists is made of.
    pub(crate) fn about(&self, title: String, question: String, position: u64) -> Result<picture::About, Trouble> {
        let leaf = self.ask(Reader::leaf)?;
        let leaf = hex(&leaf);
        Ok(drawing::about_entry(
            title,
            question,
            position,
            ("Leaf of it in the log", leaf),
            self.lists.numbers.prefix.to_string(),
        ))
    }

    /// Says how far the lists are, where that is not all.
    pub(crate) fn tell_position(&self, position: u64, screen: &Screen) -> Result<(), Trouble> {
        if position < self.entries {
            let text = format!(
                "As of entry {position} of {}: another program works with the registry. --wait waits for the rest.",
                self.entries
            );
            screen.line(screen.paint(Tone::Note, &text))?;
        }
        Ok(())
    }

    /// How the command ends when nothing was found.
    pub(crate) fn found(any: bool) -> Ending {
        Ending::finding(!any)
    }
}

fn number(id: i64, spell: impl Fn(u32) -> PublicNumber) -> String {
    u32::try_from(id).ok().filter(|id| *id != 0).map(|id| spell(id).to_string()).unwrap_or_default()
}

fn misunderstood(ask: &Ask) -> Trouble {
    let trouble = Trouble::input(ask.to_string());
    match ask {
        Ask::Filter { .. } => trouble.next("`tamga help list` says which filters each list has"),
        Ask::Word { .. } => trouble,
        Ask::Unknown { what, .. } => trouble.next(format!("`tamga find TEXT` looks for a {what} by any of its names")),
        Ask::Several { .. } => trouble.next("name one of these"),
        Ask::Cursor(_) => {
            trouble.next("use the place that the page before named, with the same list, filters and order")
        }
    }
}

fn trouble(fault: &Fault, store: &std::path::Path) -> Trouble {
    match fault {
        Fault::Views(views::Fault::Missing { .. }) => {
            Trouble::input("another program works with the registry and has not begun its lists yet")
                .because(fault)
                .next("try again in a moment")
        }
        Fault::Views(_) => Trouble::fault("the lists cannot be read")
            .because(fault)
            .next(format!("they can be deleted and are built again: rm -r {}/views", store.display())),
        other => session::trouble(other, store),
    }
}
