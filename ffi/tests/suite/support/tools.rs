//! Compilers, interpreters and checkers, found on PATH; missing ones are skipped aloud, or fail where all are required.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output};

/// The tool's path. Without it the test is to return, having said so; with PAYSDK_REQUIRE_ALL=1 it fails.
pub(crate) fn find(tool: &str) -> Option<PathBuf> {
    let found = env::var_os("PATH").and_then(|path| {
        env::split_paths(&path)
            .map(|folder| folder.join(tool))
            .find(|file| file.is_file())
    });
    if found.is_none() {
        missing(&format!("{tool} is not on PATH"));
    }
    found
}

/// Whether nothing may be skipped.
pub(crate) fn all_required() -> bool {
    env::var("PAYSDK_REQUIRE_ALL").as_deref() == Ok("1")
}

/// Says aloud that something is not tested here, or fails if everything must be.
pub(crate) fn missing(what: &str) {
    assert!(!all_required(), "PAYSDK_REQUIRE_ALL=1, but {what}");
    // Straight to the terminal, past the test harness, which keeps the output of tests that pass.
    let _ = std::fs::write("/dev/stderr", format!("SKIPPED: {what}\n"));
}

/// Runs a program that must succeed, and gives its output.
pub(crate) fn run(command: &mut Command) -> String {
    let output = output(command);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n--- stdout\n{out}\n--- stderr\n{err}",
        output.status
    );
    out
}

/// Runs a program and gives all that it said.
pub(crate) fn output(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"))
}

/// A command with arguments.
pub(crate) fn command<A: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    arguments: impl IntoIterator<Item = A>,
) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}
