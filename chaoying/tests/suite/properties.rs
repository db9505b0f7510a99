//! Properties that hold for any input.

use crate::support::*;
use chaoying::{Error, Fen, Pay};
use proptest::prelude::*;
use transport::ManualClock;

proptest! {
    #[test]
    fn any_text_reaches_the_gateway_as_it_was_given(body in "\\PC{1,40}", attach in proptest::option::of("\\PC{1,40}"), fee in 1u64..) {
        let (client, seen) = client_with(ManualClock::default(), |_| Ok(ok("{}")));
        let _ = client.call(&Pay { body: body.clone(), attach: attach.clone(), total_fee: Fen(fee), ..pay() });
        let seen = seen.lock().unwrap();
        prop_assert_eq!(seen[0].get("body"), Some(&*body));
        prop_assert_eq!(seen[0].get("attach"), attach.as_deref());
        let fee = fee.to_string();
        prop_assert_eq!(seen[0].get("total_fee"), Some(&*fee));
    }

    #[test]
    fn no_answer_panics_and_only_the_signed_payment_is_one(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(client(body).call(&pay()).is_err());
    }

    #[test]
    fn an_answer_with_one_byte_changed_is_no_payment(at in 0usize..1000, byte in any::<u8>()) {
        let good = signed(PAID).into_bytes();
        let mut body = good.clone();
        let at = at % body.len();
        body[at] = byte;
        let same = good[at].eq_ignore_ascii_case(&byte);
        match client(body).call(&pay()) {
            Ok(payment) => prop_assert!(same, "byte {at} was {} and became {byte}: {payment:?}", good[at]),
            Err(Error::Invalid(invalid)) => prop_assert!(false, "{invalid}"),
            Err(_) => {}
        }
    }

    #[test]
    fn notifications_never_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let read = client("").payment_notification(&body);
        prop_assert!(read.is_err());
    }
}
