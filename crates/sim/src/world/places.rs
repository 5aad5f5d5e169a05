//! Where goods lie, and where they leave.

use crate::random::Random;

/// Cities and the weight of trade in each, by UN/LOCODE.
pub(crate) const CITIES: [(&str, u32); 18] = [
    ("KZALA", 320),
    ("KZAST", 170),
    ("KZCIT", 120),
    ("KZKGF", 70),
    ("KZAKX", 50),
    ("KZPWQ", 40),
    ("KZUKK", 40),
    ("KZURA", 35),
    ("KZGUW", 35),
    ("KZKSN", 35),
    ("KZTAR", 30),
    ("KZPLX", 25),
    ("KZTDK", 25),
    ("KZAAU", 25),
    ("KZKZO", 20),
    ("KZPPK", 20),
    ("KZKOV", 15),
    ("KZHOR", 30),
];

/// A place, small enough to be kept by the million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spot {
    /// One of the two stores of a firm: twice its number, and 0 or 1.
    Store(u32),
    /// A border post of [`POSTS`].
    Post(u8),
    /// Somewhere abroad: position of the country in the list of countries, and a number.
    Abroad(u8, u8),
    /// A bonded warehouse.
    Bonded(u8),
    /// Where customs keeps what it detained.
    Customs(u8),
}

/// The two stores of a firm.
pub(crate) fn store_of(firm: u32, slot: u32) -> u32 {
    firm * 2 + slot % 2
}

/// How goods pass a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Road,
    Rail,
    /// By road to the port, from there by ship.
    Sea,
}

/// A border post of the shipped register, or a place where the register has none, with its neighbour and weight.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) place: &'static str,
    pub(crate) neighbour: &'static str,
    pub(crate) way: Way,
    pub(crate) weight: u32,
}

/// Posts where goods cross. To Kyrgyzstan, and by road to Uzbekistan, the register has none yet: other places stand for
/// those.
pub(crate) const POSTS: [Post; 20] = [
    Post { place: "post:KZ-SYRYM", neighbour: "RU", way: Way::Road, weight: 20 },
    Post { place: "post:KZ-ZHAISAN", neighbour: "RU", way: Way::Road, weight: 16 },
    Post { place: "post:KZ-KAIRAK", neighbour: "RU", way: Way::Road, weight: 14 },
    Post { place: "post:KZ-TASKALA", neighbour: "RU", way: Way::Road, weight: 8 },
    Post { place: "post:KZ-KURMANGAZY", neighbour: "RU", way: Way::Road, weight: 6 },
    Post { place: "post:KZ-SHARBAKTY", neighbour: "RU", way: Way::Road, weight: 6 },
    Post { place: "post:KZ-BIDAIK", neighbour: "RU", way: Way::Road, weight: 5 },
    Post { place: "post:KZ-PETROPAVL", neighbour: "RU", way: Way::Rail, weight: 12 },
    Post { place: "post:KZ-ZHAISAN-RAIL", neighbour: "RU", way: Way::Rail, weight: 9 },
    Post { place: "post:KZ-NUR-ZHOLY", neighbour: "CN", way: Way::Road, weight: 24 },
    Post { place: "post:KZ-BAKHTY", neighbour: "CN", way: Way::Road, weight: 6 },
    Post { place: "post:KZ-ALTYNKOL", neighbour: "CN", way: Way::Rail, weight: 20 },
    Post { place: "post:KZ-DOSTYK", neighbour: "CN", way: Way::Rail, weight: 18 },
    Post { place: "post:KZ-SARYAGASH", neighbour: "UZ", way: Way::Rail, weight: 12 },
    Post { place: "place:KZ/konysbayev", neighbour: "UZ", way: Way::Road, weight: 18 },
    Post { place: "locode:KZKOR", neighbour: "KG", way: Way::Road, weight: 16 },
    Post { place: "place:KZ/karasu", neighbour: "KG", way: Way::Road, weight: 10 },
    Post { place: "post:KZ-BOLASHAK", neighbour: "TM", way: Way::Rail, weight: 10 },
    Post { place: "post:KZ-AKTAU", neighbour: "AZ", way: Way::Sea, weight: 20 },
    Post { place: "post:KZ-KURYK", neighbour: "AZ", way: Way::Sea, weight: 8 },
];

/// Where exports go: country, weight, and the neighbour whose border they pass.
pub(crate) const MARKETS: [(&str, u32, &str); 16] = [
    ("RU", 300, "RU"),
    ("CN", 190, "CN"),
    ("UZ", 120, "UZ"),
    ("KG", 90, "KG"),
    ("TR", 50, "AZ"),
    ("IT", 40, "AZ"),
    ("DE", 30, "RU"),
    ("NL", 30, "RU"),
    ("AZ", 25, "AZ"),
    ("BY", 25, "RU"),
    ("TJ", 30, "UZ"),
    ("GE", 20, "AZ"),
    ("TM", 15, "TM"),
    ("AM", 10, "AZ"),
    ("AF", 15, "UZ"),
    ("LV", 10, "RU"),
];

/// Where goods of the union come from.
pub(crate) const UNION: [(&str, u32); 4] = [("RU", 800), ("BY", 130), ("KG", 55), ("AM", 15)];

/// A post at the border with that neighbour.
pub(crate) fn post_to(neighbour: &str, random: &mut Random) -> u8 {
    let weights = POSTS.iter().map(|post| if post.neighbour == neighbour { post.weight } else { 0 });
    u8::try_from(random.weighted(weights)).unwrap_or_default()
}

/// The market of a country; the first one when there is none.
pub(crate) fn market(country: &str) -> &'static (&'static str, u32, &'static str) {
    MARKETS.iter().find(|(market, _, _)| *market == country).unwrap_or(&MARKETS[0])
}

/// The city of a store, always the same.
pub(crate) fn city(seed: u64, store: u32) -> &'static str {
    let mut random = Random::of(seed ^ 0x00C1_7135, store.into());
    CITIES[random.weighted(CITIES.iter().map(|(_, weight)| *weight))].0
}

#[cfg(test)]
mod tests {
    use super::*;
    use trade::place::PlaceRef;

    #[test]
    fn all_places_are_of_the_registers() {
        for place in
            POSTS.iter().map(|post| post.place.to_owned()).chain(CITIES.map(|(city, _)| format!("locode:{city}")))
        {
            assert!(place.parse::<PlaceRef>().is_ok(), "{place}");
        }
        for (_, _, neighbour) in MARKETS {
            assert!(POSTS.iter().any(|post| post.neighbour == neighbour), "{neighbour}");
        }
    }
}
