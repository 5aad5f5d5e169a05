//! Questions in words to the full-text index.

use crate::text::{behind, words};
use rusqlite::{Connection, OptionalExtension};

/// Letters that the index keeps beginnings of: up to so many, a beginning is as quick to ask for as a word.
const SHORT: usize = 4;
/// Words that are asked for in place of the beginning that they have in common, at most.
const ALTERNATIVES_MAX: usize = 24;

/// The question that finds texts with a word that begins so for every word of `text`; one letter alone must be a word, since
/// half of all texts have one that begins so. None where there is no word.
pub(super) fn question(sql: &Connection, text: &str) -> rusqlite::Result<Option<String>> {
    let parts: Vec<String> = words(text).iter().map(|word| part(sql, word)).collect::<Result<_, _>>()?;
    Ok((!parts.is_empty()).then(|| parts.join(" AND ")))
}

/// The index reads the texts of a whole word one by one, newest first, and stops when there are enough. Of a long beginning
/// it first gathers all texts there are, however many. So the words that begin so are asked for, where they are few.
fn part(sql: &Connection, word: &str) -> rusqlite::Result<String> {
    let letters = word.chars().count();
    if letters == 1 {
        return Ok(format!("\"{word}\""));
    }
    let known = if letters > SHORT { known(sql, word)? } else { Vec::new() };
    // Where none is known the index may still know it in another spelling: it takes accents from letters.
    if known.is_empty() || known.len() > ALTERNATIVES_MAX {
        return Ok(format!("\"{word}\"*"));
    }
    Ok(format!("(\"{}\")", known.join("\" OR \"")))
}

/// The words of the index that begin so; one more than may be asked for, where there are too many.
fn known(sql: &Connection, start: &str) -> rusqlite::Result<Vec<String>> {
    let mut next = sql.prepare_cached("SELECT term FROM words_known WHERE term >= ?1 AND term < ?2 LIMIT 1")?;
    let end = behind(start);
    let (mut at, mut known) = (start.to_owned(), Vec::new());
    while known.len() <= ALTERNATIVES_MAX {
        let found: Option<String> = next.query_row((&at, &end), |row| row.get(0)).optional()?;
        let Some(word) = found else { break };
        at = format!("{word}\u{1}");
        known.push(word);
    }
    Ok(known)
}
