//! A C program that signs and verifies the vectors in `signing-core/tests/vectors`.

use std::fmt::Write;
use std::fs;

use serde_json::Value;

use super::here;

/// The program; it prints how many vectors passed.
pub(crate) fn program() -> (String, usize) {
    let path = here().join("../signing-core/tests/vectors/signing.json");
    let text = fs::read_to_string(path).expect("the vectors");
    let all: Value = serde_json::from_str(&text).expect("they are JSON");
    let mut rows = String::new();
    let mut count = 0;
    for (group, vectors) in all.as_object().expect("an object of groups") {
        let Some(vectors) = vectors.as_array() else {
            continue;
        };
        for vector in vectors {
            row(&mut rows, group, vector);
            count += 1;
        }
    }
    let program = format!(
        "#include \"vectors.h\"\n\nconst struct vector vectors[] = {{\n{rows}}};\nconst size_t vector_count = {count};\n"
    );
    (program, count)
}

fn row(rows: &mut String, group: &str, vector: &Value) {
    let text = |name: &str| vector[name].as_str().unwrap_or_default();
    let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    let listed = |name: &str| -> Vec<(String, String)> {
        let pairs = vector[name].as_array().expect("pairs");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        pairs
            .iter()
            .map(|pair| (text(&pair[0]), text(&pair[1])))
            .collect()
    };
    let (scheme, key, fields) = match group {
        "chaoying" => ("chaoying".to_owned(), "key", listed("fields")),
        "hicoin" => ("hicoin".to_owned(), "key", listed("fields")),
        "hicoin_h5" => {
            // What the page's URL signs: its package stands percent-encoded in the signed string.
            let package = format!("prepay_id%3D{}", text("prepay_id"));
            let timestamp = vector["timestamp"].to_string();
            let fields = own(&[
                ("appId", text("app_id")),
                ("nonceStr", text("nonce_str")),
                ("package", &package),
                ("signType", "HMAC-SHA256"),
                ("timeStamp", &timestamp),
            ]);
            ("hicoin".to_owned(), "key", fields)
        }
        "recharge_payout" => (
            format!("recharge_payout.{}", text("kind")),
            "key",
            listed("fields"),
        ),
        "dragonex_request" => {
            let mut fields = own(&[
                ("method", text("method")),
                ("content_sha1", text("content_sha1")),
                ("content_type", text("content_type")),
                ("date", text("date")),
                ("path", text("path")),
            ]);
            fields.extend(listed("headers"));
            ("dragonex.request".to_owned(), "secret_key", fields)
        }
        "dragonex_response" => {
            let fields = own(&[("body", text("body")), ("ts", text("ts"))]);
            ("dragonex.response".to_owned(), "check_key", fields)
        }
        other => panic!("a new group of vectors: {other}"),
    };
    let names: Vec<String> = fields.iter().map(|(name, _)| literal(name)).collect();
    let values: Vec<String> = fields.iter().map(|(_, value)| literal(value)).collect();
    let _ = writeln!(
        rows,
        "    {{{}, {}, {}, {}, {{{}}}, {{{}}}}},",
        literal(&scheme),
        literal(text(key)),
        literal(text("sign")),
        fields.len(),
        names.join(", "),
        values.join(", ")
    );
}

/// A C string literal; everything but letters and digits is an octal escape of three digits.
fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "\\{byte:03o}");
        }
    }
    out + "\""
}
