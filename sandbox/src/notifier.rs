//! Delivers a server's notifications to merchants, when they are due and as the faults will have it.

use crate::{
    Delivery, Faults, Gateway, NotificationFate, Reception,
    server::{Shared, State},
};
use std::{fmt, sync::Arc, time::Duration};
use tokio::{task, time};
use transport::{Method, Request, Transport, UreqTransport};

/// Told of every notification once it is clear what became of it.
pub type DeliveryWatcher = Arc<dyn Fn(&Delivered) + Send + Sync>;

/// What became of one attempt to deliver a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// When that was clear, in virtual time since the Unix epoch.
    pub at: Duration,
    /// The date of that moment, as messages have it.
    pub date: Duration,
    /// What it tells of, such as a `payment`.
    pub kind: &'static str,
    /// The number of the order it tells of.
    pub order: String,
    /// Where to, without query and password.
    pub url: String,
    /// What went wrong with it on purpose.
    pub faults: Faults,
    /// The HTTP status of the answer, or why there is none.
    pub result: Result<u16, String>,
    /// What the gateway makes of it, with the date at which it tells again; `None` for a forged one, of which the gateway does not know.
    pub reception: Option<Reception>,
}

/// Why no answer came, or the status and the body.
type Answer = Result<(u16, Vec<u8>), String>;

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
    let mut answer = Err("lost on its way".to_owned());
    for _ in 0..times {
        answer = sent(&shared, &delivery).await;
    }
    let seen = answer
        .as_ref()
        .ok()
        .map(|(status, body)| (*status, body.as_slice()));
    let reception = {
        let mut state = shared.lock();
        let now = shared.clock.now();
        state.gateway.delivered(delivery.id, now, seen)
    };
    shared.changed.notify_one();
    report(&shared, &delivery, fate.faults(), &answer, Some(reception));
}

/// Sends what a forger made. He does not wait for an answer, and the gateway is not told of it.
pub(crate) async fn forge<G: Gateway + 'static>(shared: Arc<Shared<G>>, forged: Delivery) {
    let answer = sent(&shared, &forged).await;
    let faults = [crate::Fault::NotifyForge].into_iter().collect();
    report(&shared, &forged, faults, &answer, None);
}

async fn sent<G: Gateway + 'static>(shared: &Shared<G>, delivery: &Delivery) -> Answer {
    let (client, delivery) = (Arc::clone(&shared.client), delivery.clone());
    let sent = task::spawn_blocking(move || post(&client, &delivery));
    sent.await.unwrap_or_else(|error| Err(error.to_string()))
}

/// POSTs one notification, blocking.
fn post(client: &UreqTransport, delivery: &Delivery) -> Answer {
    let request = Request {
        method: Method::Post,
        url: delivery.url.clone(),
        headers: delivery.headers.clone(),
        body: delivery.body.clone(),
        timeout: delivery.patience,
        moves_money: false,
    };
    match client.send(&request) {
        Ok(response) => Ok((response.status, response.body)),
        Err(error) => Err(error.to_string()),
    }
}

fn report<G>(
    shared: &Shared<G>,
    delivery: &Delivery,
    faults: Faults,
    answer: &Answer,
    reception: Option<Reception>,
) {
    let Some(watcher) = &shared.delivery_watcher else {
        return;
    };
    let (at, calendar) = (shared.clock.now(), shared.clock.calendar());
    watcher(&Delivered {
        at,
        date: calendar.date(at),
        kind: delivery.kind,
        order: delivery.order.clone(),
        url: address(&delivery.url),
        faults,
        result: answer
            .as_ref()
            .map(|(status, _)| *status)
            .map_err(Clone::clone),
        reception: reception.map(|reception| match reception {
            Reception::Again(at) => Reception::Again(calendar.date(at)),
            ended => ended,
        }),
    });
}

/// A URL without what may be secret in it: user and password, query and fragment.
fn address(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let Some((scheme, rest)) = url[..end].split_once("://") else {
        return url[..end].to_owned();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

/// Such as `payment T0001 http://127.0.0.1:8080/notify 500, told again 20261121150012`.
impl fmt::Display for Delivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} ", self.kind, self.order, self.url)?;
        match &self.result {
            Ok(status) => write!(f, "{status}")?,
            Err(why) => f.write_str(why)?,
        }
        match self.reception {
            Some(Reception::Acknowledged) => f.write_str(", acknowledged")?,
            Some(Reception::Again(date)) => {
                write!(f, ", told again {}", crate::beijing::format(date))?;
            }
            Some(Reception::GivenUp) => f.write_str(", given up")?,
            None => {}
        }
        if self.faults.is_empty() {
            Ok(())
        } else {
            write!(f, "  ({})", self.faults)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_has_no_secrets() {
        for (url, shown) in [
            ("https://shop.example/n", "https://shop.example/n"),
            ("https://shop.example/n?token=1#x", "https://shop.example/n"),
            ("http://me:word@127.0.0.1:8/a@b", "http://127.0.0.1:8/a@b"),
            ("http://me@shop.example", "http://shop.example"),
            ("https://shop.example?token=a/b@c", "https://shop.example"),
            ("nonsense?token=1", "nonsense"),
        ] {
            assert_eq!(address(url), shown);
        }
    }
}
