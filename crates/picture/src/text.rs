//! Texts of unknown length and script: how wide they may be, and how they are broken.
//!
//! No font is at hand, so widths are estimates that leave room: wide scripts count a full em, capitals more than small
//! letters, marks that sit on other letters nothing.

/// What cannot be shown stands as this.
const UNSHOWN: char = '\u{fffd}';

/// A character as it may stand in a document: blanks for tabs and breaks of lines, a sign for controls, for codes that
/// XML forbids, and for marks that turn the direction of the text around them.
pub(crate) fn shown(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => UNSHOWN,
        c if c.is_control() => UNSHOWN,
        c => c,
    }
}

/// Width of a character in hundredths of an em.
fn width_of(c: char) -> i64 {
    match c {
        c if is_mark(c) => 0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '\u{a0}' | '(' | ')' | '[' | ']' => 36,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 96,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 104,
        '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{1f000}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' => {
            124
        }
        'Ж' | 'Ш' | 'Щ' | 'Ю' | 'Ы' | 'Ф' | 'М' | 'ж' | 'ш' | 'щ' | 'ю' | 'ы' | 'ф' | 'м' => 92,
        c if c.is_uppercase() => 76,
        _ => 64,
    }
}

/// Whether a character sits on the one before it, or binds two.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}' | '\u{200b}'..='\u{200f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Width of a text in hundredths of an em.
fn ems(text: &str) -> i64 {
    text.chars().map(width_of).sum()
}

/// Width of a text in units of the picture, for a size of letters.
pub(crate) fn width(text: &str, size: i64) -> i64 {
    ems(text).saturating_mul(size).saturating_add(99) / 100
}

/// A text in at most `most` lines of `room`, broken at blanks, and within words that are longer than a line. What does not
/// fit ends with `…`.
pub(crate) fn wrap(text: &str, size: i64, room: i64, most: usize) -> Vec<String> {
    let room = room * 100 / size;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let text: String = text.chars().map(shown).collect();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && ems(&line) + width_of(' ') + ems(word) > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if lines.len() > most {
                break;
            }
            if !line.is_empty() && ems(&line) + width_of(c) > room {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            clip(last, room);
        }
    }
    lines
}

/// Shortens a line until `…` fits behind it.
fn clip(line: &mut String, room: i64) {
    while !line.is_empty() && ems(line) + width_of('…') > room {
        line.pop();
    }
    while line.ends_with(|c: char| c == ' ' || is_mark(c)) {
        line.pop();
    }
    line.push('…');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_say_when_something_is_left_out() {
        let lines = wrap("one two three four", 10, width("one two", 10), 2);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0], "one two");
        assert!(lines[1].ends_with('…'));
        assert_eq!(wrap("", 10, 100, 2), Vec::<String>::new());
        assert!(wrap(&"x".repeat(1000), 10, 100, 3).iter().all(|line| width(line, 10) <= 100));
    }

    #[test]
    fn wide_scripts_take_more_room_and_marks_none() {
        assert!(width("货物", 10) > width("ab", 10));
        assert_eq!(width("e\u{301}", 10), width("e", 10));
    }

    #[test]
    fn fuzz_lines_keep_within_their_room() {
        bolero::check!().with_type::<(String, u8, u8)>().for_each(|(text, room, most)| {
            let (room, most) = (i64::from(*room) + 30, usize::from(*most % 5) + 1);
            let lines = wrap(text, 12, room, most);
            assert!(lines.len() <= most);
            assert!(lines.iter().all(|line| width(line, 12) <= room && line.chars().all(|c| shown(c) == c)));
        });
    }
}
