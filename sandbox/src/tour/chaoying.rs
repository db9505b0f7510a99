//! The tour of Chaoying: a till's day, and the merchant's notifications.

use super::{Recorder, Step, Stop, Tour, form_exchange};
use crate::{
    Fault, FaultPlan, Gateway, Options, Rate, Server,
    chaoying::{Chaoying, Config},
};
use ::chaoying::{
    Cancel, Client, Fen, MASKED, OrderQuery, Outcome, Patience, Pay, PayType, Refund, RefundQuery,
    RefundStatus, Secret, Settled, Settlement, Verdict,
};
use signing_core::SortedMd5;
use std::time::Duration;
use transport::Clock;

/// A virtual minute in a second: fast enough to watch, slow enough that a busy machine does not miss the five minutes in
/// which a cancel is possible.
const SCALE: u32 = 60;
pub(super) const MCH_ID: &str = "00000001";
const TOTAL: Fen = Fen(1200);

/// Drives the crate through pay, settle, refund, query, cancel, pre-order and notification.
pub fn run(tour: &mut Tour<'_>) {
    let till = match Till::open() {
        Ok(till) => till,
        Err(stop) => {
            tour.step("the gateway starts", |_| Err(stop));
            return;
        }
    };
    tour.step("pay by barcode", |step| till.pays(step));
    tour.step("the answer to a payment is lost, and settled", |step| {
        till.loses_an_answer(step)
    });
    tour.step(
        "a customer who never answers is settled by a cancel",
        |step| till.settles_by_cancel(step),
    );
    tour.step("refund in two parts", |step| till.refunds(step));
    tour.step("refund query", |step| till.queries_refunds(step));
    tour.step("cancel, not too early", |step| till.cancels(step));
    super::chaoying_pre_order::run(tour, &till);
    tour.step("the gateway's ledger", |step| till.reads_the_ledger(step));
}

/// A gateway, and a client that is recorded.
pub(super) struct Till {
    pub(super) server: Server<Chaoying>,
    pub(super) client: Client,
    recorder: Recorder,
    signer: SortedMd5,
}

impl Till {
    fn open() -> Result<Self, Stop> {
        let options = Options {
            time_scale: SCALE,
            ..Options::default()
        };
        let config = Config::default();
        let agent_id = config.agent_id.clone();
        let server = Server::start(Chaoying::new(config), options)?;
        let key = Secret::new(Config::DEFAULT_KEY)?;
        let recorder = Recorder::new()?;
        let client = Client::builder(server.base_url(), agent_id, key.clone())
            .allow_http(true)
            .transport(recorder.clone())
            .clock(server.clock())
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self {
            server,
            client,
            recorder,
            signer: SortedMd5::new(key),
        })
    }

    /// Writes out what the client sent since the last time, and what came back.
    pub(super) fn show(&self, step: &mut Step) {
        for recorded in self.recorder.take() {
            form_exchange(step, &recorded, MASKED, |fields| {
                self.signer.string_to_sign(fields, MASKED)
            });
        }
    }

    /// What the gateway's ledger has for an order: paid, refunded, cancelled.
    pub(super) fn booked(&self, number: &str) -> (u128, u128, u128) {
        let ledger = self.server.with_gateway(|gateway, _| gateway.ledger());
        let entry = ledger.entries.get(number);
        entry.map_or((0, 0, 0), |entry| {
            (entry.paid, entry.refunded(), entry.cancelled)
        })
    }

    fn pays(&self, step: &mut Step) -> Result<(), Stop> {
        let payment = self.client.call(&pay("TOUR_0001", "134612345678901234"));
        self.show(step);
        let payment = payment?;
        step.check(
            "the payment succeeded, for this order and amount",
            payment.total_fee == TOTAL,
        );
        step.check(
            "the gateway's ledger has it once",
            self.booked("TOUR_0001") == (1200, 0, 0),
        );
        Ok(())
    }

    fn loses_an_answer(&self, step: &mut Step) -> Result<(), Stop> {
        let before = self.server.money_requests();
        self.server
            .set_faults(FaultPlan::none().with(Fault::DropAfterCommit, Rate::ALWAYS)?);
        let mut first = None;
        let settled = self.settle(&pay("TOUR_0002", "134612345678901234"), |event| {
            if let ::chaoying::Step::Pay(result) = event {
                first = result.err().map(::chaoying::Error::outcome);
                self.server.set_faults(FaultPlan::none());
            }
        });
        self.server.set_faults(FaultPlan::none());
        self.show(step);
        let settled = settled?;
        step.say(format!("settled: {}", named(&settled)));
        step.check(
            "without its answer the payment is Unknown, not failed",
            first == Some(Outcome::Unknown),
        );
        step.check(
            "a query settles it as paid",
            matches!(settled, Settled::Paid(_)),
        );
        step.check(
            "the payment was sent once",
            self.server.money_requests() == before + 1,
        );
        step.check("and charged once", self.booked("TOUR_0002") == (1200, 0, 0));
        Ok(())
    }

    fn settles_by_cancel(&self, step: &mut Step) -> Result<(), Stop> {
        let mut queries = 0;
        let settled = self.settle(&pay("TOUR_0003", "134612345678909004"), |event| {
            queries += u32::from(matches!(event, ::chaoying::Step::Query(_)));
        });
        self.show(step);
        let settled = settled?;
        step.say(format!(
            "settled: {}, after {queries} queries",
            named(&settled)
        ));
        step.check(
            "the till waited, cancelled and asked again",
            matches!(settled, Settled::Cancelled),
        );
        step.check("no money moved", self.booked("TOUR_0003") == (0, 0, 0));
        Ok(())
    }

    fn settle(
        &self,
        pay: &Pay,
        observer: impl FnMut(::chaoying::Step<'_>),
    ) -> Result<Settled, ::chaoying::Error> {
        let settlement = Settlement {
            paytype: PayType::Wechat,
            op_user_id: "cashier1".into(),
            patience: Patience {
                poll: Duration::from_secs(5),
                wait: Duration::from_secs(30),
            },
        };
        self.client.settle(pay, &settlement, observer)
    }

    fn refunds(&self, step: &mut Step) -> Result<(), Stop> {
        let first = self.client.call(&refund("TOUR-R1", 700));
        let again = self.client.call(&refund("TOUR-R1", 700));
        let second = self.client.call(&refund("TOUR-R2", 500));
        let too_much = self.client.call(&refund("TOUR-R3", 1));
        self.show(step);
        let (first, again, second) = (first?, again?, second?);
        step.check(
            "700 fen, then 500 fen",
            (first.refund_fee, second.refund_fee) == (Fen(700), Fen(500)),
        );
        step.check(
            "the same number again is the same refund",
            first.refund_id == again.refund_id,
        );
        step.check("a fen more than was paid is not given", too_much.is_err());
        step.check(
            "the ledger has 1200 of 1200 refunded",
            self.booked("TOUR_0001") == (1200, 1200, 0),
        );
        Ok(())
    }

    fn queries_refunds(&self, step: &mut Step) -> Result<(), Stop> {
        let reply = self.client.call(&RefundQuery {
            paytype: PayType::Wechat,
            mch_id: MCH_ID.into(),
            out_trade_no: Some("TOUR_0001".into()),
            ..RefundQuery::default()
        });
        self.show(step);
        let reply = reply?;
        let done = |number| {
            reply
                .refund(number)
                .is_some_and(|refund| refund.refund_status == RefundStatus::Success)
        };
        step.check(
            "two refunds, 1200 fen",
            (reply.refund_count, reply.refund_fee_summary) == (2, TOTAL),
        );
        step.check("both are done", done("TOUR-R1") && done("TOUR-R2"));
        Ok(())
    }

    fn cancels(&self, step: &mut Step) -> Result<(), Stop> {
        self.client.call(&pay("TOUR_0004", "134612345678901234"))?;
        let early = self.client.call(&cancel("TOUR_0004"));
        self.server.clock().sleep(Duration::from_secs(16));
        let later = self.client.call(&cancel("TOUR_0004"));
        let query = self.client.call(&OrderQuery {
            paytype: PayType::Wechat,
            mch_id: MCH_ID.into(),
            out_trade_no: Some("TOUR_0004".into()),
            transaction_id: None,
        });
        self.show(step);
        step.check(
            "at once it is too early, which proves nothing",
            is_unknown(&early),
        );
        step.check("after 15 s the gateway takes it", later.is_ok());
        step.check("and a query says so", query?.verdict() == Verdict::NotPaid);
        step.check(
            "the ledger has the money back",
            self.booked("TOUR_0004") == (1200, 0, 1200),
        );
        Ok(())
    }

    fn reads_the_ledger(&self, step: &mut Step) -> Result<(), Stop> {
        let ledger = self.server.with_gateway(|gateway, _| gateway.ledger());
        for ((_, unit), totals) in ledger.totals() {
            step.say(format!(
                "{} orders, {} paid: {} {unit}; {} refunds: {} {unit}; {} cancelled: {} {unit}",
                totals.orders,
                totals.paid_orders,
                totals.paid,
                totals.refunds,
                totals.refunded,
                totals.cancels,
                totals.cancelled
            ));
        }
        let sound = ledger.entries.values().all(|entry| entry.net().is_some());
        step.check(
            "no order gave back more than it took",
            sound && !ledger.entries.is_empty(),
        );
        Ok(())
    }
}

fn is_unknown<T>(result: &Result<T, ::chaoying::Error>) -> bool {
    matches!(result, Err(error) if error.outcome() == Outcome::Unknown)
}

fn named(settled: &Settled) -> &'static str {
    match settled {
        Settled::Paid(_) => "paid",
        Settled::Declined(_) => "declined",
        Settled::Cancelled => "cancelled",
        _ => "still unknown",
    }
}

fn pay(number: &str, code: &str) -> Pay {
    Pay {
        mch_id: MCH_ID.into(),
        out_trade_no: number.into(),
        body: "tea 茶".into(),
        total_fee: TOTAL,
        auth_code: code.into(),
        ..Pay::default()
    }
}

fn refund(number: &str, fen: u64) -> Refund {
    Refund {
        paytype: PayType::Wechat,
        mch_id: MCH_ID.into(),
        out_refund_no: number.into(),
        total_fee: TOTAL,
        refund_fee: Fen(fen),
        op_user_id: "cashier1".into(),
        out_trade_no: Some("TOUR_0001".into()),
        ..Refund::default()
    }
}

fn cancel(number: &str) -> Cancel {
    Cancel {
        paytype: PayType::Wechat,
        mch_id: MCH_ID.into(),
        out_trade_no: number.into(),
        op_user_id: "cashier1".into(),
        scene: None,
    }
}
