//! The Java binding: compiled without a warning, its own tests, and the till in Java, at the sandbox.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::providers::Providers;
use crate::bindings::{
    binding, first_program, names, own_tests, told, with_everything, with_library,
};
use crate::support::gateway::Gateway;
use crate::support::{built, here, scratch, tools};

/// Where Debian puts JNA. PAYSDK_JNA_JAR names another place.
const JNA: &str = "/usr/share/java/jna.jar";

/// The fewest tests that there may be.
const TESTS: usize = 70;

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
        let mut files = sources("java/src/main/java/io/paysdk");
        files.extend(sources("java/src/main/java/io/paysdk/name"));
        let options = ["-Xdoclint:all/protected"];
        self.compiled(&files, &[], &options, scratch.join("binding"))
    }

    /// A program, in a locale that has nothing but ASCII, with a heap that does not grow: its size is a test's business.
    fn program(&self, properties: &[(&str, &Path)], main: &str, with: &[&Path]) -> Command {
        let mut java = Command::new(&self.java);
        for (name, value) in properties {
            java.arg(format!("-D{name}={}", value.display()));
        }
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
    let program = || with_library(java.program(&[], "Till", &[&till, &binding]));
    let gateway = Gateway::start();
    gateway.till(&mut program(), "java", &scratch);
    gateway.two_tills([program(), program()]);
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn the_first_program_of_each_readme_takes_a_payment() {
    let Some(java) = Java::find() else { return };
    let scratch = scratch("java-readme");
    let binding = java.binding(&scratch);
    for readme in ["java/README.md", "java/README.zh-CN.md"] {
        let open = ".set(\"agent_key\", key)";
        let program = first_program(readme, "java", open, ".set(\"allow_http\", true)");
        let source = format!(
            "import io.paysdk.*;\nimport java.util.Map;\n\nclass Readme {{\n\
             public static void main(String[] arguments) {{\n\
             String url = System.getenv(\"PAYSDK_BASE_URL\");\n\
             String number = System.getenv(\"PAYSDK_AGENT_ID\");\n\
             String key = System.getenv(\"PAYSDK_AGENT_KEY\");\n\
             String code = \"130000000000000000\";\n{program}}}\n}}\n"
        );
        let file = scratch.join("Readme.java");
        fs::write(&file, source).expect("it can be written");
        let readme = java.compiled(&[file], &[&binding], &[], scratch.join("readme"));
        let program = java.program(&[], "Readme", &[&readme, &binding]);
        let gateway = Gateway::start();
        gateway.first_program(&mut told(program, &gateway));
    }
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn its_own_tests_pass() {
    let Some(java) = Java::find() else { return };
    let scratch = scratch("java-tests");
    let binding = java.binding(&scratch);
    let files = sources("java/src/test/java/io/paysdk");
    let tests = java.compiled(&files, &[&binding], &[], scratch.join("tests"));
    let program = java.program(&[], "io.paysdk.Suite", &[&tests, &binding]);
    let providers = Providers::start();
    let program = with_everything(program, &providers, &scratch);
    own_tests(program, &Gateway::start(), "javatests", TESTS);
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn the_library_is_found_in_each_of_the_ways_told() {
    let Some(java) = Java::find() else { return };
    let scratch = scratch("java-which");
    let binding = java.binding(&scratch);
    let which = self::binding("java/src/test/java/io/paysdk/Which.java");
    let which = java.compiled(&[which], &[&binding], &[], scratch.join("which"));
    let file = built().join("libpaysdk.so");
    let folder_with = |name: &str| {
        let folder = scratch.join(name);
        fs::create_dir(&folder).expect("the folder can be made");
        symlink(&file, folder.join(name)).expect("a link can be made");
        folder
    };
    // As where nobody compiles C: without the name that only linkers look for; and as cargo leaves it.
    let (installed, plain) = (folder_with("libpaysdk.so.0"), folder_with("libpaysdk.so"));
    let says = |properties: &[(&str, &Path)], variable: &Path| {
        let with = [which.as_path(), binding.as_path()];
        let mut program = java.program(properties, "io.paysdk.Which", &with);
        // Cargo names its own folders in this, where an old library may lie.
        program.env_remove("LD_LIBRARY_PATH");
        tools::output(program.env("PAYSDK_LIBRARY", variable))
    };
    let (none, wrong) = (Path::new(""), Path::new("/nowhere/libpaysdk.so"));
    for (properties, variable) in [
        (vec![("paysdk.library", file.as_path())], wrong),
        (vec![], file.as_path()),
        (vec![("jna.library.path", installed.as_path())], none),
        (vec![("jna.library.path", plain.as_path())], none),
    ] {
        let output = says(&properties, variable);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said.trim(), env!("CARGO_PKG_VERSION"), "{output:?}");
    }
    let output = says(&[], wrong);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("UnsatisfiedLinkError"), "{output:?}");
    let _ = fs::remove_dir_all(scratch);
}

#[test]
fn its_constants_are_those_of_the_header() {
    names::java();
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
