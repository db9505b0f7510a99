//! The Java binding: compiled without a warning, its own tests, and the till in Java, at the sandbox.

mod bindings;
mod support;

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bindings::{binding, own_tests, with_library};
use support::gateway::Gateway;
use support::{here, scratch, tools};

/// Where Debian puts JNA. PAYSDK_JNA_JAR names another place.
const JNA: &str = "/usr/share/java/jna.jar";

/// The fewest tests that there may be.
const TESTS: usize = 54;

/// A JDK, and JNA.
struct Java {
    java: PathBuf,
    javac: PathBuf,
    jna: PathBuf,
}

impl Java {
    /// Without one of them the test is to return, having said so.
    fn find() -> Option<Java> {
        let jna = env::var_os("PAYSDK_JNA_JAR").map_or_else(|| JNA.into(), PathBuf::from);
        if !jna.is_file() {
            tools::missing(&format!(
                "JNA is not at {}; PAYSDK_JNA_JAR says where",
                jna.display()
            ));
            return None;
        }
        Some(Java {
            java: tools::find("java")?,
            javac: tools::find("javac")?,
            jna,
        })
    }

    /// Compiles files into a folder, where no warning is allowed, and gives that folder.
    fn compiled(
        &self,
        files: &[PathBuf],
        with: &[&Path],
        options: &[&str],
        to: PathBuf,
    ) -> PathBuf {
        let mut javac = Command::new(&self.javac);
        javac
            .args(["--release", "17", "-encoding", "UTF-8"])
            .args(["-Xlint:all", "-Werror"])
            .args(options)
            .arg("-cp")
            .arg(self.class_path(with))
            .arg("-d")
            .arg(&to)
            .args(files);
        tools::run(&mut javac);
        to
    }

    /// The binding, whose public interface is documented without a gap.
    fn binding(&self, scratch: &Path) -> PathBuf {
        let files = sources("java/src/main/java/io/paysdk");
        let options = ["-Xdoclint:all/protected"];
        self.compiled(&files, &[], &options, scratch.join("binding"))
    }

    /// A program, in a locale that has nothing but ASCII, with a heap that does not grow: its size is a test's business.
    fn program(&self, main: &str, with: &[&Path]) -> Command {
        let mut java = Command::new(&self.java);
        java.args([
            "-Xms96m",
            "-Xmx96m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
        ])
        .arg("-cp")
        .arg(self.class_path(with))
        .arg(main)
        .env("LC_ALL", "C")
        .env_remove("JAVA_TOOL_OPTIONS");
        java
    }

    fn class_path(&self, with: &[&Path]) -> OsString {
        let all = with.iter().copied().chain([self.jna.as_path()]);
        env::join_paths(all).expect("no folder has a colon in its name")
    }
}

/// The Java files of a folder of the bindings.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(binding(folder))
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|file| file.extension() == Some(OsStr::new("java")))
        .collect();
    files.sort();
    files
}

#[test]
fn the_till_takes_payments() {
    let Some(java) = Java::find() else { return };
    let scratch = scratch("java-till");
    let binding = java.binding(&scratch);
    let till = here().join("examples/Till.java");
    let till = java.compiled(&[till], &[&binding], &[], scratch.join("till"));
    let program = java.program("Till", &[&till, &binding]);
    Gateway::start().till(&mut with_library(program), "java", &scratch);
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn its_own_tests_pass() {
    let Some(java) = Java::find() else { return };
    let scratch = scratch("java-tests");
    let binding = java.binding(&scratch);
    let files = sources("java/src/test/java/io/paysdk");
    let tests = java.compiled(&files, &[&binding], &[], scratch.join("tests"));
    let program = java.program("io.paysdk.Suite", &[&tests, &binding]);
    own_tests(program, &Gateway::start(), "javatests", TESTS);
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn the_package_has_the_version_of_the_library() {
    let pom = fs::read_to_string(binding("java/pom.xml")).expect("the pom");
    let own = format!(
        "<artifactId>paysdk</artifactId>\n  <version>{}</version>",
        env!("CARGO_PKG_VERSION")
    );
    assert!(pom.contains(&own), "pom.xml has another version");
}
