//! What the demo is played with, as part of the program.

/// Files of declarations.
pub(crate) const DECLARATIONS: [(&str, &[u8]); 3] = [
    ("train.csv.gz", include_bytes!("../../../../../data/customs_declarations_kr/train.csv.gz")),
    ("valid.csv.gz", include_bytes!("../../../../../data/customs_declarations_kr/valid.csv.gz")),
    ("test.csv.gz", include_bytes!("../../../../../data/customs_declarations_kr/test.csv.gz")),
];

/// The documents of the story; a key begins with the number of its step.
pub(super) const STORY: &str = include_str!("../../../../../data/samples/story.ndjson");
