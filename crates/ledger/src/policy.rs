//! What an authority may set: terms and the outcome when nothing speaks against a note.

use std::sync::Arc;
use trade::date::Calendar;
use trade::nomenclature::Tables;

/// Terms and defaults. They come from data; statutory terms differ by state and change by date.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Release a note at registration when no finding speaks against it; otherwise an authority releases it.
    pub release_at_registration: bool,
    /// Business days, counted from the day after registration, within which a released note must be dispatched.
    pub dispatch_days: u16,
    /// Business days within which the recipient must answer. Seen in practice for the Kazakh SNT: 20 business days, the day of issue counted.
    pub answer_days: u16,
    /// Business days within which a discrepancy must be answered.
    pub discrepancy_days: u16,
    /// Which days are business days.
    pub calendar: Calendar,
    /// Which goods codes there are on a day: the editions shipped, and those imported.
    pub tables: Arc<Tables>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            release_at_registration: true,
            dispatch_days: 20,
            answer_days: 20,
            discrepancy_days: 10,
            calendar: Calendar::default(),
            tables: Arc::default(),
        }
    }
}
