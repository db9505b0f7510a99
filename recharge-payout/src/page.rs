//! The browser form of a recharge: an action, fields, and a page that submits itself.

use std::borrow::Cow;

use signing_core::InvalidField;
use signing_core::typed::{self, Value};

use crate::Error;
use crate::client::Inner;
use crate::protocol::{self, Answer};
use crate::untyped::Untyped;

/// The reply of an operation that a browser sends.
pub(crate) fn answer(inner: &Inner, asking: &dyn Untyped) -> Result<Answer<()>, Error> {
    let fields = protocol::signed_fields(inner, asking)?;
    let action = inner.base_url.join(asking.about().path);
    let html = html(&action, &fields);
    let own = [("action", &action), ("html", &html)];
    let values: Vec<_> = own
        .into_iter()
        .map(|(name, value)| (name, value.as_str()))
        .chain(fields.iter().map(|(name, value)| (&**name, value.as_str())))
        .map(|(name, value)| (Cow::Borrowed(name), Value::Text(value.into())))
        .collect();
    // Nothing was sent, whatever is wrong.
    let unshown = |_| InvalidField::new("", "cannot be shown as a form");
    asking.read(&values).map_err(unshown)?;
    Ok(Answer {
        reply: (),
        proven: true,
        body: html.into_bytes(),
    })
}

/// A page that posts the fields as soon as a browser shows it. Where scripts are off the customer presses the button.
fn html(action: &str, fields: &[typed::FieldText]) -> String {
    let mut page = String::from(concat!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta name=\"referrer\" content=\"no-referrer\">\n<title>&#20805;&#20540; / Recharge</title>\n</head>\n<body>\n",
    ));
    page.push_str("<form id=\"recharge\" method=\"post\" accept-charset=\"utf-8\" action=\"");
    escape(&mut page, action);
    page.push_str("\">\n");
    for (name, value) in fields {
        page.push_str("<input type=\"hidden\" name=\"");
        escape(&mut page, name);
        page.push_str("\" value=\"");
        escape(&mut page, value);
        page.push_str("\">\n");
    }
    page.push_str(concat!(
        "<noscript><button type=\"submit\">&#32487;&#32493;&#25903;&#20184; / Continue</button></noscript>\n</form>\n",
        "<script>document.getElementById(\"recharge\").submit();</script>\n</body>\n</html>\n",
    ));
    page
}

/// Nothing of a value may end its attribute or start a tag.
fn escape(page: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            c if c.is_ascii() => page.push(c),
            // So the page says the same in whatever charset it is kept and served.
            c => page.push_str(&format!("&#{};", u32::from(c))),
        }
    }
}
