//! A request that can be read once only has been sent all the same: what became of it is unknown, and not "not sent".

use std::cell::Cell;
use std::collections::BTreeMap;

use recharge_payout::{Client, CreatePayout, CreatePayoutReply, Operation, Outcome, Secret, Way};
use serde::ser::Error;
use serde::{Serialize, Serializer};
use signing_core::FieldOrder;
use transport::{Request, Response};

struct Once(BTreeMap<&'static str, &'static str>, Cell<bool>);

impl Serialize for Once {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        if self.1.replace(true) {
            return Err(S::Error::custom("cannot be read again"));
        }
        let mut fields = serializer.serialize_struct("Once", self.0.len())?;
        for (name, value) in &self.0 {
            fields.serialize_field(name, value)?;
        }
        fields.end()
    }
}

impl Operation for Once {
    const NAME: &'static str = "once";
    const PATH: &'static str = CreatePayout::PATH;
    const WAY: Way = Way::Payout;
    const SIGNED: FieldOrder = CreatePayout::SIGNED;
    type Reply = CreatePayoutReply;

    fn mrn(&self) -> &str {
        "P1"
    }

    fn check_field(_: &str, _: &str) -> Result<(), recharge_payout::InvalidField> {
        Ok(())
    }
}

#[test]
fn after_it_was_sent_it_is_never_held_for_not_sent() {
    let sent = |_: &Request| {
        Ok(Response {
            status: 200,
            headers: Vec::new(),
            body: br#"{"error":"success"}"#.to_vec(),
            whole: true,
        })
    };
    let client = Client::builder(
        "https://gateway.test",
        "key",
        Secret::new("secret").unwrap(),
    )
    .transport(sent)
    .build()
    .unwrap();
    let mut fields = BTreeMap::new();
    for name in [
        "amount",
        "bankCode",
        "bankName",
        "accountName",
        "accountNumber",
        "mrn",
        "callbackUrl",
    ] {
        fields.insert(name, "1");
    }
    let error = client.call(&Once(fields, Cell::new(false))).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(
        error.to_string().contains("cannot be read again"),
        "{error}"
    );
}
