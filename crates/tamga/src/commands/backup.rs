//! `tamga backup`: a copy, while others may work with the registry.

use crate::cli::Common;
use crate::fields;
use crate::progress::Progress;
use crate::screen::{Screen, Tone};
use crate::session;
use crate::size::megabytes;
use crate::trouble::{Ending, Trouble};
use registry::{CopyOptions, Keep, Settings, Thinned};
use serde_json::json;
use std::path::{Path, PathBuf};
use store::{Identity, Receipt};

const AFTER: &str = "\
Examples:
  tamga backup /mnt/backup/registry-2026-11-25
  tamga backup --into /mnt/backup                  the copy gets a name with the time and the entry
  tamga backup --into /mnt/backup --keep 7 --keep-days 35
  tamga backup --check /mnt/backup/registry-2026-11-25

Copies journal, keys and secret as they are at one position. An import may go on meanwhile. The copy is read again
after it was written: every byte, the chain, the root. A copy without its file `backup` is incomplete, and is not
restored; the same command begins it anew.

With --into, closed segments are shared (hard links) with the newest copy there. --keep and --keep-days remove older
copies of this registry after the new one was checked: those that neither of them keeps. The copy opens everything
(unless its keys are wrapped, see `tamga keys`): keep it as safe as the registry.

Next: try the copy: `tamga --store ./trial restore COPY`, then `tamga --store ./trial verify`.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The directory of the copy; it must be empty or not there
    #[arg(required_unless_present_any = ["into", "check"], conflicts_with = "into")]
    to: Option<PathBuf>,
    /// A folder for dated copies
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// Keep so many of the newest copies in the folder
    #[arg(long, value_name = "N", conflicts_with = "no_verify", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    /// Keep copies in the folder that are not older than so many days
    #[arg(long, value_name = "DAYS", conflicts_with = "no_verify")]
    keep_days: Option<u32>,
    /// Do not read the copy again
    #[arg(long)]
    no_verify: bool,
    /// Make no copy; check this one
    #[arg(long, value_name = "COPY", conflicts_with_all = ["to", "into", "no_verify", "keep", "keep_days"])]
    check: Option<PathBuf>,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let settings = session::settings_of(common)?;
    if let Some(copy) = &options.check {
        return check(copy, &settings, screen);
    }
    if options.into.is_none() && (options.keep.is_some() || options.keep_days.is_some()) {
        return Err(Trouble::input("--keep and --keep-days are for a folder of copies").next("name it: --into FOLDER"));
    }
    let store = session::existing(&common.store)?;
    let trouble = |fault: &registry::Fault| session::trouble(fault, &store);
    let identity = Identity::open(&*settings.files, &store).map_err(|fault| trouble(&fault.into()))?;
    let (to, earlier) = match (&options.into, &options.to) {
        (Some(folder), _) => {
            std::fs::create_dir_all(folder).map_err(|error| no_folder(folder).because(&error))?;
            let newest = registry::newest_copy(&*settings.files, folder, identity.registry);
            (folder.join(dated(&store, &identity, &settings)?), newest.map_err(|fault| trouble(&fault))?)
        }
        (None, to) => (to.clone().unwrap_or_default(), None),
    };
    if to.is_file() {
        return Err(
            Trouble::input(format!("{} is a file", to.display())).next("name a directory that is not there yet")
        );
    }
    let progress = Progress::of_bytes(Some(0), "copying");
    let how = CopyOptions { no_verify: options.no_verify, earlier };
    let made = registry::backup(&store, &to, &settings, &how, &mut |done, total| progress.of(done, total));
    progress.end();
    let receipt = made.map_err(|fault| taken(&fault, &to).unwrap_or_else(|| trouble(&fault)))?;
    // Who may not write into the registry's directory may still make copies of it.
    let _ = store::receipt::note_newest(&*settings.files, &store, &absolute(&to), &receipt);
    let thinned = thin(options, &settings, &identity)?;
    print(&to, &receipt, thinned.as_ref(), !options.no_verify, screen)
}

/// What is wrong with the place of the copy, where that is it.
fn taken(fault: &registry::Fault, to: &Path) -> Option<Trouble> {
    let registry::Fault::Store(fault) = fault else { return None };
    let at = to.display();
    match fault {
        store::Fault::Exists { path } if path.starts_with(to) => Some(
            Trouble::input(format!("{at} is not empty"))
                .next("name a directory that is not there yet; nothing was changed"),
        ),
        store::Fault::InUse { path, .. } if path == to => {
            Some(Trouble::input(format!("another backup writes to {at}")).next("wait until it ends, or name another"))
        }
        store::Fault::NotWhole { path, .. } if path == to => Some(
            Trouble::fault(format!("the copy in {at} is not what was written"))
                .because(fault)
                .next("look at that disk"),
        ),
        _ => None,
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn no_folder(folder: &Path) -> Trouble {
    Trouble::input(format!("{} cannot be used for copies", folder.display())).next("name a folder that can be written")
}

/// `tamga-KZ-2026-11-25T0623Z-entry123`.
fn dated(store: &Path, identity: &Identity, settings: &Settings) -> Result<String, Trouble> {
    let glance = registry::glance(store, settings).map_err(|fault| session::trouble(&fault, store))?;
    let now = fields::now().to_string();
    let (day, time) = now.split_once('T').unwrap_or((&now, ""));
    let minute: String = time.chars().filter(char::is_ascii_digit).take(4).collect();
    Ok(format!("tamga-{}-{day}T{minute}Z-entry{}", identity.prefix, glance.entries))
}

fn thin(options: &Options, settings: &Settings, identity: &Identity) -> Result<Option<Thinned>, Trouble> {
    let Some(folder) = &options.into else { return Ok(None) };
    if options.keep.is_none() && options.keep_days.is_none() {
        return Ok(None);
    }
    let count = options.keep.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
    let keep = Keep { count, days: options.keep_days };
    let thinned = registry::thin(&*settings.files, folder, identity.registry, keep, fields::now());
    thinned.map(Some).map_err(|fault| session::trouble(&fault, folder))
}

fn print(
    to: &Path,
    receipt: &Receipt,
    thinned: Option<&Thinned>,
    verified: bool,
    screen: &Screen,
) -> Result<Ending, Trouble> {
    let (at, entries, bytes) = (to.display(), receipt.position.seq, receipt.bytes());
    if screen.is_json() {
        let names = |paths: &[PathBuf]| paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        screen.json(&json!({
            "to": at.to_string(), "entries": entries, "bytes": bytes, "verified": verified,
            "root": super::status::hex(&receipt.root), "taken_at": receipt.taken_at.to_string(),
            "kept": thinned.map(|thinned| names(&thinned.kept)), "removed": thinned.map(|thinned| names(&thinned.removed)),
        }))?;
        return Ok(Ending::Done);
    }
    let how = if verified { "read again and sound" } else { "not read again" };
    let text = format!("{entries} entries copied to {at} ({}, {how})", megabytes(bytes));
    screen.line(screen.paint(Tone::Good, &text))?;
    if let Some(thinned) = thinned {
        screen.line(format!("{} copies kept, {} removed", thinned.kept.len(), thinned.removed.len()))?;
    }
    screen.line(format!("Next: try it: tamga --store ./trial restore {at} && tamga --store ./trial verify"))?;
    Ok(Ending::Done)
}

fn check(copy: &Path, settings: &Settings, screen: &Screen) -> Result<Ending, Trouble> {
    let progress = Progress::of_bytes(Some(0), "checking");
    let checked = registry::check_copy(copy, settings, &mut |done, total| progress.of(done, total));
    progress.end();
    let receipt = checked.map_err(|fault| session::trouble(&fault, copy))?;
    if screen.is_json() {
        screen.json(&json!({"copy": copy.display().to_string(), "whole": true, "receipt": receipt.value()}))?;
        return Ok(Ending::Done);
    }
    let (at, entries) = (copy.display(), receipt.position.seq);
    let text = format!("the copy in {at} is whole: {entries} entries of {}", receipt.taken_at);
    screen.line(screen.paint(Tone::Good, &text))?;
    Ok(Ending::Done)
}
