//! `tamga retention`: natural persons whose texts have had their time.

use super::submit;
use crate::cli::Common;
use crate::fields::{self, Fields};
use crate::screen::Screen;
use crate::session::Session;
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use ledger::PartyId;
use serde_json::json;
use std::io::{BufRead, IsTerminal, Write};
use trade::date::{Day, Timestamp};

const AFTER: &str = "\
Examples:
  tamga retention                     whose newest entry is older than five years
  tamga retention --years 3 --json
  tamga retention --apply --authority id:KZ/court-3 --by 'order 2-117 of 2026-11-20'

A worklist: natural persons who have no stock and no open notes, and whose newest text is older than so many years. How
long texts must be kept is a matter of law; this only counts. --apply erases each of them (`tamga erase`), after asking.

Exit code 1: there are some.

Next: `tamga verify`; copies that were made before still hold the keys: see docs/guides/operate.md.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Years since the newest entry with a text of the person
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=200))]
    years: u32,
    /// The day to count from [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Option<Day>,
    /// Erase them
    #[arg(long, requires_all = ["authority", "by"])]
    apply: bool,
    /// The authority that orders it
    #[arg(long, value_name = "PARTY")]
    authority: Option<String>,
    /// The order, as it stands in each entry
    #[arg(long, value_name = "ORDER")]
    by: Option<String>,
    /// Do not ask
    #[arg(long, requires = "apply")]
    yes: bool,
}

/// A person of the worklist.
struct Person {
    id: String,
    entry: u64,
    recorded_at: i64,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    let day = options.day.unwrap_or_else(fields::today);
    let persons = find(&session, day, options.years)?;
    if options.apply {
        return apply(options, &session, &persons, screen);
    }
    print(&persons, screen)?;
    Ok(Ending::finding(!persons.is_empty()))
}

fn find(session: &Session, day: Day, years: u32) -> Result<Vec<Person>, Trouble> {
    let newest = session.registry().newest_texts().map_err(|fault| session.trouble(&fault))?;
    // A year has 365.2425 days.
    let days = i64::from(years) * 3_652_425 / 10_000;
    let limit = (i64::from(day.number()) - days) * 24 * 60 * 60 * 1000;
    session.view(|view| {
        let state = &view.books.state;
        let engaged = state.engaged();
        let is_due = |party: PartyId| {
            let record = party.position().and_then(|position| state.parties.find(position));
            record.is_some_and(|record| record.person && !record.erased) && !engaged.contains(&state.standing(party))
        };
        let old = newest.iter().filter(|(party, (_, recorded_at))| *recorded_at < limit && is_due(**party));
        // Without an identifier that is known nobody could name the person in a command.
        let named = old.filter_map(|(party, (entry, recorded_at))| {
            let id = view.books.directory.party(*party)?.to_owned();
            Some(Person { id, entry: *entry, recorded_at: *recorded_at })
        });
        Ok(named.collect())
    })
}

fn day_of(person: &Person) -> String {
    Timestamp::from_millis(person.recorded_at).map(|at| at.day().to_string()).unwrap_or_default()
}

fn print(persons: &[Person], screen: &Screen) -> Result<(), Trouble> {
    if screen.is_json() {
        let rows =
            persons.iter().map(|person| json!({"party": person.id, "entry": person.entry, "day": day_of(person)}));
        screen.json(&json!({"total": persons.len(), "rows": rows.collect::<Vec<_>>()}))?;
        return Ok(());
    }
    if persons.is_empty() {
        screen.line("Nobody: all persons have newer entries, goods or open notes.")?;
        return Ok(());
    }
    let mut table = Table::new([Column::Left("party"), Column::Right("newest entry"), Column::Left("of")]);
    for person in persons {
        table.row([person.id.clone(), person.entry.to_string(), day_of(person)]);
    }
    table.print(screen)?;
    screen.text("", "Next: tamga retention --apply --authority PARTY --by ORDER erases them, after asking.")?;
    Ok(())
}

fn apply(options: &Options, session: &Session, persons: &[Person], screen: &Screen) -> Result<Ending, Trouble> {
    if persons.is_empty() {
        print(persons, screen)?;
        return Ok(Ending::Done);
    }
    if !options.yes && !agreed(persons.len())? {
        screen.line("Nobody was erased.")?;
        return Ok(Ending::Finding);
    }
    let mut ending = Ending::Done;
    for person in persons {
        let mut command = Fields::of("erase");
        command.set("party", person.id.as_str());
        command.put("authority", options.authority.as_deref());
        command.put("reason", options.by.as_deref());
        if submit::send(session, &command.into_value(), screen)? == Ending::Finding {
            ending = Ending::Finding;
        }
    }
    Ok(ending)
}

/// Asks on the terminal.
fn agreed(count: usize) -> Result<bool, Trouble> {
    if !std::io::stdin().is_terminal() {
        return Err(Trouble::input(format!("{count} persons would be erased, and nobody can be asked"))
            .next("look at the list first; then add --yes"));
    }
    let mut answer = String::new();
    let mut error = std::io::stderr().lock();
    write!(error, "Erase the texts of {count} persons for good? Type yes: ")?;
    error.flush()?;
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}
