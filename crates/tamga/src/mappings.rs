//! The mappings that come with the program, and mappings from files.

use crate::trouble::Trouble;
use intake::{Mapping, MappingError};
use std::path::Path;

/// Name and text of the shipped mappings.
pub(crate) const SHIPPED: &[(&str, &str)] = &[
    ("1c_purchases", include_str!("../../../data/mappings/1c_purchases.toml")),
    ("customs_declarations_kr", include_str!("../../../data/mappings/customs_declarations_kr.toml")),
    ("opening_balances", include_str!("../../../data/mappings/opening_balances.toml")),
];

/// A shipped mapping by its name, else a mapping in a file.
pub(crate) fn open(name: &str) -> Result<Mapping, Trouble> {
    if let Some((_, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
        return text.parse().map_err(|error: MappingError| {
            Trouble::fault(format!("the shipped mapping {name} cannot be read")).because(&error)
        });
    }
    let path = Path::new(name);
    if !path.exists() && !name.contains(['.', '/']) {
        return Err(Trouble::input(format!("there is no mapping `{name}`"))
            .next("`tamga mapping list` lists the shipped ones; or name a file"));
    }
    Mapping::open(path).map_err(|error| Trouble::input(error.to_string()).because(&error))
}

/// The title of a mapping.
pub(crate) fn title(text: &str) -> Option<String> {
    text.parse::<Mapping>().ok()?.title().map(str::to_owned)
}
