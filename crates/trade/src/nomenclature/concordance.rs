//! The correlation of HS 2022 with HS 2017 and what it says about one code.

use super::Tables;
use super::edition::Edition;
use super::national;
use crate::code::{GoodsCode, Nomenclature};
use crate::date::Date;
use crate::packed;
use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("../../../../data/nomenclature/hs2022_to_hs2017.tsv.gz");

/// How a code maps to those of another edition, said from its own side.
///
/// ```
/// use trade::nomenclature::Relation;
/// assert_eq!(Relation::OneToMany.to_string(), "1:n");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// All its goods go to one code, which takes nothing else.
    OneToOne,
    /// Its goods go to several codes.
    OneToMany,
    /// Its goods go to one code together with others'.
    ManyToOne,
    /// Its goods go to several codes, which take others' too.
    ManyToMany,
}

impl std::fmt::Display for Relation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Relation::OneToOne => "1:1",
            Relation::OneToMany => "1:n",
            Relation::ManyToOne => "n:1",
            Relation::ManyToMany => "n:n",
        })
    }
}

/// One line of the correlation, seen from the code asked about.
///
/// ```
/// use trade::date::Date;
/// use trade::nomenclature::links;
/// let all = links("851712".parse()?, Date::constant(2021, 6, 1), Date::constant(2022, 6, 1));
/// assert!(all.len() > 2); // displays and scrap, too
/// # Ok::<(), trade::code::CodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The code in the other edition.
    pub code: GoodsCode,
    /// How the code asked about maps to it.
    pub relation: Relation,
}

/// What became of a code between two days.
///
/// ```
/// use trade::date::Date;
/// use trade::nomenclature::{successors, Successors};
/// let (before, after) = (Date::constant(2021, 6, 1), Date::constant(2026, 6, 1));
/// assert_eq!(successors("010121".parse()?, before, after), Successors::Same);
/// let phones = Successors::Many(vec!["851713".parse()?, "851714".parse()?]);
/// assert_eq!(successors("851712".parse()?, before, after), phones);
/// # Ok::<(), trade::code::CodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Successors {
    /// The code stands for the same goods.
    Same,
    /// Another code took over.
    One(GoodsCode),
    /// Several did, sorted; the code itself may be among them. Someone who knows the goods must choose.
    Many(Vec<GoodsCode>),
    /// The tables know none: the code did not exist on the first day, a day is not covered, or no successor is listed.
    None,
}

/// One row of the table.
struct Pair {
    hs2022: GoodsCode,
    hs2017: GoodsCode,
    /// From the side of 2022.
    relation: Relation,
}

/// The table, sorted by the code of 2022 and again by that of 2017.
struct Pairs {
    by_2022: Vec<Pair>,
    by_2017: Vec<u32>,
}

fn pairs() -> &'static Pairs {
    static PAIRS: OnceLock<Pairs> = OnceLock::new();
    PAIRS.get_or_init(|| {
        let text = packed::text(PACKED);
        let row = |line: &str| {
            let mut cells = line.split('\t');
            Some(Pair {
                hs2022: cells.next()?.parse().ok()?,
                hs2017: cells.next()?.parse().ok()?,
                relation: match cells.next()? {
                    "1:1" => Relation::OneToOne,
                    "1:n" => Relation::OneToMany,
                    "n:1" => Relation::ManyToOne,
                    "n:n" => Relation::ManyToMany,
                    _ => return None,
                },
            })
        };
        let rows: Vec<_> = text.lines().skip(1).map(row).collect();
        assert!(rows.iter().all(Option::is_some), "every row of the correlation is read");
        let by_2022: Vec<_> = rows.into_iter().flatten().collect();
        let mut by_2017: Vec<u32> = (0u32..).take(by_2022.len()).collect();
        by_2017.sort_by_key(|at| usize::try_from(*at).ok().and_then(|at| by_2022.get(at)).map(|pair| pair.hs2017));
        Pairs { by_2022, by_2017 }
    })
}

fn reversed(relation: Relation) -> Relation {
    match relation {
        Relation::OneToMany => Relation::ManyToOne,
        Relation::ManyToOne => Relation::OneToMany,
        same @ (Relation::OneToOne | Relation::ManyToMany) => same,
    }
}

/// All links of a code of one HS edition to the other, sorted by code.
///
/// Between other editions than the two shipped no correlation is known, so there is none.
fn hs_links(code: GoodsCode, from: &Edition, to: &Edition) -> Vec<Link> {
    if !(from.is_shipped && to.is_shipped) {
        return vec![];
    }
    let pairs = pairs();
    if from.valid_from < to.valid_from {
        let pair = |at: &u32| usize::try_from(*at).ok().and_then(|at| pairs.by_2022.get(at));
        let first = pairs.by_2017.partition_point(|at| pair(at).is_some_and(|pair| pair.hs2017 < code));
        let own = pairs.by_2017.iter().skip(first).filter_map(pair).take_while(|pair| pair.hs2017 == code);
        own.map(|pair| Link { code: pair.hs2022, relation: reversed(pair.relation) }).collect()
    } else {
        let first = pairs.by_2022.partition_point(|pair| pair.hs2022 < code);
        let own = pairs.by_2022.iter().skip(first).take_while(|pair| pair.hs2022 == code);
        own.map(|pair| Link { code: pair.hs2017, relation: pair.relation }).collect()
    }
}

/// The links that say where the goods as a whole went: those other than n:n, or, where all are n:n, those outside
/// heading 8549: electrical waste of 2022 took scrap out of a thousand codes and tells nothing about the goods.
fn is_main(links: &[Link]) -> impl Fn(&Link) -> bool + use<> {
    let plain = links.iter().any(|link| link.relation != Relation::ManyToMany);
    let sound = links.iter().any(|link| !link.code.starts_with("8549"));
    move |link| if plain { link.relation != Relation::ManyToMany } else { !sound || !link.code.starts_with("8549") }
}

/// The main links and their relation.
pub(super) fn main_links(code: GoodsCode, from: &Edition, to: &Edition) -> (Vec<GoodsCode>, Relation) {
    let mut links = hs_links(code, from, to);
    let main = is_main(&links);
    links.retain(main);
    let relation = links.iter().map(|link| link.relation).max().unwrap_or(Relation::ManyToMany);
    (links.into_iter().map(|link| link.code).collect(), relation)
}

/// Every link of an HS code from the edition of one day to that of another, also the n:n ones, sorted by code. Empty
/// within one edition, for longer codes, and where a day is not covered.
pub fn links(code: GoodsCode, from: Date, to: Date) -> Vec<Link> {
    let tables = Tables::default();
    let day = |day| tables.in_force(Nomenclature::Hs, day);
    match (day(from), day(to)) {
        (Some(from), Some(to)) if code.nomenclature() == Nomenclature::Hs && from.name != to.name => {
            hs_links(code, from, to)
        }
        _ => vec![],
    }
}

/// What became of a code that existed on `from`, seen on `to`; `to` may be the earlier day. HS codes follow the
/// correlation, without n:n links where others exist; longer codes are the same where both editions have them, else
/// the new codes of the same subheading.
pub fn successors(code: GoodsCode, from: Date, to: Date) -> Successors {
    let tables = Tables::default();
    let day = |day| tables.in_force(code.nomenclature(), day);
    let (Some(from), Some(to)) = (day(from), day(to)) else { return Successors::None };
    if from.entry(code.into()).is_none() {
        return Successors::None;
    }
    let remains = to.entry(code.into()).is_some();
    let codes = match code.nomenclature() {
        _ if from.name == to.name => vec![code],
        Nomenclature::Hs => main_links(code, from, to).0,
        Nomenclature::Cn | Nomenclature::TnVed if remains => vec![code],
        Nomenclature::Cn | Nomenclature::TnVed => national::changed(code, from, to),
    };
    match codes.as_slice() {
        [] if remains => Successors::Same,
        [] => Successors::None,
        [one] if *one == code => Successors::Same,
        [one] => Successors::One(*one),
        _ => Successors::Many(codes),
    }
}
