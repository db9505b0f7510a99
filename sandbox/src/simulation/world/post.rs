//! What is under way in a world: late requests, notifications, and what customers do.

use super::{START, State, text};
use crate::{Delivery, Gateway, HttpRequest, NotificationFate};
use std::time::Duration;

pub(super) type Act<G> = Box<dyn FnOnce(&mut G, Duration) + Send>;

/// Under way, to happen at its time.
pub(super) enum Parcel<G> {
    Request(HttpRequest),
    Notification {
        delivery: Delivery,
        genuine: bool,
        counts: bool,
    },
    Act(Act<G>),
}

impl<G: Gateway + 'static> State<G> {
    pub(super) fn post(&mut self, at: Duration, parcel: Parcel<G>) {
        self.agenda.plan(at, self.parcels.len());
        self.parcels.push(Some(parcel));
    }

    /// Lets what is under way arrive, and the gateway live, up to a moment.
    pub(super) fn catch_up(&mut self, until: Duration) {
        loop {
            let gateway = self.gateway.next_due().map(|at| at.saturating_sub(START));
            let parcel = self.agenda.next();
            let next = match (gateway, parcel) {
                (Some(one), Some(other)) => one.min(other),
                (one, other) => match one.or(other) {
                    Some(at) => at,
                    None => return,
                },
            };
            if next > until {
                return;
            }
            if parcel.is_some_and(|at| at <= next) {
                if let Some((at, index)) = self.agenda.take_due(next)
                    && let Some(parcel) = self.parcels[index].take()
                {
                    self.arrive(at, parcel);
                }
            } else {
                for delivery in self.gateway.due(START + next) {
                    self.notify(next, delivery);
                }
            }
        }
    }

    fn arrive(&mut self, at: Duration, parcel: Parcel<G>) {
        match parcel {
            Parcel::Request(request) => {
                let reply = self.gateway.handle(START + at, &request);
                self.trace.bytes(&reply.body);
                if self.trace.watches(&request.body) {
                    self.trace.told(at, || {
                        format!(
                            "a late request arrives: {} {}, answered {}",
                            request.path,
                            text(&request.body),
                            text(&reply.body)
                        )
                    });
                }
            }
            Parcel::Notification {
                delivery,
                genuine,
                counts,
            } => {
                self.hand_over(at, &delivery, genuine, counts);
            }
            Parcel::Act(act) => act(&mut self.gateway, START + at),
        }
    }

    /// A notification leaves the gateway.
    fn notify(&mut self, at: Duration, delivery: Delivery) {
        self.counts.notifications += 1;
        match self.injector.notification() {
            NotificationFate::Arrives(late) if late.is_zero() => {
                self.hand_over(at, &delivery, true, true);
            }
            NotificationFate::Arrives(late) => {
                let counts = late <= delivery.patience;
                if !counts {
                    self.gateway.delivered(delivery.id, START + at, None);
                }
                self.post(
                    at + late,
                    Parcel::Notification {
                        delivery,
                        genuine: true,
                        counts,
                    },
                );
            }
            NotificationFate::Lost => {
                self.gateway.delivered(delivery.id, START + at, None);
            }
            NotificationFate::Twice => {
                self.hand_over(at, &delivery, true, true);
                self.hand_over(at, &delivery, true, false);
            }
        }
    }

    /// A notification reaches the till's desk.
    fn hand_over(&mut self, at: Duration, delivery: &Delivery, genuine: bool, counts: bool) {
        let answer = self
            .desk
            .as_mut()
            .and_then(|desk| desk(delivery, genuine, at));
        self.trace.bytes(&delivery.body);
        self.trace
            .number(answer.as_ref().map_or(0, |(status, body)| {
                u64::from(*status) << 8 | body.len() as u64
            }));
        if self.trace.watches(&delivery.body) {
            self.trace.told(at, || {
                let kind = if genuine {
                    "notification"
                } else {
                    "FORGED notification"
                };
                let said = answer.as_ref().map_or_else(
                    || "nothing".into(),
                    |(status, body)| format!("{status} {}", text(body)),
                );
                format!("{kind}: {}, answered {said}", text(&delivery.body))
            });
        }
        if counts {
            let answer = answer
                .as_ref()
                .map(|(status, body)| (*status, body.as_slice()));
            self.gateway.delivered(delivery.id, START + at, answer);
        }
    }
}
