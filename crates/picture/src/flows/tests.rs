use super::*;
use crate::page::tests::{about, check_xml};

fn series(code: &str, destination: &str, unit: &str, amounts: &[u128]) -> Series {
    let (code, destination, unit) = (code.to_owned(), destination.to_owned(), unit.to_owned());
    Series { code, destination, unit, amounts: amounts.to_vec() }
}

fn flows(series: Vec<Series>) -> Flows {
    let months = (1..=3).map(|month| format!("2026-0{month}")).collect();
    Flows { months, series, remarks: Vec::new() }
}

fn row(month: &str, destination: &str, micros: u128) -> Row {
    let (month, destination) = (month.to_owned(), destination.to_owned());
    Row { month, code: "8501".to_owned(), destination, unit: "kg".to_owned(), micros }
}

#[test]
fn rows_are_added_and_gaps_are_filled() {
    let flows = Flows::of_rows([row("2026-02", "UZ", 5), row("2025-11", "KG", 1), row("2026-02", "UZ", 7)]);
    assert_eq!(flows.months, ["2025-11", "2025-12", "2026-01", "2026-02"]);
    let found: Vec<(&str, &[u128])> =
        flows.series.iter().map(|one| (one.destination.as_str(), one.amounts.as_slice())).collect();
    assert_eq!(found, [("KG", &[1, 0, 0, 0][..]), ("UZ", &[0, 0, 0, 12][..])]);
    let odd = Flows::of_rows([row("spring", "UZ", 5), row("2026-13", "UZ", 5)]);
    assert_eq!(odd.months, ["2026-13", "spring"]);
}

#[test]
fn units_have_panels_of_their_own() {
    let picture = flows(vec![
        series("8501", "UZ", "pcs", &[1_000_000, 2_000_000, 3_000_000]),
        series("8501", "UZ", "t", &[500_000]),
        series("8501", "KG", "pcs", &[0, 0, 7_000_000]),
    ])
    .draw();
    let panels = picture.body.matches("role=\"img\"").count();
    assert_eq!(panels, 2);
    for words in ["Code 8501 in pcs: KG 7\u{a0}pcs; UZ 6\u{a0}pcs", "Code 8501 in t: UZ 0.5\u{a0}t"] {
        assert!(picture.body.contains(words), "no `{words}`");
    }
    check_xml(&picture.to_html(&about()));
}

#[test]
fn the_table_is_exact_and_adds_up() {
    let picture = flows(vec![series("1", "UZ", "kg", &[1, 2_000_000]), series("1", "KG", "kg", &[4])]).draw();
    for cell in ["0.000001", "0.000004", "0.000005", "2.000001", "2.000005"] {
        assert!(picture.text.contains(&format!(">{cell}</td>")), "no {cell}");
    }
}

#[test]
fn many_destinations_are_added_up_in_the_picture_and_apart_in_the_table() {
    let many =
        (0..20_u128).map(|number| series("1", &format!("D{number}"), "kg", &[1_000_000 * (number + 1)])).collect();
    let picture = flows(many).draw();
    // The seven greatest are 14 to 20; the others add up to 91.
    assert!(picture.body.contains("13 others: 91\u{a0}kg"));
    assert!((0..20).all(|number| picture.text.contains(&format!(">D{number}</th>"))));
}

#[test]
fn steps_of_an_axis_are_round_and_few() {
    for (most, expected) in [
        (0, 1),
        (5, 1),
        (6, 2),
        (17, 5),
        (26, 10),
        (1_000_000, 200_000),
        (u128::MAX, 100_000_000_000_000_000_000_000_000_000_000_000_000),
    ] {
        assert_eq!(step(most), expected, "{most}");
    }
}

#[test]
fn the_greatest_amounts_and_nothing_are_drawn() {
    check_xml(&flows(vec![series("1", "UZ", "kg", &[u128::MAX, u128::MAX, 1])]).draw().to_svg(&about()));
    let empty = Flows { months: Vec::new(), series: Vec::new(), remarks: Vec::new() }.draw();
    assert_eq!(empty.summary(), "There is nothing to show.");
    check_xml(&empty.to_html(&about()));
}

#[test]
fn fuzz_bars_stay_within_their_panel() {
    bolero::check!().with_type::<Vec<(u8, u8, [u128; 3])>>().for_each(|rows| {
        let rows = rows.iter().take(30);
        let all = rows.map(|(code, to, amounts)| series(&(code % 4).to_string(), &to.to_string(), "kg", amounts));
        let picture = flows(all.collect()).draw();
        check_xml(&picture.to_html(&about()));
        let bars = picture.body.split("class=\"plain\" d=\"M").skip(1);
        for bar in bars.filter_map(|rest| rest.split_once('z').map(|(path, _)| path)) {
            let numbers: Vec<i64> =
                bar.split([' ', 'h', 'v']).filter_map(|number| number.trim_start_matches('-').parse().ok()).collect();
            let [_, y, _, height, _] = numbers[..] else { panic!("{bar}") };
            assert!(y >= 0 && y + height <= PANEL_HEIGHT, "{bar}");
        }
    });
}
