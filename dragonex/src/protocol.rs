//! How a request is signed and what an answer proves: all that sets this provider apart.

use std::fmt;
use std::time::Duration;

use signing_core::{HeaderHmacSha1, Masked, SignedHeaders, VerifyError, content_sha1, masked};
use transport::{Outcome, Response};

use crate::envelope::{Envelope, decode};
use crate::operations::{Asker, Money, TimeUnit};
use crate::rules::refuse;
use crate::untyped::Untyped;
use crate::verify::{Checker, Signed};
use crate::{Class, Code, Error, Failure, http_date};

/// Wire names whose values are shown in no output: what pays, opens or identifies.
pub const MASKED: &[&str] = &[
    "access_token",
    "code",
    "pay_token",
    "pay_url",
    "refresh_token",
    "state",
];

/// Names that the client fills in; a request must not bring its own.
const OWN: &[&str] = &["app_id", "at", "ts", "sign"];

pub(crate) const JSON: &str = "application/json";

/// A success: the head that every answer has, the reply, and the bytes that it was read from.
#[derive(Clone)]
#[non_exhaustive]
pub struct Answer<T> {
    /// Code (错误码), always 1.
    pub code: Code,
    /// The provider's text, mostly empty.
    pub msg: Option<String>,
    /// Whether the answer carried a signature, which then was right, and fresh. Always, except on calls in a user's name.
    pub signed: bool,
    /// When it was signed by the server's clock, since the Unix epoch.
    pub server_time: Option<Duration>,
    /// What the operation answers.
    pub reply: T,
    /// The answer as it came.
    pub body: Vec<u8>,
}

impl Answer<()> {
    pub(crate) fn with<T>(self, reply: T) -> Answer<T> {
        Answer {
            code: self.code,
            msg: self.msg,
            signed: self.signed,
            server_time: self.server_time,
            reply,
            body: self.body,
        }
    }
}

/// Shows the body's length only: it may carry tokens.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("code", &self.code)
            .field("msg", &self.msg)
            .field("signed", &self.signed)
            .field("server_time", &self.server_time)
            .field("reply", &self.reply)
            .field("body_len", &self.body.len())
            .finish()
    }
}

/// All rules of a request.
pub(crate) fn check(asking: &dyn Untyped) -> Result<(), Error> {
    let about = asking.about();
    for (name, value) in asking.fields()? {
        if OWN.contains(&&*name) {
            return refuse(name.into_owned(), "is filled in by the client").map_err(Error::from);
        }
        if !value.is_empty() {
            (about.check_field)(&name, &value)?;
        }
    }
    Ok(asking.check()?)
}

/// The JSON body of a request, once all rules are kept.
pub(crate) fn body(asking: &dyn Untyped, app_id: &str, unit: TimeUnit) -> Result<Vec<u8>, Error> {
    check(asking)?;
    let unreadable = |_| refuse::<()>("", "cannot be written as JSON").unwrap_err();
    let mut body = asking.wire_json(unit).map_err(unreadable)?;
    if asking.about().names_app {
        body["app_id"] = app_id.into();
    }
    Ok(serde_json::to_vec(&body).map_err(unreadable)?)
}

/// The headers that sign a request of the app's server.
pub(crate) fn signed_headers(
    signer: &HeaderHmacSha1,
    app_id: &str,
    access_key: &str,
    path: &str,
    now: Duration,
    body: &[u8],
) -> Vec<(String, String)> {
    let date = http_date::format(now);
    let sha1 = content_sha1(body);
    let sign = signer.sign(&SignedHeaders {
        method: "POST",
        content_sha1: &sha1,
        content_type: JSON,
        date: &date,
        headers: &[],
        path,
    });
    vec![
        ("App-Id".into(), app_id.into()),
        ("Auth".into(), format!("{access_key}:{sign}")),
        ("Content-Type".into(), JSON.into()),
        ("Content-Sha1".into(), sha1.as_str().into()),
        ("Date".into(), date),
    ]
}

/// With whose eyes an answer is read.
pub(crate) struct Reader<'a> {
    pub(crate) checker: Option<&'a Checker>,
    /// Whether a success must be signed.
    pub(crate) strict: bool,
    pub(crate) asker: Asker<'a>,
    /// The clock when the request was signed.
    pub(crate) sent: Duration,
    /// The clock when the answer was there.
    pub(crate) now: Duration,
    /// The asker's secrets, to be masked where the provider's text repeats them.
    pub(crate) secrets: [Option<&'a str>; 3],
}

/// What the signature of an answer proves.
enum Proof {
    Fresh(Duration),
    Stale { signed: Duration, local: Duration },
    Unsigned,
}

impl Proof {
    fn signed(&self) -> bool {
        matches!(self, Proof::Fresh(_))
    }

    fn server_time(&self) -> Option<Duration> {
        match self {
            Proof::Fresh(signed) | Proof::Stale { signed, .. } => Some(*signed),
            Proof::Unsigned => None,
        }
    }
}

impl Reader<'_> {
    /// What the answer proves.
    ///
    /// The signature is checked first, over the raw bytes; the HTTP status only tells why an answer without one is worthless, and that whoever
    /// redirects has not decided.
    pub(crate) fn answer(
        &self,
        asking: &dyn Untyped,
        response: Response,
    ) -> Result<Answer<()>, Error> {
        let status = response.status;
        let read = self.read(asking, response);
        let worthless = match &read {
            Ok(answer) => !answer.signed || redirects(status),
            Err(Error::Provider(failure)) => !failure.signed,
            // That a clock is off is worth knowing whatever the status.
            Err(Error::Stale { .. } | Error::ClockSkew { .. }) => false,
            Err(_) => true,
        };
        match read {
            _ if worthless && status != 200 => Err(Error::HttpStatus { status }),
            Err(Error::Stale { signed, local, .. }) => Err(Error::Stale {
                signed,
                local,
                http_status: Some(status),
            }),
            read => read,
        }
    }

    fn read(&self, asking: &dyn Untyped, response: Response) -> Result<Answer<()>, Error> {
        let proof = self.proof(&response)?;
        let text = std::str::from_utf8(&response.body).map_err(|_| decode("is not UTF-8"))?;
        let envelope = Envelope::of(text)?;
        if !envelope.succeeded()? {
            let names_order = envelope.names_order(asking, self.asker.app_id)?;
            return Err(self.failure(asking, envelope, &proof, names_order, &response));
        }
        match proof {
            Proof::Stale { signed, local } => return Err(Error::stale(signed, local)),
            Proof::Unsigned if self.strict => return Err(VerifyError::Missing.into()),
            Proof::Fresh(_) | Proof::Unsigned => {}
        }
        asking.read(&envelope.data_fields()?)?;
        envelope.names_order(asking, self.asker.app_id)?;
        asking.belongs(&self.asker)?;
        Ok(Answer {
            code: envelope.code,
            msg: envelope.msg,
            signed: proof.signed(),
            server_time: proof.server_time(),
            reply: (),
            body: response.body,
        })
    }

    fn proof(&self, response: &Response) -> Result<Proof, Error> {
        let Some(checker) = self.checker else {
            return Ok(Proof::Unsigned);
        };
        let headers = response
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value));
        match checker.check(self.now, headers, &response.body) {
            Ok(Signed::Fresh(signed)) => Ok(Proof::Fresh(signed)),
            Ok(Signed::Stale { signed, local }) => Ok(Proof::Stale { signed, local }),
            Err(Error::Signature(VerifyError::Missing)) => Ok(Proof::Unsigned),
            Err(error) => Err(error),
        }
    }

    fn failure(
        &self,
        asking: &dyn Untyped,
        envelope: Envelope<'_>,
        proof: &Proof,
        names_order: bool,
        response: &Response,
    ) -> Error {
        let asked = masked_values(asking);
        let secrets = || {
            asked
                .iter()
                .map(Masked::expose)
                .chain(self.checker.into_iter().flat_map(Checker::secrets))
                .chain(self.secrets.into_iter().flatten())
        };
        // A provider that explains an error may repeat what it was sent. Control characters would forge lines of a log.
        let told = |msg: String| masked(&msg, secrets()).replace(char::is_control, " ");
        let failure = Box::new(Failure {
            msg: envelope.msg.map(told),
            signed: proof.signed(),
            names_order,
            server_time: proof.server_time(),
            http_status: response.status,
            outcome: outcome(
                asking.about().money,
                envelope.code.class(),
                proof.signed(),
                response.status,
            ),
            code: envelope.code.masking(secrets()),
        });
        match *proof {
            // A clock that is off makes the answer that says so look stale. It proves nothing, but it is worth reading.
            _ if failure.code == Code::DateTooFar => Error::ClockSkew {
                local: self.sent,
                server: failure
                    .server_time
                    .or_else(|| response.header("date").and_then(http_date::parse)),
                failure,
            },
            Proof::Stale { signed, local } => Error::stale(signed, local),
            Proof::Fresh(_) | Proof::Unsigned => Error::Provider(failure),
        }
    }
}

/// Whether an answer of this status only says where else to ask.
pub(crate) fn redirects(http_status: u16) -> bool {
    (300..400).contains(&http_status)
}

/// What a failure proves: only a signed rejection says that no money moved.
fn outcome(money: Money, class: Class, signed: bool, http_status: u16) -> Outcome {
    match (money, class) {
        _ if !signed => Outcome::Unknown,
        // Whoever redirects has not decided.
        _ if redirects(http_status) => Outcome::Unknown,
        (Money::Asked, _) => Outcome::Unknown,
        // A payment that was asked for before is not refused: the user may be paying it.
        (Money::Still, Class::Unknown | Class::Exists) => Outcome::Unknown,
        (Money::Still, _) => Outcome::Refused,
        // The provider's own warning: after a 500 the payment may have been made. So a signature does not outweigh that status here.
        (Money::Moved, Class::Rejected) if http_status < 500 => Outcome::Refused,
        (Money::Moved, _) => Outcome::Unknown,
    }
}

/// The values of a request that are shown in no output, wiped when dropped.
fn masked_values(asking: &dyn Untyped) -> Vec<Masked> {
    let asked = asking.fields().unwrap_or_default().into_iter();
    asked
        .filter(|(name, _)| MASKED.contains(&&**name))
        .map(|(_, value)| Masked::from(value))
        .collect()
}
