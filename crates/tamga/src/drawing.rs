//! Pictures of answers: where they are written, and what they say they were made of.

use crate::fields::now;
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::Trouble;
use picture::{About, Picture};
use serde_json::json;

/// The name of the standard output.
const STDOUT: &str = "-";

/// Where to draw.
#[derive(clap::Args)]
pub(crate) struct Files {
    /// Draws a picture into this SVG file; `-` is the output
    #[arg(long, value_name = "FILE")]
    svg: Option<String>,
    /// Draws a page with the picture, and the same as text; `-` is the output
    #[arg(long, value_name = "FILE")]
    html: Option<String>,
}

impl Files {
    /// Whether a picture is asked for, instead of an answer in words.
    pub(crate) fn are_wanted(&self) -> bool {
        self.svg.is_some() || self.html.is_some()
    }

    /// Writes the files, and says so.
    pub(crate) fn write(&self, picture: &Picture, about: &About, screen: &Screen) -> Result<(), Trouble> {
        if [&self.svg, &self.html].iter().all(|file| file.as_deref() == Some(STDOUT)) {
            return Err(Trouble::input("two pictures cannot both go to the output").next("name a file for one of them"));
        }
        let mut written = Vec::new();
        let svg = self.svg.as_deref().map(|file| (file, picture.to_svg(about)));
        let html = self.html.as_deref().map(|file| (file, picture.to_html(about)));
        for (file, text) in svg.into_iter().chain(html) {
            if file == STDOUT {
                screen.line(text.trim_end())?;
                continue;
            }
            std::fs::write(file, text).map_err(|error| {
                Trouble::fault(format!("the picture could not be written to {file}"))
                    .because(&error)
                    .next("check that its directory is there and can be written")
            })?;
            written.push(file);
        }
        if self.svg.as_deref() == Some(STDOUT) || self.html.as_deref() == Some(STDOUT) {
            return Ok(());
        }
        if screen.is_json() {
            screen.json(&json!({"files": written, "summary": picture.summary()}))?;
            return Ok(());
        }
        screen.text("", picture.summary())?;
        Ok(written.iter().try_for_each(|file| screen.line(format!("Drawn in {file}")))?)
    }
}

/// What a picture was made of: the command, and the registry as it is now.
pub(crate) fn about(title: String, question: String, session: &Session) -> About {
    let registry = session.registry();
    about_entry(
        title,
        question,
        registry.position().seq,
        ("Root of the log", registry.root().to_string()),
        registry.numbers().prefix.to_string(),
    )
}

/// The same for answers that are older than the registry: as of an entry, with the root of the log at it.
pub(crate) fn about_entry(title: String, question: String, seq: u64, log: (&str, String), registry: String) -> About {
    let facts = [("Drawn on", now().day().to_string()), ("As of entry", seq.to_string()), log, ("Registry", registry)];
    let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    About { title, question, facts, language: "en".to_owned() }
}
