use std::ffi::c_void;

use crate::client::Client;
use crate::config::Config;
use crate::constants::paysdk_log_level::PAYSDK_LOG_OFF;
use crate::constants::paysdk_status::PAYSDK_ARGUMENT;
use crate::failure::Failure;
use crate::guard;
use crate::handles::{paysdk_client, paysdk_config};
use crate::logger::{Logger, paysdk_log_fn};
use crate::pointers::{ErrorOut, Exclusive, HandleOut, Owned, Shared, Text, UserData};
use crate::providers::Provider;
use crate::transport_callback::{TransportCallback, paysdk_transport_fn};

/// A configuration for a provider: "chaoying", "hicoin", "recharge_payout" or "dragonex". Free it with paysdk_config_free.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_config_new(
    provider: Text<'_>,
    out: HandleOut<'_, paysdk_config>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let out = out.cleared()?;
        let name = provider.utf8("provider")?;
        let provider =
            Provider::named(name).ok_or_else(|| Failure::unknown_name("provider", name))?;
        out.put(Config::new(provider));
        Ok(())
    })
}

/// Sets one key. The empty value takes a setting back. Values are copied, and wiped when the handle is freed.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_config_set(
    c: Exclusive<'_, paysdk_config>,
    key: Text<'_>,
    value: Text<'_>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let config = c.get()?;
        let charset = config.charset;
        let key = key.utf8("key")?;
        let set = value
            .value(key, charset)
            .and_then(|value| config.set(key, value));
        set.map_err(|failure| failure.in_charset(charset))
    })
}

/// Sends through a function of yours instead of the built-in HTTP client. NULL goes back to that.
///
/// userdata is handed to the function as it is. Both must last as long as the clients made of this configuration and their requests.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_config_set_transport(
    c: Exclusive<'_, paysdk_config>,
    r#fn: paysdk_transport_fn,
    userdata: *mut c_void,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let config = c.get()?;
        config.transport = r#fn.map(|function| TransportCallback::new(function, userdata));
        Ok(())
    })
}

/// Tells a function of yours about each call, up to a paysdk_log_level or, with a larger number, all there is.
/// NULL or level 0 goes back to silence.
///
/// userdata is handed to the function as it is. Both must last as long as the clients made of this configuration and their requests.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_config_set_logger(
    c: Exclusive<'_, paysdk_config>,
    r#fn: paysdk_log_fn,
    userdata: *mut c_void,
    max_level: i32,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let config = c.get()?;
        if max_level < PAYSDK_LOG_OFF as i32 {
            return Err(Failure::new(PAYSDK_ARGUMENT, "max_level is below 0"));
        }
        config.logger = r#fn.filter(|_| max_level > 0).map(|function| Logger {
            function,
            userdata: UserData(userdata),
            max_level,
            charset: config.charset,
        });
        Ok(())
    })
}

/// Frees a configuration. Clients made of it live on. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_config_free(c: Owned<paysdk_config>) {
    guard::value((), || c.free());
}

/// A client with these settings. It may be used by any number of threads at once. Free it with paysdk_client_free.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_client_new(
    c: Shared<'_, paysdk_config>,
    out: HandleOut<'_, paysdk_client>,
    err: ErrorOut<'_>,
) -> i32 {
    guard::status(err, || {
        let out = out.cleared()?;
        out.put(Client::new(c.get()?)?);
        Ok(())
    })
}

/// Frees a client, but not while another thread is in a function with it. Its requests live on. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn paysdk_client_free(c: Owned<paysdk_client>) {
    guard::value((), || c.free());
}
