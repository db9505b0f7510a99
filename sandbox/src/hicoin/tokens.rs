//! Tokens and codes: made, looked up, expired.

use super::answer::{Code, Failure};
use crate::Random;
use std::{collections::HashMap, time::Duration};

/// In whose name a token speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bearer {
    /// The app's: a base token (基础access_token).
    App,
    /// A user's (授权access_token).
    User(String),
}

#[derive(Debug)]
struct Grant {
    bearer: Bearer,
    expires: Duration,
}

/// What was given out and may come back.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    access: HashMap<String, Grant>,
    refresh: HashMap<String, String>,
    codes: HashMap<String, Grant>,
}

impl Tokens {
    /// A token, which is valid until then.
    pub(super) fn give(
        &mut self,
        random: &mut Random,
        bearer: Bearer,
        expires: Duration,
    ) -> String {
        let token = random.nonce();
        self.stand(token.clone(), bearer, expires);
        token
    }

    /// Makes a given text a token.
    pub(super) fn stand(&mut self, token: String, bearer: Bearer, expires: Duration) {
        self.access.insert(token, Grant { bearer, expires });
    }

    /// Whose token this is.
    pub(super) fn bearer(&self, token: &str, now: Duration) -> Result<&Bearer, Failure> {
        match self.access.get(token) {
            None => Err(Failure::new(Code::Token, "")),
            Some(grant) if grant.expires <= now => Err(Failure::new(Code::TokenExpired, "")),
            Some(grant) => Ok(&grant.bearer),
        }
    }

    /// Every token given out so far is refused from now on.
    pub(super) fn revoke_all(&mut self) {
        self.access.clear();
    }

    pub(super) fn give_refresh(&mut self, random: &mut Random, openid: String) -> String {
        let token = random.nonce();
        self.refresh.insert(token.clone(), openid);
        token
    }

    /// Trades a refresh token in: it is good for one use.
    pub(super) fn take_refresh(&mut self, token: &str) -> Option<String> {
        self.refresh.remove(token)
    }

    pub(super) fn give_code(
        &mut self,
        random: &mut Random,
        openid: String,
        expires: Duration,
    ) -> String {
        let code = random.nonce();
        self.codes.insert(
            code.clone(),
            Grant {
                bearer: Bearer::User(openid),
                expires,
            },
        );
        code
    }

    /// Trades a code in: it is good for one use.
    pub(super) fn take_code(&mut self, code: &str, now: Duration) -> Option<String> {
        let grant = self
            .codes
            .remove(code)
            .filter(|grant| grant.expires > now)?;
        match grant.bearer {
            Bearer::User(openid) => Some(openid),
            Bearer::App => None,
        }
    }
}
