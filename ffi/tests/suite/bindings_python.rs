//! The Python binding: its own tests, and the till in Python, at the sandbox.

use std::fs;
use std::process::Command;

use crate::bindings::providers::Providers;
use crate::bindings::{
    binding, first_program, names, own_tests, told, with_everything, with_library,
};
use crate::support::gateway::Gateway;
use crate::support::{here, scratch, tools};

fn python() -> Option<Command> {
    let mut python = Command::new(tools::find("python3")?);
    python
        .args(["-W", "error"])
        .env("PYTHONPATH", binding("python/src"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8");
    Some(python)
}

#[test]
fn the_till_takes_payments() {
    let Some(mut python) = python() else { return };
    let scratch = scratch("python");
    python.arg(here().join("examples/till.py"));
    Gateway::start().till(&mut with_library(python), "python", &scratch);
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn two_tills_at_once_number_their_orders_differently() {
    let Some(python) = python() else { return };
    let tills = [python, self::python().expect("it was there")];
    Gateway::start().two_tills(tills.map(|mut till| {
        till.arg(here().join("examples/till.py"));
        with_library(till)
    }));
}

#[test]
fn the_first_program_of_each_readme_takes_a_payment() {
    let scratch = scratch("python-readme");
    for readme in ["python/README.md", "python/README.zh-CN.md"] {
        let Some(mut python) = python() else { return };
        let program = first_program(readme, "python", "agent_key=key", ", allow_http=True");
        let before = "import os\nurl, number, key = (os.environ[f'PAYSDK_{n}'] for n in ('BASE_URL', 'AGENT_ID', 'AGENT_KEY'))\n\
                      code = '130000000000000000'\n";
        let file = scratch.join("readme.py");
        fs::write(&file, format!("{before}{program}")).expect("it can be written");
        python.arg(file);
        let gateway = Gateway::start();
        gateway.first_program(&mut told(python, &gateway));
    }
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn its_own_tests_pass() {
    let Some(mut python) = python() else { return };
    let scratch = scratch("pytests");
    python
        .args(["-m", "unittest", "discover", "-s"])
        .arg(binding("python/tests"));
    let providers = Providers::start();
    let command = with_everything(python, &providers, &scratch);
    own_tests(command, &Gateway::start(), "pytests", 47);
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn its_constants_are_those_of_the_header() {
    names::python();
}

#[test]
fn the_package_has_the_version_of_the_library() {
    let project = fs::read_to_string(binding("python/pyproject.toml")).expect("the project");
    let own = format!("\nversion = \"{}\"\n", env!("CARGO_PKG_VERSION"));
    assert!(project.contains(&own), "pyproject.toml has another version");
}
