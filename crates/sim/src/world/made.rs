//! What the country makes itself, from what, and with which yield.

/// Goods of local make: code, price in US cents for a kilogram, and how they are made.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) code: &'static str,
    /// Hundredths of a US dollar for a kilogram.
    pub(crate) price: u64,
    /// How they come to be.
    pub(crate) from: From,
}

/// How goods are made.
#[derive(Debug)]
pub(crate) enum From {
    /// Grown, dug or smelted here: a production report, in lots of about so many tonnes.
    Land(u32),
    /// Made of goods of these chapters, with a yield of mass between two per mille.
    Chapters(&'static [u8], u32, u32),
}

/// Invented proportions of real trades. The yields are those of the trade's handbooks in round numbers: flour from wheat
/// 72 to 78 %, rolled steel 90 to 96 %, assembly nearly all.
pub(crate) const MADE: [Made; 24] = [
    Made { code: "100199", price: 24, from: From::Land(60) },
    Made { code: "100390", price: 20, from: From::Land(50) },
    Made { code: "120600", price: 45, from: From::Land(20) },
    Made { code: "071340", price: 60, from: From::Land(20) },
    Made { code: "020130", price: 520, from: From::Land(3) },
    Made { code: "740311", price: 900, from: From::Land(20) },
    Made { code: "720241", price: 130, from: From::Land(60) },
    Made { code: "790111", price: 260, from: From::Land(20) },
    Made { code: "270900", price: 55, from: From::Land(900) },
    Made { code: "260300", price: 140, from: From::Land(60) },
    Made { code: "310510", price: 40, from: From::Land(40) },
    Made { code: "252329", price: 6, from: From::Land(60) },
    Made { code: "110100", price: 36, from: From::Chapters(&[10], 720, 780) },
    Made { code: "190590", price: 240, from: From::Chapters(&[4, 11, 17, 18, 19], 850, 980) },
    Made { code: "200899", price: 260, from: From::Chapters(&[7, 8, 20], 600, 850) },
    Made { code: "160100", price: 480, from: From::Chapters(&[2, 3, 16], 800, 950) },
    Made { code: "730890", price: 260, from: From::Chapters(&[72, 73], 900, 960) },
    Made { code: "760410", price: 420, from: From::Chapters(&[76], 900, 970) },
    Made { code: "392390", price: 310, from: From::Chapters(&[39, 40], 920, 985) },
    Made { code: "940360", price: 420, from: From::Chapters(&[44, 83, 94], 850, 950) },
    Made { code: "621133", price: 1500, from: From::Chapters(&[50, 51, 52, 53, 54, 55, 58, 59, 60], 820, 930) },
    Made { code: "340250", price: 330, from: From::Chapters(&[28, 29, 32, 33, 34, 38], 930, 995) },
    Made { code: "853710", price: 4200, from: From::Chapters(&[85, 90], 960, 998) },
    Made { code: "843680", price: 1400, from: From::Chapters(&[84], 950, 998) },
];

/// The goods that can be made of a chapter, by their place in [`MADE`].
pub(crate) fn made_of(chapter: u8) -> Option<(usize, u32, u32)> {
    MADE.iter().enumerate().find_map(|(position, made)| match made.from {
        From::Chapters(chapters, low, high) if chapters.contains(&chapter) => Some((position, low, high)),
        From::Chapters(..) | From::Land(_) => None,
    })
}

/// The goods of the land, by their place in [`MADE`], with the usual tonnes of a lot.
pub(crate) fn of_the_land() -> impl Iterator<Item = (usize, u32)> {
    MADE.iter().enumerate().filter_map(|(position, made)| match made.from {
        From::Land(tonnes) => Some((position, tonnes)),
        From::Chapters(..) => None,
    })
}
