//! The log of this process on the error stream: off unless `TAMGA_LOG` names a level.
//!
//! Events name the registry, the entry and the file; never what a document says.

use crate::trouble::Trouble;
use std::io;
use tracing_subscriber::filter::LevelFilter;

/// Begins to log, as `TAMGA_LOG` (off, error, warn, info, debug) and `TAMGA_LOG_FORMAT` (text, json) say.
pub(crate) fn begin() -> Result<(), Trouble> {
    let level = match variable("TAMGA_LOG") {
        None => return Ok(()),
        Some(text) => {
            text.parse::<LevelFilter>().map_err(|_| wrong("TAMGA_LOG", &text, "off, error, warn, info, debug"))?
        }
    };
    let log = tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_ansi(false);
    // There is one beginning in a process, so nobody has set another log before.
    let _ = match variable("TAMGA_LOG_FORMAT").as_deref() {
        None | Some("text") => log.try_init(),
        Some("json") => log.json().flatten_event(true).with_current_span(false).try_init(),
        Some(other) => return Err(wrong("TAMGA_LOG_FORMAT", other, "text, json")),
    };
    Ok(())
}

fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?.to_string_lossy().into_owned();
    Some(value).filter(|value| !value.is_empty())
}

fn wrong(name: &str, value: &str, known: &str) -> Trouble {
    Trouble::input(format!("{name} is `{value}`")).next(format!("it is one of: {known}"))
}
