//! Programs that post: this one, and one with libcurl that is compiled where the machine can.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Cost;

/// The compiled program, deleted in the end.
pub(crate) struct Libcurl(PathBuf);

impl Drop for Libcurl {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Compiles it; none where there is no compiler or no header of libcurl.
pub(crate) fn build() -> Result<Option<Libcurl>, Box<dyn Error>> {
    let probe = Command::new("cc")
        .args(["-E", "-include", "curl/curl.h", "-x", "c", "/dev/null"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !probe.is_ok_and(|status| status.success()) {
        return Ok(None);
    }
    let program = std::env::temp_dir().join(format!("post-libcurl-{}", std::process::id()));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bin/post/libcurl.c");
    let compiled = Command::new("cc")
        .args(["-O2", "-Wall", "-Wextra", "-Werror", source, "-o"])
        .arg(&program)
        .arg("-lcurl")
        .status()?;
    if !compiled.success() {
        return Err("libcurl.c does not compile".into());
    }
    Ok(Some(Libcurl(program)))
}

impl Libcurl {
    pub(crate) fn run(
        &self,
        base_url: &str,
        body: &str,
        posts: usize,
    ) -> Result<Cost, Box<dyn Error>> {
        let url = format!("{base_url}/UnifiedPay/Gateway");
        run(Command::new(&self.0).args([&url, body, &posts.to_string()]))
    }
}

/// This program, as a process that does nothing else.
pub(crate) fn run_self(kind: &str, base_url: &str) -> Result<Cost, Box<dyn Error>> {
    run(Command::new(std::env::current_exe()?).args([kind, base_url]))
}

fn run(command: &mut Command) -> Result<Cost, Box<dyn Error>> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err("a program that posts failed".into());
    }
    Cost::parse(&String::from_utf8(output.stdout)?).ok_or_else(|| "no times".into())
}
