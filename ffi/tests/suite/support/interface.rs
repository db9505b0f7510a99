//! The C interface as Rust calls it, over a gateway of the sandbox that is no further away than a function.
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "every call here keeps the contract in the header: live handles, texts with a NUL, out-parameters of this frame"
)]

use std::ffi::{CStr, CString, c_char, c_void};
use std::fmt;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sandbox::{Gateway, HttpRequest};

type Handle = *mut c_void;
type Sender = extern "C" fn(*mut c_void, Handle, Handle) -> i32;
type Listener = extern "C" fn(*mut c_void, i32, *const c_char);

unsafe extern "C" {
    fn paysdk_status_name(status: i32) -> *const c_char;
    fn paysdk_config_new(provider: *const c_char, out: *mut Handle, err: *mut Handle) -> i32;
    fn paysdk_config_set(
        c: Handle,
        key: *const c_char,
        value: *const c_char,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_config_set_transport(
        c: Handle,
        send: Option<Sender>,
        data: *mut c_void,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_config_set_logger(
        c: Handle,
        log: Option<Listener>,
        data: *mut c_void,
        max: i32,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_config_free(c: Handle);
    fn paysdk_client_new(c: Handle, out: *mut Handle, err: *mut Handle) -> i32;
    fn paysdk_client_free(c: Handle);
    fn paysdk_request_new(
        c: Handle,
        operation: *const c_char,
        out: *mut Handle,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_request_set(
        r: Handle,
        field: *const c_char,
        value: *const c_char,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_request_send(r: Handle, out: *mut Handle, err: *mut Handle) -> i32;
    fn paysdk_request_free(r: Handle);
    fn paysdk_response_get(r: Handle, field: *const c_char, value: *mut *const c_char) -> i32;
    fn paysdk_response_count(r: Handle, list: *const c_char) -> usize;
    fn paysdk_response_json(r: Handle, json: *mut *const c_char) -> i32;
    fn paysdk_response_body(r: Handle, p: *mut *const u8, n: *mut usize) -> i32;
    fn paysdk_response_free(r: Handle);
    fn paysdk_notification_verify(
        c: Handle,
        kind: *const c_char,
        headers: *const c_char,
        body: *const u8,
        n: usize,
        out: *mut Handle,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_notification_expect(
        n: Handle,
        order: *const c_char,
        amount: *const c_char,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_error_outcome(e: Handle) -> i32;
    fn paysdk_error_text(e: Handle, which: i32) -> *const c_char;
    fn paysdk_error_free(e: Handle);
    fn paysdk_transport_request_method(q: Handle, method: *mut *const c_char) -> i32;
    fn paysdk_transport_request_url(q: Handle, url: *mut *const c_char) -> i32;
    fn paysdk_transport_request_header_at(
        q: Handle,
        i: usize,
        name: *mut *const c_char,
        value: *mut *const c_char,
    ) -> i32;
    fn paysdk_transport_request_body(q: Handle, p: *mut *const u8, n: *mut usize) -> i32;
    fn paysdk_transport_reply_set_status(a: Handle, status: i32) -> i32;
    fn paysdk_transport_reply_add_header(
        a: Handle,
        name: *const c_char,
        value: *const c_char,
    ) -> i32;
    fn paysdk_transport_reply_append_body(a: Handle, p: *const u8, n: usize) -> i32;
}

fn c(text: &str) -> CString {
    CString::new(text).expect("a text without NUL")
}

fn text(pointer: *const c_char) -> Option<String> {
    let text = (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) });
    text.map(|text| text.to_str().expect("UTF-8").to_owned())
}

/// Why a function failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: String,
    pub(crate) outcome: i32,
    /// Message, code, the provider's words, field.
    pub(crate) texts: Box<[Option<String>; 4]>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.status, self.texts)
    }
}

fn done(status: i32, err: Handle) -> Result<(), Refusal> {
    if status == 0 {
        assert!(err.is_null(), "no error after a success");
        return Ok(());
    }
    let texts = [0, 1, 2, 3].map(|which| text(unsafe { paysdk_error_text(err, which) }));
    let texts = Box::new(texts);
    let outcome = unsafe { paysdk_error_outcome(err) };
    unsafe { paysdk_error_free(err) };
    let status = text(unsafe { paysdk_status_name(status) }).expect("each status has a name");
    Err(Refusal {
        status,
        outcome,
        texts,
    })
}

/// A gateway, some seconds ahead of the clock so that what takes time is over.
pub(crate) struct Line {
    gateway: Mutex<Box<dyn Gateway>>,
    ahead: AtomicU64,
}

impl Line {
    pub(crate) fn gateway(&self) -> MutexGuard<'_, Box<dyn Gateway>> {
        self.gateway.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets time pass at the gateway.
    pub(crate) fn pass(&self, seconds: u64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> Duration {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH);
        wall.unwrap_or_default() + Duration::from_secs(self.ahead.load(Ordering::SeqCst))
    }

    /// Opens a page and presses its button to pay; gives the status of what comes then.
    pub(crate) fn press(&self, url: &str) -> u16 {
        let page = self.browse("GET", url, "");
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let action = page.split("action=\"").nth(1);
        let action = action.and_then(|rest| rest.split('"').next());
        let target = match action.filter(|action| action.starts_with('/')) {
            Some(path) => format!("https://gateway.example{}", path.replace("&amp;", "&")),
            None => url.to_owned(),
        };
        self.browse("POST", &target, "action=pay").status
    }

    /// A request of a browser.
    pub(crate) fn browse(&self, method: &str, url: &str, form: &str) -> sandbox::HttpReply {
        let request = request(method, url, Vec::new(), form.as_bytes().to_vec());
        let now = self.now();
        self.gateway().handle(now, &request)
    }
}

fn request(
    method: &str,
    url: &str,
    mut headers: Vec<(String, String)>,
    body: Vec<u8>,
) -> HttpRequest {
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    if headers.is_empty() {
        headers.push((
            "Content-Type".into(),
            "application/x-www-form-urlencoded".into(),
        ));
    }
    HttpRequest {
        method: method.into(),
        path: format!("/{path}"),
        query: query.into(),
        headers,
        body,
    }
}

extern "C" fn send(line: *mut c_void, shown: Handle, reply: Handle) -> i32 {
    let line = unsafe { &*line.cast::<Line>() };
    let (mut method, mut url) = (ptr::null(), ptr::null());
    let (mut bytes, mut count) = (ptr::null(), 0);
    let mut headers = Vec::new();
    unsafe {
        assert_eq!(paysdk_transport_request_method(shown, &mut method), 0);
        assert_eq!(paysdk_transport_request_url(shown, &mut url), 0);
        assert_eq!(
            paysdk_transport_request_body(shown, &mut bytes, &mut count),
            0
        );
        let (mut name, mut value) = (ptr::null(), ptr::null());
        while paysdk_transport_request_header_at(shown, headers.len(), &mut name, &mut value) == 0 {
            headers.push((
                text(name).unwrap_or_default(),
                text(value).unwrap_or_default(),
            ));
        }
    }
    let body = match count {
        0 => Vec::new(),
        _ => unsafe { std::slice::from_raw_parts(bytes, count) }.to_vec(),
    };
    let (method, url) = (
        text(method).unwrap_or_default(),
        text(url).unwrap_or_default(),
    );
    let now = line.now();
    let answer = line
        .gateway()
        .handle(now, &request(&method, &url, headers, body));
    unsafe {
        assert_eq!(
            paysdk_transport_reply_set_status(reply, answer.status.into()),
            0
        );
        let length = ("Content-Length".to_owned(), answer.body.len().to_string());
        for (name, value) in answer.headers.iter().chain([&length]) {
            assert_eq!(
                paysdk_transport_reply_add_header(reply, c(name).as_ptr(), c(value).as_ptr()),
                0
            );
        }
        paysdk_transport_reply_append_body(reply, answer.body.as_ptr(), answer.body.len())
    }
}

/// Everything a logger was told.
#[derive(Default)]
pub(crate) struct Log(Mutex<Vec<(i32, String)>>);

impl Log {
    pub(crate) fn lines(&self) -> Vec<(i32, String)> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

extern "C" fn hear(log: *mut c_void, level: i32, message: *const c_char) {
    let log = unsafe { &*log.cast::<Log>() };
    let line = (level, text(message).unwrap_or_default());
    log.0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(line);
}

/// A client with its gateway and its log.
pub(crate) struct Client {
    raw: Handle,
    pub(crate) line: Box<Line>,
    pub(crate) log: Box<Log>,
}

impl Client {
    pub(crate) fn new(
        provider: &str,
        settings: &[(&str, &str)],
        mut gateway: Box<dyn Gateway>,
    ) -> Result<Client, Refusal> {
        paysdk::listing::caller_is_rust();
        gateway.set_base_url("https://gateway.example");
        let line = Box::new(Line {
            gateway: Mutex::new(gateway),
            ahead: AtomicU64::new(0),
        });
        let log = Box::new(Log::default());
        let (mut config, mut raw, mut err) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        unsafe {
            done(
                paysdk_config_new(c(provider).as_ptr(), &mut config, &mut err),
                err,
            )?;
            let set = settings.iter().try_for_each(|(key, value)| {
                done(
                    paysdk_config_set(config, c(key).as_ptr(), c(value).as_ptr(), &mut err),
                    err,
                )
            });
            let data = ptr::from_ref(&*line).cast_mut().cast();
            done(
                paysdk_config_set_transport(config, Some(send), data, &mut err),
                err,
            )?;
            let data = ptr::from_ref(&*log).cast_mut().cast();
            done(
                paysdk_config_set_logger(config, Some(hear), data, 4, &mut err),
                err,
            )?;
            let made = set.and_then(|()| done(paysdk_client_new(config, &mut raw, &mut err), err));
            paysdk_config_free(config);
            made?;
        }
        Ok(Client { raw, line, log })
    }

    pub(crate) fn call(&self, operation: &str, fields: &[(&str, &str)]) -> Result<Answer, Refusal> {
        let (mut request, mut answer, mut err) =
            (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        unsafe {
            let made = paysdk_request_new(self.raw, c(operation).as_ptr(), &mut request, &mut err);
            done(made, err)?;
            let set = fields.iter().try_for_each(|(field, value)| {
                let set =
                    paysdk_request_set(request, c(field).as_ptr(), c(value).as_ptr(), &mut err);
                done(set, err)
            });
            let sent =
                set.and_then(|()| done(paysdk_request_send(request, &mut answer, &mut err), err));
            paysdk_request_free(request);
            sent?;
        }
        Ok(Answer(answer))
    }

    /// As [`call`](Self::call), for a call that must succeed.
    pub(crate) fn must(&self, operation: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.call(operation, fields);
        answer.unwrap_or_else(|refusal| panic!("{operation}: {refusal}"))
    }

    pub(crate) fn hear(&self, kind: &str, headers: &str, body: &[u8]) -> Result<Answer, Refusal> {
        let (mut heard, mut err) = (ptr::null_mut(), ptr::null_mut());
        let (kind, headers) = (c(kind), c(headers));
        let (kind, headers) = (kind.as_ptr(), headers.as_ptr());
        unsafe {
            let (body, n) = (body.as_ptr(), body.len());
            let status =
                paysdk_notification_verify(self.raw, kind, headers, body, n, &mut heard, &mut err);
            done(status, err)?;
        }
        Ok(Answer(heard))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        unsafe { paysdk_client_free(self.raw) };
    }
}

/// A response or notification.
#[derive(Debug)]
pub(crate) struct Answer(Handle);

impl Answer {
    pub(crate) fn find(&self, path: &str) -> Option<String> {
        let mut value = ptr::null();
        let status = unsafe { paysdk_response_get(self.0, c(path).as_ptr(), &mut value) };
        assert!(status == 0 || value.is_null());
        text(value)
    }

    pub(crate) fn get(&self, path: &str) -> String {
        self.find(path)
            .unwrap_or_else(|| panic!("{path} is not in {}", self.json()))
    }

    pub(crate) fn count(&self, list: &str) -> usize {
        unsafe { paysdk_response_count(self.0, c(list).as_ptr()) }
    }

    pub(crate) fn json(&self) -> String {
        let mut json = ptr::null();
        assert_eq!(unsafe { paysdk_response_json(self.0, &mut json) }, 0);
        text(json).expect("JSON")
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        let (mut bytes, mut count) = (ptr::null(), 0);
        assert_eq!(
            unsafe { paysdk_response_body(self.0, &mut bytes, &mut count) },
            0
        );
        if count == 0 {
            return Vec::new();
        }
        unsafe { std::slice::from_raw_parts(bytes, count) }.to_vec()
    }

    pub(crate) fn expect(&self, order: &str, amount: &str) -> Result<(), Refusal> {
        let mut err = ptr::null_mut();
        let (order, amount) = (c(order), c(amount));
        let status = unsafe {
            paysdk_notification_expect(self.0, order.as_ptr(), amount.as_ptr(), &mut err)
        };
        done(status, err)
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        unsafe { paysdk_response_free(self.0) };
    }
}
