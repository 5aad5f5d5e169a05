//! Files as other programs write them: workbooks, encodings, titles above and totals below. Each form of a table gives the
//! same commands.

use crate::files::{HEADER, MAPPING, file, mapping, mapping_of, root, rows, short};
use intake::{OpenError, Row};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::path::Path;
use trade::command::{Command, Submission};

fn submissions(rows: Vec<Row>) -> Vec<Submission> {
    rows.into_iter().map(|row| row.outcome.unwrap_or_else(|reject| panic!("{reject:#?}")).0).collect()
}

/// The text of the shipped report, as a person sees it.
fn report() -> String {
    let bytes = std::fs::read(root().join("data/samples/1c_purchases.csv")).unwrap();
    let (text, _, lost) = encoding_rs::WINDOWS_1251.decode(&bytes);
    assert!(!lost);
    text.into_owned()
}

/// The same report as a workbook: dates and numbers in their own types, cells of a document merged.
fn workbook(path: &Path) {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("пусто").unwrap();
    let sheet = workbook.add_worksheet();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    for (row, line) in (0_u32..).zip(report().lines()) {
        let line = line.replace("\"\"", "'").replace('"', "");
        for (column, cell) in (0_u16..).zip(line.split(';')).filter(|(_, cell)| !cell.is_empty()) {
            let number = cell.replace(' ', "").replace(',', ".").parse::<f64>();
            match (column, number) {
                (9 | 12, Ok(number)) => sheet.write_number(row, column, number).unwrap(),
                (2, _) if row > 3 => {
                    let parts: Vec<u16> = cell.split('.').map(|part| part.parse().unwrap()).collect();
                    let date = ExcelDateTime::from_ymd(
                        parts[2],
                        u8::try_from(parts[1]).unwrap(),
                        u8::try_from(parts[0]).unwrap(),
                    );
                    sheet.write_datetime_with_format(row, column, date.unwrap(), &day).unwrap()
                }
                _ => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    sheet.merge_range(4, 1, 6, 1, "55302/030926/0005011", &Format::new()).unwrap();
    workbook.save(path).unwrap();
}

#[test]
fn a_report_of_1c_is_read_as_it_is_saved() {
    let rows = rows(&root().join("data/samples/1c_purchases.csv"), Some(&mapping_of("1c_purchases.toml"))).unwrap();
    let made = submissions(rows);
    assert_eq!(made.len(), 2);
    let Command::Entry(first) = &made[0].command else { panic!("{made:?}") };
    assert_eq!((first.number.as_str(), first.lines.len()), ("55302/030926/0005011", 3));
    let goods: Vec<String> = first.lines.iter().map(|line| format!("{} {}", line.quantity, line.unit)).collect();
    assert_eq!(goods, ["1250 H87", "20000.25 KGM", "4000 H87"]);
    let masses: Vec<Option<String>> =
        first.lines.iter().map(|line| line.net_mass_kg.map(|mass| mass.to_string())).collect();
    assert_eq!(masses, [Some("22500.5".to_owned()), Some("20000.25".to_owned()), Some("1200".to_owned())]);
}

#[test]
fn a_workbook_and_a_table_are_the_same() {
    let mapping = mapping_of("1c_purchases.toml");
    let table = submissions(rows(&root().join("data/samples/1c_purchases.csv"), Some(&mapping)).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.xlsx");
    workbook(&path);
    let opened = intake::open(&path, Some(&mapping)).unwrap();
    assert_eq!(opened.header_line(), Some(4));
    assert!(opened.sheet().is_some_and(|sheet| sheet != "пусто"));
    let mut found = submissions(opened.collect());
    // The text of the workbook has no quotes around the bearings, which is no difference of reading.
    for (found, expected) in found.iter_mut().zip(&table) {
        let (Command::Entry(found), Command::Entry(expected)) = (&mut found.command, &expected.command) else {
            panic!("{found:?}")
        };
        for (found, expected) in found.lines.iter_mut().zip(&expected.lines) {
            found.description.clone_from(&expected.description);
        }
    }
    assert_eq!(found, table);
}

#[test]
fn every_encoding_gives_the_same_commands() {
    let text = report();
    let mapping_text = std::fs::read_to_string(root().join("data/mappings/1c_purchases.toml")).unwrap();
    let expected =
        submissions(rows(&root().join("data/samples/1c_purchases.csv"), Some(&mapping(&mapping_text))).unwrap());
    let declared = |name: &str| mapping(&mapping_text.replace("windows-1251", name));
    let utf16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
    let cases = [
        ("utf-8", text.clone().into_bytes()),
        ("utf-8", with_mark(b"\xef\xbb\xbf", text.clone().into_bytes())),
        ("ibm866", encoding_rs::IBM866.encode(&text).0.into_owned()),
        ("cp866", encoding_rs::IBM866.encode(&text).0.into_owned()),
        ("koi8-r", encoding_rs::KOI8_R.encode(&text).0.into_owned()),
        ("utf-16le", utf16(u16::to_le_bytes)),
        ("windows-1251", with_mark(b"\xff\xfe", utf16(u16::to_le_bytes))),
        ("utf-8", with_mark(b"\xfe\xff", utf16(u16::to_be_bytes))),
    ];
    for (name, bytes) in cases {
        let (_folder, path) = file("report.csv", &bytes);
        assert_eq!(submissions(rows(&path, Some(&declared(name))).unwrap()), expected, "{name}");
    }
}

#[test]
fn nothing_is_decoded_on_a_guess() {
    let (_folder, path) = file("report.csv", &encoding_rs::WINDOWS_1251.encode(&report()).0);
    let text = std::fs::read_to_string(root().join("data/mappings/1c_purchases.toml")).unwrap();
    let undeclared = mapping(&text.replace("encoding = \"windows-1251\"\n", ""));
    let refused = rows(&path, Some(&undeclared)).unwrap_err();
    assert!(matches!(&refused, OpenError::Encoding { likely: "windows-1251", .. }), "{refused}");
    assert!(refused.to_string().contains("Поступления товаров"), "{refused}");
    let (_folder, path) = file("a.csv", format!("{HEADER}1,2020-01-02,A1,851712,CN,5.5,100.25,x\u{fffd}\n").as_bytes());
    assert_eq!(short(&rows(&path, Some(&mapping(MAPPING))).unwrap()), ["2 text.lost_character"]);
}

#[test]
fn opening_balances_are_read() {
    let rows = rows(&root().join("data/samples/opening_balances.csv"), Some(&mapping_of("opening_balances.toml")));
    let made = submissions(rows.unwrap());
    let lines = made.iter().map(|one| match &one.command {
        Command::Entry(entry) => (entry.number.to_string(), entry.lines.len()),
        other => panic!("{other:?}"),
    });
    assert_eq!(lines.collect::<Vec<_>>(), [("OB-2026-1".to_owned(), 2), ("OB-2026-2".to_owned(), 1)]);
}

#[test]
fn cells_that_are_written_in_another_way_are_problems() {
    let text = MAPPING
        .replace(
            "quantity = { column = \"Mass\" }",
            "quantity = { column = \"Mass\", digits = \"blank\", suffix = \"kg\" }",
        )
        .replace("date = { column = \"Date\" }", "date = { column = \"Date\", date = \"serial\" }");
    for (mass, serial, expected) in [
        ("5.5", "46351", "2 ok"),
        ("1 234.5 kg", "46351", "2 ok"),
        ("12 34", "46351", "2 decimal.groups"),
        ("1 2345", "46351", "2 decimal.groups"),
        ("#N/A", "46351", "2 cell.error"),
        ("5.5", "60", "2 date.form"),
        ("5.5", "2026-11-25", "2 date.form"),
    ] {
        let (_folder, path) = file("a.csv", format!("{HEADER}1,{serial},A1,851712,CN,{mass},100.25,\n").as_bytes());
        assert_eq!(short(&rows(&path, Some(&mapping(&text))).unwrap()), [expected], "{mass} {serial}");
    }
}

#[test]
fn names_over_two_rows_and_below_a_title_are_found() {
    let text = MAPPING.replace("\"Mass\"", "\"Goods / Mass\"").replace("\"Price\"", "\"Goods / Price\"")
        + "[header]\nrows = 2\n";
    let table = "Title,,,,,,,\nNo,Date,Importer,Code,Origin,Goods,,Remark\n,,,,,Mass,Price,\n1,2020-01-02,A1,851712,CN,5.5,100.25,\n";
    let (_folder, path) = file("a.csv", table.as_bytes());
    let opened = intake::open(&path, Some(&mapping(&text))).unwrap();
    assert_eq!(opened.header_line(), Some(2));
    assert_eq!(short(&opened.collect::<Vec<_>>()), ["4 ok"]);
}

#[test]
fn a_workbook_that_is_none_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    workbook(&path);
    let whole = std::fs::read(&path).unwrap();
    for cut in [20, whole.len() / 2, whole.len() - 10] {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let refused = rows(&path, Some(&mapping_of("1c_purchases.toml"))).unwrap_err();
        assert!(matches!(refused, OpenError::Workbook { .. }), "{refused}");
    }
}

#[test]
fn fuzz_workbooks_and_encodings() {
    let text = std::fs::read_to_string(root().join("data/mappings/1c_purchases.toml")).unwrap();
    let names = ["windows-1251", "ibm866", "koi8-r", "utf-16le", "utf-8"];
    let mappings = names.map(|name| mapping(&text.replace("windows-1251", name)));
    bolero::check!().with_type::<(u8, Vec<u8>)>().for_each(|(form, bytes)| {
        let head: &[u8] = if form % 3 == 0 { b"PK\x03\x04" } else { b"" };
        let (_folder, path) = file("a", &[head, bytes].concat());
        if let Ok(rows) = rows(&path, Some(&mappings[usize::from(*form) % mappings.len()])) {
            assert!(rows.len() <= bytes.len() + 1);
        }
    });
}
