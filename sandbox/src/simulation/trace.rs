//! What happened, as a hash over every byte that passed and, for one payment, as lines to read.

use std::time::Duration;

/// The trace of a batch.
#[derive(Debug)]
pub(crate) struct Trace {
    hash: u64,
    watched: Option<String>,
    wanted: bool,
    lines: Vec<String>,
}

impl Trace {
    /// A trace that also writes lines about what names `watched`.
    pub(crate) fn new(watched: Option<String>) -> Self {
        Self {
            hash: 0x9e37_79b9_7f4a_7c15,
            watched,
            wanted: false,
            lines: Vec::new(),
        }
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    pub(crate) fn into_lines(self) -> Vec<String> {
        self.lines
    }

    /// Whether lines that name nobody are about the watched payment now.
    pub(crate) fn watch(&mut self, wanted: bool) {
        self.wanted = wanted && self.watched.is_some();
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.hash = mixed(self.hash, number);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            let word = u64::from_le_bytes(*word);
            self.hash = (self.hash.rotate_left(23) ^ word).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        }
        let tail = rest.iter().fold(bytes.len() as u64, |tail, &byte| {
            tail << 8 | u64::from(byte)
        });
        self.number(tail);
    }

    /// Whether lines about a message with this text are wanted.
    pub(crate) fn watches(&self, text: &[u8]) -> bool {
        self.watched.as_ref().is_some_and(|watched| {
            text.windows(watched.len())
                .any(|part| part == watched.as_bytes())
        })
    }

    /// Adds a line, if lines are wanted now.
    pub(crate) fn line(&mut self, at: Duration, text: impl FnOnce() -> String) {
        if self.wanted {
            self.told(at, text);
        }
    }

    /// Adds a line about what names the watched payment, whenever it comes.
    pub(crate) fn told(&mut self, at: Duration, text: impl FnOnce() -> String) {
        self.lines.push(format!(
            "{:>9}.{:03} s  {}",
            at.as_secs(),
            at.subsec_millis(),
            text()
        ));
    }
}

/// One step of the hash: every bit of both numbers reaches every bit of the result over a few steps.
pub(crate) fn mixed(hash: u64, number: u64) -> u64 {
    let mut z = (hash.rotate_left(23) ^ number).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^= z >> 29;
    z.wrapping_mul(0x94d0_49bb_1331_11eb)
}
