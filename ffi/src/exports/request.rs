use crate::charset::Charset;
use crate::guard;
use crate::handles::{paysdk_client, paysdk_request, paysdk_response};
use crate::pointers::{ErrorOut, Exclusive, HandleOut, Owned, Shared, Text};
use crate::request::Request;
use signing_core::Masked;

/// A request for an operation, such as "chaoying.pay". Free it with paysdk_request_free.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_request_new(
    c: Shared<'_, paysdk_client>,
    operation: Text<'_>,
    out: HandleOut<'_, paysdk_request>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let out = out.cleared()?;
        let client = c.get()?;
        out.put(Request::new(client, operation.utf8("operation")?)?);
        Ok(())
    })
}

/// Sets one field, whose rule is checked at once. A later value replaces an earlier one, the empty one takes it back.
/// Values are copied, and wiped when the handle is freed.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_request_set(
    r: Exclusive<'_, paysdk_request>,
    field: Text<'_>,
    value: Text<'_>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let request = r.get()?;
        let charset = request.charset();
        let field = field.utf8("field")?;
        let set = value
            .value(field, charset)
            .and_then(|value| request.set(field, Masked::from(value)));
        set.map_err(|failure| failure.in_charset(charset))
    })
}

/// As paysdk_request_set, with the number in digits.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_request_set_i64(
    r: Exclusive<'_, paysdk_request>,
    field: Text<'_>,
    value: i64,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let request = r.get()?;
        let charset = request.charset();
        let set = request.set(field.utf8("field")?, Masked::from(value.to_string()));
        set.map_err(|failure| failure.in_charset(charset))
    })
}

/// Sets all fields of a JSON object, with the same checks, or none of them. Numbers count with their exact text; null takes a field back.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_request_set_json(
    r: Exclusive<'_, paysdk_request>,
    object: Text<'_>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let request = r.get()?;
        let charset: Charset = request.charset();
        let set = object.value("object", charset).and_then(|object| {
            let object = Masked::from(object);
            request.set_json(object.expose())
        });
        set.map_err(|failure| failure.in_charset(charset))
    })
}

/// Sends the request and waits for its answer. After a failure ask paysdk_error_outcome before anything else.
///
/// What moves money is sent once. HiCoin's operations with a base token may fetch one first, and its queries are asked again with a new
/// token where the old one is refused; chaoying.settle queries and cancels, too. Where its settled is "unknown", its reason is what the last
/// query or cancel met, and says nothing about the payment.
///
/// The request may be sent again, and then is a new call with the same fields. Free the response with paysdk_response_free.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_request_send(
    r: Shared<'_, paysdk_request>,
    out: HandleOut<'_, paysdk_response>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let out = out.cleared()?;
        out.put(r.get()?.send()?);
        Ok(())
    })
}

/// Frees a request. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_request_free(r: Owned<paysdk_request>) {
    guard::value((), || r.free());
}
