package io.paysdk;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/** C's {@code paysdk_log_fn}. */
interface LogFunction extends Callback {
    /** Takes one line at a {@code paysdk_log_level}. */
    void called(Pointer userdata, int level, Pointer message);
}
