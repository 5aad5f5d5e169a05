//! What was measured, as text and as JSON.

use super::machine::{Times, rate};
use super::phases::Figures;
use crate::screen::Screen;
use crate::table::{Column, Table};
use serde_json::{Value, json};
use std::io;
use std::time::Duration;

pub(super) fn print(figures: &Figures, screen: &Screen) -> io::Result<()> {
    if screen.is_json() {
        return screen.json(&value(figures));
    }
    let machine = &figures.machine;
    screen.line(format!(
        "{}, {} cores, {} memory, load at the start {}",
        machine.processor, machine.cores, machine.memory, machine.load
    ))?;
    batches(figures, screen)?;
    clients(figures, screen)?;
    screen.heading("Bytes a note line (notes of 1 and of 10 lines)")?;
    for (name, bytes) in a_line(figures) {
        screen.line(format!("  {name:<12}{bytes:>8}"))?;
    }
    screen.heading("The rest")?;
    for (name, value) in rest(figures) {
        screen.line(format!("  {name:<50}{value}"))?;
    }
    Ok(())
}

fn batches(figures: &Figures, screen: &Screen) -> io::Result<()> {
    screen.heading("One client, durable batches: JSON text, parse, decide, encode, sync")?;
    let mut table = Table::new([
        Column::Left("batch"),
        Column::Right("lines"),
        Column::Right("lines/s"),
        Column::Right("p50"),
        Column::Right("p99"),
        Column::Right("CPU us/line"),
    ]);
    for batch in &figures.batches {
        table.row([
            batch.name.to_owned(),
            batch.lines.to_string(),
            rate(batch.lines, batch.took).to_string(),
            time(batch.commits.permille(500)),
            time(batch.commits.permille(990)),
            tenths(batch.processor, batch.lines),
        ]);
    }
    table.row([
        "the same bytes, bare journal".to_owned(),
        figures.bytes.lines.to_string(),
        rate(lines(figures), figures.bare_took).to_string(),
        String::new(),
        String::new(),
        String::new(),
    ]);
    table.print(screen)
}

fn clients(figures: &Figures, screen: &Screen) -> io::Result<()> {
    screen.heading("Clients at once, single notes of one line, each waits for its answer")?;
    let mut table = Table::new([
        Column::Right("clients"),
        Column::Right("notes/s"),
        Column::Right("p50"),
        Column::Right("p99"),
        Column::Right("longest"),
    ]);
    for clients in &figures.clients {
        table.row([
            clients.count.to_string(),
            rate(clients.notes, clients.took).to_string(),
            time(clients.commits.permille(500)),
            time(clients.commits.permille(990)),
            time(clients.commits.longest()),
        ]);
    }
    table.print(screen)
}

fn lines(figures: &Figures) -> usize {
    usize::try_from(figures.bytes.lines).unwrap_or(0)
}

fn a_line(figures: &Figures) -> [(&'static str, u64); 4] {
    let bytes = &figures.bytes;
    let of = |part: u64| part.checked_div(bytes.lines).unwrap_or(0);
    [
        ("core", of(bytes.core)),
        ("openings", of(bytes.openings)),
        ("lineage", of(bytes.lineage)),
        ("snapshot", of(bytes.snapshot)),
    ]
}

fn rest(figures: &Figures) -> Vec<(String, String)> {
    let restart = &figures.restart;
    let largest = figures.batches.last();
    let whole = largest.map_or(0, |batch| rate(batch.lines, batch.took));
    let bare = rate(lines(figures), figures.bare_took);
    let share = whole.saturating_mul(100).checked_div(bare).unwrap_or(0);
    let bytes_each = figures.stock_bytes.checked_div(u64::try_from(figures.stock_records).unwrap_or(1)).unwrap_or(0);
    let commits = &figures.during_snapshot;
    let mut rows = vec![
        ("whole pipeline against the bare journal".to_owned(), format!("{share} %")),
        ("memory of a live stock record".to_owned(), format!("{bytes_each} bytes ({} records)", figures.stock_records)),
        ("snapshot took".to_owned(), time(figures.snapshot_took)),
        ("longest commit meanwhile".to_owned(), format!("{} (of {})", time(commits.longest()), commits.0.len())),
        (format!("start after kill -9, {} entries, no snapshot", restart.entries), time(restart.from_journal)),
        (format!("start with a snapshot, {} entries after it", restart.after_snapshot), time(restart.from_snapshot)),
    ];
    for trace in &figures.traces {
        let name = format!("trace {} of {} nodes, 10 hops", trace.direction, trace.nodes);
        rows.push((name, format!("warm {}, first {}", time(trace.warm), time(trace.cold))));
    }
    rows
}

/// A time in three figures or so.
fn time(time: Duration) -> String {
    let micros = time.as_micros();
    match micros {
        0..1_000 => format!("{micros} us"),
        1_000..100_000 => format!("{}.{} ms", micros / 1000, micros % 1000 / 100),
        100_000..10_000_000 => format!("{} ms", micros / 1000),
        _ => format!("{}.{} s", micros / 1_000_000, micros % 1_000_000 / 100_000),
    }
}

/// Microseconds each, with a tenth.
fn tenths(time: Duration, count: usize) -> String {
    let tenths = (time.as_micros() * 10).checked_div(u128::try_from(count).unwrap_or(1)).unwrap_or(0);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn commits(times: &Times) -> Value {
    json!({
        "count": times.0.len(), "p50_us": micros(times.permille(500)), "p99_us": micros(times.permille(990)),
        "longest_us": micros(times.longest()),
    })
}

fn value(figures: &Figures) -> Value {
    let machine = &figures.machine;
    let batches: Vec<Value> = figures
        .batches
        .iter()
        .map(|batch| {
            json!({
                "batch": batch.name, "lines_a_batch": batch.lines_each, "lines": batch.lines,
                "lines_per_second": rate(batch.lines, batch.took), "processor_us": micros(batch.processor),
                "commits": commits(&batch.commits),
            })
        })
        .collect();
    let clients: Vec<Value> = figures
        .clients
        .iter()
        .map(|one| {
            json!({"clients": one.count, "notes_per_second": rate(one.notes, one.took), "commits": commits(&one.commits)})
        })
        .collect();
    let traces: Vec<Value> = figures
        .traces
        .iter()
        .map(|one| {
            json!({"direction": one.direction, "nodes": one.nodes, "first_us": micros(one.cold), "warm_us": micros(one.warm)})
        })
        .collect();
    let bytes: serde_json::Map<String, Value> =
        a_line(figures).into_iter().map(|(name, bytes)| (name.to_owned(), bytes.into())).collect();
    json!({
        "machine": {
            "processor": machine.processor, "cores": machine.cores, "memory": machine.memory, "load": machine.load,
        },
        "batches": batches,
        "clients": clients,
        "bytes_a_line": bytes,
        "bare_journal": {"entries": figures.bare_lines, "lines_per_second": rate(lines(figures), figures.bare_took)},
        "stock_record": {"records": figures.stock_records, "bytes": figures.stock_bytes},
        "snapshot": {"took_us": micros(figures.snapshot_took), "commits_meanwhile": commits(&figures.during_snapshot)},
        "restart": {
            "entries": figures.restart.entries, "from_journal_us": micros(figures.restart.from_journal),
            "from_snapshot_us": micros(figures.restart.from_snapshot),
            "entries_after_snapshot": figures.restart.after_snapshot,
        },
        "traces": traces,
    })
}
