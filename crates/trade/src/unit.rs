//! [`Unit`]: units of measure with their codes, names and exact conversions.
//!
//! Only exact factors stand here. A pair is two pieces and a tonne a thousand kilograms; a set, a kit or a pack is of no
//! fixed size and converts to nothing, and a kilogram of nitrogen is not a kilogram of fertiliser.

mod table;

use crate::quantity::Quantity;
use std::fmt;
use std::str::FromStr;
pub use table::Unit;

/// What a unit measures. Units convert only within one dimension.
///
/// ```
/// use trade::unit::{Dimension, Unit};
/// assert_eq!(Unit::CTM.dimension(), Dimension::Mass);
/// assert_ne!(Unit::SET.dimension(), Unit::H87.dimension());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say what is measured")]
pub enum Dimension {
    Mass,
    Volume,
    Length,
    Area,
    Count,
    One,
    Set,
    Kit,
    Pack,
    Leaf,
    Article,
    Part,
    Cell,
    Energy,
    PureAlcohol,
    FissileIsotopes,
    DrySubstance,
    PotassiumOxide,
    PotassiumHydroxide,
    Nitrogen,
    SodiumHydroxide,
    PhosphorusPentoxide,
    Uranium,
    HydrogenPeroxide,
    Methylamine,
    DrainedMass,
    CarryingCapacity,
    Head,
    Radioactivity,
    Power,
}

/// The text names no unit of the table.
///
/// ```
/// use trade::unit::{Unit, UnitError};
/// assert_eq!("bucket".parse::<Unit>(), Err(UnitError));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a unit: write a UN/CEFACT Recommendation 20 code such as KGM, or an OKEI number such as 166")]
pub struct UnitError;

/// Why a quantity cannot be stated in another unit.
///
/// ```
/// use trade::unit::{convert, ConversionError, Unit};
/// use trade::quantity::Quantity;
/// let q = Quantity::from_micros(1);
/// assert_eq!(
///     convert(q, Unit::KGM, Unit::H87),
///     Err(ConversionError::Dimension { from: Unit::KGM, to: Unit::H87 })
/// );
/// assert_eq!(convert(q, Unit::GRM, Unit::KGM), Err(ConversionError::NotExact { from: Unit::GRM, to: Unit::KGM }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConversionError {
    /// The two measure different things.
    #[error("{} cannot be stated in {}", from.name(), to.name())]
    Dimension {
        /// The unit given.
        from: Unit,
        /// The unit asked for.
        to: Unit,
    },
    /// The result is no whole count of 10^-6.
    #[error("the quantity in {} is not exact in {} to 6 decimals", from.name(), to.name())]
    NotExact {
        /// The unit given.
        from: Unit,
        /// The unit asked for.
        to: Unit,
    },
    /// The result is larger than a quantity can be.
    #[error("the quantity in {} is too large to state in {}", from.name(), to.name())]
    Overflow {
        /// The unit given.
        from: Unit,
        /// The unit asked for.
        to: Unit,
    },
}

impl Unit {
    /// The OKEI number (three digits), where OKEI has the unit.
    pub const fn okei(self) -> Option<&'static str> {
        self.row().okei
    }

    /// The English name.
    pub const fn name(self) -> &'static str {
        let [en, _, _] = self.row().names;
        en
    }

    /// The Russian name.
    pub const fn name_ru(self) -> &'static str {
        let [_, ru, _] = self.row().names;
        ru
    }

    /// The Kazakh name.
    pub const fn name_kk(self) -> &'static str {
        let [_, _, kk] = self.row().names;
        kk
    }

    /// What it measures.
    pub const fn dimension(self) -> Dimension {
        self.row().dimension
    }

    /// The unit of a statistical-unit cell of the HS tables of UN Comtrade (`kg`, `u`, `l`, `m²`, `2u`, `1000 kWh`).
    /// `None` for `n/a`, an empty cell and anything else.
    ///
    /// ```
    /// use trade::unit::Unit;
    /// assert_eq!(Unit::from_hs_statistical("2u"), Some(Unit::PR));
    /// assert_eq!(Unit::from_hs_statistical("n/a"), None);
    /// ```
    pub fn from_hs_statistical(cell: &str) -> Option<Unit> {
        Some(match cell {
            "kg" => Unit::KGM,
            "u" => Unit::H87,
            "l" => Unit::LTR,
            "m" => Unit::MTR,
            "m2" | "m²" => Unit::MTK,
            "m3" | "m³" => Unit::MTQ,
            "2u" => Unit::PR,
            "carat" => Unit::CTM,
            "1000u" => Unit::MIL,
            "1000kWh" | "1000 kWh" => Unit::MWH,
            // Playing cards are counted by the pack; the cell is French for "game".
            "U (jeu/pack)" => Unit::NMP,
            _ => return None,
        })
    }

    /// The unit of a supplementary-unit code of the Combined Nomenclature (`PST`, `PA`, `L_ALC_100PCT`). `None` for
    /// anything else.
    ///
    /// ```
    /// use trade::unit::Unit;
    /// assert_eq!(Unit::from_cn_supplementary("PST"), Some(Unit::H87));
    /// assert_eq!(Unit::from_cn_supplementary("L_ALC_100PCT"), Some(Unit::LPA));
    /// ```
    pub fn from_cn_supplementary(code: &str) -> Option<Unit> {
        Some(match code {
            "PST" => Unit::H87,
            "100_PST" => Unit::CEN,
            "1000_PST" => Unit::MIL,
            "PA" => Unit::PR,
            "CEEL" => Unit::NCL,
            "G" => Unit::GRM,
            "CK" => Unit::CTM,
            "CTL" => Unit::CCT,
            "L" => Unit::LTR,
            "L_ALC_100PCT" => Unit::LPA,
            "M" => Unit::MTR,
            "M2" => Unit::MTK,
            "M3" => Unit::MTQ,
            "1000_M3" => Unit::R9,
            "1000_KWH" => Unit::MWH,
            "TJ" => Unit::D30,
            "GI_FS" => Unit::GFI,
            "KG_H2O2" => Unit::KHY,
            "KG_K2O" => Unit::KPO,
            "KG_KOH" => Unit::KPH,
            "KG_MET_AM" => Unit::KMA,
            "KG_N" => Unit::KNI,
            "KG_NAOH" => Unit::KSH,
            "KG_NET_EDA" => Unit::KDW,
            "KG_P2O5" => Unit::KPP,
            "KG_U" => Unit::KUR,
            "KG_90PCT_SDT" => Unit::KSD,
            _ => return None,
        })
    }
}

/// States `q` of `from` in `to`: exact, or refused with the reason. Nothing is rounded.
///
/// ```
/// use trade::unit::{convert, Unit};
/// let tonnes = "1.25".parse()?;
/// assert_eq!(convert(tonnes, Unit::TNE, Unit::KGM).map(|q| q.to_string()).as_deref(), Ok("1250"));
/// # Ok::<(), trade::decimal::DecimalError>(())
/// ```
pub fn convert(q: Quantity, from: Unit, to: Unit) -> Result<Quantity, ConversionError> {
    if from.dimension() != to.dimension() {
        return Err(ConversionError::Dimension { from, to });
    }
    let ((from_num, from_den), (to_num, to_den)) = (from.row().factor, to.row().factor);
    let factor = from_num.checked_mul(to_den).zip(from_den.checked_mul(to_num));
    let Some((num, den)) = factor else { return Err(ConversionError::Overflow { from, to }) };
    let exact = u128::from(q.micros()).checked_mul(u128::from(num)).and_then(|p| p.checked_rem(u128::from(den)));
    match exact {
        None => Err(ConversionError::Overflow { from, to }),
        Some(0) => q.checked_scale(num, den).ok_or(ConversionError::Overflow { from, to }),
        Some(_) => Err(ConversionError::NotExact { from, to }),
    }
}

impl FromStr for Unit {
    type Err = UnitError;
    /// A Recommendation 20 code in any case, an OKEI number, or one of the letter codes that OKEI gives beside
    /// Recommendation 20 (`PCE`, `NMB` for the piece, `NPR` for the pair, `HAR` for the hectare).
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let alias = match text.to_ascii_uppercase().as_str() {
            "PCE" | "NMB" => Some(Unit::H87),
            "NPR" => Some(Unit::PR),
            "HAR" => Some(Unit::H18),
            _ => None,
        };
        let named = |unit: &Unit| unit.code().eq_ignore_ascii_case(text) || unit.okei() == Some(text);
        alias.or_else(|| Unit::ALL.iter().copied().find(named)).ok_or(UnitError)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

crate::wire::json_text!(Unit);
crate::wire::cbor_number!(Unit, u8, Unit::number, Unit::from_number);
