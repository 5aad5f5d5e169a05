//! Business days of a country.

use crate::screen::{Screen, Tone};
use crate::trouble::{Ending, Trouble};
use serde_json::json;
use trade::calendar::{Counted, SOURCE, calendars, find};
use trade::country::CountryCode;
use trade::date::Day;
use trade::limits::BUSINESS_DAYS_MAX;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Two letters, such as KZ
    #[arg(long)]
    country: CountryCode,
    /// The day from which is counted; it is not counted itself
    day: Day,
    /// So many business days, such as +5
    days: String,
}

pub(super) fn run(options: &Options, screen: &Screen) -> Result<Ending, Trouble> {
    let (country, day) = (options.country, options.day);
    let count = options.days.strip_prefix('+').unwrap_or(&options.days).parse::<u16>().ok();
    let Some(count) = count.filter(|count| *count <= BUSINESS_DAYS_MAX) else {
        return Err(Trouble::input(format!("`{}` is no number of days", options.days))
            .next(format!("write +5; at most {BUSINESS_DAYS_MAX}")));
    };
    let Some(calendar) = find(country) else {
        let names: Vec<_> = calendars().iter().map(|one| one.country.to_string()).collect();
        return Err(Trouble::input(format!("there is no calendar of {country}"))
            .next(format!("countries with a calendar: {}", names.join(", "))));
    };
    let (status, end) = match calendar.add(day, count) {
        Counted::Known(end) => ("known", Some(end)),
        Counted::Provisional(end) => ("provisional", Some(end)),
        Counted::NotCovered => ("not_covered", None),
    };
    let (from, known_to, to) = (calendar.from, calendar.known_to, calendar.to);
    if screen.is_json() {
        screen.json(&json!({
            "country": country.to_string(), "day": day.to_string(), "business_days": count, "status": status,
            "end": end.map(|end| end.to_string()), "from": from.to_string(), "known_to": known_to.to_string(),
            "to": to.to_string(), "source": SOURCE,
        }))?;
    } else {
        if let Some(end) = end {
            screen.line(format!("{end} ({}) is {count} business days after {day} in {country}", weekday(end)))?;
        }
        let (tone, words) = match status {
            "known" => (Tone::Faint, format!("known from {from} to {known_to}; {SOURCE}")),
            "provisional" => (
                Tone::Note,
                format!("provisional: after {known_to} days may still be moved or holidays fixed; {SOURCE}"),
            ),
            _ => (Tone::Bad, format!("the calendar of {country} covers {from} to {to} only; {SOURCE}")),
        };
        screen.text("  ", &screen.paint(tone, &words))?;
    }
    Ok(Ending::finding(status != "known"))
}

fn weekday(day: Day) -> String {
    format!("{:?}", day.date().weekday())
}
