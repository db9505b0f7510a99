//! After `install.sh`, programs outside this tree find the library by pkg-config and by CMake.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::gateway::Gateway;
use crate::support::{built, here, scratch, tools};

/// Where libraries can go, from the prefix, and whether the prefix can be moved with them.
const LAYOUTS: [(&str, bool); 3] = [
    ("lib", true),
    ("lib/x86_64-linux-gnu", true),
    ("../libraries", false),
];

/// Installs what this test was built with, under a DESTDIR as a packager does, then moves it to its place. Gives the prefix.
fn installed(scratch: &Path, libdir: &str) -> PathBuf {
    let prefix = scratch.join("prefix");
    let destination = scratch.join("destination");
    tools::run(
        Command::new(here().join("install.sh"))
            .env("PREFIX", &prefix)
            .env("LIBDIR", prefix.join(libdir))
            .env("DESTDIR", &destination)
            .env("BUILT", built()),
    );
    let inside = destination.join(scratch.strip_prefix("/").expect("it is absolute"));
    for folder in ["prefix", "libraries"] {
        let place = scratch.join(folder);
        assert!(!place.exists(), "nothing may be written outside DESTDIR");
        if inside.join(folder).exists() {
            fs::rename(inside.join(folder), place).expect("it can be moved");
        }
    }
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
    let (Some(_), Some(_)) = (tools::find("cc"), tools::find("pkg-config")) else {
        return;
    };
    let gateway = Gateway::start();
    for (layout, (libdir, _)) in LAYOUTS.into_iter().enumerate() {
        let scratch = scratch(&format!("installed-pkg-config-{layout}"));
        let libdir = installed(&scratch, libdir).join(libdir);
        let till = copied("till.c", &scratch);
        let folder = till.parent().expect("it lies in a folder");
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
            tools::run(
                Command::new("sh")
                    .args(["-c", line])
                    .current_dir(folder)
                    .env("PKG_CONFIG_PATH", libdir.join("pkgconfig")),
            );
            let mut program = Command::new(folder.join("till"));
            if linked == "pkgshared" {
                program.env("LD_LIBRARY_PATH", &libdir);
            }
            gateway.till(&mut program, &format!("{linked}{layout}"), &scratch);
        }
    }
}

/// The installed files name the prefix, which must mean the same wherever they are read.
#[test]
fn a_relative_prefix_is_refused() {
    let scratch = scratch("installed-relative");
    let mut install = Command::new(here().join("install.sh"));
    install
        .env("PREFIX", "prefix")
        .env("BUILT", built())
        .current_dir(&scratch);
    let output = tools::output(&mut install);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("PREFIX must be an absolute path"), "{said}");
    let written = fs::read_dir(&scratch).expect("the folder is there").count();
    assert_eq!(written, 0, "and nothing may be written");
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
    let Some(cmake) = tools::find("cmake") else {
        return;
    };
    let gateway = Gateway::start();
    for (layout, (libdir, movable)) in LAYOUTS.into_iter().enumerate() {
        let scratch = scratch(&format!("installed-cmake-{layout}"));
        let mut prefix = installed(&scratch, libdir);
        if movable {
            let moved = scratch.join("moved");
            fs::rename(&prefix, &moved).expect("it can be moved");
            prefix = moved;
        }
        copied("till.c", &scratch);
        let folder = copied("till.cpp", &scratch);
        let folder = folder.parent().expect("it lies in a folder");
        fs::write(folder.join("CMakeLists.txt"), CMAKE).expect("the project can be written");
        // Of the other folders CMake searches some by itself, but other ones on other machines.
        let found_by = match libdir {
            "lib" => format!("-DCMAKE_PREFIX_PATH={}", prefix.display()),
            _ => format!(
                "-Dpaysdk_DIR={}/cmake/paysdk",
                prefix.join(libdir).display()
            ),
        };
        tools::run(
            Command::new(&cmake)
                .args(["-S", ".", "-B", "build"])
                .arg(found_by)
                .current_dir(folder),
        );
        tools::run(
            Command::new(&cmake)
                .args(["--build", "build"])
                .current_dir(folder),
        );
        for kind in ["shared", "static"] {
            let mut program = Command::new(folder.join("build").join(kind));
            gateway.till(&mut program, &format!("cmake{kind}{layout}"), &scratch);
        }
    }
}
