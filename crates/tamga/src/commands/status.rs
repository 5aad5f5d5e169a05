//! `tamga status`: what is in the registry, and how it is.

use crate::cli::Common;
use crate::screen::{Screen, Tone};
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use serde_json::json;
use std::fs;
use std::path::Path;

const AFTER: &str = "\
Examples:
  tamga status
  tamga status --json     for a monitor
  tamga status --digest   one number for the whole state

Exit code 1: something wants attention (a snapshot failed, or a torn write was set aside).

Next: `tamga verify` checks everything; docs/guides/operate.md says what to watch.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Also compute the digest of the whole state, to compare two registries, or one and its `verify --json`
    #[arg(long)]
    digest: bool,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    let status = session.registry().status();
    let opened = session.opened();
    let state = if options.digest { Some(digest(&session)?) } else { None };
    let bytes = size(session.store());
    let (stock, open) = session.view(|view| {
        Ok::<_, Trouble>((view.books.state.stock.records.iter().count(), view.books.state.open_discrepancies().count()))
    })?;
    let tables: Vec<_> = session.registry().tables().imported().iter().map(|one| one.name.to_string()).collect();
    let torn = opened.torn.as_ref().map(|torn| format!("{} bytes: {}", torn.bytes, torn.why));
    let wants = torn.is_some() || !opened.broken.is_empty() || status.snapshot_fault.is_some();
    if screen.is_json() {
        screen.json(&json!({
            "store": session.store().display().to_string(), "entries": status.entries, "epoch": status.epoch,
            "root": status.root.to_string(), "lots": status.lots, "notes": status.notes, "parties": status.parties,
            "moves": status.moves, "stock_records": stock, "open_discrepancies": open, "bytes": bytes,
            "snapshot_entry": status.snapshot_seq, "snapshot_fault": status.snapshot_fault,
            "replayed_at_start": opened.replayed, "start_ms": u64::try_from(opened.took.as_millis()).unwrap_or(u64::MAX),
            "broken_snapshots": opened.broken, "imported_tables": tables, "torn": torn, "state": state,
        }))?;
        return Ok(Ending::finding(wants));
    }
    screen.line(screen.paint(Tone::Head, &format!("registry in {}", session.store().display())))?;
    let rows = [
        ("entries", status.entries.to_string()),
        ("log root", status.root.to_string()),
        ("epoch", format!("{} (grows with each restore)", status.epoch)),
        ("lots", status.lots.to_string()),
        ("notes", status.notes.to_string()),
        ("parties", status.parties.to_string()),
        ("stock records", stock.to_string()),
        ("open discrepancies", open.to_string()),
        ("moves of goods", status.moves.to_string()),
        ("on disk", megabytes(bytes)),
        ("snapshot", snapshot(status.snapshot_seq)),
        ("imported tables", if tables.is_empty() { "none".to_owned() } else { tables.join(", ") }),
        ("start", format!("{} ms, {} entries read after the snapshot", opened.took.as_millis(), opened.replayed)),
    ];
    for (name, value) in rows {
        screen.line(format!("  {name:<20}{value}"))?;
    }
    if let Some(state) = state {
        screen.line(format!("  {:<20}{state}", "state"))?;
    }
    for broken in &opened.broken {
        screen.line(screen.paint(Tone::Bad, &format!("  {broken} (not used; the journal was read instead)")))?;
    }
    if let Some(fault) = &status.snapshot_fault {
        screen.line(screen.paint(Tone::Bad, &format!("  the last snapshot failed: {fault}")))?;
    }
    if let Some(torn) = torn {
        let text = format!("  a crash tore the last write ({torn}); it was never answered for and is set aside");
        screen.line(screen.paint(Tone::Note, &text))?;
    }
    Ok(Ending::finding(wants))
}

fn digest(session: &Session) -> Result<String, Trouble> {
    let digest = session.registry().state_digest().map_err(|fault| session.trouble(&fault))?;
    Ok(hex(&digest))
}

/// Bytes as digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn snapshot(seq: u64) -> String {
    if seq == 0 { "none yet".to_owned() } else { format!("up to entry {seq}") }
}

pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

/// Bytes of all files under a directory; what cannot be read counts nothing.
pub(crate) fn size(dir: &Path) -> u64 {
    let items = fs::read_dir(dir).into_iter().flatten().flatten();
    items
        .map(|item| match item.metadata() {
            Ok(data) if data.is_dir() => size(&item.path()),
            Ok(data) => data.len(),
            Err(_) => 0,
        })
        .sum()
}
