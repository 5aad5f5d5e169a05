//! The machine and this process, as the system tells.

use std::fs;
use std::time::Duration;

/// What was measured on.
pub(super) struct Machine {
    pub(super) processor: String,
    pub(super) cores: usize,
    pub(super) load: String,
    pub(super) memory: String,
}

impl Machine {
    pub(super) fn here() -> Self {
        let info = read("/proc/cpuinfo");
        let processor = field(&info, "model name").unwrap_or_else(|| "unknown processor".to_owned());
        let load = read("/proc/loadavg").split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        let memory = field(&read("/proc/meminfo"), "MemTotal").unwrap_or_else(|| "unknown".to_owned());
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Self { processor, cores, load, memory }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Processor time of this process so far, in all threads; the system counts in hundredths of a second.
pub(super) fn processor_time() -> Duration {
    let text = read("/proc/self/stat");
    let after = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// Bytes of memory that are this process's own; mapped files are not in it.
pub(super) fn own_memory() -> u64 {
    let text = field(&read("/proc/self/status"), "RssAnon").unwrap_or_default();
    text.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Times, for percentiles.
#[derive(Default)]
pub(super) struct Times(pub(super) Vec<Duration>);

impl Times {
    /// The time that so many in a thousand did not exceed.
    pub(super) fn permille(&self, permille: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * permille / 1000).min(sorted.len().saturating_sub(1));
        sorted.get(place).copied().unwrap_or_default()
    }

    /// The longest.
    pub(super) fn longest(&self) -> Duration {
        self.0.iter().max().copied().unwrap_or_default()
    }
}

/// So many in so long, a second.
pub(super) fn rate(count: usize, took: Duration) -> u64 {
    let micros = took.as_micros().max(1);
    u64::try_from(u128::try_from(count).unwrap_or(0) * 1_000_000 / micros).unwrap_or(u64::MAX)
}
