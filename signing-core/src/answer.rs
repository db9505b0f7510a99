//! The signature of DragonEx's answers and callbacks.

use core::fmt;

use crate::blocks::{Blocks, Md5Blocks};
use crate::hex::{self, Hex};
use crate::staged::{Bench, Sink, Staged};
use crate::{Secret, VerifyError};

/// The first eight hex digits of the MD5 of body, timestamp and check key (headers `dragonex-sign` and `dragonex-ts`).
///
/// These are 32 bits, and the three parts are joined without a separator: check the timestamp's form and age, and
/// never take such a signature alone as proof of a payment.
#[derive(Clone)]
pub struct Md5Prefix {
    secret: Secret,
}

impl fmt::Debug for Md5Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Md5Prefix")
            .field("secret", &self.secret)
            .finish()
    }
}

impl Md5Prefix {
    /// A signer with the response check key.
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        Self { secret }
    }

    /// The signature of a body's bytes and its timestamp's text.
    #[must_use]
    pub fn sign(&self, body: &[u8], ts: &str) -> Hex<8> {
        Hex::lower(&self.prefix(body, ts))
    }

    /// Whether the signature, in hex of either case, is the one of the body and the timestamp.
    ///
    /// # Errors
    /// [`VerifyError::Missing`] for an empty signature, and [`VerifyError::Mismatch`].
    pub fn verify(&self, body: &[u8], ts: &str, signature: &str) -> Result<(), VerifyError> {
        if signature.is_empty() {
            Err(VerifyError::Missing)
        } else if hex::spells::<8, _>(signature.as_bytes(), &self.prefix(body, ts)) {
            Ok(())
        } else {
            Err(VerifyError::Mismatch)
        }
    }

    fn prefix(&self, body: &[u8], ts: &str) -> [u8; 4] {
        let mut bench = Bench::new(Md5Blocks::START);
        let mut staged = Staged::new(&mut bench, 0);
        staged.put(body);
        staged.put(ts.as_bytes());
        staged.put_last(self.secret.bytes());
        let digest = staged.finish();
        [digest[0], digest[1], digest[2], digest[3]]
    }
}
