use std::ffi::c_char;

use crate::constants::paysdk_status::{PAYSDK_ARGUMENT, PAYSDK_BUFFER, PAYSDK_NOT_FOUND};
use crate::failure::Failure;
use crate::guard;
use crate::handles::{paysdk_transport_reply, paysdk_transport_request};
use crate::pointers::{Bytes, Exclusive, Out, Shared, Text};

/// For a transport callback: the method, "GET" or "POST".
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_transport_request_method(
    q: Shared<'_, paysdk_transport_request>,
    method: Out<'_, *const c_char>,
) -> i32 {
    guard::bare_status(|| {
        let method = method.cleared("method")?;
        *method = q.get()?.method.as_ptr();
        Ok(())
    })
}

/// For a transport callback: the whole URL. It may carry a signature or a token: keep it out of logs.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_transport_request_url(
    q: Shared<'_, paysdk_transport_request>,
    url: Out<'_, *const c_char>,
) -> i32 {
    guard::bare_status(|| {
        let url = url.cleared("url")?;
        *url = q.get()?.url.as_ptr();
        Ok(())
    })
}

/// For a transport callback: a header, by its number from 0; NOT_FOUND behind the last. Host and Content-Length are yours to add.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_transport_request_header_at(
    q: Shared<'_, paysdk_transport_request>,
    i: usize,
    name: Out<'_, *const c_char>,
    value: Out<'_, *const c_char>,
) -> i32 {
    guard::bare_status(|| {
        let (name, value) = (name.cleared("name"), value.cleared("value"));
        let (name, value) = (name?, value?);
        let header = q.get()?.headers.get(i);
        let header = header.ok_or_else(|| Failure::new(PAYSDK_NOT_FOUND, "behind the last"))?;
        (*name, *value) = (header.0.as_ptr(), header.1.as_ptr());
        Ok(())
    })
}

/// For a transport callback: the body's bytes.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_transport_request_body(
    q: Shared<'_, paysdk_transport_request>,
    p: Out<'_, *const u8>,
    n: Out<'_, usize>,
) -> i32 {
    guard::bare_status(|| {
        let (p, n) = (p.cleared("p"), n.cleared("n"));
        let (p, n) = (p?, n?);
        let body = &q.get()?.body;
        (*p, *n) = (body.as_ptr(), body.len());
        Ok(())
    })
}

/// For a transport callback: milliseconds for the whole exchange.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_transport_request_timeout_ms(
    q: Shared<'_, paysdk_transport_request>,
    timeout_ms: Out<'_, u32>,
) -> i32 {
    guard::bare_status(|| {
        let timeout = timeout_ms.cleared("timeout_ms")?;
        *timeout = q.get()?.timeout_ms;
        Ok(())
    })
}

/// For a transport callback: 1 if the call moves money, so that it should not go over an idle connection, which may be closing.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_transport_request_moves_money(
    q: Shared<'_, paysdk_transport_request>,
    moves_money: Out<'_, u32>,
) -> i32 {
    guard::bare_status(|| {
        let moves_money = moves_money.cleared("moves_money")?;
        *moves_money = u32::from(q.get()?.moves_money);
        Ok(())
    })
}

/// For a transport callback: sets the answer's HTTP status, 100 to 999. An answer needs one.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_transport_reply_set_status(
    a: Exclusive<'_, paysdk_transport_reply>,
    status: i32,
) -> i32 {
    guard::bare_status(|| {
        let reply = a.get()?;
        let valid = u16::try_from(status)
            .ok()
            .filter(|status| (100..=999).contains(status));
        let invalid = || Failure::new(PAYSDK_ARGUMENT, "status is no HTTP status");
        reply.status = Some(valid.ok_or_else(invalid)?);
        Ok(())
    })
}

/// For a transport callback: adds a header to the answer.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_transport_reply_add_header(
    a: Exclusive<'_, paysdk_transport_reply>,
    name: Text<'_>,
    value: Text<'_>,
) -> i32 {
    guard::bare_status(|| {
        let reply = a.get()?;
        let (name, value) = (name.utf8("name")?, value.utf8("value")?);
        reply.headers.push((name.to_owned(), value.to_owned()));
        Ok(())
    })
}

/// For a transport callback: appends bytes to the answer's body. BUFFER beyond a mebibyte, and then the answer is not believed.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_transport_reply_append_body(
    a: Exclusive<'_, paysdk_transport_reply>,
    p: Bytes<'_>,
    n: usize,
) -> i32 {
    guard::bare_status(|| {
        let reply = a.get()?;
        if reply.append(p.slice(n, "p")?) {
            Ok(())
        } else {
            Err(Failure::new(PAYSDK_BUFFER, "the answer is too large"))
        }
    })
}
