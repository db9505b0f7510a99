package io.paysdk;

import static io.paysdk.Loaded.LIB;

import com.sun.jna.Pointer;
import java.util.Optional;
import java.util.function.Function;

/** What a call answered. Any number of threads may read it; they take turns. */
public sealed class Response implements Fields, AutoCloseable permits Notification {
    private static final int NOT_FOUND = Status.NOT_FOUND.number();

    private final Handle handle;
    private final Object turn = new Object();

    Response(String what, Pointer pointer) {
        this.handle = new Handle(what, pointer, LIB::paysdk_response_free, false, null);
    }

    @Override
    public final Optional<String> find(String field) {
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Pointer name = texts.name(field, "field");
            return use(response -> {
                int status = LIB.paysdk_response_get(response, name, out.first());
                if (status == NOT_FOUND) {
                    return Optional.empty();
                }
                readable(status);
                return Optional.of(out.text());
            });
        }
    }

    @Override
    public final int count(String list) {
        try (Texts texts = new Texts()) {
            Pointer name = texts.name(list, "list");
            return use(response -> LIB.paysdk_response_count(response, name).intValue());
        }
    }

    /**
     * All fields.
     *
     * @return one JSON object; whole numbers without leading zeros, other numbers with the exact text they came with
     */
    public final String json() {
        try (Out out = new Out()) {
            return use(response -> {
                readable(LIB.paysdk_response_json(response, out.first()));
                return out.text();
            });
        }
    }

    /**
     * The bytes as they came.
     *
     * @return a copy; empty where nothing was sent
     */
    public final byte[] body() {
        try (Out out = new Out()) {
            return use(response -> {
                readable(LIB.paysdk_response_body(response, out.first(), out.second()));
                return out.bytes();
            });
        }
    }

    /** Frees the response and wipes it: some answers are tokens. */
    @Override
    public final void close() {
        handle.close();
    }

    /** The library lets one thread at a time read. */
    final <T> T use(Function<Pointer, T> use) {
        synchronized (turn) {
            return handle.use(use);
        }
    }

    /** The call was made: that its answer cannot be read never means that it may be made again. */
    private static void readable(int status) {
        Failure.checkBare(status, Outcome.UNKNOWN);
    }
}
