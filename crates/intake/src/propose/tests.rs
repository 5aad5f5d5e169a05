//! Guesses on real tables.

use super::*;
use crate::mapping::Mapping;
use std::path::{Path, PathBuf};

const RUSSIAN: &str = "\
№;Номер ДТ;Дата регистрации;БИН импортера;Склад;Код ТН ВЭД;Наименование товара;Страна происхождения;Количество;Ед. изм.;Вес нетто, кг;Таможенная стоимость, USD;Примечание
1;55302/250926/0004711;25.09.2026;020540003431;main;8517130000;\"Смартфоны; в коробках\";Китай;120;шт;24,5;36000,5;
2;55302/250926/0004711;25.09.2026;020540003431;main;702000001;Томаты;Германия;10;кг;1600;;x
1;55302/260926/0004712;26.09.2026;940140000385;main;8517130000;Смартфоны;Турция;5;шт;1 300,25;10;
";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Looks at a file with these bytes.
fn look(bytes: &[u8]) -> Result<Table, crate::OpenError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("may.csv");
    std::fs::write(&path, bytes).unwrap();
    Table::look(&path)
}

fn table(text: &str) -> Table {
    look(text.as_bytes()).unwrap()
}

fn unused(draft: &Draft, table: &Table) -> Vec<String> {
    draft.unused(table).iter().map(|column| column.name.clone()).collect()
}

/// The proposed rule of a field, as the mapping has it.
#[track_caller]
fn rule<'t>(text: &'t str, field: &str) -> &'t str {
    let start = format!("{field} = ");
    text.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_else(|| panic!("no {field} in\n{text}"))
}

#[test]
fn russian_names_of_columns_are_known() {
    let table = table(RUSSIAN);
    assert_eq!((table.delimiter, table.lines.as_slice(), table.columns.len()), (';', &[2, 3, 4][..], 13));
    assert_eq!(commands(&table)[0].0, "import_declaration");
    let draft = Draft::propose(&table, "import_declaration");
    assert!(draft.undecided().is_empty(), "{:?}", draft.undecided());
    assert_eq!(unused(&draft, &table), ["Примечание"]);
    let text = draft.write(&table);
    for (field, expected) in [
        ("number", r#"{ column = "Номер ДТ" }"#),
        ("date", r#"{ column = "Дата регистрации", date = "DD.MM.YYYY" }"#),
        ("principal", r#"{ template = "bin:{БИН импортера}" }"#),
        ("place", r#"{ template = "store:{Склад}" }"#),
        ("line", r#"{ column = "№" }"#),
        ("code", r#"{ column = "Код ТН ВЭД", pad_left = { to = 10, with = "0" } }"#),
        (
            "origin",
            r#"{ column = "Страна происхождения", map = { "Германия" = "DE", "Китай" = "CN", "Турция" = "TR" } }"#,
        ),
        ("quantity", r#"{ column = "Количество", decimal = "comma" }"#),
        ("unit", r#"{ column = "Ед. изм.", map = { "кг" = "KGM", "шт" = "H87" } }"#),
        ("net_mass_kg", r#"{ column = "Вес нетто, кг", digits = "blank", decimal = "comma" }"#),
        ("value", r#"{ column = "Таможенная стоимость, USD", decimal = "comma", empty = "absent" }"#),
        ("currency", r#"{ constant = "USD", only_with = "Таможенная стоимость, USD" }"#),
        ("column", r#""Номер ДТ""#),
        ("delimiter", r#"";""#),
    ] {
        assert_eq!(rule(&text, field), expected, "{field}");
    }
    text.parse::<Mapping>().unwrap();
}

#[test]
fn other_encodings_and_titles_above_the_table_are_seen() {
    let titled = format!("Отчёт за май;;;;;;;;;;;;\n{RUSSIAN}");
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(&titled);
    let table = look(&bytes).unwrap();
    assert_eq!((table.encoding, table.lines.as_slice()), (Some("windows-1251"), &[3, 4, 5][..]));
    let text = Draft::propose(&table, "import_declaration").write(&table);
    assert_eq!(rule(&text, "encoding"), "\"windows-1251\"");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("may.csv");
    std::fs::write(&path, &bytes).unwrap();
    let rows: Vec<crate::Row> = crate::open(&path, Some(&text.parse().unwrap())).unwrap().collect();
    assert_eq!(rows.iter().map(|row| (row.rows, row.outcome.is_ok())).collect::<Vec<_>>(), [(2, true), (1, true)]);
}

#[test]
fn workbooks_are_looked_at() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Май").unwrap();
    for (column, (name, cell)) in (0_u16..).zip([
        ("Номер", "OB-1"),
        ("Дата", "01.05.2026"),
        ("БИН", "020540003431"),
        ("Склад", "main"),
        ("Код ТН ВЭД", "8471300000"),
        ("Количество", "4"),
        ("Ед. изм.", "шт"),
    ]) {
        sheet.write_string(0, column, name).unwrap();
        sheet.write_string(1, column, cell).unwrap();
    }
    let table = look(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("Май"));
    let draft = Draft::propose(&table, "opening_balance");
    assert!(draft.undecided().is_empty(), "{:?}", draft.undecided());
    let text = draft.write(&table);
    assert!(text.contains("[sheet]\nname = \"Май\"") && !text.contains("[csv]"), "{text}");
    text.parse::<Mapping>().unwrap();
}

#[test]
fn the_sample_of_several_lines_is_read_as_its_own_mapping_reads_it() {
    let table = Table::look(&root("data/samples/multi_line.csv")).unwrap();
    let draft = Draft::propose(&table, "import_declaration");
    let shipped = std::fs::read_to_string(root("data/mappings/multi_line.toml")).unwrap();
    let (made, shipped): (Mapping, Mapping) = (draft.write(&table).parse().unwrap(), shipped.parse().unwrap());
    for column in made.columns() {
        // The shipped one makes the business key of the number, too.
        let expected: Vec<String> = shipped.fields_from(column).into_iter().filter(|field| field != "key").collect();
        assert_eq!(made.fields_from(column), expected, "{column}");
    }
    // The words in them mean something to their sender only.
    assert_eq!(unused(&draft, &table), ["Document", "Regime", "Remark"]);
}

#[test]
fn declarations_of_another_country_leave_the_currency_to_a_person() {
    let table = Table::look(&root("data/customs_declarations_kr/valid.csv.gz")).unwrap();
    assert_eq!(commands(&table)[0].0, "import_declaration");
    let mut draft = Draft::propose(&table, "import_declaration");
    let names: Vec<&str> = draft.undecided().iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["currency"]);
    let at = draft.rules.iter().position(|(field, _)| field.name == "currency").unwrap();
    let krw = draft.answer(&draft.rules[at].0, &table, "=KRW").unwrap();
    draft.set(at, Some(krw));
    let text = draft.write(&table);
    assert_eq!(rule(&text, "quantity"), r#"{ column = "Net Mass" }"#);
    assert_eq!(rule(&text, "unit"), r#"{ constant = "KGM" }"#);
    assert_eq!(rule(&text, "origin"), r#"{ column = "Country of Origin" }"#);
    text.parse::<Mapping>().unwrap();
}

#[test]
fn kazakh_names_of_columns_are_known() {
    let table = table(
        "Құжат нөмірі,Күні,БСН,Қойма,Тауар коды,Шыққан елі,Саны,Өлшем бірлігі\n\
         A-1,2026-09-01,020540003431,store:a,850152,KZ,3,дана\n",
    );
    let draft = Draft::propose(&table, "production_report");
    assert!(draft.undecided().is_empty(), "{:?}", draft.undecided());
    assert_eq!(rule(&draft.write(&table), "unit"), r#"{ column = "Өлшем бірлігі", map = { "дана" = "H87" } }"#);
}

#[test]
fn other_kinds_of_documents_are_recognised() {
    let parties = table("BIN,Name,Country,Address,Kind\n020540003431,KTZ,KZ,Astana,company\n");
    assert_eq!(commands(&parties)[0].0, "party");
    assert!(Draft::propose(&parties, "party").undecided().is_empty());
    let balance =
        "Opening number\tDate\tOwner\tStore\tCode\tQty\tUnit\nOB-1\t2026-05-01\t020540003431\tmain\t850152\t4\tH87\n";
    let balance = table(balance);
    assert_eq!((commands(&balance)[0].0, balance.delimiter), ("opening_balance", '\t'));
}

#[test]
fn what_does_not_fit_is_not_proposed() {
    // A wrong check digit, a country that is none, texts under a name of numbers.
    let table = table("Importer;Country of origin;Quantity\n020540003432;Atlantis;many\n");
    let text = Draft::propose(&table, "import_declaration").write(&table);
    assert_eq!(rule(&text, "principal"), r#"{ template = "id:KZ/{Importer}" }"#);
    assert!(text.contains("no register that is known"), "{text}");
    assert!(!text.contains("\norigin =") && !text.contains("\nquantity ="), "{text}");
}

#[test]
fn days_that_can_be_read_in_two_ways_are_told() {
    let table = table("Date;X\n01/02/2026;1\n03/04/2026;2\n");
    let draft = Draft::propose(&table, "opening_balance");
    let date = draft.rules.iter().find(|(field, _)| field.name == "date").and_then(|(_, rule)| rule.clone()).unwrap();
    assert!(date.reason.contains("they could be MM/DD/YYYY, too"), "{}", date.reason);
}

#[test]
fn answers_make_rules() {
    let table = table(RUSSIAN);
    let draft = Draft::propose(&table, "import_declaration");
    let field = |name: &str| draft.rules.iter().find(|(field, _)| field.name == name).unwrap().0.clone();
    let made = |name: &str, words: &str| draft.answer(&field(name), &table, words).map(|rule| rule.made);
    assert_eq!(made("number", "1"), Ok(Made::Column("№".to_owned())));
    assert_eq!(made("number", "номер дт"), Ok(Made::Column("Номер ДТ".to_owned())));
    assert_eq!(made("place", "=store:main"), Ok(Made::Constant("store:main".to_owned())));
    assert_eq!(made("number", "KZ-{№}"), Ok(Made::Template("KZ-{№}".to_owned())));
    assert!(matches!(made("place", "=Almaty"), Err(AnswerError::NoValue { .. })));
    assert!(matches!(made("number", "99"), Err(AnswerError::NoColumn(_))));
    assert!(matches!(made("number", "{Nobody}"), Err(AnswerError::NoColumn(_))));
    for broken in ["{№", "{№}}", "a}{№}"] {
        assert!(matches!(made("number", broken), Err(AnswerError::Braces(_))), "{broken}");
    }
}

#[test]
fn constants_with_braces_stay_texts() {
    let table = table(RUSSIAN);
    let mut draft = Draft::propose(&table, "import_declaration");
    let answer = draft.answer(&draft.rules[0].0, &table, "=A-{1}").unwrap();
    draft.set(0, Some(answer));
    let text = draft.write(&table);
    assert_eq!(rule(&text, "number"), r#"{ constant = "A-{1}" }"#);
    text.parse::<Mapping>().unwrap();
}

#[test]
fn tables_that_are_none_are_refused() {
    let problem = |bytes: &[u8]| look(bytes).unwrap_err().to_string();
    assert!(problem(b"").contains("is empty"));
    assert!(problem(b"a;a\n1;2\n").contains("stands over two columns"));
    assert!(problem(b"a;b;\n1;2;3\n").contains("has no name"));
    assert!(problem(b"{\"type\":\"clock\"}\n").contains("NDJSON"));
}

#[test]
fn fuzz_any_table_makes_a_mapping_that_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    bolero::check!().with_iterations(200).with_type::<Vec<String>>().for_each(|cells| {
        let mut text = String::from("Number;Date;Code;{Owner};Quantity\n");
        cells.chunks(5).for_each(|row| text.push_str(&(row.join(";") + "\n")));
        std::fs::write(&path, &text).unwrap();
        if let Ok(table) = Table::look(&path) {
            let written = Draft::propose(&table, "opening_balance").write(&table);
            if let Err(error) = written.parse::<Mapping>() {
                // What nobody can know is missing; anything else would be a fault of the writer.
                assert!(error.0.iter().all(|problem| problem.code == "mapping.missing"), "{error}\n{written}");
            }
        }
    });
}
