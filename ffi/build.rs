//! Sets the name under which programs that were linked to the library look for it, and writes down the characters of GBK.

use std::path::Path;
use std::{env, fs};

/// The first number of the name changes when PAYSDK_ABI_VERSION's meaning does: programs keep the library they were linked to.
const SONAME: &str = "libpaysdk.so.0";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    choose_providers();
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,{SONAME}");
    }
    let folder = env::var_os("OUT_DIR").expect("cargo names a folder for what is generated");
    fs::write(Path::new(&folder).join("gbk.bin"), gbk()).expect("the table can be written");
}

/// All there are. A till that knows one of them may leave the others out of its library: PAYSDK_PROVIDERS="chaoying,hicoin".
const PROVIDERS: [&str; 4] = ["chaoying", "hicoin", "recharge_payout", "dragonex"];

fn choose_providers() {
    println!("cargo::rerun-if-env-changed=PAYSDK_PROVIDERS");
    let wanted = env::var("PAYSDK_PROVIDERS").unwrap_or_default();
    let wanted: Vec<&str> = wanted
        .split([',', ' '])
        .filter(|name| !name.is_empty())
        .collect();
    for name in &wanted {
        assert!(
            PROVIDERS.contains(name),
            "PAYSDK_PROVIDERS: no provider is called {name}"
        );
    }
    for name in PROVIDERS {
        println!("cargo::rustc-check-cfg=cfg(without_{name})");
        if !wanted.is_empty() && !wanted.contains(&name) {
            println!("cargo::rustc-cfg=without_{name}");
        }
    }
}

/// The character of every pair of bytes, lead 0x81 to 0xFE, trail 0x40 to 0xFE, as UTF-16 in little endian; 0 for none.
///
/// encoding_rs knows them, but with its decoders of all charsets linked in the library would be a third larger. Pairs for private use are
/// characters to nobody but their till, so they count as none.
fn gbk() -> Vec<u8> {
    let mut table = Vec::new();
    for lead in 0x81..=0xFE {
        for trail in 0x40..=0xFE {
            let bytes = [lead, trail];
            let text = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&bytes);
            let mut characters = text.as_deref().unwrap_or_default().chars();
            let character = match (characters.next(), characters.next()) {
                (Some(character), None) => match u16::try_from(u32::from(character)) {
                    Ok(0xE000..=0xF8FF) | Err(_) => 0,
                    Ok(unit) => unit,
                },
                _ => 0,
            };
            table.extend_from_slice(&character.to_le_bytes());
        }
    }
    table
}
