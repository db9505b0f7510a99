//! Names: those of the wire, and those by which the C interface builds requests.

use std::borrow::Cow;
use std::collections::BTreeMap;

use dragonex::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use signing_core::typed::{self, Value};

#[derive(Default)]
struct Table(BTreeMap<&'static str, (&'static str, Vec<String>)>);

impl Table {
    fn add<O: Operation + DeserializeOwned>(&mut self, side: &'static str) {
        let fields = typed::describe::<O>()
            .into_iter()
            .map(|field| format!("{}{}", field.name, if field.required { "" } else { "?" }));
        assert!(
            self.0.insert(O::NAME, (side, fields.collect())).is_none(),
            "{} is there twice",
            O::NAME
        );
        assert!(
            O::PATH.starts_with("/api/v1/") && O::PATH.ends_with('/'),
            "{}",
            O::PATH
        );
    }
}

impl OperationVisitor for Table {
    fn visit<O>(&mut self)
    where
        O: ServerOperation + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static,
    {
        self.add::<O>("server");
    }

    fn visit_user<O>(&mut self)
    where
        O: UserOperation + DeserializeOwned + 'static,
        O::Reply: Serialize + 'static,
    {
        self.add::<O>("user");
    }
}

#[test]
fn operations_and_their_fields_carry_the_documents_names() {
    let mut table = Table::default();
    each_operation(&mut table);
    let expected = "\
admin_coin server coin_code? coin_id?
admin_coins server
login server code scopes state device
logout server access_token
market_prices server symbols
my_coin user coin_code? coin_id?
my_coins user
my_detail user
my_logout user
my_open_coin user coin_code? coin_id?
my_open_coins user
my_order user trade_no
my_order_history user coin_code? direction? start_time? end_time? trans_type? offset? limit?
open_admin_coin server coin_code? coin_id?
open_admin_coins server
open_charge server trade_no open_id? uid? coin_code volume scene desc device pay_token
open_transfer server trade_no open_id? uid? coin_code volume scene desc device
open_user_coin server open_id? dragonex_uid? coin_code? coin_id?
open_user_coins server open_id? dragonex_uid?
order server trade_no
order_history server coin_code? uid? direction? start_time? end_time? trans_type? offset? limit?
redo_callback server trade_no
refresh server access_token refresh_token
request_payment server trade_no coin_code volume scene desc device state redirect_url domain specify_dragonex_uid?
return_payment server ori_trade_no return_trade_no return_rate? return_volume? scene desc device
token_status user
transfer server trade_no open_id? uid? coin_code volume scene desc device
user_coin server open_id? dragonex_uid? coin_code? coin_id?
user_coins server open_id? dragonex_uid?
user_detail server open_id";
    let found: Vec<String> = table
        .0
        .iter()
        .map(|(name, (side, fields))| {
            format!("{name} {side} {}", fields.join(" "))
                .trim_end()
                .to_owned()
        })
        .collect();
    assert_eq!(found.join("\n"), expected);
}

fn from_texts<T: DeserializeOwned>(
    texts: &[(&'static str, &'static str)],
) -> Result<T, InvalidField> {
    let fields: Vec<_> = texts
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), Value::Text(Cow::Borrowed(*value))))
        .collect();
    typed::from_fields(&fields)
}

#[test]
fn requests_are_built_from_flat_texts() {
    let transfer: Transfer = from_texts(&[
        ("trade_no", "t"),
        ("uid", "7"),
        ("open_id", ""),
        ("coin_code", "usdt"),
        ("volume", "1.50"),
        ("scene", "s"),
        ("desc", "d"),
        ("device", "x"),
    ])
    .unwrap();
    assert_eq!(
        (transfer.uid, transfer.open_id, transfer.volume.as_str()),
        (Some(7), None, "1.50")
    );
    let history: OrderHistory = from_texts(&[
        ("direction", "2"),
        ("limit", "5"),
        ("start_time", "1551351330000000000"),
    ])
    .unwrap();
    assert_eq!(
        (history.direction, history.limit),
        (Some(Direction::AppToUser), Some(5))
    );
    let open: OpenUserCoin = from_texts(&[("dragonex_uid", "7"), ("coin_id", "2")]).unwrap();
    assert_eq!(open.0.coin_id, Some(2));
    let login: Login = from_texts(&[
        ("code", "c"),
        ("scopes", "1"),
        ("state", "s"),
        ("device", "d"),
    ])
    .unwrap();
    assert_eq!(login.code.expose(), "c");
    assert_eq!(
        from_texts::<Transfer>(&[("trade_no", "t")])
            .unwrap_err()
            .rule,
        "is required"
    );
    let error = from_texts::<OrderHistory>(&[("limit", "many")]).unwrap_err();
    assert_eq!(
        (&*error.field, error.rule.contains("many")),
        ("limit", false)
    );
}

#[test]
fn numbers_of_an_order_stay_numbers_in_its_json() {
    let order: Order = typed::from_json(&crate::desk::order(&[])).unwrap();
    let json = serde_json::to_value(&order).unwrap();
    assert_eq!(
        (&json["direction"], &json["status"], &json["order_type"]),
        (&2.into(), &1.into(), &1.into())
    );
    assert_eq!((&json["volume"], &json["id"]), (&"1.50".into(), &31.into()));
    let new: Order = typed::from_json(&crate::desk::order(&[("status", "\"later\"")])).unwrap();
    assert_eq!((new.status.as_str(), new.is_done()), ("later", false));
}
