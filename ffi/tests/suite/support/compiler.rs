//! Compiling C and C++ against the library, shared or static.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{here, library_folder, tools};

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

/// How a program is to be built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Build<'a> {
    /// The compiler's name on PATH.
    pub(crate) compiler: &'a str,
    /// Its arguments beside the warnings.
    pub(crate) arguments: &'a [&'a str],
    /// To which library.
    pub(crate) linked: Linked,
    /// The folder in which cargo left both.
    pub(crate) library: &'a Path,
}

impl Build<'_> {
    /// Compiles with every warning an error; `None` if the compiler is missing.
    pub(crate) fn compile(&self, sources: &[&Path], scratch: &Path) -> Option<PathBuf> {
        let stem = sources.first()?.file_stem()?.to_string_lossy();
        let program = scratch.join(format!("{stem}-{}-{:?}", self.compiler, self.linked));
        let mut command = Command::new(tools::find(self.compiler)?);
        command
            .args(STRICT)
            .args(self.arguments)
            .arg("-I")
            .arg(here().join("include"))
            .args(sources)
            .arg("-o")
            .arg(&program);
        match self.linked {
            Linked::Shared => {
                let folder = library_folder(self.library, scratch);
                command.arg("-L").arg(folder).arg("-lpaysdk");
            }
            Linked::Static => {
                command.arg(self.library.join("libpaysdk.a")).args(SYSTEM);
            }
        }
        tools::run(&mut command);
        Some(program)
    }
}

/// The program, ready to find the shared library.
pub(crate) fn program(path: &Path, scratch: &Path) -> Command {
    let mut command = Command::new(path);
    command.env("LD_LIBRARY_PATH", scratch.join("lib"));
    command
}
