//! The PHP binding: its own tests, and the till in PHP, at the sandbox.

use std::fs;
use std::process::Command;

use crate::bindings::providers::Providers;
use crate::bindings::{
    binding, first_program, names, own_tests, told, with_everything, with_library,
};
use crate::support::gateway::Gateway;
use crate::support::{here, scratch, tools};

/// PHP with these modules, as a command line has it.
fn php(needed: &[&str]) -> Option<Command> {
    let php = tools::find("php")?;
    let modules = tools::run(Command::new(&php).arg("-m"));
    for needed in needed {
        if !modules.lines().any(|module| module == *needed) {
            tools::missing(&format!("this PHP has no {needed}"));
            return None;
        }
    }
    let mut command = Command::new(php);
    command.args(["-d", "display_errors=stderr", "-d", "error_reporting=-1"]);
    // Stack traces as a developer's machine has them, with the arguments of every call.
    command.args(["-d", "zend.exception_ignore_args=0"]);
    Some(command)
}

#[test]
fn the_till_takes_payments() {
    let Some(mut php) = php(&["FFI"]) else { return };
    let scratch = scratch("php");
    php.arg(here().join("examples/till.php"));
    Gateway::start().till(&mut with_library(php), "php", &scratch);
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn two_tills_at_once_number_their_orders_differently() {
    let Some(php) = php(&["FFI"]) else { return };
    let tills = [php, self::php(&["FFI"]).expect("it was there")];
    Gateway::start().two_tills(tills.map(|mut till| {
        till.arg(here().join("examples/till.php"));
        with_library(till)
    }));
}

#[test]
fn the_first_program_of_each_readme_takes_a_payment() {
    let scratch = scratch("php-readme");
    for readme in ["php/README.md", "php/README.zh-CN.md"] {
        let Some(mut php) = php(&["FFI"]) else { return };
        let more = ", 'allow_http' => true";
        let program = first_program(readme, "php", "'agent_key' => $key", more);
        let before = format!(
            "<?php\nrequire '{}';\n[$url, $number, $key] = array_map(fn ($n) => getenv(\"PAYSDK_$n\"), ['BASE_URL', 'AGENT_ID', 'AGENT_KEY']);\n\
             $code = '130000000000000000';\n",
            binding("php/autoload.php").display()
        );
        let file = scratch.join("readme.php");
        fs::write(&file, before + &program).expect("it can be written");
        php.arg(file);
        let gateway = Gateway::start();
        gateway.first_program(&mut told(php, &gateway));
    }
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn its_own_tests_pass() {
    let Some(mut php) = php(&["FFI"]) else { return };
    let scratch = scratch("phptests");
    php.arg(binding("php/tests/run.php"));
    let providers = Providers::start();
    let command = with_everything(php, &providers, &scratch);
    own_tests(command, &Gateway::start(), "phptests", 51);
    let _ = fs::remove_dir_all(scratch);
}

/// As FPM would be set up. The built-in server is held to the same rules, which those of the command line are not.
#[test]
fn the_till_works_where_only_preloaded_code_may_use_ffi() {
    for how in [&[][..], &["once"]] {
        let Some(mut php) = php(&["FFI", "Zend OPcache"]) else {
            return;
        };
        let scratch = scratch(&format!("served{}", how.concat()));
        php.arg(binding("php/tests/served.php")).args(how);
        let orders = format!("served{}", how.concat());
        Gateway::start().till(&mut with_library(php), &orders, &scratch);
        let _ = fs::remove_dir_all(scratch);
    }
}

#[test]
fn its_constants_are_those_of_the_header() {
    names::php();
}
