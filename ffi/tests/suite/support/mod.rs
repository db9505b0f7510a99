//! What the tests of this crate share: the built library, tools on PATH, programs and their output.

pub(crate) mod calls;
pub(crate) mod compiler;
pub(crate) mod gateway;
pub(crate) mod interface;
pub(crate) mod prototypes;
pub(crate) mod tools;
pub(crate) mod vectors;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// The folder of this crate.
pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder in which cargo left `libpaysdk.so` and `libpaysdk.a` for this test.
pub(crate) fn built() -> PathBuf {
    let test = env::current_exe().expect("a test knows its own path");
    let folder = test.parent().expect("it lies in a folder").to_path_buf();
    let folder = if folder.join("libpaysdk.so").exists() {
        folder
    } else {
        folder.join("..")
    };
    for library in ["libpaysdk.so", "libpaysdk.a"] {
        assert!(
            folder.join(library).exists(),
            "cargo should have built {library} into {}",
            folder.display()
        );
    }
    folder
}

/// A fresh folder for what a test builds, under cargo's folder for such things.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the scratch folder can be made");
    folder
}

/// The shared library under the name that programs look for, in a folder for LD_LIBRARY_PATH.
pub(crate) fn library_folder(built: &Path, scratch: &Path) -> PathBuf {
    let folder = scratch.join("lib");
    fs::create_dir_all(&folder).expect("the folder can be made");
    for name in ["libpaysdk.so", "libpaysdk.so.0"] {
        let _ = fs::remove_file(folder.join(name));
        std::os::unix::fs::symlink(built.join("libpaysdk.so"), folder.join(name))
            .expect("a link can be made");
    }
    folder
}
