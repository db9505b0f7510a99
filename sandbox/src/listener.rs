//! HTTP on a loopback port: hyper's connections around a handler that may also misbehave.

use crate::{HttpReply, HttpRequest};
use http_body_util::{BodyExt, Limited};
use hyper::{
    Request, Response,
    body::{Body, Bytes, Frame, Incoming, SizeHint},
    header::{CONTENT_LENGTH, HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{net::TcpListener, time};

/// A request larger than this is not a payment.
const LARGEST_BODY: usize = 1 << 20;
/// How long the first part of an answer that will be cut has to reach the client before the connection breaks.
const BEFORE_THE_CUT: Duration = Duration::from_millis(20);

/// What a handler does with a connection.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Answers.
    Reply(HttpReply),
    /// Announces the whole answer, sends so many bytes of its body, and closes.
    Cut(HttpReply, usize),
    /// Closes without an answer.
    Close,
}

/// Who answers the requests of a port.
pub(crate) trait Handler: Send + Sync + 'static {
    /// Answers one request.
    fn handle(&self, request: HttpRequest) -> impl Future<Output = Answer> + Send;
}

/// Binds a loopback port, 0 for a free one. The socket accepts from now on, before anybody serves it.
pub(crate) fn bind(port: u16) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves connections for ever.
pub(crate) async fn serve<H: Handler>(listener: std::net::TcpListener, handler: Arc<H>) {
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let handler = Arc::clone(&handler);
                tokio::spawn(async move {
                    let service = service_fn(|request| respond(Arc::clone(&handler), request));
                    let connection = http1::Builder::new()
                        .timer(TokioTimer::new())
                        .header_read_timeout(Duration::from_secs(30))
                        .serve_connection(TokioIo::new(stream), service);
                    // An error is a client that went away or a fault that was asked for; neither concerns the next connection.
                    let _ = connection.await;
                });
            }
            // Out of file descriptors, mostly: wait instead of spinning.
            Err(_) => time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn respond<H: Handler>(
    handler: Arc<H>,
    request: Request<Incoming>,
) -> Result<Response<Payload>, Broken> {
    let Some(request) = read(request).await? else {
        return Ok(response(
            &HttpReply::text(413, "the request is larger than 1 MiB\n"),
            None,
        ));
    };
    match handler.handle(request).await {
        Answer::Reply(reply) => Ok(response(&reply, None)),
        Answer::Cut(reply, bytes) => Ok(response(&reply, Some(bytes))),
        Answer::Close => Err(Broken),
    }
}

/// Reads the whole request; `None` if it is too large.
async fn read(request: Request<Incoming>) -> Result<Option<HttpRequest>, Broken> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => return Ok(None),
        Err(_) => return Err(Broken),
    };
    let headers = head.headers.iter().map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    Ok(Some(HttpRequest {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
    }))
}

fn response(reply: &HttpReply, cut: Option<usize>) -> Response<Payload> {
    let mut response = Response::new(Payload::new(&reply.body, cut));
    *response.status_mut() = hyper::StatusCode::from_u16(reply.status).unwrap_or_default();
    for (name, value) in &reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(reply.body.len()));
    response
}

/// The connection is to be closed without another byte.
#[derive(Debug, thiserror::Error)]
#[error("the connection is broken on purpose")]
struct Broken;

/// A body that may end before its announced length.
struct Payload {
    bytes: Option<Bytes>,
    cut: Option<Pin<Box<time::Sleep>>>,
}

impl Payload {
    fn new(body: &[u8], cut: Option<usize>) -> Self {
        let sent = cut.map_or(body, |bytes| &body[..bytes.min(body.len())]);
        Self {
            bytes: Some(Bytes::copy_from_slice(sent)),
            cut: cut.map(|_| Box::pin(time::sleep(BEFORE_THE_CUT))),
        }
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Some(bytes) = self.bytes.take().filter(|bytes| !bytes.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match &mut self.cut {
            None => Poll::Ready(None),
            // hyper writes out what it has while the body is pending; the error then closes the connection.
            Some(timer) => timer.as_mut().poll(context).map(|()| Some(Err(Broken))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.bytes, &self.cut) {
            (Some(bytes), None) => SizeHint::with_exact(bytes.len() as u64),
            _ => SizeHint::default(),
        }
    }
}
