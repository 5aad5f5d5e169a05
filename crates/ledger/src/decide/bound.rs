//! How much one command may do to the books: its effects must fit the record of the entry.

use crate::effect::Effect;
use minicbor::encode::Write;
use std::convert::Infallible;
use trade::limits::PROBLEMS_MAX;
use trade::problem::Problem;

/// Longest encoding of an entry's effects and chains of lots, in bytes: what a record of 16 MiB holds beside its texts.
const BODY_BYTES_MAX: usize = (6 << 20) - (128 << 10);
/// Longest encoding of the link of a lot.
const LINK_BYTES: usize = 20;
/// Fewer effects than this are never longer, so they are not measured.
const EFFECTS_MEASURED: usize = 10_000;

/// Counts bytes and keeps none.
struct Counter(usize);

impl Write for Counter {
    type Error = Infallible;

    fn write_all(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(())
    }
}

/// The problem of a command whose effects do not fit an entry: a clock that passes very many deadlines, a merger of very
/// much stock.
pub(crate) fn too_large(effects: &[Effect], links: usize) -> Option<Problem> {
    too_long(effects, links, BODY_BYTES_MAX)
}

fn too_long(effects: &[Effect], links: usize, max: usize) -> Option<Problem> {
    if effects.len() < EFFECTS_MEASURED {
        return None;
    }
    let mut counter = Counter(links.saturating_mul(LINK_BYTES));
    // Counting cannot fail.
    let _ = minicbor::encode(effects, &mut counter);
    let message = format!("this does {} things to the books, more than one entry holds; do it in parts", effects.len());
    (counter.0 > max).then(|| Problem { code: "entry.too_large", at: String::new(), message })
}

/// As many problems as an entry lists; further ones are counted.
pub(crate) fn listed(mut problems: Vec<Problem>) -> Vec<Problem> {
    let more = problems.len().saturating_sub(PROBLEMS_MAX);
    if more > 0 {
        problems.truncate(PROBLEMS_MAX);
        let message = format!("{more} more problems are not listed; mend these first");
        problems.push(Problem { code: "problems.more", at: String::new(), message });
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_does_not_fit_an_entry_is_too_large() {
        let effects = vec![Effect::Party { person: true }; EFFECTS_MEASURED];
        assert!(too_large(&effects, 0).is_none());
        let problem = too_long(&effects, 0, 2 * EFFECTS_MEASURED);
        assert_eq!(problem.map(|problem| problem.code), Some("entry.too_large"));
        assert!(too_large(&effects, BODY_BYTES_MAX / LINK_BYTES).is_some(), "chains take room, too");
    }

    #[test]
    fn so_many_problems_are_counted() {
        let problems = |count: usize| vec![Problem { code: "x.y", at: String::new(), message: String::new() }; count];
        assert_eq!(listed(problems(PROBLEMS_MAX)).len(), PROBLEMS_MAX);
        let many = listed(problems(PROBLEMS_MAX * 3));
        assert_eq!((many.len(), many.last().map(|problem| problem.code)), (PROBLEMS_MAX + 1, Some("problems.more")));
    }
}
