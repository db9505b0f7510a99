//! The library with less in it: without its HTTP client, and with panics to order, it needs a callback, and no panic gets out;
//! without three of the providers it knows the fourth.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::support::compiler::{self, Build, Linked};
use crate::support::{calls, here, scratch, tools};

/// Builds the library once more, without its default features; all providers, or some.
fn build(providers: &str) -> PathBuf {
    // One after the other, in one folder: what the library stands on is built once.
    static BUILDING: Mutex<()> = Mutex::new(());
    let _building = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("without-http");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(here())
        .args([
            "build",
            "--quiet",
            "--lib",
            "--no-default-features",
            "--features",
            "forced-panic",
        ])
        .env("PAYSDK_PROVIDERS", providers)
        .arg("--target-dir")
        .arg(&target);
    tools::run(&mut command);
    let built = scratch(&format!("built-{providers}"));
    let library = target.join("debug/libpaysdk.so");
    std::fs::copy(library, built.join("libpaysdk.so")).expect("the library can be copied");
    built
}

#[test]
fn panics_stay_inside_and_payments_go_through_the_callback() {
    let library = build("");
    let scratch = scratch("without-http");
    let include = format!("-I{}", here().join("tests/c").display());
    let panics = scratch.join("panics.c");
    std::fs::write(&panics, calls::panics()).expect("the source can be written");
    let only_callback = scratch.join("only_callback.c");
    std::fs::write(&only_callback, ONLY_CALLBACK).expect("the source can be written");
    let cycles = here().join("tests/c/cycles.c");
    for (source, said) in [
        (panics, "ok\n"),
        (only_callback, "ok\n"),
        (cycles, "1000 cycles\n"),
    ] {
        let build = Build {
            compiler: "gcc",
            arguments: &["-std=c99", &include],
            linked: Linked::Shared,
            library: &library,
        };
        let Some(program) = build.compile(&[&source], &scratch) else {
            return;
        };
        let mut program = compiler::program(&program, &scratch);
        let output = tools::output(&mut program);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{complaint}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), said);
        assert!(
            !complaint.contains("forced by a test"),
            "a panic's text may hold a value, so only its place is told: {complaint}"
        );
    }
}

#[test]
fn a_library_of_one_provider_knows_no_other() {
    let library = build("recharge_payout");
    let scratch = scratch("one-provider");
    let include = format!("-I{}", here().join("tests/c").display());
    let source = scratch.join("one_provider.c");
    std::fs::write(&source, ONE_PROVIDER).expect("the source can be written");
    let build = Build {
        compiler: "gcc",
        arguments: &["-std=c99", &include],
        linked: Linked::Shared,
        library: &library,
    };
    if let Some(program) = build.compile(&[&source], &scratch) {
        assert_eq!(
            tools::run(&mut compiler::program(&program, &scratch)),
            "ok\n"
        );
    }
}

const ONE_PROVIDER: &str = r#"#include "check.h"

int main(void)
{
    paysdk_config *config = NULL;
    const char *name = NULL;
    size_t count = 0;
    CHECK_STATUS(PAYSDK_OK, paysdk_operation_count(&count));
    CHECK(count == 5);
    while (count-- > 0) {
        CHECK_STATUS(PAYSDK_OK, paysdk_operation_at(count, &name));
        CHECK(strncmp(name, "recharge_payout.", 16) == 0);
    }
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_config_new("chaoying", &config, NULL));
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_notification_ack("dragonex.payment", 1, &name));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_new("recharge_payout", &config, NULL));
    paysdk_config_free(config);
    puts("ok");
    return 0;
}
"#;

const ONLY_CALLBACK: &str = r#"#include "check.h"

int main(void)
{
    paysdk_config *config = new_config("http://127.0.0.1:1");
    paysdk_client *client = NULL;
    paysdk_error *err = NULL;
    CHECK_STATUS(PAYSDK_CONFIG, paysdk_client_new(config, &client, &err));
    CHECK(strcmp(paysdk_error_text(err, PAYSDK_TEXT_FIELD), "transport") == 0);
    paysdk_error_free(err);
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(config, paying_gateway, &client, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_client_new(config, &client, &err));
    paysdk_client_free(client);
    paysdk_config_free(config);
    puts("ok");
    return 0;
}
"#;
