//! Many stored forms checked in one go, as reconciliation does it.

use alloc::vec::Vec;

use crate::blocks::Block;
use crate::hex;
use crate::lanes::{LANES, States};
use crate::order::Pieces;
use crate::sorted::{self, SortedMd5};
use crate::split::{self, SplitForm};
use crate::staged::{Sink, copy};
use crate::{FormError, VerifyError};

impl SortedMd5 {
    /// Checks many forms, each as its bytes arrived and with its own `sign`; answers for each in their order.
    ///
    /// The results are those of [`verify_form`](Self::verify_form), which is the one to call for a single form. For
    /// many this is some 1.5 times as fast with vectors of four lanes, as eight digests are made at once; it allocates
    /// the results only. A form whose string to sign is longer than a kilobyte is checked by itself.
    ///
    /// ```
    /// use signing_core::{Secret, SortedMd5, VerifyError};
    ///
    /// let signer = SortedMd5::new(Secret::new("key").unwrap());
    /// let sign = signer.sign(&[("mch_id", "1"), ("total_fee", "2")]);
    /// let stored = [format!("mch_id=1&total_fee=2&sign={sign}"), format!("mch_id=1&total_fee=3&sign={sign}")];
    /// assert_eq!(signer.verify_batch(&stored), [Ok(()), Err(VerifyError::Mismatch)]);
    /// ```
    #[must_use]
    pub fn verify_batch<T: AsRef<[u8]>>(&self, forms: &[T]) -> Vec<Result<(), VerifyError>> {
        let mut results = Vec::with_capacity(forms.len());
        let mut texts = [const { Text::new() }; LANES];
        for group in forms.chunks(LANES) {
            if group.len() < WORTHWHILE {
                results.extend(group.iter().map(|form| self.verify_form(form.as_ref())));
                continue;
            }
            texts.iter_mut().for_each(Text::clear);
            let mut due = [None; LANES];
            for ((form, text), due) in group.iter().zip(&mut texts).zip(&mut due) {
                let written = self.write(form.as_ref(), text);
                // Those that are still to be digested count as wrong.
                results.push(match written {
                    Ok(Outcome::Checked) => Ok(()),
                    Ok(Outcome::Due(signature)) => {
                        *due = Some(signature);
                        Err(VerifyError::Mismatch)
                    }
                    Err(error) => {
                        text.clear();
                        Err(error)
                    }
                });
            }
            let states = digest(&mut texts);
            let first = results.len() - group.len();
            for (lane, (result, due)) in results[first..].iter_mut().zip(due).enumerate() {
                if due.is_some_and(|sign| hex::spells::<32, 16>(&sign, &states.digest(lane))) {
                    *result = Ok(());
                }
            }
        }
        results
    }

    /// Writes a form's string to sign, or checks the form if that is too long.
    #[inline(never)]
    fn write(&self, form: &[u8], text: &mut Text) -> Result<Outcome, VerifyError> {
        let written = split::on_stack(form, |form: &SplitForm<'_>| {
            let (_, written) = sorted::write(form, self.secret.bytes(), &mut *text);
            let signature = written.sign.map_or(&[][..], |at| form.value(at));
            if signature.is_empty() {
                return Err(VerifyError::Missing);
            }
            if written.twice {
                return Err(FormError::DuplicateName.into());
            }
            if text.length.is_none() {
                return Ok(None);
            }
            let signature = signature.try_into().map_err(|_| VerifyError::Mismatch)?;
            Ok(Some(Outcome::Due(signature)))
        });
        match written {
            Some(Ok(Some(due))) => Ok(due),
            Some(Err(error)) => Err(error),
            Some(Ok(None)) | None => {
                text.clear();
                self.verify_form(form).map(|()| Outcome::Checked)
            }
        }
    }
}

/// All lanes take as long as two messages one after the other.
const WORTHWHILE: usize = 3;

/// What is left to do for a form.
enum Outcome {
    /// Nothing: its signature is right.
    Checked,
    /// To compare this signature with the text's digest.
    Due([u8; 32]),
}

/// Digests all texts that are not empty.
fn digest(texts: &mut [Text; LANES]) -> States {
    let mut states = States::START;
    let mut most = 0;
    for text in texts.iter_mut() {
        text.pad();
        most = most.max(text.blocks);
    }
    for at in 0..most {
        let mut blocks = [None; LANES];
        for (block, text) in blocks.iter_mut().zip(texts.iter()) {
            if at < text.blocks {
                *block = text.bytes.as_chunks().0.get(at);
            }
        }
        states.compress(blocks);
    }
    states
}

/// The longest text that is digested beside others; with its padding it fills sixteen blocks and a bit.
const LONGEST: usize = 1024;

/// A string to sign, of at most [`LONGEST`] bytes.
struct Text {
    /// Moves of a fixed size may write past the end.
    bytes: [u8; LONGEST + 2 * size_of::<Block>()],
    /// `None` once it is too long.
    length: Option<usize>,
    blocks: usize,
}

impl Text {
    const fn new() -> Self {
        Self {
            bytes: [0; LONGEST + 2 * size_of::<Block>()],
            length: Some(0),
            blocks: 0,
        }
    }

    fn clear(&mut self) {
        (self.length, self.blocks) = (Some(0), 0);
    }

    /// Pads the text as MD5 does, in place; an empty one is no message and gets no block.
    fn pad(&mut self) {
        let Some(length @ 1..) = self.length else {
            return;
        };
        self.bytes[length] = 0x80;
        self.bytes[length + 1..length + 65].fill(0);
        self.blocks = (length + 8) / 64 + 1;
        let end = 64 * self.blocks;
        self.bytes[end - 8..end].copy_from_slice(&(8 * length as u64).to_le_bytes());
    }
}

impl Sink for &mut Text {
    #[cfg_attr(not(for_size), inline(always))]
    fn put(&mut self, bytes: &[u8]) {
        let end = self.length.map(|length| (length, length + bytes.len()));
        self.length = match end {
            Some((length, end)) if end <= LONGEST => {
                copy(&mut self.bytes[length..end], bytes);
                Some(end)
            }
            _ => None,
        };
    }

    #[cfg_attr(not(for_size), inline(always))]
    fn put_pair(&mut self, prefix: u64, name: &[u8], value: &[u8], around: Option<&[u8; 32]>) {
        let Some(at) = self.length else { return };
        let end = at + name.len() + value.len() + 2;
        if end > LONGEST {
            self.length = None;
            return;
        }
        if name.len() <= 8 {
            self.bytes[at..at + 8].copy_from_slice(&prefix.to_be_bytes());
        } else {
            copy(&mut self.bytes[at..at + name.len()], name);
        }
        let at = at + name.len();
        self.bytes[at] = b'=';
        let at = at + 1;
        match around {
            Some(around) if value.len() <= 32 => {
                self.bytes[at..at + 32].copy_from_slice(around);
            }
            _ => copy(&mut self.bytes[at..at + value.len()], value),
        }
        self.bytes[end - 1] = b'&';
        self.length = Some(end);
    }
}
