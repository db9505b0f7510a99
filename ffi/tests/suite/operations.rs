//! Every operation and notification of the interface does at the sandbox what its name says.

use std::collections::BTreeSet;
use std::fs;

use crate::support::here;

/// Names fixed by the design of the interface, whatever else may come to be there.
#[test]
fn every_promised_name_is_there() {
    let promised = "chaoying: face_auth face_pay pay order_query refund refund_query cancel wechat_preorder alipay_preorder \
        register_merchant send_sms_code get_merchant settle\n\
        hicoin: access_token transfer transfer_query preorder payment_url order_query authorize_url user_token \
        refresh_user_token user_info\n\
        recharge_payout: recharge_page create_recharge query_recharge create_payout query_payout\n\
        dragonex: request_payment transfer order order_history redo_callback user_coins user_coin my_order my_order_history \
        my_coins my_coin";
    let listed: BTreeSet<String> = paysdk::listing::operations()
        .into_iter()
        .map(|listed| listed.name)
        .collect();
    for line in promised.lines() {
        let (provider, names) = line.split_once(": ").expect("a provider and names");
        for name in names.split_whitespace() {
            assert!(
                listed.contains(&format!("{provider}.{name}")),
                "{provider}.{name}"
            );
        }
    }
}

/// An operation whose file is there, but which `each_operation` forgets, would be missing here without a word.
#[test]
fn every_operation_of_the_crates_is_in_the_table() {
    let listed: BTreeSet<String> = paysdk::listing::operations()
        .into_iter()
        .map(|listed| listed.name)
        .collect();
    for provider in ["chaoying", "hicoin", "recharge-payout", "dragonex"] {
        let folder = here().join("..").join(provider).join("src/operations");
        let files = fs::read_dir(&folder).expect("the operations lie there");
        let sources: String = files
            .map(|file| fs::read_to_string(file.expect("it is there").path()).expect("a source"))
            .collect();
        let names: Vec<&str> = sources
            .split("const NAME: &'static str = \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(names.len() >= 5, "{provider}: {names:?}");
        for name in names {
            let name = format!("{}.{name}", provider.replace('-', "_"));
            assert!(listed.contains(&name), "{name} is not visited");
        }
    }
}

#[test]
fn flags_tell_what_is_required_what_is_hidden_and_what_moves_money() {
    let operations = paysdk::listing::operations();
    let flags = |operation: &str, field: &str| {
        let listed = operations
            .iter()
            .find(|listed| listed.name == operation)
            .expect(operation);
        let found = listed.request.iter().find(|(name, _)| name == field);
        found.unwrap_or_else(|| panic!("{operation} {field}")).1
    };
    for (operation, field, expected) in [
        ("chaoying.pay", "auth_code", 7),
        ("chaoying.pay", "total_fee", 5),
        ("chaoying.pay", "attach", 4),
        ("chaoying.settle", "paytype", 5),
        ("chaoying.settle", "op_user_id", 5),
        ("chaoying.settle", "poll_seconds", 4),
        ("chaoying.order_query", "out_trade_no", 0),
        ("chaoying.order_query", "mch_id", 1),
        ("hicoin.transfer", "access_token", 6),
        ("hicoin.preorder", "access_token", 3),
        ("recharge_payout.create_payout", "accountNumber", 7),
        ("recharge_payout.create_recharge", "payer", 6),
        ("dragonex.transfer", "volume", 5),
        ("dragonex.my_coins", "access_token", 3),
        ("dragonex.my_coins", "device", 1),
    ] {
        assert_eq!(flags(operation, field), expected, "{operation} {field}");
    }
}
