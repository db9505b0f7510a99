//! Logged-in users: access codes from the login page, and the tokens they become.

use std::{collections::HashMap, time::Duration};

/// A user's session on one device.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) user: usize,
    pub(super) device: String,
    pub(super) scopes: String,
    pub(super) refresh_token: String,
    pub(super) pay_token: String,
    pub(super) expires: Duration,
    pub(super) refresh_expires: Duration,
}

/// What a user granted on the login page, until the app fetches it.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) user: usize,
    pub(super) device: String,
    pub(super) scopes: String,
    pub(super) state: String,
    pub(super) expires: Duration,
}

/// All sessions, by access token, and all grants, by access code.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    sessions: HashMap<String, Session>,
    grants: HashMap<String, Grant>,
}

impl Sessions {
    pub(super) fn open(&mut self, access_token: String, session: Session) {
        self.sessions.insert(access_token, session);
    }

    pub(super) fn find(&self, access_token: &str) -> Option<&Session> {
        self.sessions.get(access_token)
    }

    pub(super) fn close(&mut self, access_token: &str) -> Option<Session> {
        self.sessions.remove(access_token)
    }

    /// The user whose live session has this pay token.
    pub(super) fn payer(&self, pay_token: &str, now: Duration) -> Option<usize> {
        let mut sessions = self.sessions.values();
        let found =
            sessions.find(|session| session.pay_token == pay_token && session.expires > now);
        found.map(|session| session.user)
    }

    pub(super) fn grant(&mut self, code: String, grant: Grant) {
        self.grants.insert(code, grant);
    }

    /// An access code is good for one login.
    pub(super) fn redeem(&mut self, code: &str) -> Option<Grant> {
        self.grants.remove(code)
    }
}
