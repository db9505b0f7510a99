//! Sets the name under which programs that were linked to the library look for it.

/// The first number of the name changes when PAYSDK_ABI_VERSION's meaning does: programs keep the library they were linked to.
const SONAME: &str = "libpaysdk.so.0";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,{SONAME}");
    }
}
