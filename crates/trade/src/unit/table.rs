//! The table of units, one row each. Codes and English names: UNECE Recommendation 20 (checked against revision 11e);
//! numbers and Russian names: OKEI, the Russian classifier OK 015-94 that the EAEU's classifier of units follows. The
//! Kazakh names are the project's own wording. `TSD` is OKEI's letter code, which Recommendation 20 has withdrawn. A
//! row's number is stored in journals: rows are added, never renumbered.

use super::Dimension;

/// One row. `factor` is how many of the dimension's base unit one unit is, as an exact fraction.
pub(super) struct Row {
    pub(super) okei: Option<&'static str>,
    pub(super) dimension: Dimension,
    pub(super) factor: (u64, u64),
    pub(super) names: [&'static str; 3],
}

macro_rules! units {
    ($($code:ident = $number:literal, $okei:expr, $dimension:ident, $num:literal / $den:literal,
        $en:literal, $ru:literal, $kk:literal;)*) => {
        /// A unit of measure, named by its UNECE Recommendation 20 common code. In CBOR its
        /// [number](Unit::number), in JSON its code.
        ///
        /// ```
        /// use trade::unit::Unit;
        /// assert_eq!("kgm".parse(), Ok(Unit::KGM));
        /// assert_eq!("796".parse(), Ok(Unit::H87)); // OKEI
        /// assert_eq!(Unit::MTQ.name_ru(), "кубический метр");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Unit {
            $(#[doc = concat!($en, ", ", $ru, ".")] $code,)*
        }

        impl Unit {
            /// Every unit, in the order of their numbers.
            pub const ALL: &'static [Unit] = &[$(Unit::$code,)*];

            /// The Recommendation 20 common code, in capitals.
            pub const fn code(self) -> &'static str {
                match self { $(Unit::$code => stringify!($code),)* }
            }

            /// The stable number that journals store, from 1.
            pub const fn number(self) -> u8 {
                match self { $(Unit::$code => $number,)* }
            }

            /// The unit with this number.
            pub const fn from_number(number: u8) -> Option<Unit> {
                match number { $($number => Some(Unit::$code),)* _ => None }
            }

            pub(super) const fn row(self) -> &'static Row {
                match self {
                    $(Unit::$code => &Row {
                        okei: $okei,
                        dimension: Dimension::$dimension,
                        factor: ($num, $den),
                        names: [$en, $ru, $kk],
                    },)*
                }
            }
        }
    };
}

units! {
    KGM = 1, Some("166"), Mass, 1000 / 1, "kilogram", "килограмм", "килограмм";
    GRM = 2, Some("163"), Mass, 1 / 1, "gram", "грамм", "грамм";
    TNE = 3, Some("168"), Mass, 1_000_000 / 1, "tonne", "тонна", "тонна";
    MGM = 4, Some("161"), Mass, 1 / 1000, "milligram", "миллиграмм", "миллиграмм";
    DTN = 5, Some("206"), Mass, 100_000 / 1, "decitonne (quintal)", "центнер", "центнер";
    CTM = 6, Some("162"), Mass, 1 / 5, "metric carat", "метрический карат", "метрлік карат";
    LBR = 7, None, Mass, 45_359_237 / 100_000, "pound", "фунт", "фунт";
    LTR = 8, Some("112"), Volume, 1 / 1, "litre", "литр", "литр";
    MLT = 9, None, Volume, 1 / 1000, "millilitre", "миллилитр", "миллилитр";
    HLT = 10, Some("122"), Volume, 100 / 1, "hectolitre", "гектолитр", "гектолитр";
    MTQ = 11, Some("113"), Volume, 1000 / 1, "cubic metre", "кубический метр", "текше метр";
    R9 = 12, Some("114"), Volume, 1_000_000 / 1, "thousand cubic metres", "тысяча кубических метров", "мың текше метр";
    DMQ = 13, None, Volume, 1 / 1, "cubic decimetre", "кубический дециметр", "текше дециметр";
    CMQ = 14, Some("111"), Volume, 1 / 1000, "cubic centimetre", "кубический сантиметр", "текше сантиметр";
    MTR = 15, Some("006"), Length, 1 / 1, "metre", "метр", "метр";
    CMT = 16, Some("004"), Length, 1 / 100, "centimetre", "сантиметр", "сантиметр";
    MMT = 17, Some("003"), Length, 1 / 1000, "millimetre", "миллиметр", "миллиметр";
    KMT = 18, Some("008"), Length, 1000 / 1, "kilometre", "километр", "километр";
    MTK = 19, Some("055"), Area, 1 / 1, "square metre", "квадратный метр", "шаршы метр";
    DMK = 20, Some("053"), Area, 1 / 100, "square decimetre", "квадратный дециметр", "шаршы дециметр";
    CMK = 21, Some("051"), Area, 1 / 10_000, "square centimetre", "квадратный сантиметр", "шаршы сантиметр";
    H18 = 22, Some("059"), Area, 10_000 / 1, "hectare (square hectometre)", "гектар", "гектар";
    H87 = 23, Some("796"), Count, 1 / 1, "piece", "штука", "дана";
    PR = 24, Some("715"), Count, 2 / 1, "pair", "пара", "жұп";
    DZN = 25, Some("641"), Count, 12 / 1, "dozen", "дюжина", "дюжина";
    CEN = 26, Some("797"), Count, 100 / 1, "hundred pieces", "сто штук", "жүз дана";
    MIL = 27, Some("798"), Count, 1000 / 1, "thousand pieces", "тысяча штук", "мың дана";
    MIO = 28, Some("799"), Count, 1_000_000 / 1, "million pieces", "миллион штук", "миллион дана";
    C62 = 29, Some("642"), One, 1 / 1, "one (unit)", "единица", "бірлік";
    SET = 30, Some("704"), Set, 1 / 1, "set", "набор", "жиынтық";
    KT = 31, Some("839"), Kit, 1 / 1, "kit", "комплект", "жинақ";
    NMP = 32, Some("778"), Pack, 1 / 1, "pack", "упаковка", "қаптама";
    LEF = 33, Some("625"), Leaf, 1 / 1, "leaf", "лист", "парақ";
    NAR = 34, Some("657"), Article, 1 / 1, "article", "изделие", "бұйым";
    NPT = 35, Some("735"), Part, 1 / 1, "part", "часть", "бөлік";
    NCL = 36, Some("745"), Cell, 1 / 1, "cell or element", "элемент", "элемент";
    KWH = 37, Some("245"), Energy, 1 / 1, "kilowatt-hour", "киловатт-час", "киловатт-сағат";
    MWH = 38, Some("246"), Energy, 1000 / 1, "megawatt-hour (1000 kWh)", "мегаватт-час (1000 киловатт-часов)", "мегаватт-сағат";
    GWH = 39, Some("247"), Energy, 1_000_000 / 1, "gigawatt-hour", "гигаватт-час", "гигаватт-сағат";
    D30 = 40, None, Energy, 2_500_000 / 9, "terajoule", "тераджоуль", "тераджоуль";
    LPA = 41, Some("831"), PureAlcohol, 1 / 1, "litre of pure alcohol", "литр чистого (100 %) спирта", "таза (100 %) спирт литрі";
    HPA = 42, Some("833"), PureAlcohol, 100 / 1, "hectolitre of pure alcohol", "гектолитр чистого (100 %) спирта", "таза (100 %) спирт гектолитрі";
    GFI = 43, Some("306"), FissileIsotopes, 1 / 1, "gram of fissile isotopes", "грамм делящихся изотопов", "бөлінетін изотоптар грамы";
    KSD = 44, Some("845"), DrySubstance, 1 / 1, "kilogram of substance 90 % dry", "килограмм сухого на 90 % вещества", "90 % құрғақ зат килограмы";
    TSD = 45, Some("847"), DrySubstance, 1000 / 1, "tonne of substance 90 % dry", "тонна сухого на 90 % вещества", "90 % құрғақ зат тоннасы";
    KPO = 46, Some("852"), PotassiumOxide, 1 / 1, "kilogram of potassium oxide", "килограмм оксида калия", "калий оксиді килограмы";
    KPH = 47, Some("859"), PotassiumHydroxide, 1 / 1, "kilogram of potassium hydroxide", "килограмм гидроксида калия", "калий гидроксиді килограмы";
    KNI = 48, Some("861"), Nitrogen, 1 / 1, "kilogram of nitrogen", "килограмм азота", "азот килограмы";
    KSH = 49, Some("863"), SodiumHydroxide, 1 / 1, "kilogram of sodium hydroxide", "килограмм гидроксида натрия", "натрий гидроксиді килограмы";
    KPP = 50, Some("865"), PhosphorusPentoxide, 1 / 1, "kilogram of phosphorus pentoxide", "килограмм пятиокиси фосфора", "фосфор бестотығы килограмы";
    KUR = 51, Some("867"), Uranium, 1 / 1, "kilogram of uranium", "килограмм урана", "уран килограмы";
    KHY = 52, Some("841"), HydrogenPeroxide, 1 / 1, "kilogram of hydrogen peroxide", "килограмм пероксида водорода", "сутегі асқын тотығы килограмы";
    KMA = 53, None, Methylamine, 1 / 1, "kilogram of methylamines", "килограмм метиламинов", "метиламиндер килограмы";
    KDW = 54, None, DrainedMass, 1 / 1, "kilogram, drained net weight", "килограмм массы без рассола", "тұздықсыз масса килограмы";
    CCT = 55, Some("185"), CarryingCapacity, 1 / 1, "carrying capacity in tonnes", "грузоподъёмность в тоннах", "жүк көтергіштігі, тонна";
    K6 = 56, Some("130"), Volume, 1000 / 1, "kilolitre (1000 litres)", "тысяча литров", "мың литр";
    HEA = 57, Some("836"), Head, 1 / 1, "head", "голова", "бас";
    CUR = 58, Some("305"), Radioactivity, 1 / 1, "curie", "кюри", "кюри";
    KWT = 59, Some("214"), Power, 1 / 1, "kilowatt", "киловатт", "киловатт";
}
