//! A broken law stops the process: a wrong record is worse than a stopped program.

/// Stops the program because an invariant of the books does not hold.
///
/// Called only where every path to it would mean that a law (L1-L8) is already broken.
#[expect(clippy::panic, reason = "a broken law must stop the process, never be carried on")]
#[cold]
#[track_caller]
pub fn bug(what: &str) -> ! {
    panic!("the books are broken: {what}")
}

/// The value, or a stop: see [`bug`].
#[track_caller]
pub fn must<T>(value: Option<T>, what: &str) -> T {
    match value {
        Some(value) => value,
        None => bug(what),
    }
}
