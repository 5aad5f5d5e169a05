//! `tamga status`: what is in the registry, and how it is.

mod books;
mod care;
mod show;

use crate::cli::Common;
use crate::screen::Screen;
use crate::session::{self, Session};
use crate::trouble::{Ending, Trouble};
use crate::{fields, words};
use books::BooksNow;
use care::Care;
use registry::{Fault, Glance, Opened, Registry, Status};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use trade::date::{Day, Timestamp};

const AFTER: &str = "\
Examples:
  tamga status
  tamga status --json              for a monitor
  tamga status --max-backup-age 26 hours until the newest copy counts as old
  tamga status --digest            one number for the whole state

While another process works with the registry, only what the files say is told, without the books.

Exit code 1: something wants care; each is named.

Next: `tamga verify` checks everything; docs/guides/operate.md says what to watch.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Also compute the digest of the whole state, to compare two registries, or one and its `verify --json`
    #[arg(long)]
    digest: bool,
    /// The day to judge deadlines by [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<Day>,
    /// Hours after which the newest copy is too old; without it copies are only told
    #[arg(long, value_name = "HOURS")]
    max_backup_age: Option<u32>,
}

/// How long it is waited for the lists, which follow the books.
const LISTS_WITHIN: Duration = Duration::from_millis(500);

/// All that is told.
struct Report<'a> {
    dir: &'a Path,
    glance: Glance,
    reserve: u64,
    now: Timestamp,
    full: Result<Full, String>,
    care: Vec<Care>,
}

/// What only an open registry knows.
struct Full {
    status: Status,
    opened: Opened,
    books: BooksNow,
    state: Option<String>,
    /// Names of imported tables.
    tables: Vec<String>,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let dir = session::existing(&common.store)?;
    let settings = session::settings_of(common)?;
    let day = options.day.unwrap_or_else(fields::today);
    let full = match Registry::open(&dir, settings.clone()) {
        Ok((registry, opened)) => Ok(look(options, &Session::opened_as(registry, opened, dir.clone()), day)?),
        Err(Fault::Store(store::Fault::InUse { pid, .. })) => {
            Err(pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}")))
        }
        Err(fault) => return Err(session::trouble(&fault, &dir)),
    };
    let glance = registry::glance(&dir, &settings).map_err(|fault| session::trouble(&fault, &dir))?;
    let now = fields::now();
    let mut report = Report { dir: &dir, glance, reserve: settings.reserve_bytes, now, full, care: Vec::new() };
    report.care = care::find(&report, options.max_backup_age);
    if screen.is_json() {
        screen.json(&report.value())?;
    } else {
        show::print(&report, screen)?;
    }
    Ok(Ending::finding(!report.care.is_empty()))
}

fn look(options: &Options, session: &Session, day: Day) -> Result<Full, Trouble> {
    let tables = session.registry().tables();
    session.wait_listed(LISTS_WITHIN);
    let digest = || session.registry().state_digest().map_err(|fault| session.trouble(&fault));
    Ok(Full {
        status: session.registry().status(),
        opened: session.opened().clone(),
        books: session.view(|view| Ok(BooksNow::of(view, day)))?,
        tables: tables.imported().iter().map(|one| one.name.to_string()).collect(),
        state: if options.digest { Some(hex(&digest()?)) } else { None },
    })
}

impl Report<'_> {
    /// Age in whole hours of a moment.
    fn hours_since(&self, then: Timestamp) -> i64 {
        self.now.millis().saturating_sub(then.millis()) / 3_600_000
    }

    /// When the newest copy that was noted was taken.
    fn copied_at(&self) -> Option<Timestamp> {
        self.glance.newest_copy.as_ref()?["taken_at"].as_str()?.parse().ok()
    }

    fn value(&self) -> Value {
        let (glance, usage) = (&self.glance, &self.glance.usage);
        let mut value = json!({
            "store": self.dir.display().to_string(), "entries": glance.entries, "epoch": glance.epoch,
            "bytes": usage.total(), "bytes_journal": usage.journal, "bytes_snapshots": usage.snapshots,
            "bytes_lineage": usage.lineage, "bytes_keys": usage.keys, "bytes_views": usage.views, "bytes_other": usage.other,
            "bytes_free": usage.free, "reserve": self.reserve,
            "snapshot_at": glance.snapshot_at.map(|at| at.to_string()),
            "newest_backup": glance.newest_copy, "in_use_by": self.full.as_ref().err(),
            "stated": glance.stated.map(|stated| json!({"entries": stated.size, "root": hex(&stated.root)})),
            "care": self.care.iter().map(|care| json!({"what": care.what, "say": care.say})).collect::<Vec<_>>(),
        });
        if let (Ok(full), Some(fields)) = (&self.full, value.as_object_mut()) {
            fields.extend(full.value().as_object().cloned().unwrap_or_default());
        }
        value
    }
}

impl Full {
    fn value(&self) -> Value {
        let (status, opened, books) = (&self.status, &self.opened, &self.books);
        json!({
            "entries": status.entries, "root": status.root.to_string(), "lots": status.lots, "notes": status.notes,
            "parties": status.parties, "moves": status.moves, "stock_records": books.stock,
            "open_notes": books.open_notes, "overdue_notes": books.overdue_notes, "due_notes": books.due_notes,
            "oldest_open_note": books.oldest.as_ref().map(|note| json!({
                "note": note.number, "status": note.status, "day": words::day(note.day), "due": note.due.map(words::day),
            })),
            "open_discrepancies": books.open_discrepancies, "overdue_discrepancies": books.overdue_discrepancies,
            "snapshot_entry": status.snapshot_seq, "snapshot_fault": status.snapshot_fault,
            "replayed_at_start": opened.replayed, "start_ms": u64::try_from(opened.took.as_millis()).unwrap_or(u64::MAX),
            "imported_tables": self.tables, "listed_entries": status.listed_seq,
            "listed_fault": status.listed_fault, "broken_snapshots": opened.broken, "torn": self.torn(), "state": self.state,
        })
    }

    fn torn(&self) -> Option<String> {
        self.opened.torn.as_ref().map(|torn| format!("{} bytes: {}", torn.bytes, torn.why))
    }
}

/// Bytes as digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
