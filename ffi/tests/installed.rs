//! After `install.sh`, programs outside this tree find the library by pkg-config and by CMake.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::gateway::Gateway;
use support::{built, here, scratch, tools};

/// Installs what this test was built with, under a DESTDIR as a packager does, then moves it to its place.
fn installed(scratch: &Path) -> PathBuf {
    let prefix = scratch.join("prefix");
    let destination = scratch.join("destination");
    tools::run(
        Command::new(here().join("install.sh"))
            .env("PREFIX", &prefix)
            .env("DESTDIR", &destination)
            .env("BUILT", built()),
    );
    assert!(!prefix.exists(), "nothing may be written outside DESTDIR");
    let inside = destination.join(prefix.strip_prefix("/").expect("it is absolute"));
    fs::rename(inside, &prefix).expect("it can be moved");
    prefix
}

fn copied(name: &str, scratch: &Path) -> PathBuf {
    let folder = scratch.join("outside");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let file = folder.join(name);
    fs::copy(here().join("examples").join(name), &file).expect("the example can be copied");
    file
}

#[test]
fn a_c_program_builds_by_pkg_config_and_runs() {
    let scratch = scratch("installed-pkg-config");
    let prefix = installed(&scratch);
    let till = copied("till.c", &scratch);
    let (Some(_), Some(_)) = (tools::find("cc"), tools::find("pkg-config")) else {
        return;
    };
    let gateway = Gateway::start();
    for (linked, line) in [
        (
            "pkgshared",
            "cc till.c $(pkg-config --cflags --libs paysdk) -o till",
        ),
        (
            "pkgstatic",
            "cc till.c $(pkg-config --cflags paysdk) $(pkg-config --variable=libdir paysdk)/libpaysdk.a \
             $(pkg-config --libs-only-l --static paysdk | sed s/-lpaysdk//) -o till",
        ),
    ] {
        let folder = till.parent().expect("it lies in a folder");
        tools::run(
            Command::new("sh")
                .args(["-c", line])
                .current_dir(folder)
                .env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig")),
        );
        let mut program = Command::new(folder.join("till"));
        if linked == "pkgshared" {
            program.env("LD_LIBRARY_PATH", prefix.join("lib"));
        }
        gateway.till(&mut program, linked, &scratch);
    }
}

const CMAKE: &str = "cmake_minimum_required(VERSION 3.13)\n\
    project(till C CXX)\n\
    find_package(paysdk 0.1 REQUIRED)\n\
    set(CMAKE_CXX_STANDARD 17)\n\
    add_executable(shared till.cpp)\n\
    target_link_libraries(shared paysdk::paysdk)\n\
    add_executable(static till.c)\n\
    target_link_libraries(static paysdk::static)\n";

#[test]
fn a_cmake_project_finds_it_shared_and_static() {
    let scratch = scratch("installed-cmake");
    let prefix = installed(&scratch);
    copied("till.c", &scratch);
    let folder = copied("till.cpp", &scratch);
    let folder = folder.parent().expect("it lies in a folder");
    let Some(cmake) = tools::find("cmake") else {
        return;
    };
    fs::write(folder.join("CMakeLists.txt"), CMAKE).expect("the project can be written");
    tools::run(
        Command::new(&cmake)
            .args(["-S", ".", "-B", "build"])
            .arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display()))
            .current_dir(folder),
    );
    tools::run(
        Command::new(&cmake)
            .args(["--build", "build"])
            .current_dir(folder),
    );
    let gateway = Gateway::start();
    for kind in ["shared", "static"] {
        let mut program = Command::new(folder.join("build").join(kind));
        gateway.till(&mut program, &format!("cmake{kind}"), &scratch);
    }
}
