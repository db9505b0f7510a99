//! How far the current call has come: the witness behind every `NotSent`.
//!
//! ureq makes a call on the thread that asked for it, from name lookup to the last byte of the
//! answer, so the witness lives in that thread. Only the name lookup itself runs elsewhere, and
//! it sends nothing. An error is judged by what was seen here, not by guessing from its text.

use std::{cell::Cell, time::Instant};

/// The last thing a call began. Later stages compare greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// No step towards a connection was seen.
    Begun,
    /// The name lookup began.
    Resolve,
    /// Opening a connection began.
    Connect,
    /// A connection to the proxy stands and a tunnel was asked for.
    Proxy,
    /// The TLS handshake began.
    Handshake,
    /// The connection stands, and nothing of the request was written to it.
    Connected,
    /// Bytes of the request were handed to the connection.
    Sent,
}

#[derive(Clone, Copy)]
struct Progress {
    stage: Stage,
    /// How many connectors are at work: two while the connection to a proxy is made. Bytes
    /// written meanwhile (handshake, `CONNECT`) are not bytes of the request.
    connecting: u32,
    deadline: Option<Instant>,
    /// Whether the request has a body and its head is not finished yet.
    body_follows: bool,
    /// Whether the connection broke while something was awaited from it.
    broken: bool,
}

thread_local! {
    static PROGRESS: Cell<Progress> = const {
        Cell::new(Progress { stage: Stage::Begun, connecting: 0, deadline: None, body_follows: false, broken: false })
    };
}

fn change(change: impl FnOnce(&mut Progress)) {
    PROGRESS.with(|cell| {
        let mut progress = cell.get();
        change(&mut progress);
        cell.set(progress);
    });
}

/// A new call begins on this thread.
pub(super) fn begin(deadline: Instant, has_body: bool) {
    PROGRESS.set(Progress {
        stage: Stage::Begun,
        connecting: 0,
        deadline: Some(deadline),
        body_follows: has_body,
        broken: false,
    });
}

/// How far this thread's call has come.
pub(super) fn stage() -> Stage {
    PROGRESS.get().stage
}

/// When this thread's call must be over.
pub(super) fn deadline() -> Option<Instant> {
    PROGRESS.get().deadline
}

/// Whether what is written to a finished connection is the head of a request with a body.
pub(super) fn body_follows() -> bool {
    let progress = PROGRESS.get();
    progress.body_follows && progress.connecting == 0
}

/// The connection was reset, not closed.
pub(super) fn broke() {
    change(|progress| progress.broken = true);
}

/// Whether it was reset.
pub(super) fn is_broken() -> bool {
    PROGRESS.get().broken
}

/// The end of the head was seen: what is written from here on is the body.
pub(super) fn head_is_held() {
    change(|progress| progress.body_follows = false);
}

/// A step towards a connection begins.
pub(super) fn reached(stage: Stage) {
    change(|progress| {
        if progress.stage != Stage::Sent {
            progress.stage = stage;
        }
    });
}

/// A connector starts work.
pub(super) fn connecting() {
    reached(Stage::Connect);
    change(|progress| progress.connecting += 1);
}

/// A connector has made its connection: to the proxy if another is still at work.
pub(super) fn connected() {
    change(|progress| progress.connecting = progress.connecting.saturating_sub(1));
    reached(match PROGRESS.get().connecting {
        0 => Stage::Connected,
        _ => Stage::Proxy,
    });
}

/// Bytes are about to be written to a finished connection.
pub(super) fn writing() {
    change(|progress| {
        if progress.connecting == 0 {
            progress.stage = Stage::Sent;
        }
    });
}
