//! The text of a mapping to a [`Mapping`].

use super::{
    DigitGroup, Group, Header, Kind, Mapping, MappingProblem, RowRules, Rule, Source,
    rule::{Maps, codes, rule},
    section::{Problems, Section, texts},
    shape::{Field, Shape, shape},
};
use crate::cells::Dialect;
use std::{collections::BTreeMap, ops::Range, sync::Arc};
use toml::de::DeTable;
use trade::command::Command;

/// Bytes of a mapping: far more than anybody writes, and little enough to read at once.
const BYTES_MAX: usize = 1024 * 1024;

/// The lists of commands that rows can become elements of.
pub(crate) const LISTS: [(&str, &str); 5] =
    [("lines", "lines"), ("loads", "loads"), ("inputs", "inputs"), ("outputs", "outputs"), ("parts", "parts")];

/// Reads a mapping, or tells everything that is wrong with it.
pub(super) fn mapping(text: &str) -> Result<Mapping, Vec<MappingProblem>> {
    let mut problems = Problems::new(text);
    if text.len() > BYTES_MAX {
        problems.add(&(0..0), "mapping.too_large", format!("a mapping has at most {BYTES_MAX} bytes"));
        return Err(problems.into_list());
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        problems.add(&error.span().unwrap_or_default(), "mapping.not_toml", error.message());
    }
    // What was recovered behind an error may be another thing than was meant.
    let mapping = if errors.is_empty() { read(Section::over(root.get_ref(), 0..0), &mut problems) } else { None };
    match mapping {
        Some(mapping) if problems.is_empty() => Ok(mapping),
        Some(_) | None => Err(problems.into_list()),
    }
}

fn read(mut root: Section<'_, '_>, problems: &mut Problems<'_>) -> Option<Mapping> {
    let title = root.text("title", problems).map(|(title, _)| title.to_owned());
    let Csv { dialect, comma, digits, encoding } = read_csv(root.section("csv", problems), problems);
    let sheet = root.section("sheet", problems).and_then(|section| read_sheet(section, problems));
    let header = root.section("header", problems).map(|section| read_header(section, problems)).unwrap_or_default();
    let rows = root.section("rows", problems).map(|section| read_rows(section, problems)).unwrap_or_default();
    let maps = read_maps(root.section("maps", problems), problems);
    let command = read_command(&mut root, &maps, problems);
    let list = root.word("list", &LISTS, problems).unwrap_or("lines");
    let shape = command.as_ref().map(|(_, kinds)| Shapes::of(kinds));
    let shape = shape.unwrap_or_default();
    let key = root.item("key").and_then(|item| rule(vec!["key".to_owned()], item, Kind::Text, &maps, problems));
    let fields_at = root.item("fields").map_or(0..0, toml::Spanned::span);
    let fields = root.section("fields", problems);
    let mut fields = fields.map(|section| rules(&section, &shape.top, &maps, problems)).unwrap_or_default();
    if let Some(rule) = fields.iter().find(|rule| matches!(rule.source, Source::Counter)) {
        let message = format!("`{}` counts rows, which only a field under [lines] can", rule.path.join("."));
        problems.add(&fields_at, "mapping.wrong_kind", message);
    }
    fields.extend(key);
    let line_shape = shape.list(list);
    let lines_at = root.item("lines").map_or(0..0, toml::Spanned::span);
    let lines = root.section("lines", problems);
    if lines.is_some() && line_shape.fields.is_empty() && command.is_some() {
        let message = format!("the command has no list `{list}`: take [lines] out, or name another list with `list`");
        problems.add(&lines_at, "mapping.no_list", message);
    }
    let lines = lines.map(|section| rules(&section, &line_shape, &maps, problems)).unwrap_or_default();
    require(&shape.top, &fields, &[list, "type"], "fields", &fields_at, problems);
    let needs_list = !lines.is_empty() || shape.top.required.iter().any(|name| name == list);
    if needs_list && command.is_some() {
        require(&line_shape, &lines, &[], "lines", &lines_at, problems);
    }
    let group = root.section("group", problems).and_then(|section| read_group(section, problems));
    let ignored = root.item("ignore").map(|item| texts(item, problems)).unwrap_or_default();
    root.finish(problems);
    let (command, _) = command?;
    let ignored_later = Vec::new();
    let mut mapping = Mapping {
        title,
        dialect,
        command,
        fields,
        list,
        lines,
        ignored: ignored_later,
        group,
        encoding,
        sheet,
        header,
        rows,
    };
    mapping.ignored = read_ignored(&mapping, &ignored, problems);
    let decimals = mapping.fields.iter_mut().chain(&mut mapping.lines).filter(|rule| rule.kind == Kind::Decimal);
    for rule in decimals {
        rule.comma |= comma;
        rule.digits = rule.digits.or(digits);
        let clash = if rule.comma { DigitGroup::Comma } else { DigitGroup::Point };
        if rule.digits == Some(clash) {
            let message = format!("`{}` has the same sign before decimals and between digits", rule.path.join("."));
            problems.add(&(0..0), "mapping.digits", message);
        }
    }
    Some(mapping)
}

/// What the possible commands have in common.
#[derive(Default)]
struct Shapes {
    top: Shape,
}

impl Shapes {
    /// A field of any of the commands is known; one that all of them require is required.
    fn of(kinds: &[String]) -> Self {
        let mut shapes = kinds.iter().filter_map(|kind| shape(kind));
        let mut top = shapes.next().unwrap_or_default();
        for other in shapes {
            top.required.retain(|name| other.required.contains(name));
            for (name, field) in other.fields {
                top.fields.entry(name).or_insert(field);
            }
        }
        // The reader of a command asks for an origin where it is needed; the schema cannot say so.
        Self { top }
    }

    /// The fields of an element of the list.
    fn list(&self, list: &str) -> Shape {
        self.top.fields.get(list).and_then(|field| field.parts.clone()).unwrap_or_default()
    }
}

/// The rule for `type`, and which types it can give.
fn read_command(root: &mut Section<'_, '_>, maps: &Maps, problems: &mut Problems<'_>) -> Option<(Rule, Vec<String>)> {
    let Some(item) = root.item("command") else {
        problems.add(&(0..0), "mapping.missing", "`command` is missing: name the command that a row becomes");
        return None;
    };
    let rule = rule(vec!["type".to_owned()], item, Kind::Text, maps, problems)?;
    let kinds: Vec<String> = match (&rule.source, &rule.map) {
        (Source::Constant(kind), _) => kind.as_str().map(str::to_owned).into_iter().collect(),
        (_, Some(map)) => map.values().cloned().collect(),
        (_, None) => {
            let message = "the command comes from a column: say with `map` which word means which command";
            problems.add(&item.span(), "mapping.command", message);
            return None;
        }
    };
    let unknown: Vec<&str> = kinds.iter().map(String::as_str).filter(|kind| !Command::TYPES.contains(kind)).collect();
    if !unknown.is_empty() {
        let message =
            format!("there is no command `{}`; there are {}", unknown.join("`, `"), Command::TYPES.join(", "));
        problems.add(&item.span(), "mapping.command", message);
        return None;
    }
    Some((rule, kinds))
}

/// The rules of a table.
fn rules(section: &Section<'_, '_>, shape: &Shape, maps: &Maps, problems: &mut Problems<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (name, at, item) in section.entries() {
        let path: Vec<String> = name.split('.').map(str::to_owned).collect();
        if let Some(kind) = kind(&path, shape, &at, problems) {
            rules.extend(rule(path, item, kind, maps, problems));
        }
    }
    rules
}

/// What stands in the field; `None` when there is no such field.
fn kind(path: &[String], shape: &Shape, at: &Range<usize>, problems: &mut Problems<'_>) -> Option<Kind> {
    let (first, rest) = path.split_first()?;
    // The command itself is wrong, which has been told.
    if shape.fields.is_empty() {
        return None;
    }
    // `type` and `key` have places of their own in a mapping.
    let Some(Field { kind: found, parts, .. }) = shape.fields.get(first).filter(|_| first != "type" && first != "key")
    else {
        let known: Vec<&str> =
            shape.fields.keys().map(String::as_str).filter(|name| !["type", "key"].contains(name)).collect();
        let message = format!("the command has no field `{first}` here; there are {}", known.join(", "));
        problems.add(at, "mapping.unknown_field", message);
        return None;
    };
    match (rest.is_empty(), parts) {
        (true, None) => Some(*found),
        (true, Some(_)) => {
            let message = format!("`{first}` has parts: write them as \"{first}.name\", or the list under [lines]");
            problems.add(at, "mapping.parts", message);
            None
        }
        (false, Some(parts)) => kind(rest, parts, at, problems),
        // A reference can be a text or an object, which the schema shows as a choice.
        (false, None) => Some(Kind::Text),
    }
}

/// Fields that the command cannot do without.
fn require(
    shape: &Shape,
    rules: &[Rule],
    elsewhere: &[&str],
    table: &str,
    at: &Range<usize>,
    problems: &mut Problems<'_>,
) {
    let has = |name: &str| rules.iter().any(|rule| rule.path.first().is_some_and(|first| first == name));
    let missing: Vec<&str> = shape.required.iter().map(String::as_str).collect();
    let missing: Vec<&str> = missing.into_iter().filter(|name| !elsewhere.contains(name) && !has(name)).collect();
    if !missing.is_empty() {
        let message = format!("under [{table}] the command needs {}, too", missing.join(", "));
        problems.add(at, "mapping.missing", message);
    }
}

/// What stands under `[csv]`.
struct Csv {
    dialect: Dialect,
    comma: bool,
    digits: Option<DigitGroup>,
    encoding: Option<&'static encoding_rs::Encoding>,
}

fn read_csv(section: Option<Section<'_, '_>>, problems: &mut Problems<'_>) -> Csv {
    let mut dialect = Dialect { delimiter: b',', quote: b'"' };
    let Some(mut section) = section else { return Csv { dialect, comma: false, digits: None, encoding: None } };
    let delimiter = section.text("delimiter", problems);
    dialect.delimiter = character(delimiter, problems).unwrap_or(dialect.delimiter);
    let quote = section.text("quote", problems);
    dialect.quote = character(quote, problems).unwrap_or(dialect.quote);
    if dialect.delimiter == dialect.quote {
        problems.add(&section.at, "mapping.csv", "`delimiter` and `quote` must differ");
    }
    let comma = section.word("decimal", &[("comma", true), ("point", false)], problems).unwrap_or(false);
    let digits = section.word("digits", &DigitGroup::ALL, problems);
    let encoding = section.text("encoding", problems).and_then(|(name, at)| {
        let found = crate::encoding::named(name);
        if found.is_none() {
            let message =
                format!("there is no encoding `{name}`; write windows-1251, ibm866, koi8-r, utf-8 or utf-16le");
            problems.add(&at, "mapping.encoding", message);
        }
        found
    });
    section.finish(problems);
    Csv { dialect, comma, digits, encoding }
}

/// The sheet of a workbook: by its name, or by its number.
fn read_sheet(mut section: Section<'_, '_>, problems: &mut Problems<'_>) -> Option<String> {
    let name = section.text("name", problems).map(|(name, _)| name.to_owned());
    let number = section.number("number", u8::MAX, problems).map(|number| number.to_string());
    section.finish(problems);
    name.or(number)
}

fn read_header(mut section: Section<'_, '_>, problems: &mut Problems<'_>) -> Header {
    let row = section.number("row", u8::MAX, problems).map(u64::from).filter(|row| *row > 0);
    let rows = section.number("rows", 5, problems).map_or(1, usize::from);
    section.finish(problems);
    Header { row, rows }
}

fn read_rows(mut section: Section<'_, '_>, problems: &mut Problems<'_>) -> RowRules {
    let mut list = |name| section.item(name).map(|item| texts(item, problems)).unwrap_or_default();
    let owned = |texts: Vec<(&str, Range<usize>)>| texts.into_iter().map(|(text, _)| text.to_owned()).collect();
    let (until, carry) = (owned(list("until")), owned(list("carry")));
    let skip_without = section.text("skip_without", problems).map(|(column, _)| column.to_owned());
    section.finish(problems);
    RowRules { until, skip_without, carry }
}

/// One printable ASCII character or a tab, which can stand between or around cells.
fn character(text: Option<(&str, Range<usize>)>, problems: &mut Problems<'_>) -> Option<u8> {
    let (text, at) = text?;
    let one = match text.as_bytes() {
        [byte] if (byte.is_ascii_punctuation() || matches!(byte, b'\t' | b' ')) => Some(*byte),
        _ => None,
    };
    if one.is_none() {
        problems.add(&at, "mapping.csv", "write one character here that is no letter or digit, as in \";\" or \"\\t\"");
    }
    one
}

fn read_maps(section: Option<Section<'_, '_>>, problems: &mut Problems<'_>) -> Maps {
    let mut maps = BTreeMap::new();
    let entries = section.map(|section| section.entries()).unwrap_or_default();
    for (name, _, item) in entries {
        if let Some(section) = Section::of(item, problems) {
            maps.insert(name.to_owned(), Arc::new(codes(&section, problems)));
        }
    }
    maps
}

fn read_group(mut section: Section<'_, '_>, problems: &mut Problems<'_>) -> Option<Group> {
    let column = section.text("column", problems).map(|(column, _)| column.to_owned());
    let sorted = section.word("rows", &[("adjacent", false), ("sorted", true)], problems).unwrap_or(false);
    if !section.has("column") {
        problems.add(&section.at, "mapping.missing", "`column` is missing here: whose equal cells make one document");
    }
    section.finish(problems);
    Some(Group { column: column?, sorted })
}

/// The columns that are read over on purpose.
fn read_ignored(mapping: &Mapping, ignored: &[(&str, Range<usize>)], problems: &mut Problems<'_>) -> Vec<String> {
    let used = mapping.columns();
    let mut list: Vec<String> = Vec::new();
    for (column, at) in ignored {
        if used.contains(column) {
            problems.add(at, "mapping.ignored", format!("column \"{column}\" is used above, so it is not ignored"));
        }
        if list.iter().any(|other| other == column) {
            problems.add(at, "mapping.ignored", format!("column \"{column}\" stands here twice"));
        }
        list.push((*column).to_owned());
    }
    list
}
