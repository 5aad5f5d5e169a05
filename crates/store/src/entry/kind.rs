//! The numbers of the kinds of commands. They stand in headers for ever: a number is never given twice.

/// The kind of the entry that a restore appends; no command has it.
pub const RESTORED: u16 = 0;

const KINDS: [(u16, &str); 26] = [
    (1, "import_declaration"),
    (2, "import_application"),
    (3, "production_report"),
    (4, "opening_balance"),
    (5, "transit_declaration"),
    (6, "e_invoice"),
    (7, "export_application"),
    (8, "note"),
    (9, "note_action"),
    (10, "transport"),
    (11, "transship"),
    (12, "crossing"),
    (13, "temporary_return"),
    (14, "act"),
    (15, "transformation"),
    (16, "lot_split"),
    (17, "write_off"),
    (18, "found"),
    (19, "status_change"),
    (20, "custody"),
    (21, "correction"),
    (22, "discrepancy"),
    (23, "party"),
    (24, "party_merge"),
    (25, "clock"),
    (26, "erase"),
];

/// Number of the kind with this `type`.
pub fn kind_number(name: &str) -> Option<u16> {
    KINDS.iter().find(|(_, known)| *known == name).map(|(number, _)| *number)
}

/// The `type` of the kind with this number; `restored` for [`RESTORED`].
pub fn kind_name(number: u16) -> Option<&'static str> {
    if number == RESTORED {
        return Some("restored");
    }
    KINDS.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use trade::command::Command;

    #[test]
    fn every_command_has_a_number_of_its_own() {
        let numbers: BTreeSet<u16> = KINDS.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers.len(), KINDS.len());
        let named: BTreeSet<&str> = KINDS.iter().map(|(_, name)| *name).collect();
        assert_eq!(named, Command::TYPES.iter().copied().collect());
        assert!(KINDS.iter().all(|(number, name)| kind_name(*number) == Some(name)));
    }
}
