//! `tamga mapping`: made by questions or without, and the mapping then reads the table.

mod common;

use common::{Place, Run};

const TABLE: &str = "\
№;Номер ДТ;Дата регистрации;БИН импортера;Склад;Код ТН ВЭД;Наименование товара;Страна происхождения;Количество;Ед. изм.;Таможенная стоимость, USD;Примечание
1;55302/250926/0004711;25.09.2026;020540003431;main;8517130000;Смартфоны;Китай;120;шт;36000,5;
2;55302/250926/0004711;25.09.2026;020540003431;main;8471300000;Ноутбуки;Китай;10;шт;;x
1;55302/260926/0004712;26.09.2026;940140000385;main;8471300000;Ноутбуки;Турция;5,5;шт;10;
";
/// A table whose place stands in no column that is known.
const STOCK: &str = "Number,Date,Owner,Code,Quantity,Unit,Lager\nOB-1,2026-05-01,020540003431,850152,40,H87,main\n";

fn with(name: &str, text: &str) -> Place {
    let place = Place::with_registry();
    place.write(name, text);
    place
}

#[track_caller]
fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path(name)).expect("the mapping")
}

#[track_caller]
fn import(place: &Place, table: &str, mapping: &str) -> Run {
    place.run(&["import", table, "--mapping", mapping])
}

#[test]
fn without_questions_the_mapping_reads_the_table() {
    let place = with("may.csv", TABLE);
    place.run(&["mapping", "new", "may.csv", "--yes"]).code(0).says("may.toml is written").says("line 2 becomes");
    import(&place, "may.csv", "may.toml").code(0);
    let lots = place.run(&["lots", "--json"]).code(0);
    assert!(lots.out.contains("8517130000") && lots.out.contains("\"5.5\""), "{}", lots.out);
    let check = place.run(&["mapping", "check", "may.toml", "may.csv", "--json"]).code(0).json();
    assert_eq!((check["rows_accepted"].as_u64(), check["rows_rejected"].as_u64()), (Some(3), Some(0)));
    // An older mapping stays as it is.
    place.run(&["mapping", "new", "may.csv", "--yes"]).code(2).says("is there already");
}

#[test]
fn questions_are_answered_line_by_line() {
    let place = with("stock.csv", STOCK);
    let answers = [
        "opening_balance",
        "?",
        "",
        "",
        // The principal; back to the date; both once more.
        "<",
        "",
        "",
        // The place stands in no column.
        "=Almaty",
        "=store:main",
        // Line, code, quantity, unit, currency, and the column that is left over.
        "",
        "",
        "",
        "",
        "",
        "",
    ];
    let run = place.run_with(&["mapping", "new", "stock.csv"], &(answers.join("\n") + "\n")).code(0);
    run.says("The document's number").says("`Almaty` cannot stand here").says("column Lager is not used");
    let text = read(&place, "stock.toml");
    assert!(text.contains("place = { constant = \"store:main\" }"), "{text}");
    assert!(text.contains("ignore = [\n    \"Lager\",\n]"), "{text}");
    import(&place, "stock.csv", "stock.toml").code(0);
}

#[test]
fn a_column_that_is_left_over_can_be_given_to_a_field() {
    let place = with("stock.csv", STOCK);
    let answers = ["", "", "", "-", "", "", "", "", "", "nobody", "place"];
    let arguments = ["mapping", "new", "stock.csv", "--command", "opening_balance"];
    let run = place.run_with(&arguments, &(answers.join("\n") + "\n")).code(0);
    run.says("nothing fits: name a column").says("there is no field `nobody`");
    let text = read(&place, "stock.toml");
    assert!(text.contains("place = { template = \"store:{Lager}\" }"), "{text}");
    import(&place, "stock.csv", "stock.toml").code(0);
}

#[test]
fn what_is_left_to_decide_is_told() {
    let place = with("stock.csv", STOCK);
    let arguments = ["mapping", "new", "stock.csv", "--yes", "--command", "opening_balance", "--output", "a.toml"];
    place.run(&arguments).code(1).says("still to be decided").says("place: Where the goods then lie");
    let text = read(&place, "a.toml");
    assert!(text.contains("# To be decided: Where the goods then lie"), "{text}");
    place.run(&["mapping", "check", "a.toml"]).code(2).says("the command needs place, too");
    let json = ["mapping", "new", "stock.csv", "--yes", "--json", "--command", "opening_balance", "--output", "b.toml"];
    let answer = place.run(&json).code(1).json();
    assert_eq!(answer["undecided"], serde_json::json!(["place"]));
    assert_eq!(answer["ignored"], serde_json::json!(["Lager"]));
}

#[test]
fn answers_that_end_too_early_write_nothing() {
    let place = with("stock.csv", STOCK);
    place.run_with(&["mapping", "new", "stock.csv"], "opening_balance\n\n").code(2).says("the answers ended");
    assert!(!common::exists(&place.path("stock.toml")));
    place.run(&["mapping", "new", "stock.csv", "--json"]).code(2).says("--yes");
    place.run(&["mapping", "new", "gone.csv", "--yes"]).code(2).says("there is no file");
}

#[test]
fn a_mapping_is_held_against_a_table() {
    let place = with("may.csv", TABLE);
    place.write("other.csv", "Number,Day\n1,2026-05-01\n");
    place.write("bad.csv", TABLE.replace("8517130000", "8517x"));
    place.run(&["mapping", "new", "may.csv", "--yes"]).code(0);
    place.run(&["mapping", "check", "may.toml"]).code(0).says("can be used");
    place.run(&["mapping", "check", "may.toml", "may.csv"]).code(0).says("lines.code").says("ignored");
    place.run(&["mapping", "check", "may.toml", "other.csv"]).code(1).says("does not fit");
    place.run(&["mapping", "check", "may.toml", "bad.csv"]).code(1).says("Код ТН ВЭД");
    place.write("broken.toml", "command = \"nothing\"\n");
    place.run(&["mapping", "check", "broken.toml"]).code(2).says("there is no command `nothing`");
}

#[test]
fn shipped_mappings_are_listed_and_shown() {
    let place = Place::with_registry();
    place.run(&["mapping", "list"]).code(0).says("customs_declarations_kr");
    let shown = place.run(&["mapping", "show", "customs_declarations_kr"]).code(0);
    place.write("copy.toml", &shown.out);
    place.run(&["mapping", "check", "copy.toml"]).code(0);
    place.run(&["mapping", "show", "gone"]).code(2).says("tamga mapping list");
    place.run(&["import", "x.csv", "--mapping", "gone"]).code(2).says("tamga mapping list");
}
