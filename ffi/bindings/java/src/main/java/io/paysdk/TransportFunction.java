package io.paysdk;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/** C's {@code paysdk_transport_fn}. */
interface TransportFunction extends Callback {
    /** Sends the request and puts the answer into the reply; gives a {@code paysdk_delivery}. */
    int called(Pointer userdata, Pointer request, Pointer reply);
}
