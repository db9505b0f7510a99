//! The headers that are checked in are those that the source gives, and the library exports what they declare.

mod header;
mod support;

use std::{env, fs};

use support::tools;

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
