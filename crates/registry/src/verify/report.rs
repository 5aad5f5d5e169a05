//! What a verification found, in words and counts.

use std::fmt;
use tlog::{EMPTY_ROOT, Hash};

/// What [`crate::verify()`] checked, could not check, and found broken.
#[derive(Clone, Debug)]
pub struct VerifyReport {
    /// Entries replayed.
    pub entries: u64,
    /// Bytes of the journal.
    pub bytes: u64,
    /// Segments.
    pub segments: u64,
    /// Groups.
    pub groups: u64,
    /// Root of the log.
    pub root: Hash,
    /// SHA-256 over the state.
    pub state: [u8; 32],
    /// Effects applied.
    pub effects: u64,
    /// Links of lots followed.
    pub links: u64,
    /// Moves computed.
    pub moves: u64,
    /// Moves compared with the lineage.
    pub lineage: u64,
    /// Entries whose commitments were computed again.
    pub fields_checked: u64,
    /// Entries whose opening is closed, so that they were not.
    pub fields_closed: u64,
    /// Lots whose measures were added up.
    pub lots: u64,
    /// Stock records whose promises were added up.
    pub stock: u64,
    /// Note lines looked at.
    pub lines: u64,
    /// Entry of the snapshot that was compared; 0: none.
    pub snapshot_seq: u64,
    /// Pages of it.
    pub pages: u64,
    /// What was checked and holds, unless `broken` says otherwise.
    pub checked: Vec<String>,
    /// What could not be checked, and why.
    pub unchecked: Vec<String>,
    /// What does not hold.
    pub broken: Vec<String>,
}

impl Default for VerifyReport {
    fn default() -> Self {
        Self {
            entries: 0,
            bytes: 0,
            segments: 0,
            groups: 0,
            root: EMPTY_ROOT,
            state: [0; 32],
            effects: 0,
            links: 0,
            moves: 0,
            lineage: 0,
            fields_checked: 0,
            fields_closed: 0,
            lots: 0,
            stock: 0,
            lines: 0,
            snapshot_seq: 0,
            pages: 0,
            checked: Vec::new(),
            unchecked: Vec::new(),
            broken: Vec::new(),
        }
    }
}

impl VerifyReport {
    /// Whether nothing is broken.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty()
    }

    /// Puts the counts into words.
    pub(super) fn conclude(&mut self) {
        let mut say = |words: String| self.checked.push(words);
        say(format!("{} entries: digests of their bodies, leaves of the log, root {}", self.entries, self.root));
        say(format!("{} effects replayed from nothing, with and without openings: one state", self.effects));
        say(format!("{} links in the chains of lots", self.links));
        say(format!(
            "conservation of {} lots, each measure; promises on {} stocks, {} lines",
            self.lots, self.stock, self.lines
        ));
        say(format!("commitments to fields of {} entries", self.fields_checked));
        if self.fields_closed > 0 {
            let closed = self.fields_closed;
            self.unchecked.push(format!("commitments to fields of {closed} entries: their openings are closed"));
        }
        if self.snapshot_seq > 0 {
            let (pages, seq) = (self.pages, self.snapshot_seq);
            self.checked.push(format!("{pages} pages of the snapshot at entry {seq}, byte for byte"));
        } else if !self.unchecked.iter().any(|words| words.starts_with("snapshot")) {
            self.unchecked.push("snapshot: it reaches to no entry of this journal".to_owned());
        }
        let (lineage, moves) = (self.lineage, self.moves);
        if lineage > 0 {
            self.checked.push(format!("{lineage} of {moves} moves in the lineage"));
        }
        if lineage < moves {
            let rest = moves - lineage;
            self.unchecked.push(format!(
                "{rest} moves in the lineage: no snapshot vouches for them, they are rebuilt at the start"
            ));
        }
    }
}

impl fmt::Display for VerifyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, lines) in [("checked", &self.checked), ("not checked", &self.unchecked), ("broken", &self.broken)] {
            if !lines.is_empty() {
                writeln!(f, "{title}:")?;
                lines.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
            }
        }
        writeln!(f, "{}", if self.is_sound() { "sound" } else { "NOT SOUND" })
    }
}
