//! Flows of goods by month: for each code and unit a panel of bars, stacked by destination.
//!
//! Units never share an axis. Destinations differ by pattern, not by colour; exact numbers stand in the tables.

use crate::amount::number;
use crate::int;
use crate::markup::{Attributes, Markup};
use crate::page::{Picture, Sheet};
use crate::text::wrap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

const WIDTH: i64 = 1_080;
const MARGIN: i64 = 24;
/// Of a panel: its axis, its bars, its legend.
const AXIS: i64 = 120;
const PLOT: i64 = 640;
const LEGEND: i64 = AXIS + PLOT + 28;
const PLOT_HEIGHT: i64 = 190;
const PANEL_HEIGHT: i64 = PLOT_HEIGHT + 92;
/// Panels that are drawn; the tables have all.
const PANELS: usize = 24;
/// Destinations with a pattern of their own in a panel.
const PATTERNS: usize = 7;

/// What went to one destination under one code, month by month.
#[derive(Clone, Debug)]
pub struct Series {
    /// Goods code.
    pub code: String,
    /// Destination.
    pub destination: String,
    /// Unit as people write it.
    pub unit: String,
    /// Millionths of the unit, for each month in order; what is missing is nothing.
    pub amounts: Vec<u128>,
}

/// What went to one destination under one code in one month.
#[derive(Clone, Debug)]
pub struct Row {
    /// Month, as `2026-09`.
    pub month: String,
    /// Goods code.
    pub code: String,
    /// Destination.
    pub destination: String,
    /// Unit as people write it.
    pub unit: String,
    /// Millionths of the unit.
    pub micros: u128,
}

/// Flows by month.
#[derive(Clone, Debug)]
pub struct Flows {
    /// The months in order, such as `2026-09`.
    pub months: Vec<String>,
    /// Series, in any order.
    pub series: Vec<Series>,
    /// What the reader must know.
    pub remarks: Vec<String>,
}

/// Series of one code and unit, the greatest first.
struct Panel<'a> {
    code: &'a str,
    unit: &'a str,
    series: Vec<&'a Series>,
}

/// A part of the bars of a panel: a destination, or all that have no pattern of their own.
struct Part {
    name: String,
    amounts: Vec<u128>,
}

impl Flows {
    /// The flows that rows tell, in any order; rows of the same month and series are added. Months between the first and
    /// the last of which no row tells are shown empty.
    ///
    /// ```
    /// use picture::flows::{Flows, Row};
    /// let row = |month: &str, micros| Row {
    ///     month: month.to_owned(),
    ///     code: "850152".to_owned(),
    ///     destination: "UZ".to_owned(),
    ///     unit: "pcs".to_owned(),
    ///     micros,
    /// };
    /// let flows = Flows::of_rows([row("2026-09", 200_000_000), row("2026-11", 50_000_000)]);
    /// assert_eq!(flows.months, ["2026-09", "2026-10", "2026-11"]);
    /// let picture = flows.draw();
    /// # assert!(picture.summary().contains("from 2026-09 to 2026-11"));
    /// ```
    pub fn of_rows(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut series: BTreeMap<(String, String, String), BTreeMap<String, u128>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for row in rows {
            seen.insert(row.month.clone());
            let months = series.entry((row.code, row.destination, row.unit)).or_default();
            let sum = months.entry(row.month).or_default();
            *sum = sum.saturating_add(row.micros);
        }
        let months = without_gaps(seen);
        let series = series.into_iter().map(|((code, destination, unit), sums)| Series {
            code,
            destination,
            unit,
            amounts: months.iter().map(|month| sums.get(month).copied().unwrap_or(0)).collect(),
        });
        Self { series: series.collect(), months, remarks: Vec::new() }
    }

    /// The flows as a picture.
    pub fn draw(&self) -> Picture {
        let panels = self.panels();
        let mut markup = Markup::default();
        patterns(&mut markup);
        for (at, panel) in panels.iter().take(PANELS).enumerate() {
            let name = panel.sentence(&self.months);
            let place = format!("translate({MARGIN} {})", MARGIN + int(at) * PANEL_HEIGHT);
            let attributes: Attributes =
                &[("role", &"img"), ("tabindex", &"0"), ("aria-label", &name), ("transform", &place)];
            markup.within("g", attributes, |group| panel.draw(group, &self.months));
            markup.newline();
        }
        let mut text = Markup::default();
        panels.iter().for_each(|panel| panel.table(&mut text, &self.months));
        let mut remarks = self.remarks.clone();
        if panels.len() > PANELS {
            remarks.push(format!("{PANELS} of {} codes are drawn; the tables have all.", panels.len()));
        }
        Picture {
            width: WIDTH,
            height: MARGIN + int(panels.len().clamp(1, PANELS)) * PANEL_HEIGHT,
            sheets: sheets(panels.len().min(PANELS)),
            landscape: false,
            begin: None,
            body: markup.into_text(),
            summary: self.summary(panels.len()),
            remarks,
            text: text.into_text(),
        }
    }

    fn summary(&self, panels: usize) -> String {
        match (self.months.first(), self.months.last()) {
            (Some(first), Some(last)) if panels > 0 => {
                let word = if panels == 1 { "one code and unit" } else { "several codes or units, a panel each" };
                format!("Goods by month from {first} to {last}, of {word}, stacked by destination.")
            }
            _ => "There is nothing to show.".to_owned(),
        }
    }

    fn panels(&self) -> Vec<Panel<'_>> {
        let mut series: Vec<&Series> = self.series.iter().collect();
        series.sort_by_key(|one| (&one.code, &one.unit, Reverse(total(&one.amounts)), &one.destination));
        let panels = series.chunk_by(|one, other| one.code == other.code && one.unit == other.unit);
        panels.map(|series| Panel { code: &series[0].code, unit: &series[0].unit, series: series.to_vec() }).collect()
    }
}

impl Panel<'_> {
    fn parts(&self, months: usize) -> Vec<Part> {
        let own = if self.series.len() > PATTERNS + 1 { PATTERNS } else { self.series.len() };
        let of = |one: &&Series| Part { name: one.destination.clone(), amounts: at_months(one, months) };
        let mut parts: Vec<Part> = self.series.iter().take(own).map(of).collect();
        let rest = self.series.get(own..).unwrap_or_default();
        if !rest.is_empty() {
            let name = format!("{} others", rest.len());
            let amounts = (0..months).map(|month| rest.iter().map(|one| at(one, month)).fold(0, u128::saturating_add));
            parts.push(Part { name, amounts: amounts.collect() });
        }
        parts
    }

    fn sentence(&self, months: &[String]) -> String {
        let parts = self.parts(months.len());
        let each =
            parts.iter().map(|part| format!("{} {}\u{a0}{}", part.name, number(total(&part.amounts)), self.unit));
        format!("Code {} in {}: {}", self.code, self.unit, each.collect::<Vec<_>>().join("; "))
    }

    fn draw(&self, out: &mut Markup, months: &[String]) {
        let parts = self.parts(months.len());
        let of_month = |month: usize| parts.iter().map(|part| part.amounts[month]).fold(0, u128::saturating_add);
        let most = (0..months.len()).map(of_month).max().unwrap_or(0);
        let step = step(most);
        let top = most.div_ceil(step).max(1).saturating_mul(step);
        let title = format!("Code {} in {}", self.code, self.unit);
        let title = wrap(&title, 13, WIDTH - 2 * MARGIN, 1).pop().unwrap_or_default();
        out.element("text", &[("class", &"title"), ("x", &0), ("y", &16)], &title);
        out.within("g", &[("transform", &"translate(0 34)")], |plot| {
            axis(plot, step, top);
            bars(plot, &parts, months, top);
            legend(plot, &parts, self.unit);
        });
    }

    fn table(&self, out: &mut Markup, months: &[String]) {
        let name = format!("Code {} in {}, exact", self.code, self.unit);
        let frame: Attributes = &[("class", &"scroll"), ("tabindex", &"0"), ("role", &"region"), ("aria-label", &name)];
        out.within("div", frame, |div| {
            div.within("table", &[], |table| {
                table.element("caption", &[], &name);
                table.within("thead", &[], |head| {
                    head.within("tr", &[], |row| {
                        row.element("th", &[("scope", &"col")], "Month");
                        let names = self.series.iter().map(|one| one.destination.as_str()).chain(["All"]);
                        names.for_each(|name| row.element("th", &[("scope", &"col"), ("class", &"num")], name));
                    });
                });
                table.within("tbody", &[], |body| {
                    for (month, name) in months.iter().enumerate() {
                        self.row(body, name, &|one| at(one, month));
                    }
                    self.row(body, "All months", &|one| total(&at_months(one, months.len())));
                });
            });
        });
        out.newline();
    }

    fn row(&self, body: &mut Markup, name: &str, amount: &dyn Fn(&Series) -> u128) {
        body.within("tr", &[], |row| {
            row.element("th", &[("scope", &"row")], name);
            let amounts: Vec<u128> = self.series.iter().map(|one| amount(one)).collect();
            let all = amounts.iter().copied().fold(0, u128::saturating_add);
            amounts.into_iter().chain([all]).for_each(|one| row.element("td", &[("class", &"num")], &number(one)));
        });
        body.newline();
    }
}

/// Sheets that many panels are printed on, cut between panels.
fn sheets(panels: usize) -> Vec<Sheet> {
    const PANELS_A_SHEET: usize = 4;
    if panels <= PANELS_A_SHEET {
        return Vec::new();
    }
    let starts = (0..panels).step_by(PANELS_A_SHEET);
    let sheet = |start: usize| Sheet {
        left: 0,
        top: int(start) * PANEL_HEIGHT + MARGIN,
        width: WIDTH,
        height: int(PANELS_A_SHEET.min(panels - start)) * PANEL_HEIGHT,
    };
    starts.map(sheet).collect()
}

/// All months from the first to the last. Names that are no months, and spans beyond a century, are left as they are.
fn without_gaps(seen: BTreeSet<String>) -> Vec<String> {
    const MONTHS: u32 = 1_200;
    let numbers: Option<Vec<u32>> = seen.iter().map(|name| month_number(name)).collect();
    match numbers.as_deref() {
        Some([first, .., last]) if last - first < MONTHS => {
            (*first..=*last).map(|number| format!("{:04}-{:02}", number / 12, number % 12 + 1)).collect()
        }
        _ => seen.into_iter().collect(),
    }
}

/// Months since the year 0 of `2026-09`.
fn month_number(name: &str) -> Option<u32> {
    let (year, month) = name.split_once('-').filter(|(year, month)| (year.len(), month.len()) == (4, 2))?;
    let month = month.parse::<u32>().ok().filter(|month| (1..=12).contains(month))?;
    Some(year.parse::<u32>().ok()? * 12 + month - 1)
}

fn at(series: &Series, month: usize) -> u128 {
    series.amounts.get(month).copied().unwrap_or(0)
}

fn at_months(series: &Series, months: usize) -> Vec<u128> {
    (0..months).map(|month| at(series, month)).collect()
}

fn total(amounts: &[u128]) -> u128 {
    amounts.iter().copied().fold(0, u128::saturating_add)
}

/// The distance of lines on an axis: 1, 2 or 5 times a power of ten, at most five of them below `most`.
fn step(most: u128) -> u128 {
    let mut power = 1_u128;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if step.saturating_mul(5) >= most {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// Where an amount ends on an axis of `PLOT_HEIGHT` that reaches to `top`.
fn scaled(amount: u128, top: u128) -> i64 {
    // Thirty bits less are far below what can be seen, and leave room to multiply.
    let (amount, top) = if top >> 100 > 0 { (amount >> 30, top >> 30) } else { (amount, top) };
    i64::try_from(amount.saturating_mul(PLOT_HEIGHT.unsigned_abs().into()) / top.max(1))
        .unwrap_or(PLOT_HEIGHT)
        .min(PLOT_HEIGHT)
}

fn axis(out: &mut Markup, step: u128, top: u128) {
    let mut value = 0_u128;
    loop {
        let y = PLOT_HEIGHT - scaled(value, top);
        out.empty("path", &[("class", &"rule"), ("d", &format!("M{AXIS} {y}h{PLOT}"))]);
        let at: Attributes = &[("class", &"small"), ("x", &(AXIS - 8)), ("y", &(y + 4)), ("text-anchor", &"end")];
        out.element("text", at, &number(value));
        match value.checked_add(step).filter(|next| *next <= top) {
            Some(next) => value = next,
            None => break,
        }
    }
}

fn bars(out: &mut Markup, parts: &[Part], months: &[String], top: u128) {
    let count = int(months.len()).max(1);
    // Names of months that would touch each other are left out; the table has all.
    let every = (count * 52 + PLOT - 1) / PLOT;
    for (month, name) in months.iter().enumerate() {
        let (left, right) = (AXIS + int(month) * PLOT / count, AXIS + (int(month) + 1) * PLOT / count);
        let gap = ((right - left) / 6).min(10);
        let mut sum = 0_u128;
        for (index, part) in parts.iter().enumerate() {
            let before = scaled(sum, top);
            sum = sum.saturating_add(part.amounts[month]);
            let height = scaled(sum, top) - before;
            if height > 0 {
                let (y, width) = (PLOT_HEIGHT - before - height, (right - left - 2 * gap).max(1));
                swatch(
                    out,
                    index,
                    (left + gap, y),
                    (width, height),
                    &format!("{name}, {}: {}", part.name, number(part.amounts[month])),
                );
            }
        }
        if int(month) % every == 0 {
            let at: Attributes = &[
                ("class", &"small"),
                ("x", &left.midpoint(right)),
                ("y", &(PLOT_HEIGHT + 18)),
                ("text-anchor", &"middle"),
            ];
            out.element("text", at, wrap(name, 11, 60, 1).first().map_or("", String::as_str));
        }
    }
}

fn legend(out: &mut Markup, parts: &[Part], unit: &str) {
    for (index, part) in parts.iter().enumerate() {
        let y = int(index) * 26;
        swatch(out, index, (LEGEND, y), (18, 16), &part.name);
        let text = format!("{}: {}\u{a0}{unit}", part.name, number(total(&part.amounts)));
        let text = wrap(&text, 11, WIDTH - 2 * MARGIN - LEGEND - 26, 1).pop().unwrap_or_default();
        out.element("text", &[("class", &"small"), ("x", &(LEGEND + 26)), ("y", &(y + 12))], &text);
    }
}

/// A rectangle in the pattern of a part.
fn swatch(out: &mut Markup, index: usize, at: (i64, i64), size: (i64, i64), name: &str) {
    let d = format!("M{} {}h{}v{}h-{}z", at.0, at.1, size.0, size.1, size.0);
    let fill = format!("url(#p{})", index.min(PATTERNS));
    out.within("path", &[("class", &"plain"), ("d", &d), ("style", &format!("fill:{fill}"))], |path| {
        path.element("title", &[], name);
    });
}

/// One pattern a part: a ground and lines or dots that tell them apart without colour.
fn patterns(out: &mut Markup) {
    const MARKS: [(&str, &str); PATTERNS + 1] = [
        ("document", "M0 0h8v8h-8z"),
        ("transformation", "M-2 2l4 -4M0 8l8 -8M6 10l4 -4"),
        ("stock", "M0 4h8"),
        ("line", "M4 0v8"),
        ("account", "M-2 6l4 4M0 0l8 8M6 -2l4 4"),
        ("document", "M4 0v8M0 4h8"),
        ("stock", "M3 3h2v2h-2z"),
        ("card", ""),
    ];
    out.within("defs", &[], |defs| {
        for (index, (ground, mark)) in MARKS.iter().enumerate() {
            let id = format!("p{index}");
            let attributes: Attributes =
                &[("id", &id), ("width", &8), ("height", &8), ("patternUnits", &"userSpaceOnUse")];
            defs.within("pattern", attributes, |pattern| {
                let fill = format!("fill:var(--{})", if *ground == "line" { "line-fill" } else { ground });
                pattern.empty("path", &[("d", &"M0 0h8v8h-8z"), ("style", &fill)]);
                let solid =
                    if index == 0 { "fill:var(--line)" } else { "fill:none;stroke:var(--ink);stroke-width:1.3" };
                pattern.empty("path", &[("d", mark), ("style", &solid)]);
            });
        }
    });
}

#[cfg(test)]
mod tests;
