//! The functions of `paysdk.ffi.h`, taken apart.

use std::fs;

use super::here;

/// A function as the header declares it.
#[derive(Clone, Debug)]
pub(crate) struct Prototype {
    /// What it returns, such as `int32_t`.
    pub(crate) returns: String,
    /// Its name.
    pub(crate) name: String,
    /// Its parameters.
    pub(crate) parameters: Vec<Parameter>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// Its type, such as `const char *`.
    pub(crate) kind: String,
    /// Its name.
    pub(crate) name: String,
}

impl Parameter {
    /// Whether NULL can be given for it.
    pub(crate) fn is_pointer(&self) -> bool {
        self.kind.contains('*') || self.kind.ends_with("_fn ")
    }
}

/// All of them, in the header's order.
pub(crate) fn all() -> Vec<Prototype> {
    let header = fs::read_to_string(here().join("include/paysdk.ffi.h")).expect("the header");
    let all: Vec<Prototype> = header.split(';').filter_map(one).collect();
    let listed = fs::read_to_string(here().join("symbols.txt")).expect("the symbols");
    let mut names: Vec<&str> = all.iter().map(|function| &*function.name).collect();
    names.sort_unstable();
    assert!(
        names.iter().copied().eq(listed.lines()),
        "every exported function must be found in the header"
    );
    all
}

fn one(statement: &str) -> Option<Prototype> {
    let statement: Vec<&str> = statement.split_whitespace().collect();
    let statement = statement.join(" ");
    // A comment may stand before the first.
    let statement = statement.rsplit("*/ ").next()?;
    if statement.starts_with("typedef") || statement.starts_with('}') {
        return None;
    }
    let (head, parameters) = statement.strip_suffix(')')?.split_once('(')?;
    let Parameter { kind, name } = split(head);
    let parameters = parameters.split(", ").filter(|text| *text != "void");
    Some(Prototype {
        returns: kind,
        name,
        parameters: parameters.map(split).collect(),
    })
}

/// `const char **name` into type and name.
fn split(text: &str) -> Parameter {
    let start = text
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .map_or(0, |at| at + 1);
    Parameter {
        kind: text[..start].to_owned(),
        name: text[start..].to_owned(),
    }
}
