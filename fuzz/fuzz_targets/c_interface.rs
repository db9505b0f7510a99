//! The C interface, driven by bytes: each byte is a call, and what follows are its texts.
//!
//! The functions are called through their C declarations, with the pointers a careless C program would pass.
#![no_main]

use std::ffi::{CString, c_char, c_void};
use std::ptr::{null, null_mut};

use libfuzzer_sys::fuzz_target;

type Handle = *mut c_void;

unsafe extern "C" {
    fn paysdk_config_new(provider: *const c_char, out: *mut Handle, err: *mut Handle) -> i32;
    fn paysdk_config_set(
        c: Handle,
        key: *const c_char,
        value: *const c_char,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_config_free(c: Handle);
    fn paysdk_client_new(c: Handle, out: *mut Handle, err: *mut Handle) -> i32;
    fn paysdk_client_free(c: Handle);
    fn paysdk_request_new(
        c: Handle,
        operation: *const c_char,
        out: *mut Handle,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_request_set(
        r: Handle,
        field: *const c_char,
        value: *const c_char,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_request_set_json(r: Handle, object: *const c_char, err: *mut Handle) -> i32;
    fn paysdk_request_free(r: Handle);
    fn paysdk_notification_verify(
        c: Handle,
        kind: *const c_char,
        headers: *const c_char,
        body: *const u8,
        n: usize,
        out: *mut Handle,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_notification_expect(
        n: Handle,
        order: *const c_char,
        amount: *const c_char,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_response_get(r: Handle, field: *const c_char, value: *mut *const c_char) -> i32;
    fn paysdk_response_json(r: Handle, json: *mut *const c_char) -> i32;
    fn paysdk_response_free(r: Handle);
    fn paysdk_sign(
        c: Handle,
        scheme: *const c_char,
        names: *const *const c_char,
        values: *const *const c_char,
        n: usize,
        buf: *mut c_char,
        cap: usize,
        need: *mut usize,
        err: *mut Handle,
    ) -> i32;
    fn paysdk_error_status(e: Handle) -> i32;
    fn paysdk_error_outcome(e: Handle) -> i32;
    fn paysdk_error_free(e: Handle);
}

const PROVIDERS: [&str; 4] = ["chaoying", "hicoin", "recharge_payout", "dragonex"];
const SETTINGS: &[(&str, &str)] = &[
    ("base_url", "https://gateway.test"),
    ("agent_id", "1"),
    ("agent_key", paysdk_fuzz::KEY),
    ("app_id", "1"),
    ("app_key", paysdk_fuzz::KEY),
    ("secret", paysdk_fuzz::KEY),
    ("secret_key", paysdk_fuzz::KEY),
    ("mch_key", paysdk_fuzz::KEY),
    ("access_key", "1"),
    ("check_key", paysdk_fuzz::KEY),
];

fuzz_target!(|input: &[u8]| {
    // A panic that the library catches at its border is a find as well: it is to reach the fuzzer's hook.
    paysdk::listing::caller_is_rust();
    let Some((&provider, script)) = input.split_first() else {
        return;
    };
    // SAFETY: every handle comes from the library and is freed once; texts end in NUL and live through the call.
    unsafe {
        run(
            PROVIDERS[usize::from(provider) % PROVIDERS.len()],
            provider & 4 != 0,
            script,
        )
    }
});

unsafe fn run(provider: &str, set_up: bool, script: &[u8]) {
    let mut world = World {
        error: null_mut(),
        response: null_mut(),
        request: null_mut(),
        client: null_mut(),
        config: null_mut(),
    };
    unsafe {
        let name = CString::new(provider).expect("no NUL");
        paysdk_config_new(name.as_ptr(), &mut world.config, &mut world.error);
        if set_up {
            for (key, value) in SETTINGS {
                let (key, value) = (
                    CString::new(*key).expect("no NUL"),
                    CString::new(*value).expect("no NUL"),
                );
                world.forget_error();
                paysdk_config_set(world.config, key.as_ptr(), value.as_ptr(), &mut world.error);
            }
        }
        let mut texts = script.split(|&byte| byte == b'\n');
        while let Some(line) = texts.next() {
            let Some((&call, rest)) = line.split_first() else {
                continue;
            };
            let text: Vec<u8> = rest.iter().copied().filter(|&byte| byte != 0).collect();
            let text = CString::new(text).expect("no NUL");
            let next = texts.clone().next().unwrap_or_default();
            let other = CString::new(
                next.iter()
                    .copied()
                    .filter(|&byte| byte != 0)
                    .collect::<Vec<u8>>(),
            )
            .expect("no NUL");
            world.step(provider, call, &text, &other, rest);
        }
        world.close();
    }
}

struct World {
    error: Handle,
    response: Handle,
    request: Handle,
    client: Handle,
    config: Handle,
}

impl World {
    unsafe fn forget_error(&mut self) {
        unsafe {
            paysdk_error_status(self.error);
            paysdk_error_outcome(self.error);
            paysdk_error_free(self.error);
        }
        self.error = null_mut();
    }

    unsafe fn step(
        &mut self,
        provider: &str,
        call: u8,
        text: &CString,
        other: &CString,
        body: &[u8],
    ) {
        unsafe {
            self.forget_error();
            let (text, other) = (text.as_ptr(), other.as_ptr());
            match call % 9 {
                0 => drop(paysdk_config_set(self.config, text, other, &mut self.error)),
                1 => {
                    paysdk_client_free(self.client);
                    paysdk_client_new(self.config, &mut self.client, &mut self.error);
                }
                2 => {
                    paysdk_request_free(self.request);
                    paysdk_request_new(self.client, text, &mut self.request, &mut self.error);
                }
                3 => drop(paysdk_request_set(
                    self.request,
                    text,
                    other,
                    &mut self.error,
                )),
                4 => drop(paysdk_request_set_json(self.request, text, &mut self.error)),
                5 => {
                    paysdk_response_free(self.response);
                    let kind = CString::new(format!("{provider}.payment")).expect("no NUL");
                    let out = &mut self.response;
                    paysdk_notification_verify(
                        self.client,
                        kind.as_ptr(),
                        other,
                        body.as_ptr(),
                        body.len(),
                        out,
                        &mut self.error,
                    );
                }
                6 => drop(paysdk_notification_expect(
                    self.response,
                    text,
                    other,
                    &mut self.error,
                )),
                7 => {
                    let mut value = null();
                    paysdk_response_get(self.response, text, &mut value);
                    paysdk_response_json(self.response, &mut value);
                }
                _ => {
                    let (names, values) = ([text, other], [other, text]);
                    let (mut buffer, mut need) = ([0 as c_char; 40], 0);
                    let scheme = CString::new(provider).expect("no NUL");
                    paysdk_sign(
                        self.client,
                        scheme.as_ptr(),
                        names.as_ptr(),
                        values.as_ptr(),
                        2,
                        buffer.as_mut_ptr(),
                        usize::from(call).min(40),
                        &mut need,
                        &mut self.error,
                    );
                }
            }
        }
    }

    unsafe fn close(&mut self) {
        unsafe {
            self.forget_error();
            paysdk_response_free(self.response);
            paysdk_request_free(self.request);
            paysdk_client_free(self.client);
            paysdk_config_free(self.config);
        }
    }
}
