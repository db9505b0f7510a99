package io.paysdk;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/** The library, loaded once. */
final class Loaded {
    /** The version of the C interface that this package was written for. */
    private static final int ABI_VERSION = 1;

    private static final String SONAME = "libpaysdk.so.0";

    /** Its functions. */
    static final LibPaysdk LIB = load();

    private Loaded() {}

    private static LibPaysdk load() {
        String file = System.getProperty("paysdk.library", System.getenv("PAYSDK_LIBRARY"));
        LibPaysdk loaded = file == null || file.isEmpty() ? byName() : Native.load(file, LibPaysdk.class);
        int found = loaded.paysdk_abi_version();
        if (found != ABI_VERSION) {
            throw new UnsatisfiedLinkError(
                    "libpaysdk has interface version " + found + "; this package needs " + ABI_VERSION);
        }
        return loaded;
    }

    /** By the name that stands for one interface, where there are such names; or by any that JNA makes of it, as in a jar. */
    private static LibPaysdk byName() {
        if (Platform.isLinux()) {
            try {
                return Native.load(SONAME, LibPaysdk.class);
            } catch (UnsatisfiedLinkError absent) {
                // Not installed: the other name may still be there.
            }
        }
        return Native.load("paysdk", LibPaysdk.class);
    }
}
