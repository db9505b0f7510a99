//! The headers that are checked in are those that the source gives, and the library exports what they declare.

use std::{env, fs};

use crate::header;
use crate::support;
use crate::support::tools;

/// Compares with the file, or writes it where PAYSDK_BLESS=1 asks for that.
fn same_as_file(file: &str, text: &str) {
    let path = support::here().join(file);
    if env::var("PAYSDK_BLESS").as_deref() == Ok("1") {
        fs::write(&path, text).expect("the file can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "{file} is not what the source gives; run with PAYSDK_BLESS=1 and look at the difference"
    );
}

#[test]
fn the_header_is_that_of_the_source() {
    same_as_file("include/paysdk.h", &header::c::full());
}

#[test]
fn the_header_without_preprocessor_is_that_of_the_source() {
    let text = header::c::bare();
    assert!(!text.lines().any(|line| line.trim_start().starts_with('#')));
    same_as_file("include/paysdk.ffi.h", &text);
}

#[test]
fn the_typed_names_are_those_of_the_operations() {
    same_as_file("include/paysdk_names.hpp", &header::cpp::names());
}

/// The functions that a header declares, by the name before each parameter list.
fn declared(header: &str) -> Vec<String> {
    let mut names: Vec<String> = header
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '('))
        .filter_map(|word| word.split_once('(').map(|(name, _)| name))
        .filter(|name| name.starts_with("paysdk_") && !name.ends_with("_fn"))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn the_library_exports_what_is_listed_and_the_header_declares_it() {
    let declared = declared(&header::c::bare());
    let listed = declared.join("\n") + "\n";
    same_as_file("symbols.txt", &listed);
    let Some(nm) = tools::find("nm") else { return };
    let library = support::built().join("libpaysdk.so");
    let symbols = tools::run(tools::command(nm, ["-D", "--defined-only"]).arg(library));
    let mut exported: Vec<&str> = symbols
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .collect();
    exported.sort_unstable();
    let listed: Vec<&str> = listed.lines().collect();
    assert_eq!(exported, listed, "nm -D and symbols.txt differ");
}

#[test]
fn the_soname_is_set() {
    let Some(readelf) = tools::find("readelf") else {
        return;
    };
    let library = support::built().join("libpaysdk.so");
    let dynamic = tools::run(tools::command(readelf, ["-d"]).arg(library));
    assert!(dynamic.contains("[libpaysdk.so.0]"), "{dynamic}");
}

#[test]
fn the_examples_of_the_readmes_compile_without_a_warning() {
    let Some(gcc) = tools::find("gcc") else {
        return;
    };
    let scratch = support::scratch("readme");
    for readme in ["README.md", "README.zh-CN.md"] {
        let text = fs::read_to_string(support::here().join(readme)).expect("it is there");
        let example = text.split("```c\n").nth(1);
        let example = example.and_then(|rest| rest.split("```").next());
        let source = scratch.join("readme.c");
        fs::write(&source, example.expect("an example in C")).expect("it can be written");
        let mut command = tools::command(&gcc, ["-std=c99", "-fsyntax-only", "-I"]);
        command.arg(support::here().join("include"));
        tools::run(command.args(support::compiler::STRICT).arg(&source));
    }
}

/// The statuses, outcomes and levels that a README tells are those of the header.
#[test]
fn the_readmes_tell_every_status_of_the_header() {
    let header = header::c::bare();
    let statuses: Vec<(&str, &str)> = header
        .lines()
        .skip_while(|line| !line.starts_with("typedef enum paysdk_status"))
        .take_while(|line| !line.starts_with('}'))
        .filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "))
        .collect();
    assert!(statuses.len() > 15);
    for readme in ["README.md", "README.zh-CN.md"] {
        let text = fs::read_to_string(support::here().join(readme)).expect("it is there");
        for (name, number) in &statuses {
            let name = name.trim_start_matches("PAYSDK_");
            let number = number.replace('-', "−");
            let told = |line: &str| line.contains(name) && line.contains(&number);
            assert!(
                *number == *"0" || text.lines().any(told),
                "{readme}: {name} {number}"
            );
        }
    }
}
