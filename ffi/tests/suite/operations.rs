//! Every operation and notification of the interface does at the sandbox what its name says.

use std::collections::BTreeSet;

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
        ("recharge_payout.create_recharge", "payer", 2),
        ("dragonex.transfer", "volume", 5),
        ("dragonex.my_coins", "access_token", 3),
        ("dragonex.my_coins", "device", 1),
    ] {
        assert_eq!(flags(operation, field), expected, "{operation} {field}");
    }
}
