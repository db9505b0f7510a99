//! Signatures over a fixed list of fields, as the recharge and payout platform makes them.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::blocks::{Blocks, Md5Blocks};
use crate::explain::{self, Explanation};
use crate::hex::{self, Hex};
use crate::order::{self, Pieces};
use crate::sorted::{MASK, mask, signature_of};
use crate::split;
use crate::staged::{self, Bench, Sink, Staged};
use crate::{Field, FormError, MissingField, Secret, VerifyError, form};

/// The names that a message's signature covers, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldOrder(&'static [&'static str]);

impl FieldOrder {
    /// A list of names.
    #[must_use]
    pub const fn new(names: &'static [&'static str]) -> Self {
        Self(names)
    }

    /// The names in their order.
    #[must_use]
    pub const fn names(&self) -> &'static [&'static str] {
        self.0
    }
}

/// The recharge and payout platform's messages and what their signatures cover. Other fields are not protected.
pub mod fixed_order {
    use super::FieldOrder;

    /// A recharge (充值), by page or by interface.
    pub const RECHARGE: FieldOrder = FieldOrder::new(&[
        "amount",
        "appKey",
        "callbackUrl",
        "channelId",
        "mrn",
        "returnUrl",
    ]);
    /// The callback of a recharge.
    pub const RECHARGE_CALLBACK: FieldOrder =
        FieldOrder::new(&["amount", "appKey", "channel", "mrn", "originAmount"]);
    /// The query of a recharge or of a payout.
    pub const QUERY: FieldOrder = FieldOrder::new(&["appKey", "mrn"]);
    /// A payout (下发).
    pub const PAYOUT: FieldOrder = FieldOrder::new(&[
        "accountName",
        "accountNumber",
        "amount",
        "appKey",
        "bankName",
        "callbackUrl",
        "mrn",
    ]);
    /// The callback of a payout.
    pub const PAYOUT_CALLBACK: FieldOrder = FieldOrder::new(&["amount", "appKey", "mrn"]);
}

/// MD5 in lower-case hex over `name=value` of a fixed list of fields, then `&key=KEY`.
///
/// An empty value keeps its `name=`; a field that is not there is an error.
#[derive(Clone)]
pub struct FixedMd5 {
    secret: Secret,
}

impl fmt::Debug for FixedMd5 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FixedMd5")
            .field("secret", &self.secret)
            .finish()
    }
}

impl FixedMd5 {
    /// A signer with the merchant's key.
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        Self { secret }
    }

    /// The signature of plain (decoded) values, given in any order; fields that the list lacks are not covered.
    ///
    /// # Errors
    /// A field of the list that is not given. Of a name given twice the first value counts; verification refuses both.
    pub fn sign(&self, order: &FieldOrder, fields: &[Field<'_>]) -> Result<Hex<32>, MissingField> {
        Ok(Hex::lower(&self.digest(order, fields)?))
    }

    /// Whether the signature, in hex of either case, is the one of these fields.
    ///
    /// # Errors
    /// [`VerifyError::Missing`] for an empty signature, [`VerifyError::MissingField`], [`VerifyError::Form`] for a name
    /// that is there twice, and [`VerifyError::Mismatch`].
    pub fn verify(
        &self,
        order: &FieldOrder,
        fields: &[Field<'_>],
        signature: &str,
    ) -> Result<(), VerifyError> {
        self.check(order, fields, signature.as_bytes())
    }

    /// Whether a form, as its bytes arrived, carries the right `sign`.
    ///
    /// # Errors
    /// As [`FixedMd5::verify`], and [`VerifyError::Form`] for a form that is no form.
    pub fn verify_form(&self, order: &FieldOrder, body: &[u8]) -> Result<(), VerifyError> {
        split::on_stack(body, |form| self.check(order, form, form.signature())).unwrap_or_else(
            || {
                let fields = form::decode(body)?;
                let fields: Vec<Field<'_>> = fields
                    .iter()
                    .map(|(name, value)| (&**name, &**value))
                    .collect();
                self.check(order, fields.as_slice(), signature_of(&fields).as_bytes())
            },
        )
    }

    /// The string that is signed, for people: the key, and the values of the names in `masked`, are shown as `***`.
    ///
    /// # Errors
    /// A field of the list that is not given.
    pub fn string_to_sign(
        &self,
        order: &FieldOrder,
        fields: &[Field<'_>],
        masked: &[&str],
    ) -> Result<String, MissingField> {
        let shown: Vec<Field<'_>> = fields.iter().map(|field| mask(*field, masked)).collect();
        let mut text = Vec::new();
        write(order, shown.as_slice(), MASK.as_bytes(), &mut text)?;
        Ok(staged::text(text))
    }

    /// Names the known mistake that makes the wrong signature of these fields. It costs some dozens of digests: for tests,
    /// simulators and support, not for production.
    ///
    /// # Errors
    /// A field of the list that is not given.
    pub fn explain(
        &self,
        order: &FieldOrder,
        fields: &[Field<'_>],
        wrong: &str,
    ) -> Result<Explanation, MissingField> {
        let right = self.sign(order, fields)?;
        let mistake = explain::fixed(order.names(), fields, &self.secret, wrong, &right);
        Ok(Explanation::new(
            mistake,
            *right == *wrong,
            self.string_to_sign(order, fields, &[])?,
        ))
    }

    fn check<P: Pieces + ?Sized>(
        &self,
        order: &FieldOrder,
        pieces: &P,
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        if signature.is_empty() {
            return Err(VerifyError::Missing);
        }
        if order::has_twice(pieces) {
            return Err(FormError::DuplicateName.into());
        }
        let digest = self.digest(order, pieces)?;
        if hex::spells::<32, _>(signature, &digest) {
            Ok(())
        } else {
            Err(VerifyError::Mismatch)
        }
    }

    fn digest<P: Pieces + ?Sized>(
        &self,
        order: &FieldOrder,
        pieces: &P,
    ) -> Result<[u8; 16], MissingField> {
        let mut bench = Bench::new(Md5Blocks::START);
        let mut staged = Staged::new(&mut bench, 0);
        write(order, pieces, self.secret.bytes(), &mut staged)?;
        Ok(staged.finish())
    }
}

fn write<P: Pieces + ?Sized>(
    order: &FieldOrder,
    pieces: &P,
    key: &[u8],
    sink: &mut impl Sink,
) -> Result<(), MissingField> {
    for name in order.names() {
        let at = (0..pieces.count())
            .find(|at| pieces.name(*at) == name.as_bytes())
            .ok_or(MissingField(name))?;
        sink.put(name.as_bytes());
        sink.put(b"=");
        sink.put(pieces.value(at));
        sink.put(b"&");
    }
    sink.put(b"key=");
    sink.put_last(key);
    Ok(())
}
