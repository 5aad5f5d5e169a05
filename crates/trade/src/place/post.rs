//! The register of border posts, shipped as a table.

use crate::country::CountryCode;
use std::sync::OnceLock;

static TABLE: &str = include_str!("../../../../data/places/border_posts.csv");

/// By what traffic crosses at a post.
///
/// ```
/// use trade::place::{border_post, PostMode};
/// assert_eq!(border_post("KZ-SYRYM").map(|post| post.mode), Some(PostMode::Road));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PostMode {
    /// Lorries and cars.
    Road,
    /// Trains.
    Rail,
    /// Ships and ferries.
    Sea,
}

/// What kind of post it is.
///
/// ```
/// use trade::place::{border_post, PostKind};
/// assert_eq!(border_post("KZ-ORDA").map(|post| post.kind), Some(PostKind::Bilateral));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PostKind {
    /// Open to citizens and goods of all countries.
    Multilateral,
    /// Open to the two neighbours only.
    Bilateral,
    /// A crossing whose class the sources do not say.
    Crossing,
    /// A sea port.
    Port,
}

/// One border post. Coordinates are not kept: no source that may be shipped gives the posts' own.
///
/// ```
/// let post = trade::place::border_post("KZ-SYRYM").map(|post| (post.name, post.name_ru, post.neighbour.to_string()));
/// assert_eq!(post, Some(("Syrym", "Сырым", "RU".to_owned())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BorderPost {
    /// Country and name in capitals, `KZ-SYRYM`. Never reused.
    pub id: &'static str,
    /// The name in Latin letters.
    pub name: &'static str,
    /// The name in Russian; empty when no source gives it.
    pub name_ru: &'static str,
    /// The country whose post it is.
    pub country: CountryCode,
    /// The country on the other side; for a port the first one served.
    pub neighbour: CountryCode,
    /// The post opposite, as the sources name it; empty when they do not.
    pub opposite: &'static str,
    /// By what traffic crosses.
    pub mode: PostMode,
    /// What kind of post.
    pub kind: PostKind,
    /// Where the row is from.
    pub source: &'static str,
}

fn row(line: &'static str) -> Option<BorderPost> {
    let mut cells = line.split(',');
    let mut cell = || cells.next();
    Some(BorderPost {
        id: cell()?,
        name: cell()?,
        name_ru: cell()?,
        country: cell()?.parse().ok()?,
        neighbour: cell()?.parse().ok()?,
        opposite: cell()?,
        mode: match cell()? {
            "road" => PostMode::Road,
            "rail" => PostMode::Rail,
            "sea" => PostMode::Sea,
            _ => return None,
        },
        kind: match cell()? {
            "multilateral" => PostKind::Multilateral,
            "bilateral" => PostKind::Bilateral,
            "crossing" => PostKind::Crossing,
            "port" => PostKind::Port,
            _ => return None,
        },
        source: cell()?,
    })
}

/// All posts of the register, sorted by id.
pub fn border_posts() -> &'static [BorderPost] {
    static POSTS: OnceLock<Vec<BorderPost>> = OnceLock::new();
    POSTS.get_or_init(|| {
        let posts: Vec<_> = TABLE.lines().skip(1).map(row).collect();
        assert!(posts.iter().all(Option::is_some), "every row of the register of border posts is read");
        let posts: Vec<_> = posts.into_iter().flatten().collect();
        assert!(posts.is_sorted_by_key(|post| post.id), "the register of border posts is sorted");
        posts
    })
}

/// The post with this id, in capitals.
///
/// ```
/// assert!(trade::place::border_post("KZ-SYRYM").is_some());
/// assert!(trade::place::border_post("KZ-NOWHERE").is_none());
/// ```
pub fn border_post(id: &str) -> Option<&'static BorderPost> {
    let posts = border_posts();
    posts.binary_search_by(|post| post.id.cmp(id)).ok().and_then(|at| posts.get(at))
}
