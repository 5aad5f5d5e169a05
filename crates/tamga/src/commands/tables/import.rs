//! An edition from a file into the registry.

use crate::cli::Common;
use crate::screen::{Screen, Tone};
use crate::session;
use crate::trouble::{Ending, Trouble};
use csv::{ReaderBuilder, StringRecord};
use serde_json::json;
use std::path::{Path, PathBuf};
use store::files::RealFiles;
use store::tables::TABLE_BYTES_MAX;
use trade::code::Nomenclature;
use trade::nomenclature::{Draft, DraftRow, Edition, Manifest, read, to_file};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// CSV or TSV; or a folder with `manifest.toml` and `rows.csv`
    file: PathBuf,
    /// `hs`, `cn` or `tnved`
    #[arg(long, default_value = "")]
    kind: String,
    /// Name of the edition, as answers quote it
    #[arg(long, default_value = "")]
    name: String,
    /// The first day it is in force
    #[arg(long, value_name = "DAY", default_value = "")]
    from: String,
    /// The last day it is in force [default: open]
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// Who issued it
    #[arg(long, default_value = "")]
    publisher: String,
    /// Where the table is from: act, address, day of retrieval
    #[arg(long, default_value = "")]
    source: String,
    /// On which terms it may be used
    #[arg(long, default_value = "")]
    licence: String,
    /// Check only; keep nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let dir = session::existing(&common.store)?;
    let (manifest, rows) = sources(options)?;
    let files = RealFiles::shared();
    let mut tables = registry::load_tables(&*files, &dir).map_err(|fault| session::trouble(&fault, &dir))?;
    let nomenclature = Nomenclature::ALL.into_iter().find(|one| one.word() == manifest.kind);
    let known = nomenclature.and_then(|nomenclature| tables.take(nomenclature, &manifest.name));
    let edition = read(&manifest, &draft(&rows)?, &tables).map_err(|problems| {
        Trouble::input(format!("{} cannot be imported; nothing was kept", options.file.display()))
            .problems(problems.into_iter())
            .next("mend all of these; columns and rules: docs/reference/tables.md")
    })?;
    if known.is_some_and(|known| to_file(&known) != to_file(&edition)) {
        return Err(Trouble::input(format!("there is another edition with the name {}", edition.name))
            .next("an edition is never replaced: give the corrected table a name and a first day of its own"));
    }
    let is_new = if options.dry_run {
        true
    } else {
        registry::keep_edition(&*files, &dir, &edition).map_err(|fault| session::trouble(&fault, &dir))?
    };
    tell(&edition, is_new, options.dry_run, screen)?;
    Ok(Ending::Done)
}

fn tell(edition: &Edition, is_new: bool, dry_run: bool, screen: &Screen) -> std::io::Result<()> {
    let result = match (dry_run, is_new) {
        (true, _) => "checked",
        (false, true) => "kept",
        (false, false) => "known",
    };
    if screen.is_json() {
        let (name, rows, sha256) = (&edition.name, edition.rows, edition.sha256());
        return screen.json(&json!({"result": result, "edition": name, "rows": rows, "sha256": sha256}));
    }
    let words = match result {
        "checked" => "can be imported; nothing was kept",
        "kept" => "is kept, and judges documents from now on (a running registry: from its next start on)",
        _ => "was there already; nothing changed",
    };
    screen.line(screen.paint(Tone::Good, &format!("{} ({} codes) {words}", edition.name, edition.rows)))?;
    screen.line("Next: `tamga tables list`, `tamga tables diff BEFORE AFTER`")
}

/// The manifest, of arguments or of a folder, and the file of rows.
fn sources(options: &Options) -> Result<(Manifest, PathBuf), Trouble> {
    if !options.file.is_dir() {
        let manifest = Manifest {
            kind: options.kind.clone(),
            name: options.name.clone(),
            from: options.from.clone(),
            to: options.to.clone(),
            publisher: options.publisher.clone(),
            source: options.source.clone(),
            licence: options.licence.clone(),
            sha256: None,
        };
        return Ok((manifest, options.file.clone()));
    }
    let path = options.file.join("manifest.toml");
    let manifest = toml::from_str(&text(&path)?).map_err(|error| {
        Trouble::input(format!("{} is no manifest of a table", path.display()))
            .because(&error)
            .next("its fields: kind, name, from, to, publisher, source, licence (docs/reference/tables.md)")
    })?;
    Ok((manifest, options.file.join("rows.csv")))
}

fn text(path: &Path) -> Result<String, Trouble> {
    let cannot = || Trouble::input(format!("{} cannot be read", path.display()));
    let size = std::fs::metadata(path).map_err(|error| cannot().because(&error).next("check the name"))?.len();
    if size > u64::try_from(TABLE_BYTES_MAX).unwrap_or(u64::MAX) {
        return Err(cannot().next(format!("a table has at most {TABLE_BYTES_MAX} bytes")));
    }
    let bytes = std::fs::read(path).map_err(|error| cannot().because(&error).next("check the name"))?;
    String::from_utf8(bytes).map_err(|_| cannot().next("write it as UTF-8 text, not packed"))
}

/// The rows of a file: separated by tabs, semicolons or commas, as its first line says.
fn draft(path: &Path) -> Result<Draft, Trouble> {
    let text = text(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let first = text.lines().next().unwrap_or_default();
    let separator = [b'\t', b';', b','].into_iter().find(|one| first.as_bytes().contains(one)).unwrap_or(b',');
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .quoting(separator != b'\t')
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        records.push(record.map_err(|error| {
            Trouble::input(format!("{} is no table", path.display())).because(&error).next("write it as CSV or TSV")
        })?);
    }
    let cells = |record: &StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let columns = records.first().map(|record| record.iter().map(|name| name.trim().to_owned()).collect());
    let rows = records
        .iter()
        .skip(1)
        .map(|record| DraftRow { line: record.position().map_or(0, csv::Position::line), cells: cells(record) });
    Ok(Draft { columns: columns.unwrap_or_default(), rows: rows.collect() })
}
