//! Forms of dates and moments: `DD.MM.YYYY`, `YYYYMMDD hh:mm:ss`.

/// How the dates of a column are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DateForm {
    /// As the mapping has it.
    pub text: String,
    parts: Vec<Part>,
    /// Offset from UTC of a moment, `+05:00`.
    offset: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Digits(usize, usize),
    Character(char),
}

/// The parts of a moment in the order of RFC 3339, with their words and widths.
const WORDS: [(&str, usize); 6] = [("YYYY", 4), ("MM", 2), ("DD", 2), ("hh", 2), ("mm", 2), ("ss", 2)];
/// Days as spreadsheet programs count them; 60 is a day that never was, so counting begins behind it.
const SERIAL: &str = "serial";
const SERIAL_FIRST: i32 = 61;
/// The day before day 1 of such a count, as days since 1970, so that days from 61 on are right.
const SERIAL_ZERO: i32 = -25_569;

impl DateForm {
    /// Reads a form. `is_moment` tells whether the field wants a time of the day, too.
    pub(super) fn parse(text: &str, offset: Option<&str>, is_moment: bool) -> Result<Self, String> {
        if text == SERIAL && !is_moment {
            check_offset(offset, is_moment)?;
            return Ok(Self { text: text.to_owned(), parts: Vec::new(), offset: None });
        }
        let mut parts = Vec::new();
        let mut seen = [0usize; 6];
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let word = WORDS.iter().enumerate().find(|(_, (word, _))| rest.starts_with(word));
            if let Some((index, (word, width))) = word {
                parts.push(Part::Digits(index, *width));
                if let Some(count) = seen.get_mut(index) {
                    *count = count.saturating_add(1);
                }
                rest = rest.strip_prefix(word).unwrap_or_default();
            } else {
                parts.push(Part::Character(character));
                rest = rest.strip_prefix(character).unwrap_or_default();
            }
        }
        let [year, month, day, hours, minutes, seconds] = seen;
        if [year, month, day] != [1, 1, 1] || hours > 1 || minutes > 1 || seconds > 1 {
            return Err(format!("`{text}` is no form of a date: write YYYY, MM and DD once each, as in DD.MM.YYYY"));
        }
        if is_moment != (hours == 1) || (minutes == 1) != (hours == 1) || seconds > hours {
            return Err(if is_moment {
                format!("this field is a moment: `{text}` needs hh and mm, too")
            } else {
                format!("this field is a day: `{text}` may have no hh, mm and ss")
            });
        }
        check_offset(offset, is_moment)?;
        Ok(Self { text: text.to_owned(), parts, offset: offset.map(str::to_owned) })
    }

    /// The date or moment in the form of the commands; `None` when the text has another form.
    pub(crate) fn read(&self, text: &str) -> Option<String> {
        if self.text == SERIAL {
            let days = text.trim().parse::<i32>().ok().filter(|days| *days >= SERIAL_FIRST)?;
            return Some(trade::date::Day::from_number(days.checked_add(SERIAL_ZERO)?)?.to_string());
        }
        let mut values: [&str; 6] = ["", "", "", "", "", "00"];
        let mut rest = text.trim();
        for part in &self.parts {
            match part {
                Part::Character(character) => rest = rest.strip_prefix(*character)?,
                Part::Digits(index, width) => {
                    let (digits, after) = rest.split_at_checked(*width)?;
                    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                        return None;
                    }
                    *values.get_mut(*index)? = digits;
                    rest = after;
                }
            }
        }
        let [year, month, day, hours, minutes, seconds] = values;
        if !rest.is_empty() {
            return None;
        }
        Some(match &self.offset {
            None => format!("{year}-{month}-{day}"),
            Some(offset) => format!("{year}-{month}-{day}T{hours}:{minutes}:{seconds}{offset}"),
        })
    }
}

impl DateForm {
    /// A day or moment in the form of ISO 8601, as the cells of a workbook have it; a moment in the declared offset.
    pub(crate) fn read_iso(&self, text: &str) -> Option<String> {
        let text = text.trim();
        match &self.offset {
            None => text.parse::<trade::date::Day>().ok().map(|day| day.to_string()),
            Some(offset) => {
                let moment =
                    if text.contains('T') { format!("{text}{offset}") } else { format!("{text}T00:00:00{offset}") };
                moment.parse::<trade::date::Timestamp>().ok().map(|_| moment)
            }
        }
    }
}

fn check_offset(offset: Option<&str>, is_moment: bool) -> Result<(), String> {
    match (offset, is_moment) {
        (None, false) => Ok(()),
        (None, true) => Err("a moment needs `offset`, the offset of its clock from UTC, as in \"+05:00\"".to_owned()),
        (Some(_), false) => Err("a day has no `offset`".to_owned()),
        (Some(offset), true) => {
            let is_one = format!("2026-01-01T00:00:00{offset}").parse::<trade::date::Timestamp>().is_ok();
            if is_one { Ok(()) } else { Err(format!("`{offset}` is no offset from UTC: write one as \"+05:00\"")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_their_form() {
        let form = DateForm::parse("DD.MM.YYYY", None, false).unwrap();
        assert_eq!(form.read("25.11.2026").as_deref(), Some("2026-11-25"));
        for wrong in ["25.11.26", "25-11-2026", "2026-11-25", "25.11.2026x", "", "2é.11.2026"] {
            assert_eq!(form.read(wrong), None, "{wrong}");
        }
        let form = DateForm::parse("YYYYMMDD hh:mm", Some("+05:00"), true).unwrap();
        assert_eq!(form.read("20261125 07:03").as_deref(), Some("2026-11-25T07:03:00+05:00"));
    }

    #[test]
    fn forms_that_lack_something_are_refused() {
        for (text, offset, is_moment) in [
            ("DD.MM", None, false),
            ("DD.DD.YYYY", None, false),
            ("YYYY-MM-DD", Some("+05:00"), false),
            ("YYYY-MM-DD hh:mm", None, true),
            ("YYYY-MM-DD hh:mm", None, false),
            ("YYYY-MM-DD", None, true),
            ("YYYY-MM-DD hh:mm", Some("five"), true),
        ] {
            assert!(DateForm::parse(text, offset, is_moment).is_err(), "{text} {offset:?}");
        }
    }
}
