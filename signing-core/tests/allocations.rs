//! Signing and verifying take no heap, counted by an allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use signing_core::{
    Field, FixedMd5, HeaderHmacSha1, Md5Prefix, Secret, SignedHeaders, SortedHmacSha256, SortedMd5,
    fixed_order, form,
};

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all calls go on to the system's allocator; the count is a thread-local number that allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the contract of `alloc`, which is the same here.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from the system's allocator.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the pointer came from the system's allocator.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The allocations of one call, and its result.
fn counted<T>(call: impl FnOnce() -> T) -> (usize, T) {
    let before = COUNT.get();
    let result = call();
    (COUNT.get() - before, result)
}

/// Fields of which every other has escapes in name and value, so that a form of them has about `size` bytes.
fn fields(count: usize, size: usize) -> Vec<(String, String)> {
    let plain = (size / count).saturating_sub(30);
    (0..count)
        .map(|at| {
            let at = at * 37 % count;
            let odd = if at.is_multiple_of(2) { "a b" } else { "ab" };
            (
                format!("field_{odd}_{at}"),
                format!("{odd}+{}", "v".repeat(plain)),
            )
        })
        .collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<Field<'_>> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[test]
fn the_counter_counts() {
    assert!(counted(|| vec![1_u8; 100]).0 > 0);
}

#[test]
fn sorted_fields_take_no_heap_up_to_64_fields_and_4_kib() {
    let secret = Secret::new("k".repeat(64)).unwrap();
    let (md5, hmac) = (
        SortedMd5::new(secret.clone()),
        SortedHmacSha256::new(secret),
    );
    for (count, size) in [
        (1, 60),
        (5, 200),
        (16, 1000),
        (17, 1030),
        (20, 700),
        (63, 4096),
        (64, 4096),
        (1, 4096),
    ] {
        let fields = fields(count, size);
        let fields = borrowed(&fields);
        let (heap, sign) = counted(|| md5.sign(&fields));
        assert_eq!(heap, 0, "sign {count}");
        assert_eq!(counted(|| hmac.sign(&fields)).0, 0, "sign {count}");
        assert_eq!(
            counted(|| md5.verify(&fields, &sign)),
            (0, Ok(())),
            "verify {count}"
        );

        let count = count - 1;
        let (fields, sign) = (&fields[..count], md5.sign(&fields[..count]));
        let body = form::encode(fields.iter().copied().chain([("sign", &*sign)]));
        assert!(body.len() <= 4096, "{}", body.len());
        assert_eq!(
            counted(|| md5.verify_form(body.as_bytes())),
            (0, Ok(())),
            "form {count}"
        );
        let body = form::encode(
            fields
                .iter()
                .copied()
                .chain([("sign", &*hmac.sign(fields))]),
        );
        assert_eq!(
            counted(|| hmac.verify_form(body.as_bytes())),
            (0, Ok(())),
            "form {count}"
        );
        let forged = body.replacen("vv", "vw", 1);
        assert_eq!(
            counted(|| hmac.verify_form(forged.as_bytes())).0,
            0,
            "forged {count}"
        );
    }
}

#[test]
fn the_longest_form_without_heap_has_exactly_4_kib_and_64_fields() {
    let md5 = SortedMd5::new(Secret::new("key").unwrap());
    let names: Vec<String> = (0..63).map(|at| format!("n{at}")).collect();
    let mut fields: Vec<(&str, String)> = names
        .iter()
        .map(|name| (name.as_str(), "x y".into()))
        .collect();
    let signed = |fields: &[(&str, String)]| {
        let plain: Vec<Field<'_>> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        form::encode(plain.iter().copied().chain([("sign", &*md5.sign(&plain))]))
    };
    let missing = 4096 - signed(&fields).len();
    fields[7].1.push_str(&"z".repeat(missing));
    let body = signed(&fields);
    assert_eq!(body.len(), 4096);
    assert_eq!(counted(|| md5.verify_form(body.as_bytes())), (0, Ok(())));
    // One more of either works as well.
    fields[7].1.push('z');
    assert_eq!(md5.verify_form(signed(&fields).as_bytes()), Ok(()));
    fields[7].1.clear();
    fields.push(("one_more", "1".into()));
    assert_eq!(md5.verify_form(signed(&fields).as_bytes()), Ok(()));
}

#[test]
fn fixed_fields_and_dragonex_take_no_heap() {
    let secret = Secret::new("merchant key").unwrap();
    let fixed = FixedMd5::new(secret.clone());
    let fields = [("mrn", "42"), ("appKey", "a b"), ("amount", "1.00")];
    let (heap, sign) = counted(|| fixed.sign(&fixed_order::PAYOUT_CALLBACK, &fields).unwrap());
    assert_eq!(heap, 0);
    let body = form::encode(fields.iter().copied().chain([("sign", &*sign)]));
    assert_eq!(
        counted(|| fixed.verify_form(&fixed_order::PAYOUT_CALLBACK, body.as_bytes())),
        (0, Ok(()))
    );

    let request = HeaderHmacSha1::new(secret.clone());
    let headers = [("Dragonex-B", "2"), ("dragonex-a", "1"), ("Auth", "x")];
    let signed = SignedHeaders {
        method: "post",
        content_sha1: "123abc",
        content_type: "application/json",
        date: "Mon, 01 Jan 2018 08:08:08 GMT",
        headers: &headers,
        path: "/api/v1/token/new/",
    };
    let (heap, sign) = counted(|| request.sign(&signed));
    assert_eq!(heap, 0);
    assert_eq!(counted(|| request.verify(&signed, &sign)), (0, Ok(())));

    let answer = Md5Prefix::new(secret);
    let body = vec![b'x'; 10_000];
    let (heap, sign) = counted(|| answer.sign(&body, "1551408061"));
    assert_eq!(heap, 0);
    assert_eq!(
        counted(|| answer.verify(&body, "1551408061", &sign)),
        (0, Ok(()))
    );
}
