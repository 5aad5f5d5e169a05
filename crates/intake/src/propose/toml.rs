//! A draft to the text of a mapping.

use super::{Draft, Field, Made, Rule, Table};
use crate::mapping::Kind;
use std::fmt::Write;

/// A text as TOML has it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len().saturating_add(2));
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // Writing to a text does not fail; here and below.
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The mapping with a comment over each rule; what is undecided stands there as a comment.
pub(super) fn write(draft: &Draft, table: &Table) -> String {
    let mut text = String::new();
    let _ = head(&mut text, draft, table);
    let rules = draft
        .rules
        .iter()
        .map(|(field, rule)| (field, rule.as_ref().map(|rule| with_comma(draft, table, field, rule))));
    let (lines, fields): (Vec<_>, Vec<_>) = rules.partition(|(field, _)| field.in_list);
    section(&mut text, "fields", &fields);
    section(&mut text, "lines", &lines);
    text
}

fn head(text: &mut String, draft: &Draft, table: &Table) -> std::fmt::Result {
    let file = table.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    writeln!(text, "title = {}\ncommand = {}", quoted(&file), quoted(&draft.command))?;
    if let Some(list) = draft.list.filter(|list| *list != "lines") {
        writeln!(text, "list = {}", quoted(list))?;
    }
    let unused = draft.unused(table);
    if !unused.is_empty() {
        let names: Vec<String> = unused.iter().map(|column| format!("    {},\n", quoted(&column.name))).collect();
        writeln!(text, "# Columns that no field takes.\nignore = [\n{}]", names.concat())?;
    }
    let is_plain = table.delimiter == ',' || table.sheet.is_some();
    if !is_plain || table.encoding.is_some() {
        writeln!(text, "\n[csv]")?;
    }
    if !is_plain {
        writeln!(text, "delimiter = {}", quoted(&table.delimiter.to_string()))?;
    }
    if let Some(encoding) = table.encoding {
        writeln!(text, "encoding = {}", quoted(&encoding.to_ascii_lowercase()))?;
    }
    if let Some(sheet) = &table.sheet {
        writeln!(text, "\n[sheet]\nname = {}", quoted(sheet))?;
    }
    if let Some(column) = draft.group(table) {
        let words = "Rows one under the other with the same value in this column are one document.";
        writeln!(text, "\n# {words}\n[group]\ncolumn = {}", quoted(&column))?;
    }
    Ok(())
}

/// Where one column of the table has commas before its decimals, those whose first rows show none have them, too.
fn with_comma(draft: &Draft, table: &Table, field: &Field, rule: &Rule) -> Rule {
    let comma = ("decimal", quoted("comma"));
    let mut rules = draft.rules.iter().filter_map(|(_, rule)| rule.as_ref());
    let is_used = rules.any(|rule| rule.steps.contains(&comma));
    let mut rule = rule.clone();
    let Made::Column(name) = &rule.made else { return rule };
    let has_point =
        table.columns.iter().any(|column| column.name == *name && column.filled().any(|cell| cell.contains('.')));
    if is_used && field.kind == Kind::Decimal && !has_point && !rule.steps.contains(&comma) {
        rule.steps.push(comma);
    }
    rule
}

fn section(text: &mut String, name: &str, rules: &[(&Field, Option<Rule>)]) {
    let written = |(field, rule): &(&Field, Option<Rule>)| match rule {
        Some(rule) => Some(format!("# {}\n{} = {}\n", comment(&rule.reason), field.name, value(field, rule))),
        None if field.is_required => {
            Some(format!("# To be decided: {}\n# {} = {{ column = \"\" }}\n", comment(&field.about), field.name))
        }
        None => None,
    };
    let lines: Vec<String> = rules.iter().filter_map(written).collect();
    if !lines.is_empty() {
        let _ = write!(text, "\n[{name}]\n{}", lines.concat());
    }
}

/// A comment is one line.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The right side of a rule.
fn value(field: &Field, rule: &Rule) -> String {
    let source = match &rule.made {
        Made::Column(column) => format!("column = {}", quoted(column)),
        Made::Template(text) => format!("template = {}", quoted(text)),
        Made::Constant(text) => format!("constant = {}", field.constant(text)),
        Made::Counter => "counter = true".to_owned(),
    };
    let steps: Vec<String> = rule.steps.iter().map(|(name, toml)| format!(", {name} = {toml}")).collect();
    format!("{{ {source}{} }}", steps.concat())
}
