//! Where hashes of a stored tree are: tiles of 256 hashes, and their paths (C2SP tlog-tiles).

use std::fmt;

use crate::text;

/// How many levels of the tree a tile spans.
pub const TILE_HEIGHT: u8 = 8;
/// How many hashes a full tile has.
pub const TILE_HASHES: u64 = 1 << TILE_HEIGHT;
/// The highest level of a tile that a tree of 2^64 leaves could have.
pub const LEVEL_MAX: u8 = 7;
/// The longest path that is read, in bytes.
const PATH_BYTES_MAX: usize = 64;

/// A tile: its level, its place in the level and how many hashes it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileAt {
    /// 0 has hashes of leaves; each hash of a higher level is the root of a full tile below.
    pub level: u8,
    /// The place within the level.
    pub index: u64,
    /// How many hashes, 1 to 256.
    pub width: u16,
}

impl TileAt {
    /// The tile as it is in a tree of so many leaves; `None` if it has no hash there.
    #[must_use]
    pub fn within(level: u8, index: u64, size: u64) -> Option<Self> {
        let hashes = hashes(level, size);
        let before = index.checked_mul(TILE_HASHES)?;
        let width = hashes.checked_sub(before)?.min(TILE_HASHES);
        let width = u16::try_from(width).ok().filter(|width| *width > 0)?;
        Some(Self {
            level,
            index,
            width,
        })
    }

    /// Whether it has all its hashes.
    #[must_use]
    pub fn is_full(&self) -> bool {
        u64::from(self.width) == TILE_HASHES
    }
}

/// How many hashes a level of tiles has in a tree of so many leaves.
#[must_use]
pub fn hashes(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT))
        .unwrap_or(0)
}

/// What a path below `tile/` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TilePath {
    /// A tile of hashes.
    Hashes(TileAt),
    /// The entries under a tile of level 0.
    Entries(TileAt),
}

impl TilePath {
    /// Reads a path below `tile/`, such as `0/x001/067.p/8` or `entries/000`.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        if path.len() > PATH_BYTES_MAX {
            return None;
        }
        let (level, rest) = path.split_once('/')?;
        let (place, width) = match rest.split_once(".p/") {
            Some((place, width)) => (place, partial(width)?),
            None => (rest, 256),
        };
        let index = place_of(place)?;
        let at = |level| TileAt {
            level,
            index,
            width,
        };
        if level == "entries" {
            return Some(Self::Entries(at(0)));
        }
        let level = u8::try_from(text::decimal(level)?).ok()?;
        (level <= LEVEL_MAX).then(|| Self::Hashes(at(level)))
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = match self {
            Self::Hashes(at) => {
                write!(f, "{}/", at.level)?;
                at
            }
            Self::Entries(at) => {
                f.write_str("entries/")?;
                at
            }
        };
        let mut groups = vec![at.index % 1_000];
        let mut rest = at.index / 1_000;
        while rest > 0 {
            groups.push(rest % 1_000);
            rest /= 1_000;
        }
        for (left, group) in groups.iter().enumerate().rev() {
            if left > 0 {
                write!(f, "x{group:03}/")?;
            } else {
                write!(f, "{group:03}")?;
            }
        }
        if !at.is_full() {
            write!(f, ".p/{}", at.width)?;
        }
        Ok(())
    }
}

fn partial(width: &str) -> Option<u16> {
    let width = text::decimal(width)?;
    let partial = (1..TILE_HASHES).contains(&width);
    u16::try_from(width).ok().filter(|_| partial)
}

/// Reads `x001/x234/067`.
fn place_of(place: &str) -> Option<u64> {
    let mut index: u64 = 0;
    let mut groups = place.split('/').peekable();
    let mut first = true;
    while let Some(group) = groups.next() {
        let digits = match groups.peek() {
            Some(_) => group.strip_prefix('x')?,
            None => group,
        };
        let plain = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let more = groups.peek().is_some();
        // One form only: no group of zeroes in front.
        if !plain || (first && more && digits == "000") {
            return None;
        }
        let group: u64 = digits.parse().ok()?;
        index = index.checked_mul(1_000)?.checked_add(group)?;
        first = false;
    }
    Some(index)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        let full = |level, index| TileAt {
            level,
            index,
            width: 256,
        };
        let deep = TilePath::Hashes(full(0, 1_234_067));
        assert_eq!(deep.to_string(), "0/x001/x234/067");
        assert_eq!(TilePath::parse("0/x001/x234/067"), Some(deep));
        let partial = TilePath::Entries(TileAt {
            width: 112,
            ..full(0, 273)
        });
        assert_eq!(partial.to_string(), "entries/273.p/112");
        assert_eq!(TilePath::parse("entries/273.p/112"), Some(partial));
        for bad in [
            "",
            "0",
            "0/",
            "0/1",
            "0/0001",
            "8/000",
            "00/000",
            "0/x000/001",
            "0/001/002",
            "0/x001",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/000.p/",
            "-1/000",
            "data/000",
            "0/x999/x999/x999/x999/x999/x999/999",
            "0/0٠0",
        ] {
            assert_eq!(TilePath::parse(bad), None, "{bad}");
        }
    }

    /// The example of the specification: a tree of 70,000 leaves.
    #[test]
    fn the_tiles_of_a_tree_are_those_of_the_specification() {
        let width = |level, index| TileAt::within(level, index, 70_000).map(|tile| tile.width);
        assert_eq!(width(0, 272), Some(256));
        assert_eq!(width(0, 273), Some(112));
        assert_eq!(width(0, 274), None);
        assert_eq!(width(1, 0), Some(256));
        assert_eq!(width(1, 1), Some(17));
        assert_eq!(width(2, 0), Some(1));
        assert_eq!(width(3, 0), None);
        assert_eq!(TileAt::within(9, 0, u64::MAX), None);
        assert_eq!(TileAt::within(0, u64::MAX, u64::MAX), None);
    }

    proptest! {
        #[test]
        fn any_tile_comes_back_from_its_path(level in 0..=LEVEL_MAX, index: u64, width in 1..=256_u16) {
            let at = TileAt { level, index, width };
            for path in [TilePath::Hashes(at), TilePath::Entries(TileAt { level: 0, ..at })] {
                prop_assert_eq!(TilePath::parse(&path.to_string()), Some(path));
            }
        }

        #[test]
        fn any_path_is_read_or_refused_and_has_one_form(path in "[0-9x/.pentris]{0,40}") {
            if let Some(tile) = TilePath::parse(&path) {
                prop_assert_eq!(tile.to_string(), path);
            }
        }
    }
}
