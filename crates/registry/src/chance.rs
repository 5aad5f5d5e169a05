//! Random numbers for secrets, salts and nonces, drawn from the system in larger pieces.

use crate::Fault;

const POOL_BYTES: usize = 4096;

/// A pool of random bytes. Every byte is given out once.
pub(crate) struct Chance {
    pool: Box<[u8; POOL_BYTES]>,
    used: usize,
}

impl Chance {
    pub(crate) fn new() -> Self {
        Self { pool: Box::new([0; POOL_BYTES]), used: POOL_BYTES }
    }

    /// The next `N` random bytes.
    pub(crate) fn draw<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        if self.used + N > POOL_BYTES {
            getrandom::fill(&mut self.pool[..]).map_err(Fault::Random)?;
            self.used = 0;
        }
        let mut bytes = [0; N];
        let drawn = &mut self.pool[self.used..self.used + N];
        bytes.copy_from_slice(drawn);
        drawn.fill(0);
        self.used += N;
        Ok(bytes)
    }
}

/// Random bytes once.
pub(crate) fn draw<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Fault::Random)?;
    Ok(bytes)
}
