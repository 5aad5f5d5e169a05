//! The life of a note from above to below: what happened when, by which entry, and what is due.

use crate::int;
use crate::markup::{Attributes, Markup};
use crate::page::{Picture, Sheet};
use crate::text::wrap;

const WIDTH: i64 = 700;
const TOP: i64 = 20;
/// Where dates end, where the line runs, and where texts begin.
const DATES: i64 = 104;
const LINE: i64 = 128;
const TEXTS: i64 = 154;
const ROOM: i64 = WIDTH - TEXTS - 34;
const GAP: i64 = 26;
/// What can be read on a sheet of A4 under a heading, and a little smaller where that saves a second sheet.
const SHEET_HEIGHT: i64 = 900;
const SHEET_HEIGHT_ALONE: i64 = 1_000;

/// What kind of thing happened: it decides the sign on the line and the word beside the date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// A step forward.
    Step,
    /// A border was passed.
    Crossing,
    /// An inspection, a hold, a difference: look here.
    Notice,
    /// A refusal or rejection.
    Refusal,
    /// A deadline that is not reached yet.
    Due,
    /// A deadline that has passed.
    Overdue,
}

impl Mark {
    fn word(self) -> &'static str {
        match self {
            Mark::Step => "step",
            Mark::Crossing => "crossing",
            Mark::Notice => "notice",
            Mark::Refusal => "refusal",
            Mark::Due => "deadline",
            Mark::Overdue => "OVERDUE",
        }
    }

    /// The outline of its sign around a point.
    fn sign(self, x: i64, y: i64) -> String {
        match self {
            Mark::Step => format!("M{} {y}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z", x - 7),
            Mark::Crossing => format!("M{x} {}l10 10l-10 10l-10 -10z", y - 10),
            Mark::Notice => format!("M{x} {}l10 17h-20z", y - 11),
            Mark::Refusal | Mark::Overdue => format!("M{} {}h18v18h-18z", x - 9, y - 9),
            Mark::Due => format!("M{} {y}a8 8 0 1 0 16 0a8 8 0 1 0 -16 0zM{x} {}v6h5", x - 8, y - 6),
        }
    }

    fn class(self) -> &'static str {
        match self {
            Mark::Step => "shape stock",
            Mark::Crossing => "shape document",
            Mark::Notice => "shape note-line",
            Mark::Refusal | Mark::Overdue => "shape differs",
            Mark::Due => "shape",
        }
    }

    fn letter(self) -> &'static str {
        match self {
            Mark::Refusal => "✗",
            Mark::Notice | Mark::Overdue => "!",
            Mark::Step | Mark::Crossing | Mark::Due => "",
        }
    }
}

/// Something that happened, or a deadline.
#[derive(Clone, Debug)]
pub struct Event {
    /// What kind of thing.
    pub mark: Mark,
    /// When, as it is to be read.
    pub when: String,
    /// Time since the event before, in words; empty where it does not matter.
    pub later: String,
    /// What happened.
    pub title: String,
    /// The status after it; empty where it did not change.
    pub status: String,
    /// Who, where, how much, which document: a line each.
    pub details: Vec<String>,
}

/// The life of a note.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Events from the first to the last; deadlines among them where they belong.
    pub events: Vec<Event>,
    /// The status today.
    pub status: String,
    /// What the reader must know.
    pub remarks: Vec<String>,
}

impl Timeline {
    /// The life as a picture.
    pub fn draw(&self) -> Picture {
        let mut markup = Markup::default();
        let mut y = TOP;
        let mut tops = Vec::new();
        let mut bodies = Markup::default();
        for (at, event) in self.events.iter().enumerate() {
            if at > 0 {
                y += GAP;
                if !event.later.is_empty() {
                    bodies.element("text", &[("class", &"small"), ("x", &TEXTS), ("y", &(y - 9))], &event.later);
                }
            }
            tops.push(y - GAP / 2);
            let card = Card::of(event);
            let name = sentence(at, event);
            bodies.within("g", &[("role", &"img"), ("tabindex", &"0"), ("aria-label", &name)], |group| {
                card.draw(group, y);
            });
            bodies.newline();
            y += card.height;
        }
        if !self.events.is_empty() {
            markup.empty("path", &[("class", &"edge"), ("d", &format!("M{LINE} {TOP}V{y}"))]);
        }
        markup.raw(&bodies.into_text());
        Picture {
            width: WIDTH,
            height: y + TOP,
            sheets: sheets(&tops, y + TOP),
            landscape: false,
            begin: None,
            body: markup.into_text(),
            summary: self.summary(),
            remarks: self.remarks.clone(),
            text: self.table(),
        }
    }

    fn summary(&self) -> String {
        let happened = self.events.iter().filter(|event| !matches!(event.mark, Mark::Due | Mark::Overdue)).count();
        let overdue = self.events.iter().any(|event| event.mark == Mark::Overdue);
        let word = if happened == 1 { "event" } else { "events" };
        let late = if overdue { " A deadline has passed: it is OVERDUE." } else { "" };
        format!("{happened} {word}, the first above. The status is {}.{late}", self.status)
    }

    fn table(&self) -> String {
        let mut out = Markup::default();
        out.within("ol", &[], |list| {
            for event in &self.events {
                list.within("li", &[("dir", &"auto")], |item| {
                    item.element("strong", &[], &event.title);
                    let status = (!event.status.is_empty()).then(|| format!("status: {}", event.status));
                    let parts = [event.when.clone()].into_iter().chain(status).chain(event.details.iter().cloned());
                    item.text(&format!(" ({}): {}", event.mark.word(), parts.collect::<Vec<_>>().join("; ")));
                });
                list.newline();
            }
        });
        out.into_text()
    }
}

/// Sheets that a long life is printed on, cut between events.
fn sheets(tops: &[i64], end: i64) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    if end <= SHEET_HEIGHT_ALONE {
        return sheets;
    }
    let mut start = 0;
    for (at, _) in tops.iter().enumerate() {
        let next = tops.get(at + 1).copied().unwrap_or(end);
        let after = tops.get(at + 2).copied().unwrap_or(end);
        if after - start > SHEET_HEIGHT || next == end {
            sheets.push(Sheet { left: 0, top: start, width: WIDTH, height: next - start });
            start = next;
        }
    }
    sheets
}

fn sentence(at: usize, event: &Event) -> String {
    let status = (!event.status.is_empty()).then(|| format!("status {}", event.status));
    let parts = [format!("{}, {}", at + 1, event.mark.word()), event.when.clone(), event.title.clone()];
    let all = parts.into_iter().chain(status).chain(event.details.iter().cloned());
    all.collect::<Vec<_>>().join("; ")
}

/// The box of an event.
struct Card<'a> {
    event: &'a Event,
    lines: Vec<(&'static str, String)>,
    height: i64,
}

impl<'a> Card<'a> {
    fn of(event: &'a Event) -> Self {
        const LINES: usize = 3;
        let title = wrap(&event.title, 14, ROOM - 70, LINES).into_iter().map(|line| ("title", line));
        let mut lines: Vec<(&str, String)> = title.collect();
        if !event.status.is_empty() {
            lines.extend(wrap(&format!("→ {}", event.status), 13, ROOM, 1).into_iter().map(|line| ("title", line)));
        }
        let details = event.details.iter().flat_map(|detail| wrap(detail, 12, ROOM, LINES));
        lines.extend(details.map(|line| ("text", line)));
        let height = int(lines.len()) * 18 + 16;
        Self { event, lines, height }
    }

    fn draw(&self, out: &mut Markup, y: i64) {
        let mark = self.event.mark;
        let middle = y + 20;
        let frame = if matches!(mark, Mark::Due | Mark::Overdue) { "shape abroad" } else { "shape" };
        let (width, height) = (WIDTH - TEXTS - 4, self.height);
        out.empty("path", &[("class", &frame), ("d", &format!("M{} {y}h{width}v{height}h-{width}z", TEXTS - 12))]);
        out.empty("path", &[("class", &mark.class()), ("d", &mark.sign(LINE, middle))]);
        if !mark.letter().is_empty() {
            let at: Attributes = &[("class", &"bad"), ("x", &LINE), ("y", &(middle + 4)), ("text-anchor", &"middle")];
            out.element("text", at, mark.letter());
        }
        for (row, line) in wrap(&self.event.when, 12, DATES - 16, 2).iter().enumerate() {
            let y = middle + 4 + int(row) * 16;
            out.element("text", &[("class", &"text"), ("x", &DATES), ("y", &y), ("text-anchor", &"end")], line);
        }
        let right = WIDTH - 26;
        let class = if mark == Mark::Overdue { "bad" } else { "tag" };
        out.element(
            "text",
            &[("class", &class), ("x", &right), ("y", &(y + 18)), ("text-anchor", &"end")],
            mark.word(),
        );
        for (row, (class, line)) in self.lines.iter().enumerate() {
            out.element("text", &[("class", class), ("x", &TEXTS), ("y", &(y + 20 + int(row) * 18))], line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::{about, check_xml};

    fn event(mark: Mark, title: &str) -> Event {
        let (later, status) = ("2 days later".to_owned(), "held".to_owned());
        let details = vec!["supplier: <A & B>".to_owned(), "entry 7".to_owned()];
        Event { mark, when: "2026-09-28".to_owned(), later, title: title.to_owned(), status, details }
    }

    fn timeline(events: Vec<Event>) -> Timeline {
        Timeline { events, status: "held".to_owned(), remarks: Vec::new() }
    }

    #[test]
    fn all_that_is_known_is_drawn_and_told_in_order() {
        let picture = timeline(vec![event(Mark::Step, "note A"), event(Mark::Overdue, "due B")]).draw();
        for text in [&picture.body, &picture.text] {
            assert!(text.find("note A") < text.find("due B"));
            for words in ["2026-09-28", "held", "supplier: &lt;A &amp; B&gt;", "entry 7", "OVERDUE"] {
                assert!(text.contains(words), "no `{words}` in {text}");
            }
        }
        assert!(picture.body.contains("2 days later"));
        assert_eq!(
            picture.summary(),
            "1 event, the first above. The status is held. A deadline has passed: it is OVERDUE."
        );
    }

    #[test]
    fn marks_differ_by_sign_and_word() {
        let marks = [Mark::Step, Mark::Crossing, Mark::Notice, Mark::Refusal, Mark::Due, Mark::Overdue];
        let looks = |mark: Mark| (mark.sign(0, 0), mark.letter(), mark.word());
        for (at, mark) in marks.iter().enumerate() {
            for other in &marks[..at] {
                let (one, two) = (looks(*mark), looks(*other));
                assert!(one.2 != two.2 && (one.0, one.1) != (two.0, two.1), "{mark:?} looks like {other:?}");
            }
        }
    }

    #[test]
    fn a_long_life_is_cut_between_events() {
        let picture = timeline(vec![event(Mark::Step, "step"); 30]).draw();
        assert!(picture.sheets.len() > 2);
        let mut end = 0;
        for sheet in &picture.sheets {
            assert_eq!(sheet.top, end, "sheets follow each other without a gap");
            assert!(sheet.height <= SHEET_HEIGHT);
            end += sheet.height;
        }
        assert_eq!(end, picture.height);
        check_xml(&picture.to_html(&about()));
    }

    #[test]
    fn fuzz_lives_are_well_formed() {
        bolero::check!().with_type::<Vec<(u8, String, String)>>().for_each(|events| {
            let marks = [Mark::Step, Mark::Crossing, Mark::Notice, Mark::Refusal, Mark::Due, Mark::Overdue];
            let all = events.iter().map(|(mark, title, detail)| Event {
                details: vec![detail.clone()],
                ..event(marks[usize::from(*mark) % marks.len()], title)
            });
            let picture = timeline(all.collect()).draw();
            check_xml(&picture.to_svg(&about()));
            check_xml(&picture.to_html(&about()));
        });
    }
}
