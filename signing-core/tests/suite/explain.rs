//! Every mistake is named from the signature that it makes, and no explanation shows the key.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;
use signing_core::{
    Field, FixedMd5, HeaderHmacSha1, Mistake, Secret, SignedHeaders, SortedHmacSha256, SortedMd5,
    fixed_order,
};

const KEY: &str = "K3y-of-the-merchant";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn md5(text: &str) -> String {
    hex(&Md5::digest(text))
}

fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn hmac(text: &str) -> String {
    hex(&Hmac::<Sha256>::new_from_slice(KEY.as_bytes())
        .unwrap()
        .chain_update(text)
        .finalize()
        .into_bytes())
}

fn secret() -> Secret {
    Secret::new(KEY).unwrap()
}

/// Fields on which every mistake shows.
const FIELDS: [Field<'_>; 6] = [
    ("b", " x "),
    ("Z", "a+b"),
    ("a", "超 *~"),
    ("m", "1"),
    ("e", ""),
    ("sign", "OLD"),
];
const RIGHT: &str = "Z=a+b&a=超 *~&b= x &m=1";

#[test]
fn mistakes_over_sorted_fields() {
    let k = format!("&key={KEY}");
    let cases = [
        (
            format!("Z=a%2Bb&a=%E8%B6%85%20%2A~&b=%20x%20&m=1{k}"),
            Mistake::PercentEncodedValues,
        ),
        (
            format!("Z=a%2Bb&a=%E8%B6%85+*%7E&b=+x+&m=1{k}"),
            Mistake::PercentEncodedValues,
        ),
        (
            format!("Z=a%2Bb&a=%E8%B6%85%20*~&b=%20x%20&m=1{k}"),
            Mistake::PercentEncodedValues,
        ),
        (
            format!("Z=a%2bb&a=%e8%b6%85+*%7e&b=+x+&m=1{k}"),
            Mistake::PercentEncodedValues,
        ),
        (
            format!("Z=a+b&a=超 *~&b= x &e=&m=1{k}"),
            Mistake::EmptyValuesKept,
        ),
        (
            format!("Z=a+b&a=超 *~&b= x &m=1&sign=OLD{k}"),
            Mistake::SignIncluded,
        ),
        (
            format!("Z=a+b&a=超 *~&b= x &m=1&sign={k}"),
            Mistake::SignIncluded,
        ),
        (
            format!("a=超 *~&b= x &m=1&Z=a+b{k}"),
            Mistake::SortedIgnoringCase,
        ),
        (format!("b= x &Z=a+b&a=超 *~&m=1{k}"), Mistake::ArrivalOrder),
        (format!("m=1&b= x &a=超 *~&Z=a+b{k}"), Mistake::ReverseOrder),
        (format!("{RIGHT}{KEY}"), Mistake::KeyWithoutLabel),
        (format!("{RIGHT}&{KEY}"), Mistake::KeyWithoutLabel),
        (RIGHT.into(), Mistake::KeyLeftOut),
        (format!("Z=a+b&a=超 *~&b=x&m=1{k}"), Mistake::TrimmedValues),
        (format!("Z=a b&a=超 *~&b= x &m=1{k}"), Mistake::PlusAsSpace),
        (format!("Z=a+b&a=超+*~&b=+x+&m=1{k}"), Mistake::PlusAsSpace),
    ];
    let (by_md5, by_hmac) = (SortedMd5::new(secret()), SortedHmacSha256::new(secret()));
    for (text, mistake) in cases {
        for (explanation, digest) in [
            (by_md5.explain(&FIELDS, &md5(&text)), "MD5"),
            (
                by_md5.explain(&FIELDS, &md5(&text).to_lowercase()),
                "MD5 in lower case",
            ),
            (by_hmac.explain(&FIELDS, &hmac(&text)), "HMAC"),
        ] {
            assert_eq!(explanation.mistake, Some(mistake), "{digest} {text}");
            assert_eq!(explanation.string_to_sign, format!("{RIGHT}&key=***"));
            assert!(
                !explanation.to_string().contains(KEY) && !format!("{explanation:?}").contains(KEY)
            );
        }
    }
}

#[test]
fn mistakes_of_the_digest() {
    let right = format!("{RIGHT}&key={KEY}");
    let (by_md5, by_hmac) = (SortedMd5::new(secret()), SortedHmacSha256::new(secret()));
    for (explanation, mistake) in [
        (
            by_md5.explain(&FIELDS, &md5(&right).to_lowercase()),
            Some(Mistake::HexCase),
        ),
        (
            by_hmac.explain(&FIELDS, &hmac(&right).to_lowercase()),
            Some(Mistake::HexCase),
        ),
        (
            by_hmac.explain(&FIELDS, &md5(&right)),
            Some(Mistake::Md5InsteadOfHmac),
        ),
        (
            by_hmac.explain(&FIELDS, &sha256(&right)),
            Some(Mistake::Sha256InsteadOfHmac),
        ),
        (
            by_md5.explain(&FIELDS, &hmac(&right)),
            Some(Mistake::HmacInsteadOfMd5),
        ),
        (
            by_md5.explain(&FIELDS, &hmac(RIGHT)),
            Some(Mistake::HmacInsteadOfMd5),
        ),
        (by_md5.explain(&FIELDS, &md5("something else")), None),
        (by_md5.explain(&FIELDS, ""), None),
        (by_md5.explain(&FIELDS, "no hex: 超"), None),
    ] {
        assert_eq!(explanation.mistake, mistake);
        assert!(!explanation.right);
    }
    let right = by_md5.explain(&FIELDS, &md5(&right));
    assert!(right.right && right.mistake.is_none());
    assert_eq!(
        right.to_string(),
        format!("the signature is right; string to sign: {RIGHT}&key=***")
    );
}

#[test]
fn mistakes_over_a_fixed_list() {
    let fields = [
        ("mrn", "m+1"),
        ("payer", "P"),
        ("appKey", " k "),
        ("amount", "1"),
        ("bankName", ""),
        ("sign", "OLD"),
        ("accountName", "张"),
        ("callbackUrl", "http://x"),
        ("accountNumber", "9"),
    ];
    let right =
        "accountName=张&accountNumber=9&amount=1&appKey= k &bankName=&callbackUrl=http://x&mrn=m+1";
    let k = format!("&key={KEY}");
    let arrival =
        "mrn=m+1&appKey= k &amount=1&bankName=&accountName=张&callbackUrl=http://x&accountNumber=9";
    let cases = [
        (
            right
                .replace("张", "%E5%BC%A0")
                .replace("http://x", "http%3A%2F%2Fx")
                .replace("m+1", "m%2B1")
                .replace(" k ", "%20k%20")
                + &k,
            Mistake::PercentEncodedValues,
        ),
        (
            right.replace("bankName=&", "") + &k,
            Mistake::EmptyValuesLeftOut,
        ),
        (format!("{right}&sign=OLD{k}"), Mistake::SignIncluded),
        (format!("{right}&payer=P{k}"), Mistake::UnlistedFieldsSigned),
        (format!("{arrival}{k}"), Mistake::ArrivalOrder),
        (
            format!(
                "{}{k}",
                right.split('&').rev().collect::<Vec<_>>().join("&")
            ),
            Mistake::ReverseOrder,
        ),
        (format!("{right}{KEY}"), Mistake::KeyWithoutLabel),
        (right.replace(" k ", "k") + &k, Mistake::TrimmedValues),
        (right.replace("m+1", "m 1") + &k, Mistake::PlusAsSpace),
    ];
    let signer = FixedMd5::new(secret());
    for (text, mistake) in cases {
        let explanation = signer
            .explain(&fixed_order::PAYOUT, &fields, &md5(&text).to_lowercase())
            .unwrap();
        assert_eq!(explanation.mistake, Some(mistake), "{text}");
        assert_eq!(explanation.string_to_sign, format!("{right}&key=***"));
    }
    for (sign, mistake) in [
        (md5(&format!("{right}{k}")), Mistake::HexCase),
        (hmac(&format!("{right}{k}")), Mistake::HmacInsteadOfMd5),
    ] {
        assert_eq!(
            signer
                .explain(&fixed_order::PAYOUT, &fields, &sign)
                .unwrap()
                .mistake,
            Some(mistake)
        );
    }
    // The platform's own lists happen to be alphabetical; a list that is not shows the mistake.
    let order = signing_core::FieldOrder::new(&["mrn", "amount", "Zone"]);
    let fields = [("amount", "1"), ("mrn", "2"), ("Zone", "3")];
    for text in ["Zone=3&amount=1&mrn=2", "amount=1&mrn=2&Zone=3"] {
        let found = signer
            .explain(&order, &fields, &md5(&format!("{text}{k}")))
            .unwrap()
            .mistake;
        let expected = if text.starts_with('Z') {
            Mistake::AlphabeticalOrder
        } else {
            Mistake::ArrivalOrder
        };
        assert_eq!(found, Some(expected), "{text}");
    }
}

#[test]
fn mistakes_over_headers() {
    let headers = [("Dragonex-B", "2"), ("X-Other", "o"), ("dragonex-a", "1")];
    let signed = SignedHeaders {
        method: "Post",
        content_sha1: "123abc",
        content_type: "application/json",
        date: "Mon, 01 Jan 2018 08:08:08 GMT",
        headers: &headers,
        path: "/api/v1/token/new/",
    };
    let signer = HeaderHmacSha1::new(secret());
    let right = signer.string_to_sign(&signed);
    let digest = |text: &str| {
        Hmac::<sha1::Sha1>::new_from_slice(KEY.as_bytes())
            .unwrap()
            .chain_update(text)
            .finalize()
            .into_bytes()
    };
    let lines = "dragonex-a:1\ndragonex-b:2\n";
    assert!(right.contains(lines));
    for (text, mistake) in [
        (
            right.replacen("POST", "Post", 1),
            Mistake::MethodNotUpperCase,
        ),
        (
            right.replacen("POST", "post", 1),
            Mistake::MethodNotUpperCase,
        ),
        (right.replacen("123abc", "", 1), Mistake::ContentSha1LeftOut),
        (right.replacen(lines, "", 1), Mistake::HeadersLeftOut),
        (
            right.replacen(lines, "dragonex-b:2\ndragonex-a:1\n", 1),
            Mistake::ArrivalOrder,
        ),
        (
            right.replacen(lines, "Dragonex-B:2\ndragonex-a:1\n", 1),
            Mistake::HeaderNameCase,
        ),
        (
            right.replacen(lines, "dragonex-a:1\ndragonex-b:2\nx-other:o\n", 1),
            Mistake::OtherHeadersSigned,
        ),
        (
            right.strip_suffix('/').unwrap().to_owned(),
            Mistake::TrailingSlash,
        ),
    ] {
        let explanation = signer.explain(&signed, &base64(&digest(&text)));
        assert_eq!(explanation.mistake, Some(mistake), "{text}");
        assert_eq!(explanation.string_to_sign, right);
    }
    assert_eq!(
        signer.explain(&signed, &hex(&digest(&right))).mistake,
        Some(Mistake::HexInsteadOfBase64)
    );
    assert!(signer.explain(&signed, &signer.sign(&signed)).right);
    assert_eq!(signer.explain(&signed, "").mistake, None);
}

/// Base64, bit by bit: slow, and unlike the crate's own.
fn base64(bytes: &[u8]) -> String {
    let digits: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['+', '/'])
        .collect();
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let mut text: String = bits
        .as_bytes()
        .chunks(6)
        .map(|chunk| {
            let chunk = format!("{:0<6}", std::str::from_utf8(chunk).unwrap());
            digits[usize::from_str_radix(&chunk, 2).unwrap()]
        })
        .collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}
