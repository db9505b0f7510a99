//! The boundary under abuse: NULLs, wrong handles, texts that are none, panics, threads, fork, signals, leaks.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::support;
use crate::support::compiler::{self, Build, Linked};
use crate::support::gateway::Gateway;
use crate::support::{calls, here, scratch, tools, vectors};

/// How many payments the checkers watch: all where all is required, fewer at a desk.
fn watched_cycles(otherwise: &'static str) -> &'static str {
    if tools::all_required() {
        "100000"
    } else {
        otherwise
    }
}

fn own(name: &str) -> PathBuf {
    here().join("tests/c").join(name)
}

fn written(scratch: &Path, name: &str, text: &str) -> PathBuf {
    let path = scratch.join(name);
    fs::write(&path, text).expect("the source can be written");
    path
}

/// Compiles by gcc as C99 against the shared library.
fn built(sources: &[&Path], flags: &[&str], scratch: &Path) -> Option<Command> {
    let include = format!("-I{}", here().join("tests/c").display());
    let mut arguments = vec!["-std=c99", &include];
    arguments.extend_from_slice(flags);
    let build = Build {
        compiler: "gcc",
        arguments: &arguments,
        linked: Linked::Shared,
        library: &support::built(),
    };
    let program = build.compile(sources, scratch)?;
    Some(compiler::program(&program, scratch))
}

#[test]
fn null_is_an_argument_error_wherever_it_is_not_allowed() {
    let scratch = scratch("null");
    let source = written(&scratch, "null.c", &calls::null_sweep());
    if let Some(mut sweep) = built(&[&source], &[], &scratch) {
        assert_eq!(tools::run(&mut sweep), "ok\n");
    }
}

#[test]
fn wrong_handles_texts_and_values_are_refused_by_name() {
    let scratch = scratch("handles");
    if let Some(mut handles) = built(&[&own("handles.c")], &[], &scratch) {
        assert_eq!(tools::run(&mut handles), "ok\n");
    }
}

#[test]
fn freed_handles_are_seen() {
    let scratch = scratch("freed");
    if let Some(mut freed) = built(&[&own("freed.c")], &[], &scratch) {
        assert_eq!(tools::run(&mut freed), "ok\n");
    }
}

#[test]
fn keys_leave_no_copy_behind() {
    let scratch = scratch("wiped");
    if let Some(mut wiped) = built(&[&own("wiped.c")], &[], &scratch) {
        assert_eq!(tools::run(&mut wiped), "ok\n");
    }
}

#[test]
fn the_signing_vectors_pass_through_c() {
    let scratch = scratch("vectors");
    let (text, count) = vectors::program();
    let table = written(&scratch, "table.c", &text);
    if let Some(mut vectors) = built(&[&own("vectors.c"), &table], &[], &scratch) {
        assert_eq!(tools::run(&mut vectors), format!("{count}\n"));
    }
}

#[test]
fn the_cpp_wrapper_works_without_exceptions() {
    let scratch = scratch("no-exceptions");
    for compiler in ["g++", "clang++"] {
        let build = Build {
            compiler,
            arguments: &["-std=c++11", "-fno-exceptions", "-DPAYSDK_NO_EXCEPTIONS"],
            linked: Linked::Shared,
            library: &support::built(),
        };
        if let Some(program) = build.compile(&[&own("no_exceptions.cpp")], &scratch) {
            let mut program = compiler::program(&program, &scratch);
            assert_eq!(tools::run(&mut program), "ok\n", "{compiler}");
        }
    }
}

#[test]
fn a_field_of_another_operation_does_not_compile() {
    let scratch = scratch("typed-names");
    let wrong = "#include \"paysdk.hpp\"\nvoid wrong(paysdk::request<paysdk::chaoying::pay> &r)\n\
                 {\n    (void)r.try_set(paysdk::chaoying::refund::in::refund_fee(), 1);\n}\n";
    let source = written(&scratch, "wrong.cpp", wrong);
    let Some(compiler) = tools::find("g++") else {
        return;
    };
    let mut command = tools::command(compiler, ["-std=c++11", "-fsyntax-only", "-I"]);
    let output = tools::output(command.arg(here().join("include")).arg(source));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("no matching function"),
        "{said}"
    );
}

/// A server that resets each connection once it has read the beginning of a request.
fn resetting() -> String {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
    let address = socket.local_addr().expect("it has an address");
    thread::spawn(move || {
        for caller in socket.incoming().flatten() {
            let mut caller = caller;
            // Closing with unread bytes resets the connection.
            let _ = caller.read(&mut [0; 64]);
        }
    });
    format!("http://{address}")
}

#[test]
fn threads_forks_signals_and_locales_change_nothing() {
    let scratch = scratch("process");
    let gateway = Gateway::start();
    if let Some(mut process) = built(&[&own("process.c")], &["-pthread"], &scratch) {
        process.args([gateway.server().base_url(), &resetting()]);
        assert_eq!(tools::run(&mut process), "ok\n");
        let paid = 16 * 8 + 1 + 4;
        assert!(gateway.server().money_requests() > paid);
    }
}

fn under_valgrind(program: &Command) -> Option<Command> {
    let mut command = tools::command(
        tools::find("valgrind")?,
        [
            "--quiet",
            "--leak-check=full",
            "--show-leak-kinds=definite",
            "--errors-for-leak-kinds=definite",
            "--error-exitcode=9",
        ],
    );
    command
        .arg(program.get_program())
        .env("RUST_BACKTRACE", "0");
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    Some(command)
}

#[test]
fn valgrind_finds_nothing_in_many_cycles() {
    let scratch = scratch("valgrind-cycles");
    let Some(cycles) = built(&[&own("cycles.c")], &["-g"], &scratch) else {
        return;
    };
    let Some(mut watched) = under_valgrind(&cycles) else {
        return;
    };
    let count = watched_cycles("2000");
    let said = tools::run(watched.arg(count));
    assert_eq!(said, format!("{count} cycles\n"));
}

#[test]
fn valgrind_finds_nothing_in_the_till() {
    let scratch = scratch("valgrind-till");
    let till = here().join("examples/till.c");
    let Some(till) = built(&[&till], &["-g"], &scratch) else {
        return;
    };
    let Some(mut watched) = under_valgrind(&till) else {
        return;
    };
    Gateway::start().till(&mut watched, "valgrind", &scratch);
}

/// The sanitizers, and whether they are really on is shown by a program with a known fault.
const SANITIZED: &[&str] = &[
    "-g",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
    "-fno-omit-frame-pointer",
];

#[test]
fn the_sanitizers_find_a_known_fault() {
    let scratch = scratch("sanitizer-alarm");
    let faulty = "#include \"check.h\"\nint main(void)\n{\n    paysdk_config *config = new_config(\"http://127.0.0.1:1\");\n    \
                  paysdk_config_free(config);\n    return *(const char *)config;\n}\n";
    let source = written(&scratch, "faulty.c", faulty);
    if let Some(mut faulty) = built(&[&source], SANITIZED, &scratch) {
        let output = tools::output(&mut faulty);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && said.contains("heap-use-after-free"),
            "{said}"
        );
    }
}

#[test]
fn the_sanitizers_find_nothing_in_many_cycles() {
    let scratch = scratch("sanitized-cycles");
    if let Some(mut cycles) = built(&[&own("cycles.c")], SANITIZED, &scratch) {
        assert_eq!(tools::run(cycles.arg("100000")), "100000 cycles\n");
    }
}

#[test]
fn the_sanitizers_find_nothing_in_the_till_and_the_sweeps() {
    let scratch = scratch("sanitized-till");
    let till = here().join("examples/till.c");
    let Some(mut till) = built(&[&till], SANITIZED, &scratch) else {
        return;
    };
    Gateway::start().till(&mut till, "sanitized", &scratch);
    let source = written(&scratch, "null.c", &calls::null_sweep());
    for source in [source, own("handles.c")] {
        if let Some(mut sweep) = built(&[&source], SANITIZED, &scratch) {
            assert_eq!(tools::run(&mut sweep), "ok\n");
        }
    }
}
