//! Walking through pages.

use std::sync::Mutex;

use dragonex::*;
use transport::Request;

use crate::desk::{Desk, failure, order, signed, success};

/// A provider with so many orders, which may tell their total or answer bare lists.
fn provider(orders: u64, framed: bool) -> Desk {
    Desk::new(move |request: &Request| {
        let number = |name: &str| -> u64 {
            let body = String::from_utf8(request.body.clone()).unwrap();
            let text = if body.is_empty() {
                request.url.replace(['?', '&'], ",")
            } else {
                body.replace(['"', '}'], ",").replace(",:", "=")
            };
            let (_, rest) = text
                .split_once(&format!(",{name}="))
                .unwrap_or_else(|| panic!("no {name} in {text}"));
            rest.split(',').next().unwrap().parse().unwrap()
        };
        let (offset, limit) = (number("offset"), number("limit"));
        let page: Vec<String> = (offset..orders.min(offset + limit))
            .map(|id| order(&[("id", &id.to_string()), ("trade_no", &format!("\"t{id}\""))]))
            .collect();
        let list = format!("[{}]", page.join(","));
        Ok(signed(&success(&if framed {
            format!("{{\"total\":{orders},\"list\":{list}}}")
        } else {
            list
        })))
    })
}

#[test]
fn all_orders_come_once_in_their_order_in_as_few_pages_as_it_takes() {
    for framed in [true, false] {
        for (orders, limit, calls) in [
            (0, 20, 1),
            (1, 20, 1),
            (19, 20, 1),
            (41, 20, 3),
            (7, 3, 3),
            (5, 1, 5),
        ] {
            let desk = provider(orders, framed);
            let history = OrderHistory {
                limit: Some(limit),
                ..OrderHistory::default()
            };
            let ids: Vec<u64> = desk
                .client
                .order_pages(history)
                .flat_map(|page| page.unwrap().list)
                .filter_map(|order| order.id)
                .collect();
            assert_eq!(ids, (0..orders).collect::<Vec<_>>());
            // A full last page of a bare list looks as if another followed.
            let unsure = u64::from(!framed && orders > 0 && orders % limit == 0);
            assert_eq!(
                desk.asked.lock().unwrap().len() as u64,
                calls + unsure,
                "{orders} by {limit}"
            );
        }
    }
}

#[test]
fn pages_shorter_than_asked_for_are_not_the_end_while_the_total_says_more() {
    let page = |total: u64, orders: usize| {
        let list = vec![order(&[]); orders].join(",");
        success(&format!("{{\"total\":{total},\"list\":[{list}]}}"))
    };
    for (total, sizes, calls) in [(5, [2, 2, 1], 3), (9, [2, 2, 0], 3), (4, [2, 2, 2], 2)] {
        let answers = Mutex::new(sizes.map(|orders| page(total, orders)).to_vec());
        let desk = Desk::new(move |_: &Request| Ok(signed(&answers.lock().unwrap().remove(0))));
        let pages = desk.client.order_pages(OrderHistory::default());
        let found: usize = pages.map(|page| page.unwrap().list.len()).sum();
        assert_eq!(found, sizes[..calls].iter().sum::<usize>());
        assert_eq!(desk.asked.lock().unwrap().len(), calls, "{total}");
    }
}

#[test]
fn a_users_own_pages_are_walked_too_and_from_an_offset_on() {
    let desk = provider(45, true);
    let history = MyOrderHistory {
        offset: Some(18),
        ..MyOrderHistory::default()
    };
    let user = desk.user();
    let ids: Vec<u64> = user
        .order_pages(history)
        .flat_map(|page| page.unwrap().list)
        .filter_map(|order| order.id)
        .collect();
    assert_eq!(ids, (18..45).collect::<Vec<_>>());
}

#[test]
fn an_error_ends_the_walk_and_tells_where_to_go_on() {
    let answers = Mutex::new(vec![
        failure("6"),
        success(&format!("{{\"total\":3,\"list\":[{0},{0}]}}", order(&[]))),
    ]);
    let desk = Desk::new(move |_: &Request| Ok(signed(&answers.lock().unwrap().pop().unwrap())));
    let mut pages = desk.client.order_pages(OrderHistory {
        limit: Some(2),
        ..OrderHistory::default()
    });
    assert_eq!(pages.next().unwrap().unwrap().list.len(), 2);
    assert!(pages.next().unwrap().is_err());
    assert!(pages.next().is_none());
    assert_eq!(pages.offset(), 2);
}
