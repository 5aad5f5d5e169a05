//! Texts, and the forms in which they are found.

/// What a text is of its record. The number stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TextField {
    /// Identifier of a party, code of a place, number of a document, note or transport.
    Number = 1,
    /// What a party is called.
    Title = 2,
    /// Address of a party.
    Address = 3,
    /// What goods are.
    Description = 4,
    /// Serial number of goods.
    Serial = 5,
    /// Batch of goods.
    Batch = 6,
    /// Number of an article.
    Gtin = 7,
    /// Vehicle or trailer.
    Vehicle = 8,
    /// Seal.
    Seal = 9,
    /// Name of a driver.
    Driver = 10,
    /// What somebody wrote: a reason, an explanation, a finding.
    Remark = 11,
    /// Why a document was refused.
    Problem = 12,
}

impl TextField {
    const ALL: [TextField; 12] = [
        TextField::Number,
        TextField::Title,
        TextField::Address,
        TextField::Description,
        TextField::Serial,
        TextField::Batch,
        TextField::Gtin,
        TextField::Vehicle,
        TextField::Seal,
        TextField::Driver,
        TextField::Remark,
        TextField::Problem,
    ];

    pub(crate) fn number(self) -> i64 {
        self as i64
    }

    pub(crate) fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.number() == number)
    }

    /// Whether it is found by its words; otherwise by its beginning.
    pub(crate) fn is_prose(self) -> bool {
        matches!(self, Self::Title | Self::Address | Self::Description | Self::Driver | Self::Remark | Self::Problem)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Title => "name",
            Self::Address => "address",
            Self::Description => "description",
            Self::Serial => "serial",
            Self::Batch => "batch",
            Self::Gtin => "gtin",
            Self::Vehicle => "vehicle",
            Self::Seal => "seal",
            Self::Driver => "driver",
            Self::Remark => "remark",
            Self::Problem => "problem",
        }
    }
}

/// A mark (number, plate, seal) as it is compared: letters and digits alone, capital, Cyrillic letters that look like Latin
/// ones as these, since plates and numbers are typed with either keyboard. Of an identifier with a scheme (`bin:…`) the value.
pub(crate) fn mark(text: &str) -> String {
    let scheme = |scheme: &str| !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_lowercase());
    let value = text.split_once(':').filter(|(before, _)| scheme(before)).map_or(text, |(_, value)| value);
    value.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).map(as_latin).collect()
}

/// Letters of plates that both alphabets have.
fn as_latin(letter: char) -> char {
    match letter {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        other => other,
    }
}

/// Prose as it is compared: small letters, ё as е, and Kazakh letters as the Russian ones that people type without a Kazakh
/// keyboard.
pub(crate) fn prose(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

fn plain(letter: char) -> char {
    match letter {
        'ё' => 'е',
        'ә' => 'а',
        'ғ' => 'г',
        'қ' => 'к',
        'ң' => 'н',
        'ө' => 'о',
        'ұ' | 'ү' => 'у',
        'һ' => 'х',
        'і' => 'и',
        other => other,
    }
}

/// The words of a question, as they are compared.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = prose(text);
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The first text behind all that begin with `start`.
pub(crate) fn behind(start: &str) -> String {
    format!("{start}\u{10ffff}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_however_they_are_typed() {
        assert_eq!(mark("123 авс-02"), mark("123ABC02"));
        assert_eq!(mark("bin:020540003431"), "020540003431");
        assert_eq!(mark("55302/010926/0004217"), "553020109260004217");
        assert_eq!(mark("СНТ-1"), "CHT1");
    }

    #[test]
    fn prose_is_found_with_either_keyboard() {
        assert_eq!(prose("Қазақстан Ёлка"), "казакстан елка");
        assert_eq!(words("  Электро-двигатели, 1.5 "), ["электро", "двигатели", "1", "5"]);
        assert_eq!(words(" -- \" "), [""; 0]);
    }
}
