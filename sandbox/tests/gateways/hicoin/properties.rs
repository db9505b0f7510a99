//! Whatever is sent in whatever order: the books stay sound.

use crate::hicoin::desk::Desk;
use proptest::prelude::*;
use sandbox::{Direction, Gateway, HttpRequest};

#[derive(Clone, Debug)]
enum Act {
    Transfer { order: u8, amount: i64, course: u8 },
    Preorder { order: u8, amount: i64 },
    Pays(u8),
    Cancels(u8),
    Query(u8),
    Wait(u64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let order = 0..5_u8;
    let act = prop_oneof![
        4 => (order.clone(), 1..400_i64, 0..7_u8).prop_map(|(order, amount, course)| Act::Transfer { order, amount, course }),
        3 => (order.clone(), 1..400_i64).prop_map(|(order, amount)| Act::Preorder { order, amount }),
        3 => order.clone().prop_map(Act::Pays),
        1 => order.clone().prop_map(Act::Cancels),
        2 => order.prop_map(Act::Query),
        3 => (0..200_u64).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 1..60)
}

fn desk() -> Desk {
    let mut config = sandbox::hicoin::Config::default();
    config.balances.insert("USDT".into(), 1000);
    Desk::with(config)
}

impl Act {
    fn on(&self, desk: &mut Desk) -> String {
        let transfer = |order: u8, course: u8| format!("W{order}900{course}");
        match self {
            Self::Transfer {
                order,
                amount,
                course,
            } => desk.transfer(&transfer(*order, *course), *amount).code,
            Self::Preorder { order, amount } => desk.preorder(&format!("P{order}"), *amount).code,
            Self::Pays(order) => desk
                .gateway
                .user_pays(desk.now, &format!("P{order}"))
                .to_string(),
            Self::Cancels(order) => desk
                .gateway
                .user_cancels(desk.now, &format!("P{order}"))
                .to_string(),
            Self::Query(order) => {
                desk.order_query(&format!("P{order}"))
                    .get("trade_status")
                    .to_owned()
                    + desk
                        .transfer_query(&transfer(*order, 2))
                        .get("trade_status")
            }
            Self::Wait(seconds) => {
                desk.wait(*seconds);
                String::new()
            }
        }
    }
}

proptest! {
    #[test]
    fn the_account_loses_exactly_what_was_paid_out(acts in acts()) {
        let mut desk = desk();
        for act in &acts {
            act.on(&mut desk);
            prop_assert!(desk.gateway.balance("USDT") >= 0);
        }
        desk.wait(100_000);
        desk.transfer_query("W0");
        let ledger = desk.gateway.ledger();
        let out = |entry: &&sandbox::Entry| entry.direction == Direction::Out;
        let paid: u128 = ledger.entries.values().filter(out).map(|entry| entry.paid).sum();
        // What never ends is neither paid nor back.
        let held: u128 = ledger
            .entries
            .iter()
            .filter(|(number, _)| number.starts_with('W') && number.ends_with("9003"))
            .map(|(_, entry)| entry.asked)
            .sum();
        prop_assert_eq!(u128::try_from(desk.gateway.balance("USDT")).unwrap(), 1000 - paid - held);
        prop_assert!(ledger.entries.values().all(|entry| entry.paid == 0 || entry.paid == entry.asked));
    }

    #[test]
    fn what_was_answered_as_ended_stays_so(acts in acts()) {
        let mut desk = desk();
        let mut ended = std::collections::BTreeMap::new();
        for act in &acts {
            act.on(&mut desk);
            for number in (0..5).map(|order| format!("P{order}")) {
                let status = desk.order_query(&number).get("trade_status").to_owned();
                if matches!(&*status, "SUCCESS" | "CLOSED") {
                    prop_assert_eq!(ended.entry(number).or_insert_with(|| status.clone()), &status);
                }
            }
        }
    }

    #[test]
    fn the_same_acts_give_the_same_trace(acts in acts()) {
        let trace = || {
            let mut desk = desk();
            let answers: Vec<String> = acts.iter().map(|act| act.on(&mut desk)).collect();
            (answers, desk.gateway.ledger(), desk.gateway.balance("USDT"))
        };
        prop_assert_eq!(trace(), trace());
    }

    #[test]
    fn no_bytes_make_it_panic(
        path in 0..10_usize, query in "\\PC{0,60}", body in prop::collection::vec(any::<u8>(), 0..200), post in any::<bool>(),
    ) {
        let paths = [
            "/api/cgi-bin/access_token", crate::hicoin::desk::TRANSFER, crate::hicoin::desk::TRANSFER_QUERY, crate::hicoin::desk::PREORDER,
            crate::hicoin::desk::ORDER_QUERY, "/api/connect/oauth/authorize", "/api/sns/user/info", "/hicoinfe/payment", "/sandbox/notify_url", "/",
        ];
        let mut desk = desk();
        let mut request = HttpRequest::form(paths[path], body);
        request.query = query;
        if !post {
            request.method = "GET".into();
        }
        desk.handle(&request);
        desk.gateway.operation(&request);
        prop_assert!(desk.gateway.ledger().entries.is_empty());
    }
}
