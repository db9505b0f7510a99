use std::ffi::CString;

use signing_core::Masked;

use crate::charset::Charset;
use crate::client::{Client, with_keys};
use crate::constants::paysdk_status::{PAYSDK_BUFFER, PAYSDK_INVALID_VALUE};
use crate::failure::Failure;
use crate::guard;
use crate::handles::paysdk_client;
use crate::pointers::{ErrorOut, Out, Shared, Text, TextBuffer, Texts};

/// The signature of n fields by a scheme, such as "chaoying", written to buf with its NUL.
///
/// need gets the bytes that this takes; if cap is less, or buf is NULL, the status is BUFFER.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_sign(
    c: Shared<'_, paysdk_client>,
    scheme: Text<'_>,
    names: Texts<'_>,
    values: Texts<'_>,
    n: usize,
    buf: TextBuffer<'_>,
    cap: usize,
    need: Out<'_, usize>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let need = need.cleared("need")?;
        let client = c.get()?;
        let scheme = scheme.utf8("scheme")?;
        let fields = Fields::read(client.charset(), names, values, n)?;
        let sign = || client.access()?.sign(scheme, &fields.borrowed());
        let signature = with_keys(sign).map_err(|failure| failure.in_charset(client.charset()))?;
        let signature =
            CString::new(signature).map_err(|_| Failure::internal("the signature has a NUL"))?;
        *need = signature.as_bytes_with_nul().len();
        if buf.fill(cap, &signature) {
            Ok(())
        } else {
            Err(Failure::new(PAYSDK_BUFFER, "buf is NULL or too small"))
        }
    })
}

/// Whether a signature is that of n fields by a scheme: OK, or SIGNATURE; what cannot be signed, such as a
/// required name that is missing, is refused as by paysdk_sign. The comparison takes the same time for every wrong one.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_verify(
    c: Shared<'_, paysdk_client>,
    scheme: Text<'_>,
    names: Texts<'_>,
    values: Texts<'_>,
    n: usize,
    signature: Text<'_>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let client: &Client = c.get()?;
        let scheme = scheme.utf8("scheme")?;
        let signature = signature.utf8("signature")?;
        let fields = Fields::read(client.charset(), names, values, n)?;
        let verify = || {
            client
                .access()?
                .verify(scheme, &fields.borrowed(), signature)
        };
        with_keys(verify).map_err(|failure| failure.in_charset(client.charset()))
    })
}

/// Fields to sign; their values are wiped when they go.
struct Fields<'a>(Vec<(&'a str, Masked)>);

impl<'a> Fields<'a> {
    fn read(
        charset: Charset,
        names: Texts<'a>,
        values: Texts<'_>,
        n: usize,
    ) -> Result<Fields<'a>, Failure> {
        let names = names.list(n, "names")?;
        let values = values.list(n, "values")?;
        let fields = names.into_iter().zip(values).map(|(name, value)| {
            let name = name.utf8("names")?;
            let value = value.value(name, charset);
            let value = value.map_err(|failure| failure.in_charset(charset))?;
            Ok((name, Masked::from(value)))
        });
        let fields: Vec<(&str, Masked)> = fields.collect::<Result<_, Failure>>()?;
        let mut names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            None => Ok(Fields(fields)),
            Some(twice) => Err(Failure::of_field(
                PAYSDK_INVALID_VALUE,
                twice[0],
                "is there twice",
            )),
        }
    }

    fn borrowed(&self) -> Vec<(&str, &str)> {
        let fields = self.0.iter();
        fields
            .map(|(name, value)| (*name, value.expose()))
            .collect()
    }
}
