//! Delivers a server's notifications to merchants, when they are due and as the faults will have it.

use crate::{
    Delivery, Gateway, NotificationFate,
    server::{Shared, State},
};
use std::sync::Arc;
use tokio::{task, time};
use transport::{Method, Request, Transport, UreqTransport};

/// Delivers notifications when they are due, for ever.
pub(crate) async fn run<G: Gateway + 'static>(shared: Arc<Shared<G>>) {
    loop {
        let (deliveries, next) = {
            let mut state = shared.lock();
            let now = shared.clock.now();
            let due = state.gateway.due(now);
            let State {
                gateway, injector, ..
            } = &mut *state;
            let fated: Vec<_> = due
                .into_iter()
                .map(|one| (one, injector.notification()))
                .collect();
            (fated, gateway.next_due().map(|at| at.saturating_sub(now)))
        };
        for (delivery, fate) in deliveries {
            tokio::spawn(deliver(Arc::clone(&shared), delivery, fate));
        }
        match next {
            None => shared.changed.notified().await,
            Some(wait) => {
                tokio::select! {
                    () = time::sleep(shared.clock.real(wait)) => {}
                    () = shared.changed.notified() => {}
                }
            }
        }
    }
}

async fn deliver<G: Gateway + 'static>(
    shared: Arc<Shared<G>>,
    delivery: Delivery,
    fate: NotificationFate,
) {
    let times = match fate {
        NotificationFate::Lost => 0,
        NotificationFate::Twice => 2,
        NotificationFate::Arrives(delay) => {
            time::sleep(shared.clock.real(delay)).await;
            1
        }
    };
    let mut answer = None;
    for _ in 0..times {
        let (client, delivery) = (Arc::clone(&shared.client), delivery.clone());
        answer = task::spawn_blocking(move || post(&client, &delivery))
            .await
            .ok()
            .flatten();
    }
    let seen = answer
        .as_ref()
        .map(|(status, body)| (*status, body.as_slice()));
    shared
        .lock()
        .gateway
        .delivered(delivery.id, shared.clock.now(), seen);
    shared.changed.notify_one();
}

/// POSTs one notification, blocking; the answer's status and body, or nothing.
pub(crate) fn post(client: &UreqTransport, delivery: &Delivery) -> Option<(u16, Vec<u8>)> {
    let request = Request {
        method: Method::Post,
        url: delivery.url.clone(),
        headers: delivery.headers.clone(),
        body: delivery.body.clone(),
        timeout: delivery.patience,
        moves_money: false,
    };
    let response = client.send(&request).ok()?;
    Some((response.status, response.body))
}
