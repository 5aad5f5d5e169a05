//! What the demo is played with, as part of the program.

/// Files of declarations.
pub(crate) const DECLARATIONS: [(&str, &[u8]); 3] = [
    ("train.csv.gz", include_bytes!("../../../../../data/customs_declarations_kr/train.csv.gz")),
    ("valid.csv.gz", include_bytes!("../../../../../data/customs_declarations_kr/valid.csv.gz")),
    ("test.csv.gz", include_bytes!("../../../../../data/customs_declarations_kr/test.csv.gz")),
];

/// Files of the story, which its commands name.
pub(super) const STORY: [(&str, &[u8]); 6] = [
    ("parties.ndjson", include_bytes!("../../../../../data/samples/tour/parties.ndjson")),
    ("motors.json", include_bytes!("../../../../../data/samples/tour/motors.json")),
    ("insulin.json", include_bytes!("../../../../../data/samples/tour/insulin.json")),
    ("split.json", include_bytes!("../../../../../data/samples/tour/split.json")),
    ("pumps.json", include_bytes!("../../../../../data/samples/tour/pumps.json")),
    ("correction.json", include_bytes!("../../../../../data/samples/tour/correction.json")),
];
