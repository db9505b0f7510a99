//! A batch is believed exactly as its forms one by one.

use proptest::collection::vec;
use proptest::prelude::*;
use signing_core::{FormError, Secret, SortedMd5, VerifyError, form};

fn signer() -> SortedMd5 {
    SortedMd5::new(Secret::new("192006250b4c09247ec02edce69f6a2d").unwrap())
}

/// A form of these fields with its right signature somewhere in it.
fn signed(mut fields: Vec<(String, String)>, place: usize) -> Vec<u8> {
    let plain: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let sign = signer().sign(&plain).to_string();
    fields.insert(place % (fields.len() + 1), ("sign".into(), sign));
    form::encode(fields).into_bytes()
}

fn one_by_one(forms: &[Vec<u8>]) -> Vec<Result<(), VerifyError>> {
    forms
        .iter()
        .map(|form| signer().verify_form(form))
        .collect()
}

prop_compose! {
    /// Mostly right forms of any size, some with a byte changed.
    fn any_form()(
        names in proptest::collection::btree_set("[a-z_]{1,20}|交易[a-z]{1,3}", 0..30),
        values in vec("[ -~]{0,40}|[a-z订单号]{0,90}", 30),
        place in any::<usize>(),
        change in proptest::option::weighted(0.3, (any::<usize>(), any::<u8>())),
    ) -> Vec<u8> {
        let fields = names.into_iter().filter(|name| name != "sign").zip(values).collect();
        let mut form = signed(fields, place);
        if let Some((at, byte)) = change {
            let at = at % form.len();
            form[at] = byte;
        }
        form
    }
}

proptest! {
    #[test]
    fn a_batch_is_believed_as_its_forms_one_by_one(forms in vec(any_form(), 0..40)) {
        prop_assert_eq!(signer().verify_batch(&forms), one_by_one(&forms));
    }
}

#[test]
fn each_fault_is_reported_in_its_place_and_spoils_no_neighbour() {
    let fields = |value: &str| vec![("a".to_owned(), value.to_owned()), ("b".into(), "2".into())];
    let right = signed(fields("1"), 1);
    let long = |length: usize| signed(fields(&"x".repeat(length)), 0);
    let text = |form: &str| form.as_bytes().to_vec();
    let changed = |form: &[u8]| {
        let mut form = form.to_vec();
        *form.last_mut().unwrap() ^= 1;
        form
    };
    let mut lower = right.clone();
    lower.make_ascii_lowercase();
    let cases = [
        (right.clone(), Ok(())),
        (text("a=1&b=2"), Err(VerifyError::Missing)),
        (text(""), Err(VerifyError::Missing)),
        (text("a=1&sign=00"), Err(VerifyError::Mismatch)),
        (lower, Ok(())),
        (changed(&right), Err(VerifyError::Mismatch)),
        (
            text("a=1&a=2&sign=00000000000000000000000000000000"),
            Err(FormError::DuplicateName.into()),
        ),
        (text("a=%F&sign=0"), Err(FormError::BadPercent.into())),
        (text("a=%FF&sign=0"), Err(FormError::BadUtf8.into())),
        (signed(Vec::new(), 0), Ok(())),
        // About where a string to sign no longer fits a lane, and far beyond.
        (long(970), Ok(())),
        (long(971), Ok(())),
        (long(972), Ok(())),
        (long(990), Ok(())),
        (changed(&long(990)), Err(VerifyError::Mismatch)),
        (long(5000), Ok(())),
        (changed(&long(5000)), Err(VerifyError::Mismatch)),
    ];
    // Each case in each lane, and groups of every size.
    for start in 0..cases.len() {
        for count in 0..=cases.len() {
            let chosen = cases.iter().cycle().skip(start).take(count);
            let (forms, expected): (Vec<_>, Vec<_>) = chosen.cloned().unzip();
            assert_eq!(signer().verify_batch(&forms), expected, "{start} {count}");
        }
    }
}
