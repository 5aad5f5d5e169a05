//! The page `docs/reference/note-lifecycle.md` says what the ledger's table says.

use super::reference::compare;
use ledger::lifecycle::{Action, SntStatus, Status, allowed, next};
use std::fmt::Write;

const PAGE: &str = "../../docs/reference/note-lifecycle.md";
const HEAD: &str = "\
# The life of a note

Made from the table in `crates/ledger/src/lifecycle.rs` by a test of `crates/tamga`; set `TAMGA_WRITE_REFERENCE=1` when
running it to write this page anew. `tamga lifecycle` prints the same.

An action that is not in the row of a status is refused there, and the refusal names the statuses that allow it. What each
action does to the books stands in [commands.md](commands.md).

## Statuses

The last column is the status that an integration with the Kazakh SNT shows.

| status | actions, and where they lead (without arrow: the status stays) | SNT |
|---|---|---|
";
const BETWEEN: &str = "
An acceptance with shortage or excess leads to `accepted_in_part` instead of `accepted`. The crossing that leaves nothing on the
lines of an export note leads to `departed`. A crossing is a fact: it is recorded in every status, and with a discrepancy where
the note may not cross. `fix` is a new note that names this one in `fixes`; `load` is a transport; `return_later` a note of
kind `return`; `come_back` a `temporary_return`; `expire` the clock.

## Actions

| action | allowed in |
|---|---|
";
const SNT: &str = "
## The twelve statuses of the SNT

| SNT | statuses of ours |
|---|---|
";

#[test]
fn the_page_of_the_life_cycle_is_up_to_date() {
    let mut page = HEAD.to_owned();
    for status in Status::ALL {
        let actions = Action::ALL.iter().filter_map(|action| next(*status, *action).map(|to| (action.name(), to)));
        let words = actions
            .map(|(action, to)| if to == *status { action.to_owned() } else { format!("{action} → `{}`", to.name()) });
        let words = words.collect::<Vec<_>>().join(", ");
        let _ = writeln!(page, "| `{}` | {words} | `{}` |", status.name(), status.snt().name());
    }
    page.push_str(BETWEEN);
    for action in Action::ALL {
        let _ = writeln!(page, "| `{}` | {} |", action.name(), list(&allowed(*action)));
    }
    page.push_str(SNT);
    for status in SntStatus::ALL {
        let ours = status.ours();
        let words = if ours.is_empty() { "none: it leaves no note".to_owned() } else { list(&ours) };
        let _ = writeln!(page, "| `{}` | {words} |", status.name());
    }
    compare(&page, PAGE);
}

fn list(statuses: &[Status]) -> String {
    if statuses.len() == Status::ALL.len() {
        return "all".to_owned();
    }
    statuses.iter().map(|status| format!("`{}`", status.name())).collect::<Vec<_>>().join(", ")
}
