//! Tiles: the tree as small files that never change once they are full (C2SP `tlog-tiles` v0.1.0).
//!
//! A tile of level L holds up to 256 hashes of complete subtrees of 256^L leaves. Bundles of entries are not made here.

use std::fmt::{self, Write};

use crate::hash::Hash;
use crate::tree::Tree;

/// Hashes in a full tile.
pub const TILE_WIDTH: u16 = 256;
/// Highest level a log of 64-bit size can have.
const LEVEL_MAX: u8 = 7;
/// Tree levels that one tile spans: 2^8 = 256.
const HEIGHT: u32 = 8;

/// Address of a tile. `Display` writes its path, such as `tile/1/x001/x234/067.p/12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

/// Why bytes or a path are no tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileProblem {
    /// The path does not have the form of the specification.
    Path,
    /// The level is above 7 or the width not within 1..=256.
    Range,
    /// The bytes are not whole hashes, none, or more than 256.
    Length,
}

impl fmt::Display for TileProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Path => "not the path of a tile",
            Self::Range => "level or width of the tile is out of range",
            Self::Length => "a tile is 1 to 256 hashes of 32 bytes",
        })
    }
}

impl std::error::Error for TileProblem {}

impl Tile {
    /// The tile `index` (from 0) of `level` (0 to 7) with `width` hashes (1 to 256; below 256 it is a partial tile).
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, TileProblem> {
        if level > LEVEL_MAX || width == 0 || width > TILE_WIDTH {
            return Err(TileProblem::Range);
        }
        Ok(Self { level, index, width })
    }

    /// Level: 0 holds leaves.
    pub fn level(self) -> u8 {
        self.level
    }

    /// Place within the level, from 0.
    pub fn index(self) -> u64 {
        self.index
    }

    /// Number of hashes, 1 to 256.
    pub fn width(self) -> u16 {
        self.width
    }

    /// Reads a path as `Display` writes it.
    ///
    /// ```
    /// let tile = tlog::Tile::parse("tile/0/x001/x234/067.p/12")?;
    /// assert_eq!((tile.level(), tile.index(), tile.width()), (0, 1_234_067, 12));
    /// # Ok::<(), tlog::TileProblem>(())
    /// ```
    pub fn parse(path: &str) -> Result<Self, TileProblem> {
        let tile = Self::read(path).ok_or(TileProblem::Path)?;
        // Comparing with the one right spelling refuses leading zeros, `+`, empty groups and a full width after `.p`.
        if tile.to_string() == path { Self::new(tile.level, tile.index, tile.width) } else { Err(TileProblem::Path) }
    }

    fn read(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok()?),
            None => (rest, TILE_WIDTH),
        };
        let mut index = 0_u64;
        for group in number.split('/') {
            let digits: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
            index = index.checked_mul(1000)?.checked_add(digits)?;
        }
        Some(Self { level: level.parse().ok()?, index, width })
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.index.to_string();
        let short = digits.len().checked_rem(3).unwrap_or(0);
        let missing = if short == 0 { 0 } else { 3_usize.saturating_sub(short) };
        let padded = format!("{}{digits}", "0".repeat(missing));
        write!(out, "tile/{}/", self.level)?;
        for (place, digit) in padded.chars().enumerate() {
            let left = padded.len().saturating_sub(place);
            if left.is_multiple_of(3) {
                let first = if place == 0 { "" } else { "/" };
                write!(out, "{first}{}", if left > 3 { "x" } else { "" })?;
            }
            out.write_char(digit)?;
        }
        if self.width < TILE_WIDTH { write!(out, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl Tree {
    /// Bytes of a tile: its hashes one after the other, or `None` where the tree does not hold them all.
    pub fn tile(&self, tile: Tile) -> Option<Vec<u8>> {
        let first = tile.index.checked_mul(u64::from(TILE_WIDTH))?;
        let level = u32::from(tile.level).checked_mul(HEIGHT)?;
        let mut bytes = Vec::new();
        for place in 0..u64::from(tile.width) {
            bytes.extend_from_slice(&self.node(level, first.checked_add(place)?)?.0);
        }
        Some(bytes)
    }
}

/// The tiles to publish when a log grows from `old` to `new` leaves: all that are new or fuller, lowest level first.
pub fn changed_tiles(old: u64, new: u64) -> Vec<Tile> {
    let mut tiles = Vec::new();
    for level in 0..=LEVEL_MAX {
        let shift = u32::from(level).saturating_mul(HEIGHT);
        let (from, to) = (old.checked_shr(shift).unwrap_or(0), new.checked_shr(shift).unwrap_or(0));
        if from >= to {
            continue;
        }
        let width = u64::from(TILE_WIDTH);
        let first = from.checked_div(width).unwrap_or(0);
        for index in first..to.div_ceil(width) {
            let held = to.saturating_sub(index.saturating_mul(width)).min(width);
            tiles.extend(u16::try_from(held).ok().map(|width| Tile { level, index, width }));
        }
    }
    tiles
}

/// Reads the bytes of a tile of any width.
pub fn parse_tile(bytes: &[u8]) -> Result<Vec<Hash>, TileProblem> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() || hashes.is_empty() || hashes.len() > usize::from(TILE_WIDTH) {
        return Err(TileProblem::Length);
    }
    Ok(hashes.iter().copied().map(Hash).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::leaf_hash;
    use crate::list::merkle_root;

    #[test]
    fn paths_have_one_spelling() {
        for (index, width, path) in [
            (0, 256, "tile/3/000"),
            (67, 1, "tile/3/067.p/1"),
            (999, 256, "tile/3/999"),
            (1000, 256, "tile/3/x001/000"),
            (1_234_067, 255, "tile/3/x001/x234/067.p/255"),
        ] {
            let tile = Tile::new(3, index, width).unwrap();
            assert_eq!(tile.to_string(), path);
            assert_eq!(Tile::parse(path), Ok(tile));
        }
        for path in ["", "tile/0", "tile/0/", "tile/0/1", "tile/0/0001", "tile/0/x000/001", "tile/00/001", "tile/8/001"]
            .into_iter()
            .chain(["tile/0/001.p/256", "tile/0/001.p/0", "tile/0/001.p/", "tile/0/+01", "tile/0/001/002", "tile/0/é"])
        {
            assert!(Tile::parse(path).is_err(), "{path}");
        }
    }

    #[test]
    fn tiles_rebuild_the_root() {
        let leaves: Vec<Hash> = (0..70_000_u32).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let mut tree = Tree::new();
        for leaf in &leaves {
            tree.append(*leaf);
        }
        let tiles = changed_tiles(0, tree.size());
        let read = |level| -> Vec<Hash> {
            let of_level = tiles.iter().filter(|tile| tile.level() == level);
            of_level.flat_map(|tile| parse_tile(&tree.tile(*tile).unwrap()).unwrap()).collect()
        };
        assert_eq!(read(0), leaves);
        let level_1: Vec<Hash> = leaves.as_chunks::<256>().0.iter().map(|tile| merkle_root(tile)).collect();
        assert_eq!(read(1), level_1);
        assert_eq!(read(2), [merkle_root(&level_1[..256])]);
        assert_eq!(tree.tile(Tile::new(0, 273, 113).unwrap()), None, "70,000 leaves end 112 into tile 273");
    }

    #[test]
    fn only_new_or_fuller_tiles_change() {
        let paths = |old, new| changed_tiles(old, new).iter().map(Tile::to_string).collect::<Vec<_>>();
        assert_eq!(paths(5, 5), [""; 0]);
        assert_eq!(paths(0, 1), ["tile/0/000.p/1"]);
        assert_eq!(paths(255, 256), ["tile/0/000", "tile/1/000.p/1"]);
        assert_eq!(paths(256, 257), ["tile/0/001.p/1"]);
        assert_eq!(paths(250, 513), ["tile/0/000", "tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2"]);
    }

    #[test]
    fn fuzz_any_path_and_bytes_are_refused_or_written_back() {
        bolero::check!().with_type::<(String, Vec<u8>)>().for_each(|(text, bytes)| {
            for path in [text.clone(), format!("tile/{text}"), format!("tile/0/{text}"), format!("tile/0/001.p/{text}")]
            {
                if let Ok(tile) = Tile::parse(&path) {
                    assert_eq!(tile.to_string(), path);
                }
            }
            if let Ok(hashes) = parse_tile(bytes) {
                assert_eq!(hashes.concat_bytes(), *bytes);
            }
        });
    }

    trait ConcatBytes {
        fn concat_bytes(&self) -> Vec<u8>;
    }
    impl ConcatBytes for Vec<Hash> {
        fn concat_bytes(&self) -> Vec<u8> {
            self.iter().flat_map(|hash| hash.0).collect()
        }
    }
}
