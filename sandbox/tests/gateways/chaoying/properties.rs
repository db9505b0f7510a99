//! Whatever is sent in whatever order: the books stay sound.

use crate::chaoying::desk::Desk;
use proptest::prelude::*;
use sandbox::{Direction, Gateway, HttpRequest};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Act {
    Pay {
        order: u8,
        fee: u64,
        customer: u8,
    },
    PreOrder {
        order: u8,
        fee: u64,
    },
    CustomerPays(u8),
    CustomerRefuses(u8),
    Refund {
        order: u8,
        refund: u8,
        fee: u64,
        course: u8,
    },
    Cancel(u8),
    Query(u8),
    Wait(u64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let order = 0..4_u8;
    let act = prop_oneof![
        4 => (order.clone(), 1..50_u64, 0..11_u8)
            .prop_map(|(order, fee, customer)| Act::Pay { order, fee, customer }),
        2 => (order.clone(), 1..50_u64).prop_map(|(order, fee)| Act::PreOrder { order, fee }),
        2 => order.clone().prop_map(Act::CustomerPays),
        1 => order.clone().prop_map(Act::CustomerRefuses),
        6 => (order.clone(), 0..6_u8, 1..50_u64, 0..5_u8)
            .prop_map(|(order, refund, fee, course)| Act::Refund { order, refund, fee, course }),
        2 => order.clone().prop_map(Act::Cancel),
        1 => order.prop_map(Act::Query),
        3 => (0..120_u64).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 1..60)
}

/// The merchant's view: the fees it has asked for and the refunds that were answered with success.
#[derive(Default)]
struct Seen {
    refunds: BTreeMap<String, u64>,
}

fn number(order: u8) -> String {
    format!("T000{order}")
}

impl Act {
    fn on(&self, desk: &mut Desk, seen: &mut Seen) {
        match self {
            Self::Pay {
                order,
                fee,
                customer,
            } => {
                let code = format!("1346123456789090{customer:02}");
                desk.pay(&number(*order), &fee.to_string(), &code);
            }
            Self::PreOrder { order, fee } => {
                desk.pre_order(&number(*order), &fee.to_string(), "http://127.0.0.1:9/n");
            }
            Self::CustomerPays(order) => {
                desk.gateway.customer_pays(desk.now, &number(*order));
            }
            Self::CustomerRefuses(order) => {
                desk.gateway.customer_refuses(desk.now, &number(*order));
            }
            Self::Refund {
                order,
                refund,
                fee,
                course,
            } => refund_by(desk, seen, *order, *refund, *fee, *course),
            Self::Cancel(order) => {
                desk.cancel(&number(*order));
            }
            Self::Query(order) => {
                desk.query(&number(*order));
            }
            Self::Wait(seconds) => desk.wait(*seconds),
        }
        for delivery in desk.gateway.due(desk.now) {
            desk.gateway.delivered(delivery.id, desk.now, None);
        }
    }
}

fn refund_by(desk: &mut Desk, seen: &mut Seen, order: u8, refund: u8, fee: u64, course: u8) {
    let ending = ["", "-PROCESSING", "-NOTSURE", "-FAIL", "-CHANGE"][usize::from(course)];
    let refund = format!("R{refund}{ending}");
    let total = desk
        .gateway
        .ledger()
        .entries
        .get(&number(order))
        .map_or(1, |entry| entry.asked);
    let answer = desk.refund(
        &number(order),
        &refund,
        &total.to_string(),
        &fee.to_string(),
    );
    if answer.get("trade_state") == "SUCCESS" {
        let before = seen.refunds.insert(format!("{order}/{refund}"), fee);
        assert!(
            before.is_none_or(|before| before == fee),
            "{refund} was {before:?}, is {fee}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn refunds_never_exceed_payments_and_totals_agree(acts in acts()) {
        let mut desk = Desk::new();
        let mut seen = Seen::default();
        let mut paid = BTreeMap::new();
        for act in &acts {
            act.on(&mut desk, &mut seen);
            let ledger = desk.gateway.ledger();
            for (order, entry) in &ledger.entries {
                prop_assert!(entry.net().is_some(), "{order}: {entry:?} after {act:?}");
                prop_assert!(entry.paid == 0 || entry.paid == entry.asked);
                prop_assert!(entry.cancelled == 0 || entry.cancelled == entry.paid);
                prop_assert!(entry.cancelled == 0 || entry.refunds.is_empty());
                let before = paid.insert(order.clone(), entry.paid).unwrap_or_default();
                prop_assert!(entry.paid >= before, "what was paid stays paid");
            }
            if let Some(totals) = ledger.totals().get(&(Direction::In, "fen".into())) {
                let sum = ledger.entries.values().map(|entry| entry.net().unwrap()).sum::<u128>();
                prop_assert_eq!(totals.net(), Some(sum));
                prop_assert_eq!(totals.orders, ledger.entries.len() as u64);
            }
        }
        // Every refund that was told as done is in the books, with its amount.
        let ledger = desk.gateway.ledger();
        for (refund, fee) in &seen.refunds {
            let (order, refund) = refund.split_once('/').unwrap();
            let booked = ledger.entries[&format!("T000{order}")].refunds.get(refund);
            prop_assert_eq!(booked.copied(), Some(u128::from(*fee)));
        }
    }

    #[test]
    fn no_request_makes_it_panic(
        path in prop_oneof![
            Just("/UnifiedPay/Gateway".to_owned()), Just("/Open/WECHAT_PreOrder".to_owned()),
            Just("/sandbox/pay/1".to_owned()), "/[a-z/]{0,20}",
        ],
        method in "GET|POST|HEAD",
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut desk = Desk::new();
        desk.pay("T0001", "100", "134612345678909004");
        let request = HttpRequest { method, ..HttpRequest::form(path, body) };
        let reply = desk.gateway.handle(desk.now, &request);
        prop_assert!(matches!(reply.status, 200 | 303 | 400 | 404 | 405));
        prop_assert_eq!(desk.booked("T0001"), (0, 0, 0));
    }
}
