//! `paysdk.hpp` at work: what its failures say about the money, texts that C cannot hold, and units compiled differently.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support;
use crate::support::compiler::{self, Build, Linked};
use crate::support::gateway::Gateway;
use crate::support::{here, scratch, tools};
use sandbox::chaoying::Config;

fn own(name: &str) -> PathBuf {
    here().join("tests/c").join(name)
}

/// Compiles a program of these sources, linked in this order, by both compilers, and runs it.
fn runs(name: &str, sources: &[&str]) {
    let scratch = scratch(name);
    let sources: Vec<PathBuf> = sources.iter().map(|source| own(source)).collect();
    let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
    for compiler in ["g++", "clang++"] {
        let build = Build {
            compiler,
            arguments: &["-std=c++11"],
            linked: Linked::Shared,
            library: &support::built(),
        };
        if let Some(program) = build.compile(&sources, &scratch) {
            let mut program = compiler::program(&program, &scratch);
            assert_eq!(tools::run(&mut program), "ok\n", "{name}, {compiler}");
        }
    }
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn an_answer_that_cannot_be_read_never_says_that_nothing_was_sent() {
    runs("unread", &["unread.cpp"]);
}

#[test]
fn a_text_with_a_nul_inside_is_refused_by_the_name_of_its_argument() {
    runs("nul", &["nul.cpp"]);
}

/// As the header's first lines tell it, but for the gateway's address.
#[test]
fn the_program_in_the_header_takes_a_payment() {
    let scratch = scratch("hpp-program");
    let header = fs::read_to_string(here().join("include/paysdk.hpp")).expect("the header");
    let program: Vec<&str> = header
        .lines()
        .filter_map(|line| line.strip_prefix(" *     "))
        .collect();
    let gateway = Gateway::start();
    let open = ".set(PAYSDK_KEY_AGENT_KEY, key)";
    let program = program.join("\n");
    assert_eq!(program.matches(open).count(), 1);
    let program = program
        .replace(open, &format!("{open}.set(PAYSDK_KEY_ALLOW_HTTP, \"1\")"))
        .replace("https://pay.example", &gateway.base_url());
    let source = scratch.join("program.cpp");
    let text = format!(
        "#include <cstdio>\n#include \"paysdk.hpp\"\nint main() {{\n\
         const std::string id = \"{}\", key = \"{}\", code = \"130000000000000000\";\n\
         {program}\nstd::puts(number.c_str());\nreturn 0;\n}}\n",
        Config::default().agent_id,
        Config::DEFAULT_KEY
    );
    fs::write(&source, text).expect("the source can be written");
    let build = Build {
        compiler: "g++",
        arguments: &["-std=c++11"],
        linked: Linked::Shared,
        library: &support::built(),
    };
    if let Some(program) = build.compile(&[&source], &scratch) {
        gateway.first_program(&mut compiler::program(&program, &scratch));
    }
    let _ = fs::remove_dir_all(scratch);
}

/// The linker keeps one of each inline function that both units have, by the order in which it sees them.
#[test]
fn units_with_and_without_exceptions_keep_their_own_behaviour_in_any_order() {
    runs(
        "mixed-throwing-first",
        &["with_exceptions.cpp", "without_exceptions.cpp"],
    );
    runs(
        "mixed-throwing-last",
        &["without_exceptions.cpp", "with_exceptions.cpp"],
    );
}
