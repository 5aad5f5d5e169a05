//! Commitments to groups of fields, so that one group of one line can be shown and nothing of the rest.
//!
//! Every field of the command is in exactly one group. The header holds the root of a small Merkle tree (RFC 6962) over
//! salted digests of the groups; whoever is given one group with its salt and path can check it against the header.

use super::{Header, SECRET_BYTES, infallible};
use ledger::state::Link;
use ledger::{Effect, LotId};
use minicbor::Encoder;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use tlog::{Hash, ProofProblem};

/// Lists of a command whose elements are lines.
const LINES: [&str; 5] = ["lines", "loads", "inputs", "outputs", "parts"];
/// Fields of a command that tell how goods travel.
const TRANSPORT: [&str; 16] = [
    "carrier",
    "vehicle",
    "trailers",
    "driver",
    "driver_name",
    "seals",
    "mode",
    "from",
    "to",
    "place",
    "post",
    "direction",
    "transport",
    "destination",
    "dispatched_from",
    "keep_at",
];
/// Fields that tell what was found or decided, and why.
const FINDINGS: [&str; 7] = ["findings", "result", "form", "reason", "text", "explanation", "resolution"];
/// Fields of a line that tell its value.
const VALUE: [&str; 2] = ["value", "currency"];

/// What a group is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum GroupTag {
    /// Parties, numbers, dates: all fields of the command that are in no other group.
    Parties,
    /// How goods travel.
    Transport,
    /// What was found, and why.
    Findings,
    /// Goods and quantity of a line, with its lot's place in the lot's chain.
    Goods,
    /// Value of a line.
    Value,
    /// A lot that was touched and is not a line of the command: its place in its chain, and its postings.
    Lot,
}

impl GroupTag {
    /// Stable number.
    pub fn number(self) -> u8 {
        match self {
            Self::Parties => 0,
            Self::Transport => 1,
            Self::Findings => 2,
            Self::Goods => 3,
            Self::Value => 4,
            Self::Lot => 5,
        }
    }
}

/// A group of fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// What it is about.
    pub tag: GroupTag,
    /// JSON text; for goods and lots CBOR.
    pub content: Vec<u8>,
}

/// The fields of a command, as JSON texts by group.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fragments {
    entry: [String; 3],
    lines: Vec<Line>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    list: usize,
    goods: String,
    value: String,
}

/// Takes a command apart.
pub fn fragments(command: &Value) -> Fragments {
    let mut entry = [Object::new(), Object::new(), Object::new()];
    let mut lines = Vec::new();
    for (name, value) in command.as_object().into_iter().flatten() {
        if let (Some(list), Some(elements)) = (position(&LINES, name), value.as_array()) {
            lines.extend(elements.iter().map(|element| line(list, element)));
        } else {
            let group = if TRANSPORT.contains(&name.as_str()) {
                GroupTag::Transport
            } else if FINDINGS.contains(&name.as_str()) {
                GroupTag::Findings
            } else {
                GroupTag::Parties
            };
            entry[usize::from(group.number())].put(name, value);
        }
    }
    Fragments { entry: entry.map(Object::end), lines }
}

fn line(list: usize, element: &Value) -> Line {
    let Value::Object(fields) = element else {
        return Line { list, goods: element.to_string(), value: "{}".to_owned() };
    };
    let (mut goods, mut value) = (Object::new(), Object::new());
    for (name, field) in fields {
        let to = if VALUE.contains(&name.as_str()) { &mut value } else { &mut goods };
        to.put(name, field);
    }
    Line { list, goods: goods.end(), value: value.end() }
}

/// Text of a JSON object that takes some fields of another, without copies of them.
struct Object(String);

impl Object {
    fn new() -> Self {
        Self("{".to_owned())
    }

    fn put(&mut self, name: &str, value: &Value) {
        let comma = if self.0.len() > 1 { "," } else { "" };
        // Names of fields are plain words; writing to a string cannot fail.
        let _ = write!(self.0, "{comma}\"{name}\":{value}");
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn position(of: &[&str], name: &str) -> Option<usize> {
    of.iter().position(|known| *known == name)
}

/// The groups of an entry, in order: parties, transport, findings; goods and value of each line; lots that are no line's.
/// `leaf` gives the leaf hash of an earlier entry.
pub fn groups(
    fragments: &Fragments,
    effects: &[Effect],
    links: &[Link],
    first_lot: u32,
    leaf: impl Fn(u64) -> Option<Hash>,
) -> Vec<Group> {
    let mut groups = Vec::with_capacity(3 + 2 * fragments.lines.len() + links.len());
    let tags = [GroupTag::Parties, GroupTag::Transport, GroupTag::Findings];
    for (tag, text) in tags.into_iter().zip(&fragments.entry) {
        groups.push(Group { tag, content: text.clone().into_bytes() });
    }
    let chains = Chains::new(links);
    let mut shown = vec![false; links.len()];
    let lots = lots_of_lines(&fragments.lines, effects, first_lot);
    for (position, line) in fragments.lines.iter().enumerate() {
        let lot = lots.get(position).copied().flatten();
        let link = lot.and_then(|lot| chains.find(lot));
        if let Some(place) = link {
            shown[place] = true;
        }
        let content = goods(&line.goods, lot, link.map(|place| &links[place]), &leaf);
        groups.push(Group { tag: GroupTag::Goods, content });
        groups.push(Group { tag: GroupTag::Value, content: line.value.clone().into_bytes() });
    }
    if shown.contains(&false) {
        let postings = postings_by_lot(effects);
        for (link, _) in links.iter().zip(shown).filter(|(_, shown)| !shown) {
            let postings = postings.get(&link.lot).map_or(&[][..], Vec::as_slice);
            groups.push(Group { tag: GroupTag::Lot, content: lot(link, postings, &leaf) });
        }
    }
    groups
}

/// Postings and edges of each lot, in order: a merger may move the stock of very many lots.
fn postings_by_lot(effects: &[Effect]) -> BTreeMap<LotId, Vec<&Effect>> {
    let mut postings: BTreeMap<LotId, Vec<&Effect>> = BTreeMap::new();
    for effect in effects {
        match effect {
            Effect::Post { lot, .. } => postings.entry(*lot).or_default().push(effect),
            Effect::Edge { from, to, .. } => {
                postings.entry(*from).or_default().push(effect);
                if to != from {
                    postings.entry(*to).or_default().push(effect);
                }
            }
            _ => {}
        }
    }
    postings
}

/// The lots of the lines, where effects and lines stand in the same order: lines that mint, and lines of notes.
fn lots_of_lines(lines: &[Line], effects: &[Effect], first_lot: u32) -> Vec<Option<LotId>> {
    let mut of_lines = effects.iter().filter_map(|effect| match effect {
        Effect::Line(record) => Some(record.lot),
        _ => None,
    });
    let noted = of_lines.clone().count();
    let minted = effects.iter().filter(|effect| matches!(effect, Effect::Mint(_))).count();
    let count = |list| lines.iter().filter(|line| line.list == list).count();
    let mints =
        |list: usize| matches!(LINES.get(list), Some(&("lines" | "outputs" | "parts"))) && count(list) == minted;
    let notes = |list: usize| LINES.get(list) == Some(&"lines") && minted == 0 && count(list) == noted;
    let mut next_lot = first_lot;
    lines
        .iter()
        .map(|line| {
            if minted > 0 && mints(line.list) {
                next_lot = next_lot.saturating_add(1);
                return Some(LotId(next_lot.saturating_sub(1)));
            }
            if noted > 0 && notes(line.list) { of_lines.next() } else { None }
        })
        .collect()
}

/// Finds links by lot.
struct Chains(Vec<(LotId, usize)>);

impl Chains {
    fn new(links: &[Link]) -> Self {
        let mut places: Vec<_> = links.iter().enumerate().map(|(place, link)| (link.lot, place)).collect();
        places.sort_unstable();
        Self(places)
    }

    fn find(&self, lot: LotId) -> Option<usize> {
        let at = self.0.binary_search_by_key(&lot, |(lot, _)| *lot).ok()?;
        self.0.get(at).map(|(_, place)| *place)
    }
}

/// `[fields, lot, running number, leaf of the lot's entry before]`; null where there is none.
fn goods(fields: &str, lot: Option<LotId>, link: Option<&Link>, leaf: impl Fn(u64) -> Option<Hash>) -> Vec<u8> {
    let mut out = Vec::with_capacity(fields.len() + 48);
    let mut e = Encoder::new(&mut out);
    infallible((|| {
        e.array(4)?.str(fields)?;
        match lot {
            Some(lot) => e.u32(lot.0)?,
            None => e.null()?,
        };
        match link {
            Some(link) => e.u32(link.number)?,
            None => e.null()?,
        };
        before(&mut e, link, leaf)
    })());
    out
}

/// `[lot, running number, leaf of the lot's entry before, postings of the lot as effects]`.
fn lot(link: &Link, postings: &[&Effect], leaf: impl Fn(u64) -> Option<Hash>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut e = Encoder::new(&mut out);
    infallible((|| {
        e.array(4)?.u32(link.lot.0)?.u32(link.number)?;
        before(&mut e, Some(link), leaf)?;
        e.array(postings.len() as u64)?;
        for posting in postings {
            e.encode(posting)?;
        }
        e.ok()
    })());
    out
}

fn before(
    e: &mut Encoder<&mut Vec<u8>>,
    link: Option<&Link>,
    leaf: impl Fn(u64) -> Option<Hash>,
) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
    match link.filter(|link| link.before != 0).and_then(|link| leaf(link.before)) {
        Some(hash) => e.bytes(&hash.0)?.ok(),
        None => e.null()?.ok(),
    }
}

/// The salt of the group at `index`.
fn salt(secret: &[u8; SECRET_BYTES], index: u32) -> [u8; 16] {
    let digest = Sha256::new().chain_update(b"tamga/salt/v0").chain_update(secret).chain_update(index.to_be_bytes());
    let mut salt = [0; 16];
    salt.copy_from_slice(&digest.finalize()[..16]);
    salt
}

/// Leaf of a group: position and number of groups are part of it, so that whoever is shown one group knows how many there
/// are.
fn commitment(salt: &[u8; 16], group: &Group, (index, count): (u64, u64)) -> Hash {
    let digest = Sha256::new().chain_update(b"tamga/commitment/v0").chain_update(salt);
    let digest = digest.chain_update([group.tag.number()]).chain_update(index.to_be_bytes());
    let digest = digest.chain_update(count.to_be_bytes()).chain_update(&group.content);
    let digest: [u8; 32] = digest.finalize().into();
    tlog::leaf_hash(&digest)
}

/// Leaves of the tree of groups.
pub fn commitments(secret: &[u8; SECRET_BYTES], groups: &[Group]) -> Vec<Hash> {
    let count = groups.len() as u64;
    let leaf = |(index, group): (u32, &Group)| commitment(&salt(secret, index), group, (u64::from(index), count));
    (0..).zip(groups).map(leaf).collect()
}

/// The root that the header holds.
pub fn fields_root(secret: &[u8; SECRET_BYTES], groups: &[Group]) -> [u8; 32] {
    tlog::merkle_root(&commitments(secret, groups)).0
}

/// One group with what is needed to check it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenGroup {
    /// Position among the groups.
    pub index: u64,
    /// Number of groups.
    pub count: u64,
    /// The group.
    pub group: Group,
    /// Salt of its commitment.
    pub salt: [u8; 16],
    /// Hashes from its commitment up to the root.
    pub path: Vec<Hash>,
}

/// Opens one group; `None` where there is none at `index`.
pub fn open_group(secret: &[u8; SECRET_BYTES], groups: &[Group], index: u32) -> Option<OpenGroup> {
    let group = groups.get(index as usize)?.clone();
    let leaves = commitments(secret, groups);
    let path = tlog::merkle_path(&leaves, u64::from(index)).ok()?;
    Some(OpenGroup { index: u64::from(index), count: leaves.len() as u64, group, salt: salt(secret, index), path })
}

/// Checks an opened group against the header of its entry.
pub fn verify_group(header: &Header, open: &OpenGroup) -> Result<(), ProofProblem> {
    let leaf = commitment(&open.salt, &open.group, (open.index, open.count));
    tlog::verify_inclusion(leaf, open.index, open.count, &open.path, Hash(header.fields))
}
