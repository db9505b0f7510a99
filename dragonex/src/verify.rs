//! What the headers `dragonex-sign` and `dragonex-ts` prove of a body, in answers and callbacks alike.

use std::time::Duration;

use signing_core::{Md5Prefix, Secret, VerifyError};

use crate::Error;

/// The response check keys (响应数据校验秘钥) and the age up to which a message is believed.
pub(crate) struct Checker {
    /// The key in force, and during a change the one before it.
    keys: Vec<(Md5Prefix, Secret)>,
    max_age: Duration,
}

/// A message whose signature is right.
pub(crate) enum Signed {
    /// Signed just now, at this time by the server's clock.
    Fresh(Duration),
    /// Signed at another time than now.
    Stale { signed: Duration, local: Duration },
}

impl Checker {
    pub(crate) fn new(keys: impl IntoIterator<Item = Secret>, max_age: Duration) -> Checker {
        let keys = keys
            .into_iter()
            .map(|key| (Md5Prefix::new(key.clone()), key));
        Checker {
            keys: keys.collect(),
            max_age,
        }
    }

    /// Checks over the raw bytes. `headers` are those of the message, names in any case.
    pub(crate) fn check<'a>(
        &self,
        now: Duration,
        headers: impl Iterator<Item = (&'a str, &'a str)> + Clone,
        body: &[u8],
    ) -> Result<Signed, Error> {
        let sign = single(headers.clone(), "dragonex-sign")?.ok_or(VerifyError::Missing)?;
        let ts = single(headers, "dragonex-ts")?.ok_or(Error::Timestamp)?;
        // Body, time and key are joined without separators: any other form would let bytes wander between them.
        if ts.len() != 10 || !ts.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Error::Timestamp);
        }
        let mut verdict = Err(VerifyError::Mismatch);
        for (key, _) in &self.keys {
            verdict = verdict.or(key.verify(body, ts, sign));
        }
        verdict?;
        let signed = Duration::from_secs(ts.parse().map_err(|_| Error::Timestamp)?);
        if signed.abs_diff(now) <= self.max_age {
            Ok(Signed::Fresh(signed))
        } else {
            Ok(Signed::Stale { signed, local: now })
        }
    }

    /// The keys, to be masked where a text might repeat them.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(_, key)| key.expose())
    }
}

/// The header of that name; one that is there twice is ambiguous, so it is as good as a wrong one.
fn single<'a>(
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    name: &str,
) -> Result<Option<&'a str>, VerifyError> {
    let mut found = headers
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim());
    let first = found.next();
    if found.next().is_some() {
        return Err(VerifyError::Mismatch);
    }
    Ok(first.filter(|value| !value.is_empty()))
}
