//! Pages for people.

use crate::HttpReply;

/// A page with a title and a body that is HTML already.
pub(crate) fn page(status: u16, title: &str, body: &str) -> HttpReply {
    let style = "body{font:1.1rem sans-serif;margin:3rem auto;max-width:38rem}td{padding:.2rem 1rem}\
         button,input{font:inherit;padding:.5rem 1rem}";
    HttpReply::html(
        status,
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
             <style>{style}</style><h1>{title}</h1>{body}</html>\n"
        ),
    )
}

/// A text as HTML shows it.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Sends the browser elsewhere, with a GET.
pub(crate) fn see_other(location: String) -> HttpReply {
    let mut reply = HttpReply::text(303, "");
    reply.headers.push(("Location".into(), location));
    reply
}
