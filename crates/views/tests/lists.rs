//! Every list over random histories is what reading everything gives; every row is what the ledger's state says.
#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "small numbers"
)]

mod common;

use common::Journal;
use common::ledger_run::stream::Random;
use common::model::{Model, Record, stock_key};
use ledger::ids::{DocId, PartyId};
use proptest::prelude::*;
use std::collections::BTreeSet;
use views::{Ask, Fault, Filter, List, Page, Reader};

const STEPS: usize = 220;

fn cases() -> u32 {
    if std::env::var("TAMGA_TEST_TIER").as_deref() == Ok("all") { 400 } else { 24 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lists_and_rows_are_those_of_the_books(seed in any::<u32>()) {
        let journal = Journal::random(u64::from(seed), STEPS);
        let place = journal.views(40);
        let model = Model::of(&journal);
        let reader = place.reader();
        rows(&reader, &model, &journal);
        lists(&reader, &model, &journal, &mut Random(u64::from(seed)));
    }
}

/// Every row and what hangs on it.
fn rows(reader: &Reader, model: &Model, journal: &Journal) {
    let state = &journal.run.books.state;
    for id in 1..=state.parties.len() {
        assert_eq!(reader.party_row(id.into()).unwrap(), Some(model.party(id)));
    }
    for id in 1..=state.places.len() {
        assert_eq!(reader.place_row(id.into()).unwrap().unwrap().seq as u64, state.places.at(id - 1).seq);
    }
    for id in 1..=state.documents.len() {
        assert_eq!(reader.document(id.into()).unwrap(), Some(model.document(id)));
    }
    for id in 1..=state.lots.len() {
        assert_eq!(reader.lot(id.into()).unwrap(), Some(model.lot(id)));
    }
    for id in 1..=state.notes.len() {
        assert_eq!(reader.note(id.into()).unwrap(), Some(model.note(id)));
        assert_eq!(reader.lines(id.into()).unwrap(), model.lines(id));
        let steps = reader.history(id.into()).unwrap().into_iter();
        let steps: Vec<(u64, u8)> = steps.map(|step| (step.seq as u64, step.status as u8)).collect();
        assert_eq!(steps, model.history[&id]);
    }
    for id in 1..=state.transports.len() {
        assert_eq!(reader.transport(id.into()).unwrap(), Some(model.transports[id as usize - 1]));
        assert_eq!(reader.loads(id.into()).unwrap(), model.loads(id));
    }
    for id in 1..=state.discrepancies.len() {
        assert_eq!(reader.discrepancy(id.into()).unwrap(), Some(model.discrepancy(id)));
    }
    for seq in 1..=journal.len() {
        assert_eq!(reader.entry(seq as i64).unwrap(), Some(model.entry(seq)));
    }
    for row in &model.crossings {
        assert_eq!(reader.crossing(row.id).unwrap(), Some(*row));
    }
    for row in &model.acts {
        assert_eq!(reader.act(row.id).unwrap(), Some(*row));
    }
    let (stock, _) = stock(reader, model);
    assert_eq!(stock.len(), model.stock().len());
    assert_eq!(reader.flows(0, i64::MAX).unwrap(), model.flow_rows());
    assert_eq!(reader.position().unwrap(), journal.len());
}

/// The stock records under the ids of the views, after they were compared with those of the state.
fn stock(reader: &Reader, model: &Model) -> (Vec<Record>, BTreeSet<i64>) {
    let page = Page { limit: 100_000, ..Page::default() };
    let ids = reader.list(List::Stock, &Filter::default(), &page).unwrap().ids;
    let mut rows: Vec<_> = ids.iter().map(|id| reader.stock(*id).unwrap().unwrap()).collect();
    rows.sort_by_key(stock_key);
    let without_ids: Vec<_> = rows.iter().map(|row| views::StockRow { id: 0, ..*row }).collect();
    assert_eq!(without_ids, model.stock());
    (rows.iter().map(|row| model.stock_record(row)).collect(), ids.into_iter().collect())
}

/// Random questions to every list.
fn lists(reader: &Reader, model: &Model, journal: &Journal, random: &mut Random) {
    for list in List::ALL {
        let records = if list == List::Stock { stock(reader, model).0 } else { model.records(list) };
        check(reader, list, &Question::default(), &records, random);
        if records.is_empty() {
            continue;
        }
        for _ in 0..30 {
            if let Some(question) = Question::random(list, &records, journal, random) {
                check(reader, list, &question, &records, random);
            }
        }
    }
}

/// A question to a list: a filter as it is asked, and as the model understands it.
#[derive(Default, Debug)]
struct Question {
    filter: Filter,
    facts: Vec<(&'static str, String)>,
    days: Option<(i64, i64)>,
    words: Option<String>,
}

impl Question {
    /// One to three facts of some records, most often of the same one; now and then days and words.
    fn random(list: List, records: &[Record], journal: &Journal, random: &mut Random) -> Option<Self> {
        let mut question = Self::default();
        let mut record = &records[random.below(records.len())];
        for _ in 0..random.below(4) {
            if random.one_in(4) {
                record = &records[random.below(records.len())];
            }
            let facts: Vec<_> = record.facts.iter().collect();
            if !facts.is_empty() {
                let (filter, value) = random.pick(&facts).clone();
                question.ask(filter, &value, journal)?;
            }
        }
        if random.one_in(4) {
            let texts: Vec<&str> = record.marks.iter().chain(&record.prose).map(String::as_str).collect();
            if !texts.is_empty() {
                question.words(random.pick(&texts), random);
            }
        }
        let is_dated = !matches!(list, List::Parties | List::Places | List::Stock);
        if is_dated && random.one_in(3) {
            let days = [0, 1].map(|_| records[random.below(records.len())].day);
            let (from, to) = (days[0].min(days[1]), days[0].max(days[1]));
            question.filter.from = Some(from as i32);
            question.filter.to = Some(to as i32);
            question.days = Some((from, to));
        }
        Some(question)
    }

    /// The beginning of a text, or one of its words.
    fn words(&mut self, text: &str, random: &mut Random) {
        let word = text.split(' ').nth(random.below(2)).unwrap_or(text);
        let length = 1 + random.below(word.chars().count());
        let start: String = if random.one_in(2) { text.to_owned() } else { word.chars().take(length).collect() };
        if start.chars().any(char::is_alphanumeric) && !start.ends_with(':') {
            self.filter.text = Some(start.clone());
            self.words = Some(start);
        }
    }

    fn ask(&mut self, fact: &'static str, value: &str, journal: &Journal) -> Option<()> {
        if self.facts.iter().any(|(known, _)| *known == fact) {
            return Some(());
        }
        let directory = &journal.run.books.directory;
        let filter = &mut self.filter;
        let text = Some(value.to_owned());
        match fact {
            "party" => filter.party = Some(directory.party(PartyId(value.parse().unwrap()))?.to_owned()),
            "place" => filter.place = text,
            "status" => filter.status = text,
            "kind" => filter.kind = text,
            "code" => filter.code = Some(value.parse().unwrap()),
            "origin" => filter.origin = Some(value.parse().unwrap()),
            "destination" => filter.destination = Some(value.parse().unwrap()),
            "document" => filter.document = Some(directory.document(DocId(value.parse().unwrap()))?.to_owned()),
            "lot" => filter.lot = Some(value.parse().unwrap()),
            "note" => filter.note = Some(value.parse().unwrap()),
            "vehicle" => filter.vehicle = text,
            "seal" => filter.seal = text,
            "direction" => filter.direction = text,
            "open" => filter.open = true,
            "refused" => filter.refused = true,
            "overdue" => filter.overdue = true,
            "flagged" => filter.flagged = true,
            other => panic!("no filter {other}"),
        }
        self.facts.push((fact, value.to_owned()));
        Some(())
    }

    fn fits(&self, record: &Record) -> bool {
        self.facts.iter().all(|(filter, value)| record.is(filter, value))
            && self.days.is_none_or(|(from, to)| from <= record.day && record.day <= to)
            && self.words.as_ref().is_none_or(|words| record.says(words))
    }
}

/// All pages of the answer together are what reading everything gives.
fn check(reader: &Reader, list: List, question: &Question, records: &[Record], random: &mut Random) {
    let oldest_first = random.one_in(2);
    let mut expected: Vec<(i64, i64)> =
        records.iter().filter(|record| question.fits(record)).map(|record| (record.day, record.id)).collect();
    expected.sort_unstable();
    if !oldest_first {
        expected.reverse();
    }
    let expected: Vec<i64> = expected.into_iter().map(|(_, id)| id).collect();
    let mut found = Vec::new();
    let mut page = Page { after: None, limit: 1 + random.below(7), oldest_first };
    loop {
        let answer = reader.list(list, &question.filter, &page);
        let answer = answer.unwrap_or_else(|fault| panic!("{list:?} {question:?}: {fault}"));
        assert!(answer.ids.len() <= page.limit && !answer.cut);
        found.extend(answer.ids);
        page.limit = 1 + random.below(7);
        page.after = answer.next;
        if page.after.is_none() {
            break;
        }
    }
    assert_eq!(found, expected, "{list:?} {question:?}");
}

#[test]
fn a_filter_that_a_list_does_not_know_is_named() {
    let place = Journal::random(1, 20).views(5);
    let reader = place.reader();
    let ask = |list, filter: Filter| match reader.list(list, &filter, &Page { limit: 1, ..Page::default() }) {
        Err(Fault::Ask(ask)) => ask,
        other => panic!("{other:?}"),
    };
    let party = Filter { party: Some("id:KZ/alfa".to_owned()), ..Filter::default() };
    assert_eq!(ask(List::Places, party), Ask::Filter { list: List::Places, filter: "party" });
    let unknown = Filter { party: Some("id:KZ/nobody-at-all".to_owned()), ..Filter::default() };
    assert!(matches!(ask(List::Notes, unknown), Ask::Unknown { what: "party", .. }));
    let status = Filter { status: Some("gone".to_owned()), ..Filter::default() };
    let Ask::Word { known, .. } = ask(List::Notes, status) else { panic!("no word") };
    assert!(known.contains("released"), "{known}");
}

#[test]
fn a_place_to_go_on_from_belongs_to_its_question() {
    let place = Journal::random(2, 120).views(30);
    let reader = place.reader();
    let page = |after, oldest_first| Page { after, limit: 2, oldest_first };
    let next = reader.list(List::Entries, &Filter::default(), &page(None, false)).unwrap().next;
    assert!(next.is_some());
    let refused = Filter { refused: true, ..Filter::default() };
    let typed = next.clone().map(|text| text.replace('.', ""));
    for (list, filter, page) in [
        (List::Notes, Filter::default(), page(next.clone(), false)),
        (List::Entries, refused, page(next.clone(), false)),
        (List::Entries, Filter::default(), page(next.clone(), true)),
        (List::Entries, Filter::default(), page(typed, false)),
    ] {
        assert!(matches!(reader.list(list, &filter, &page), Err(Fault::Ask(Ask::Cursor(_)))));
    }
}
