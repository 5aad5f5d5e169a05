//! The questions of `tamga mapping new`: one after the other, with a way back.

use crate::screen::{Screen, Tone};
use crate::trouble::Trouble;
use intake::propose::{Column, Draft, Field, Rule, Table};
use std::io::BufRead;

/// Characters of the values of a column that are shown.
const SHOWN: usize = 60;

/// An answer.
enum Answer {
    /// Enter.
    Take,
    /// `-`
    LeaveOut,
    /// `<`
    Back,
    Words(String),
}

/// Where to go after a question.
enum Step {
    On,
    Back,
}

/// A conversation about one table.
pub(super) struct Questions<'a> {
    table: &'a Table,
    /// The kinds of documents, the likeliest first; none where it is known which they are.
    likely: &'a [(&'static str, String)],
    screen: &'a Screen,
    proposed: Draft,
    draft: Draft,
}

impl<'a> Questions<'a> {
    pub(super) fn new(
        table: &'a Table,
        likely: &'a [(&'static str, String)],
        proposed: Draft,
        screen: &'a Screen,
    ) -> Self {
        Self { table, likely, screen, draft: proposed.clone(), proposed }
    }

    /// Asks until everything is answered.
    pub(super) fn ask(mut self) -> Result<Draft, Trouble> {
        self.introduce()?;
        let first = usize::from(!self.likely.is_empty());
        let mut at: usize = 0;
        loop {
            // The kind of documents decides which fields there are.
            let fields = self.fields();
            let end = first + fields.len();
            let step = match at.checked_sub(first) {
                None => self.ask_command()?,
                Some(index) => match fields.get(index) {
                    Some(field) => self.ask_field(*field)?,
                    None => self.ask_rest()?,
                },
            };
            match step {
                Step::On if at >= end => return Ok(self.draft),
                Step::On => at += 1,
                Step::Back => at = at.saturating_sub(1),
            }
        }
    }

    /// The fields that are asked one by one: those that must be there, and those with a proposal.
    fn fields(&self) -> Vec<usize> {
        let rules = self.proposed.rules.iter().enumerate();
        let is_asked =
            |(field, rule): &(Field, Option<Rule>)| field.is_required || rule.is_some() || field.name == "currency";
        rules.filter(|(_, rule)| is_asked(rule)).map(|(at, _)| at).collect()
    }

    fn introduce(&self) -> Result<(), Trouble> {
        let Table { path, columns, lines, .. } = self.table;
        let how = match (&self.table.sheet, self.table.delimiter) {
            (Some(sheet), _) => format!("in the sheet {sheet}"),
            (None, '\t') => "with tabs between them".to_owned(),
            (None, delimiter) => format!("with {delimiter} between them"),
        };
        let encoding = self.table.encoding.map(|encoding| format!(", {encoding}")).unwrap_or_default();
        let (file, width, rows) = (path.display(), columns.len(), lines.len());
        self.screen.line(format!("{file}: {width} columns {how}{encoding}; looked at {rows} rows"))?;
        for (number, column) in (1..).zip(columns) {
            self.screen.line(format!("{number:>4}  {:<28} {}", column.name, short(column)))?;
        }
        self.screen.line("Enter takes what is proposed; ? explains; - leaves out; < goes back.")?;
        Ok(())
    }

    fn ask_command(&mut self) -> Result<Step, Trouble> {
        loop {
            self.screen.heading(&format!("Which documents are the rows? [{}]", self.draft.command))?;
            for (kind, reason) in self.likely.iter().take(3) {
                self.screen.text("  ", &format!("{kind}: {reason}"))?;
            }
            match self.answer(&|| self.list_commands())? {
                Answer::Take | Answer::LeaveOut => return Ok(Step::On),
                Answer::Back => return Ok(Step::Back),
                Answer::Words(kind) if self.likely.iter().any(|(known, _)| *known == kind) => {
                    self.proposed = Draft::propose(self.table, &kind);
                    self.draft = self.proposed.clone();
                    return Ok(Step::On);
                }
                Answer::Words(kind) => {
                    self.complain(&format!("there is no document of the type `{kind}`; ? lists them"))?;
                }
            }
        }
    }

    fn list_commands(&self) -> Result<(), Trouble> {
        let kinds: Vec<&str> = self.likely.iter().map(|(kind, _)| *kind).collect();
        Ok(self.screen.text("  ", &format!("the likeliest first: {}", kinds.join(", ")))?)
    }

    fn ask_field(&mut self, at: usize) -> Result<Step, Trouble> {
        let Some((field, proposal)) = self.proposed.rules.get(at).cloned() else { return Ok(Step::On) };
        loop {
            self.put(&field, proposal.as_ref())?;
            match self.answer(&|| self.explain(&field))? {
                Answer::Back => return Ok(Step::Back),
                Answer::Take => self.draft.set(at, proposal),
                Answer::LeaveOut => self.draft.set(at, None),
                Answer::Words(words) => match self.draft.answer(&field, self.table, &words) {
                    Ok(rule) => self.draft.set(at, Some(rule)),
                    Err(error) => {
                        self.complain(&error.to_string())?;
                        continue;
                    }
                },
            }
            return Ok(Step::On);
        }
    }

    fn put(&self, field: &Field, proposal: Option<&Rule>) -> Result<(), Trouble> {
        let need = if field.is_required { "required" } else { "optional" };
        self.screen.heading(&format!("{} ({need})", field.name))?;
        let words = match proposal {
            Some(rule) => format!("[{}]", rule.reason),
            None if field.is_required => "nothing fits: name a column, or write = and a value".to_owned(),
            None => "[left out]".to_owned(),
        };
        Ok(self.screen.text("  ", &words)?)
    }

    fn explain(&self, field: &Field) -> Result<(), Trouble> {
        self.screen.text("  ", &field.about)?;
        if !field.words.is_empty() {
            self.screen.text("  ", &format!("one of {}", field.words.join(", ")))?;
        }
        let answers = "a column by name or number; a text with {Column} in it; = and a value that is always the same";
        Ok(self.screen.text("  ", answers)?)
    }

    /// Columns that nothing takes: each can be given to a field.
    fn ask_rest(&mut self) -> Result<Step, Trouble> {
        let rest: Vec<Column> = self.draft.unused(self.table).into_iter().cloned().collect();
        let mut at = 0;
        while let Some(column) = rest.get(at) {
            self.screen.heading(&format!("column {} is not used [ignored]", column.name))?;
            self.screen.text("  ", &format!("{}; Enter ignores it, or name the field that it is", short(column)))?;
            match self.answer(&|| self.list_fields())? {
                Answer::Take | Answer::LeaveOut => at += 1,
                Answer::Back if at == 0 => return Ok(Step::Back),
                Answer::Back => at -= 1,
                Answer::Words(name) if self.give(&name, column)? => at += 1,
                Answer::Words(name) => self.complain(&format!("there is no field `{name}`; ? lists them"))?,
            }
        }
        Ok(Step::On)
    }

    /// Gives the column to the field of that name; false when there is none.
    fn give(&mut self, name: &str, column: &Column) -> Result<bool, Trouble> {
        let fields = self.draft.rules.iter().enumerate();
        let Some((at, (field, _))) = fields.into_iter().find(|(_, (field, _))| field.name == name) else {
            return Ok(false);
        };
        match self.draft.answer(field, self.table, &column.name) {
            Ok(rule) => self.draft.set(at, Some(rule)),
            Err(error) => self.complain(&error.to_string())?,
        }
        Ok(true)
    }

    fn list_fields(&self) -> Result<(), Trouble> {
        for (field, _) in self.draft.rules.iter().filter(|(_, rule)| rule.is_none()) {
            self.screen.text("  ", &format!("{}: {}", field.name, field.about))?;
        }
        Ok(())
    }

    /// Reads one answer; `?` explains and asks again.
    fn answer(&self, explain: &dyn Fn() -> Result<(), Trouble>) -> Result<Answer, Trouble> {
        loop {
            self.screen.flush()?;
            let mut line = String::new();
            let read = std::io::stdin().lock().read_line(&mut line);
            let read = read.map_err(|error| Trouble::input("the answer cannot be read").because(&error))?;
            if read == 0 {
                let trouble = Trouble::input("the answers ended before the questions; nothing was written");
                return Err(trouble.next("answer all of them, or take what is proposed with --yes"));
            }
            match line.trim() {
                "" => return Ok(Answer::Take),
                "-" => return Ok(Answer::LeaveOut),
                "<" => return Ok(Answer::Back),
                "?" => explain()?,
                words => return Ok(Answer::Words(words.to_owned())),
            }
        }
    }

    fn complain(&self, words: &str) -> Result<(), Trouble> {
        Ok(self.screen.text("  ", &self.screen.paint(Tone::Bad, words))?)
    }
}

/// The first values of a column, short enough for one line.
fn short(column: &Column) -> String {
    let shown = column.shown();
    let short: String = shown.chars().take(SHOWN).collect();
    if short.len() < shown.len() { short + "..." } else { short }
}
