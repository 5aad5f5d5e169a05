//! A synthetic country: the documents of a year of trade, from a seed.
//!
//! Importers, wholesalers, retailers, makers, exporters and carriers trade goods whose codes, origins, masses and prices
//! are drawn from declarations; notes go their ways, trucks and trains cross borders, offices look at some of them,
//! people make mistakes. [`Country`] keeps its own model of stock, so that its documents are recorded but for the mistakes
//! that are planned. Among honest trade it plants schemes ([`Kind`]), and tells them in a truth file.
//!
//! The crate is pure: the same settings give the same bytes on every machine. What it keeps is a few dozen bytes for each
//! part of a lot that still lies somewhere; documents are written and forgotten. It knows no registry: lots are named by
//! the document and line that minted them, notes and transports by their own numbers.

#![forbid(unsafe_code)]

mod country;
mod lot;
mod market;
mod paper;
mod random;
mod scheme;
mod settings;
mod sheet;
mod world;

pub use country::{Batch, Country, CountryError};
pub use scheme::Kind;
pub use settings::{Settings, SettingsError, Shares};
pub use sheet::Expect;
pub use world::{Goods, GoodsError};
