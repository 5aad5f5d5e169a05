//! Which column goes into which field.

use super::{
    Draft, Field, Made, Rule, form,
    table::{Column, Table},
    toml::quoted,
    words,
};
use trade::amount::Currency;

impl Draft {
    /// Columns to fields, the surest first; each column and each field once.
    pub(super) fn take_columns(&mut self, table: &Table) {
        let mut pairs = Vec::new();
        for (at, (field, _)) in self.rules.iter().enumerate() {
            for (position, column) in table.columns.iter().enumerate() {
                if let Some((score, rule)) = matched(field, column) {
                    pairs.push((std::cmp::Reverse(score), at, position, rule));
                }
            }
        }
        pairs.sort_by_key(|(score, at, position, _)| (*score, *at, *position));
        let mut taken = Vec::new();
        for (_, at, position, rule) in pairs {
            let is_free = self.rules.get(at).is_some_and(|(_, rule)| rule.is_none()) && !taken.contains(&position);
            if is_free {
                self.set(at, Some(rule));
                taken.push(position);
            }
        }
    }

    /// What follows from the columns that were found.
    pub(super) fn fill_up(&mut self, table: &Table) {
        let counted = || Rule::new(Made::Counter, "no column numbers the lines; they are counted within a document");
        self.set_if_open("line", counted);
        if let Some(mass) = self.rule("net_mass_kg").filter(|_| self.rule("quantity").is_none()) {
            let reason = format!("no column of quantities; goods are counted in kilograms. {}", mass.reason);
            self.set_if_open("quantity", || Rule { reason, ..mass });
            let kilogram = || Rule::new(Made::Constant("KGM".to_owned()), "the quantity is the net mass in kilograms");
            self.set_if_open("unit", kilogram);
        }
        if let Some(Made::Column(value)) = self.rule("value").map(|rule| rule.made)
            && let Some(rule) = currency_of(&value, table)
        {
            self.set_if_open("currency", || rule);
        }
    }

    fn rule(&self, name: &str) -> Option<Rule> {
        self.rules.iter().find(|(field, _)| field.name == name).and_then(|(_, rule)| rule.clone())
    }

    fn set_if_open(&mut self, name: &str, rule: impl FnOnce() -> Rule) {
        if let Some(at) = self.rules.iter().position(|(field, rule)| field.name == name && rule.is_none()) {
            self.set(at, Some(rule()));
        }
    }
}

/// The currency that stands in the name of a column of values: `Value, USD`.
fn currency_of(column: &str, table: &Table) -> Option<Rule> {
    let mut words = column.split(|c: char| !c.is_alphabetic());
    let is_code = |word: &&str| word.chars().all(char::is_uppercase) && word.parse::<Currency>().is_ok();
    let code = words.find(is_code)?;
    let mut rule = Rule::new(Made::Constant(code.to_owned()), format!("stands in the name of column {column}"));
    if table.columns.iter().any(|one| one.name == column && one.has_gaps()) {
        rule.steps.push(("only_with", quoted(column)));
    }
    Some(rule)
}

/// How well a column fits a field, and the rule that would come of it.
fn matched(field: &Field, column: &Column) -> Option<(u16, Rule)> {
    let fit = form::fit(field, column)?;
    let (score, name) = match words::fit(&field.name, &column.name) {
        Some((score, word)) => {
            let sure = if fit.is_guess { 0 } else { 20 };
            (score.saturating_add(sure), format!("its name means \"{word}\""))
        }
        None if fit.is_telling && field.is_required => (10, "its values tell".to_owned()),
        None => return None,
    };
    Some((score, rule_of(field, column, fit, &name)?))
}

/// The rule that makes a field of a column.
pub(super) fn rule_of(field: &Field, column: &Column, fit: form::Fit, name: &str) -> Option<Rule> {
    let made = match &fit.around {
        None => Made::Column(column.name.clone()),
        // Braces in a name cannot stand in a template.
        Some(_) if column.name.contains(['{', '}']) => return None,
        Some(around) => Made::Template(around.replace("{}", &format!("{{{}}}", column.name))),
    };
    let mut steps = fit.steps;
    // Where a required field has gaps, its rows are rejected with the reason.
    if !field.is_required && column.has_gaps() {
        steps.push(("empty", quoted("absent")));
    }
    Some(Rule { made, reason: format!("column {}: {name}; {}: {}", column.name, fit.words, column.shown()), steps })
}
