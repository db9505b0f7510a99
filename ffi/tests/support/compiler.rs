//! Compiling C and C++ against the library, shared or static.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{built, here, library_folder, tools};

/// The warnings that the headers and examples must not cause.
pub(crate) const STRICT: &[&str] = &[
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
    "-Wshadow",
    "-Werror",
];

/// What the static library needs of the system.
const SYSTEM: &[&str] = &["-lpthread", "-ldl", "-lm", "-lgcc_s", "-lutil", "-lrt"];

/// How a program is linked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Linked {
    /// To `libpaysdk.so`.
    Shared,
    /// To `libpaysdk.a`.
    Static,
}

/// Compiles one source file with every warning an error; `None` if the compiler is missing.
pub(crate) fn compile(
    compiler: &str,
    arguments: &[&str],
    source: &Path,
    linked: Linked,
    scratch: &Path,
) -> Option<PathBuf> {
    let stem = source.file_stem()?.to_string_lossy();
    let program = scratch.join(format!(
        "{stem}-{compiler}-{linked:?}-{}",
        arguments.join("")
    ));
    let mut command = Command::new(tools::find(compiler)?);
    command
        .args(STRICT)
        .args(arguments)
        .arg("-I")
        .arg(here().join("include"))
        .arg(source)
        .arg("-o")
        .arg(&program);
    match linked {
        Linked::Shared => {
            let folder = library_folder(scratch);
            command
                .arg("-L")
                .arg(folder)
                .arg("-lpaysdk")
                .arg("-lpthread");
        }
        Linked::Static => {
            command.arg(built().join("libpaysdk.a")).args(SYSTEM);
        }
    }
    tools::run(&mut command);
    Some(program)
}

/// The program, ready to find the shared library.
pub(crate) fn program(path: &Path, scratch: &Path) -> Command {
    let mut command = Command::new(path);
    command.env("LD_LIBRARY_PATH", library_folder(scratch));
    command
}
