//! The client signs and verifies as an independent implementation does, over values that no rule tames.

use std::collections::BTreeMap;

use crate::gateway::*;
use recharge_payout::*;
use serde::{Deserialize, Serialize};
use signing_core::{InvalidField, fixed_order, form};

#[derive(Deserialize)]
struct Vector {
    kind: String,
    fields: Vec<(String, String)>,
    key: String,
    sign: String,
}

impl Vector {
    fn app_key(&self) -> &str {
        let found = self.fields.iter().find(|(name, _)| name == "appKey");
        found.map_or("", |(_, value)| value)
    }

    /// A client of the vector's merchant, unless no client could have that key.
    fn client(&self) -> Option<(Client, Sent)> {
        let sent = Sent::default();
        let link = sent.link(|_| Ok(ok("{}")));
        let secret = Secret::new(self.key.as_str()).ok()?;
        let built = Client::builder(HTTPS, self.app_key(), secret)
            .transport(link)
            .build();
        Some((built.ok()?, sent))
    }
}

fn vectors() -> Vec<Vector> {
    #[derive(Deserialize)]
    struct File {
        recharge_payout: Vec<Vector>,
    }
    let text = include_str!("../../../signing-core/tests/vectors/signing.json");
    serde_json::from_str::<File>(text).unwrap().recharge_payout
}

macro_rules! signed_like {
    ($name:ident, $order:ident) => {
        /// An operation of the caller's own: any fields, no rules.
        #[derive(Serialize)]
        struct $name {
            extra: BTreeMap<String, String>,
        }

        impl Operation for $name {
            const NAME: &'static str = "vector";
            const PATH: &'static str = "/vector";
            const WAY: Way = Way::Query;
            const SIGNED: FieldOrder = fixed_order::$order;
            type Reply = Order;

            fn mrn(&self) -> &str {
                ""
            }

            fn check_field(_: &str, _: &str) -> Result<(), InvalidField> {
                Ok(())
            }
        }
    };
}

signed_like!(Recharge, RECHARGE);
signed_like!(Payout, PAYOUT);
signed_like!(Query, QUERY);

#[test]
fn requests_carry_the_signatures_of_the_vectors() {
    let mut signed = BTreeMap::<String, usize>::new();
    for vector in vectors() {
        let Some((client, sent)) = vector.client() else {
            continue;
        };
        let extra = vector
            .fields
            .iter()
            .filter(|(name, _)| name != "appKey")
            .cloned()
            .collect();
        let called = match vector.kind.as_str() {
            "recharge" => client.call(&Recharge { extra }),
            "payout" => client.call(&Payout { extra }),
            "query" => client.call(&Query { extra }),
            _ => continue,
        };
        // An empty signed field is refused before anything is sent.
        if vector.fields.iter().any(|(_, value)| value.is_empty()) {
            assert_eq!(called.unwrap_err().outcome(), Outcome::NotSent);
            continue;
        }
        assert!(
            sent.only().url.contains(&format!("&sign={}", vector.sign)),
            "{:?}",
            vector.fields
        );
        *signed.entry(vector.kind).or_default() += 1;
    }
    assert!(
        signed.len() == 3 && signed.values().sum::<usize>() > 15,
        "{signed:?}"
    );
}

#[test]
fn callbacks_with_the_signatures_of_the_vectors_are_not_called_forged() {
    let mut seen = 0;
    for vector in vectors() {
        let Some((client, _)) = vector.client() else {
            continue;
        };
        let read = |sign: &str| {
            let mut fields = vector.fields.clone();
            fields.push(("sign".into(), sign.into()));
            let body = form::encode(fields).into_bytes();
            match vector.kind.as_str() {
                "recharge_callback" => Some(client.recharge_notification(&body).map(drop)),
                "payout_callback" => Some(client.payout_notification(&body).map(drop)),
                _ => None,
            }
        };
        let Some(genuine) = read(&vector.sign) else {
            continue;
        };
        assert!(
            !matches!(genuine, Err(Error::Signature(_))),
            "{genuine:?}: {:?}",
            vector.fields
        );
        let other: String = vector
            .sign
            .chars()
            .map(|c| if c == '0' { '1' } else { '0' })
            .collect();
        assert!(matches!(read(&other), Some(Err(Error::Signature(_)))));
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}
