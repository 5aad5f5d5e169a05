//! One rule of a mapping: how one field is made.

use super::{
    DateForm, DigitGroup, Kind, Pad, Rule, Source,
    section::{Item, Problems, Section, text, texts, whole},
    template::{self, Piece},
};
use crate::exact::{Mode, Round};
use serde_json::Value;
use std::{collections::BTreeMap, ops::Range, sync::Arc};
use toml::de::DeValue;

/// Lists of codes by their name.
pub(super) type Maps = BTreeMap<String, Arc<BTreeMap<String, String>>>;

/// Reads the rule for a field of that kind. A text alone is a template.
pub(super) fn rule(
    path: Vec<String>,
    item: Item<'_, '_>,
    kind: Kind,
    maps: &Maps,
    problems: &mut Problems<'_>,
) -> Option<Rule> {
    let mut rule = Rule::new(path, kind);
    let DeValue::Table(table) = item.get_ref() else {
        rule.source = shorthand(item, kind, problems)?;
        return Some(rule);
    };
    let mut section = Section::over(table, item.span());
    let source = source(&mut section, kind, problems);
    rule.may_be_empty =
        section.word("empty", &[("absent", true), ("problem", false)], problems).unwrap_or(rule.may_be_empty);
    rule.pad = section.section("pad_left", problems).and_then(|pad| read_pad(pad, problems));
    rule.map = section.item("map").and_then(|item| read_map(item, maps, problems));
    rule.comma = section.word("decimal", &[("comma", true), ("point", false)], problems).unwrap_or(false);
    rule.digits = section.word("digits", &DigitGroup::ALL, problems);
    rule.suffix = section.text("suffix", problems).map(|(text, _)| text.trim().to_owned());
    rule.round = section.section("round", problems).and_then(|round| read_round(round, problems));
    rule.date = read_date(&mut section, kind, problems);
    rule.split = section.text("split", problems).map(|(text, _)| text.to_owned());
    rule.only_with = section.text("only_with", problems).map(|(column, _)| column.to_owned());
    if rule.only_with.is_some() && !matches!(source, Some(Source::Constant(_)) | None) {
        let message = "`only_with` is for a constant; a column or template has `empty = \"absent\"`";
        problems.add(&section.at, "mapping.constant", message);
    }
    check_kind(&section, kind, problems);
    check_constant(&section, source.as_ref(), problems);
    let is_list = kind == Kind::Texts && !matches!(source, Some(Source::Constant(_)));
    if is_list && rule.split.as_deref().is_none_or(str::is_empty) {
        let message = "this field is a list: say with `split` what stands between its elements, as in split = \";\"";
        problems.add(&section.at, "mapping.needs_split", message);
    }
    section.finish(problems);
    rule.source = source?;
    Some(rule)
}

/// A value alone: a template, or a constant.
fn shorthand(item: Item<'_, '_>, kind: Kind, problems: &mut Problems<'_>) -> Option<Source> {
    let Some(text) = item.get_ref().as_str() else { return constant(item, kind, problems).map(Source::Constant) };
    template(text, &item.span(), kind, item, problems)
}

fn template(
    text: &str,
    at: &Range<usize>,
    kind: Kind,
    item: Item<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<Source> {
    match template::pieces(text) {
        Ok(pieces) if pieces.iter().any(|piece| piece.column().is_some()) => Some(Source::Template(pieces)),
        // Braces written twice are braces of the text.
        Ok(pieces) if kind == Kind::Text => {
            let text = pieces.into_iter().map(|piece| match piece {
                Piece::Text(text) | Piece::Column(text) => text,
            });
            Some(Source::Constant(Value::String(text.collect())))
        }
        Ok(_) => constant(item, kind, problems).map(Source::Constant),
        Err(message) => {
            problems.add(at, "mapping.template", message);
            None
        }
    }
}

/// Where the value comes from: exactly one of four names.
fn source(section: &mut Section<'_, '_>, kind: Kind, problems: &mut Problems<'_>) -> Option<Source> {
    let column = section.text("column", problems).map(|(column, _)| Source::Column(column.to_owned()));
    let template_item = section.item("template");
    let template = template_item.and_then(|item| {
        let (words, at) = text(item, problems)?;
        template(words, &at, kind, item, problems)
    });
    let constant_item = section.item("constant");
    let constant = constant_item.and_then(|item| constant(item, kind, problems)).map(Source::Constant);
    let counter = section.flag("counter", problems).filter(|yes| *yes).map(|_| Source::Counter);
    let mut found: Vec<Source> = [column, template, constant, counter].into_iter().flatten().collect();
    let named = ["column", "template", "constant", "counter"].iter().filter(|name| section.has(name)).count();
    if named != 1 {
        let message = "say where the value comes from with one of `column`, `template`, `constant`, `counter = true`";
        problems.add(&section.at, "mapping.one_source", message);
    }
    found.pop().filter(|_| named == 1)
}

/// A constant in the JSON form of its field.
fn constant(item: Item<'_, '_>, kind: Kind, problems: &mut Problems<'_>) -> Option<Value> {
    let value = item.get_ref();
    let constant = match kind {
        Kind::Number => whole(value).map(Value::from),
        Kind::Flag => value.as_bool().map(Value::from),
        Kind::Decimal => value.as_str().map(Value::from).or_else(|| Some(whole(value)?.to_string().into())),
        Kind::Texts => {
            let list = texts(item, problems);
            return Some(list.into_iter().map(|(text, _)| Value::from(text)).collect());
        }
        Kind::Text | Kind::Day | Kind::Moment | Kind::Parts => value.as_str().map(Value::from),
    };
    if constant.is_none() {
        let wanted = match kind {
            Kind::Number => "a whole number",
            Kind::Flag => "true or false",
            Kind::Decimal => "a decimal in quotes",
            Kind::Text | Kind::Day | Kind::Moment | Kind::Parts | Kind::Texts => "a text in quotes",
        };
        let message = format!("this field is {wanted}, not {}", value.type_str());
        problems.add(&item.span(), "mapping.wrong_type", message);
    }
    constant
}

fn read_pad(mut section: Section<'_, '_>, problems: &mut Problems<'_>) -> Option<Pad> {
    let to = section.number("to", 100, problems);
    let with = section.text("with", problems);
    let with = with.and_then(|(text, at)| {
        let mut characters = text.chars();
        let one = characters.next().filter(|_| characters.next().is_none());
        if one.is_none() {
            problems.add(&at, "mapping.wrong_type", "write one character here, as in with = \"0\"");
        }
        one
    });
    needs(&section, &["to", "with"], problems);
    section.finish(problems);
    Some(Pad { to: usize::from(to?), with: with? })
}

fn read_round(mut section: Section<'_, '_>, problems: &mut Problems<'_>) -> Option<Round> {
    let decimals = section.number("decimals", 6, problems);
    let mode = section.word("mode", &Mode::ALL, problems);
    needs(&section, &["decimals", "mode"], problems);
    section.finish(problems);
    Some(Round { decimals: decimals?, mode: mode? })
}

/// Names that a table cannot do without.
fn needs(section: &Section<'_, '_>, names: &[&str], problems: &mut Problems<'_>) {
    for name in names.iter().filter(|name| !section.has(name)) {
        problems.add(&section.at, "mapping.missing", format!("`{name}` is missing here"));
    }
}

/// A list of codes: written here, or the name of one under `[maps]`.
fn read_map(item: Item<'_, '_>, maps: &Maps, problems: &mut Problems<'_>) -> Option<Arc<BTreeMap<String, String>>> {
    if item.get_ref().is_table() {
        return Section::of(item, problems).map(|section| Arc::new(codes(&section, problems)));
    }
    let (name, at) = text(item, problems)?;
    let map = maps.get(name).cloned();
    if map.is_none() {
        problems.add(&at, "mapping.unknown_map", format!("there is no [maps.{name}] in this mapping"));
    }
    map
}

/// Text to text.
pub(super) fn codes(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> BTreeMap<String, String> {
    let pair = |(name, _, item): (&str, Range<usize>, Item<'_, '_>)| {
        text(item, problems).map(|(value, _)| (name.to_owned(), value.to_owned()))
    };
    section.entries().into_iter().filter_map(pair).collect()
}

fn read_date(section: &mut Section<'_, '_>, kind: Kind, problems: &mut Problems<'_>) -> Option<DateForm> {
    let date = section.text("date", problems);
    let offset = section.text("offset", problems);
    let Some((form, at)) = date else {
        if let Some((_, at)) = offset {
            problems.add(&at, "mapping.date", "`offset` needs `date` beside it");
        }
        return None;
    };
    if !matches!(kind, Kind::Day | Kind::Moment) {
        return None;
    }
    let form = DateForm::parse(form, offset.map(|(text, _)| text), kind == Kind::Moment);
    form.map_err(|message| problems.add(&at, "mapping.date", message)).ok()
}

/// What only some kinds of fields can have.
fn check_kind(section: &Section<'_, '_>, kind: Kind, problems: &mut Problems<'_>) {
    let fits: [(&str, &str, bool); 7] = [
        ("decimal", "decimals", kind == Kind::Decimal),
        ("digits", "decimals", kind == Kind::Decimal),
        ("suffix", "decimals", kind == Kind::Decimal),
        ("round", "decimals", kind == Kind::Decimal),
        ("date", "days and moments", matches!(kind, Kind::Day | Kind::Moment)),
        ("split", "lists", kind == Kind::Texts),
        ("counter", "whole numbers", kind == Kind::Number),
    ];
    for (name, what, fits) in fits {
        if !fits && section.has(name) {
            problems.add(&section.at, "mapping.wrong_kind", format!("`{name}` is for {what}, which this field is not"));
        }
    }
}

/// A constant is written as it shall be.
fn check_constant(section: &Section<'_, '_>, source: Option<&Source>, problems: &mut Problems<'_>) {
    if matches!(source, Some(Source::Constant(_) | Source::Counter)) {
        for name in ["map", "date", "decimal", "digits", "suffix", "round", "pad_left", "empty", "split"] {
            if section.has(name) {
                let message = format!("`{name}` changes a value of the file; this one is always the same");
                problems.add(&section.at, "mapping.constant", message);
            }
        }
    }
}
