//! Tells the code when it is built for size: what is then compiled once is otherwise compiled for each kind of message.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(for_size)");
    if std::env::var("OPT_LEVEL").is_ok_and(|level| level == "z" || level == "s") {
        println!("cargo::rustc-cfg=for_size");
    }
}
