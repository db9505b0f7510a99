package io.paysdk;

import com.sun.jna.Native;

/** The library, loaded once. */
final class Loaded {
    /** The version of the C interface that this package was written for. */
    private static final int ABI_VERSION = 1;

    /** Its functions. */
    static final LibPaysdk LIB = load();

    private Loaded() {}

    private static LibPaysdk load() {
        String file = System.getProperty("paysdk.library", System.getenv("PAYSDK_LIBRARY"));
        LibPaysdk loaded = Native.load(file == null || file.isEmpty() ? "paysdk" : file, LibPaysdk.class);
        int found = loaded.paysdk_abi_version();
        if (found != ABI_VERSION) {
            throw new UnsatisfiedLinkError(
                    "libpaysdk has interface version " + found + "; this package needs " + ABI_VERSION);
        }
        return loaded;
    }
}
