//! The till of the examples, in C and C++, linked both ways, takes payments at the sandbox.

use std::fs;

use crate::support::compiler::{Build, Linked, program};
use crate::support::gateway::Gateway;
use crate::support::{built, here, scratch, tools};

fn runs_everywhere(compiler: &str, standard: &str, source: &str, orders: &str) {
    let scratch = scratch(orders);
    let gateway = Gateway::start();
    for linked in [Linked::Shared, Linked::Static] {
        let source = here().join("examples").join(source);
        let build = Build {
            compiler,
            arguments: &[standard],
            linked,
            library: &built(),
        };
        let Some(till) = build.compile(&[&source], &scratch) else {
            return;
        };
        let orders = format!("{orders}{linked:?}");
        gateway.till(&mut program(&till, &scratch), &orders, &scratch);
        gateway.two_tills([program(&till, &scratch), program(&till, &scratch)]);
        let mut lonely = program(&till, &scratch);
        let output = tools::output(lonely.env("PAYSDK_BASE_URL", "http://127.0.0.1:1"));
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && complaint.contains("nothing was sent"),
            "{complaint}"
        );
    }
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn in_c99_by_gcc() {
    runs_everywhere("gcc", "-std=c99", "till.c", "gcc");
}

#[test]
fn in_c99_by_clang() {
    runs_everywhere("clang", "-std=c99", "till.c", "clang");
}

#[test]
fn in_cpp17() {
    runs_everywhere("g++", "-std=c++17", "till.cpp", "cpp17");
}

#[test]
fn in_cpp11() {
    runs_everywhere("g++", "-std=c++11", "till.cpp", "cpp11");
}
