package io.paysdk;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A pointer that the library gave, which cannot be used after it is freed, nor freed while it is used, nor freed twice.
 *
 * <p>{@link #close} frees at once, or after the uses that are under way. What nobody closes is freed once nobody can reach it.
 */
final class Handle {
    private static final Cleaner CLEANER = Cleaner.create();

    private final String what;
    private final boolean shared;
    private final Pointer pointer;
    private final Cleaner.Cleanable free;

    /** What the library calls through the pointer, and must not be collected before it. */
    private final Object keeps;

    private int users;
    private boolean closed;

    /** {@code shared} handles serve any number of threads at once; of the others a second use at the same time is refused. */
    Handle(String what, Pointer pointer, Consumer<Pointer> free, boolean shared, Object keeps) {
        this.what = what;
        this.shared = shared;
        this.pointer = pointer;
        this.keeps = keeps;
        // What the cleaner holds must not lead back here.
        this.free = CLEANER.register(this, () -> free.accept(pointer));
    }

    /** Lends the pointer. */
    <T> T use(Function<Pointer, T> use) {
        begin();
        try {
            return use.apply(pointer);
        } finally {
            end();
            // The cleaner may run as soon as nothing needs this object any more, even inside its own methods.
            Reference.reachabilityFence(keeps);
            Reference.reachabilityFence(this);
        }
    }

    void close() {
        boolean idle;
        synchronized (this) {
            closed = true;
            idle = users == 0;
        }
        if (idle) {
            free.clean();
        }
    }

    private synchronized void begin() {
        if (closed) {
            throw new IllegalStateException("the " + what + " is closed");
        }
        if (users > 0 && !shared) {
            throw new IllegalStateException("the " + what + " is in use elsewhere");
        }
        users++;
    }

    private void end() {
        boolean last;
        synchronized (this) {
            users--;
            last = closed && users == 0;
        }
        if (last) {
            free.clean();
        }
    }
}
