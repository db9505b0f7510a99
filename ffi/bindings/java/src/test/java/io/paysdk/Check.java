package io.paysdk;

import java.util.Arrays;
import java.util.Objects;

/** What tests say must be so. */
final class Check {
    private Check() {}

    /** Code that may throw anything. */
    @FunctionalInterface
    interface Code {
        void run() throws Exception;
    }

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static void equal(Object expected, Object found) {
        if (!Objects.deepEquals(expected, found)) {
            throw new AssertionError("expected " + shown(expected) + ", found " + shown(found));
        }
    }

    static void contains(String text, String part) {
        that(text.contains(part), "no " + part + " in: " + text);
    }

    static void lacks(String text, String part) {
        that(!text.contains(part), "what must not be shown is shown");
    }

    /** The exception that code throws, which is of this class. */
    static <E extends Throwable> E thrown(Class<E> expected, Code code) {
        try {
            code.run();
        } catch (Throwable thrown) {
            if (expected.isInstance(thrown)) {
                return expected.cast(thrown);
            }
            throw new AssertionError("expected " + expected.getSimpleName() + ", thrown was " + thrown, thrown);
        }
        throw new AssertionError("expected " + expected.getSimpleName() + ", nothing was thrown");
    }

    /** The exception of a failed call, with this status and outcome. */
    static PaysdkException fails(Status status, Outcome outcome, Code code) {
        PaysdkException failure = thrown(PaysdkException.class, code);
        if (failure.status() != status || failure.outcome() != outcome) {
            String expected = "expected " + status + " and " + outcome;
            throw new AssertionError(expected + ", found " + failure + " and " + failure.outcome(), failure);
        }
        return failure;
    }

    /** The exception of a call that is refused before anything is sent, because of this field unless it is null. */
    static PaysdkException refused(Status status, String field, Code code) {
        return fails(status, Outcome.NOT_SENT, field, code);
    }

    /** The exception of a message that cannot be read, which says nothing about what was sent before. */
    static PaysdkException unread(Status status, String field, Code code) {
        return fails(status, Outcome.UNKNOWN, field, code);
    }

    private static PaysdkException fails(Status status, Outcome outcome, String field, Code code) {
        PaysdkException failure = fails(status, outcome, code);
        if (field != null) {
            equal(field, failure.field().orElse(null));
        }
        return failure;
    }

    static void closed(Code code) {
        contains(thrown(IllegalStateException.class, code).getMessage(), "is closed");
    }

    private static String shown(Object value) {
        return value instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(value);
    }
}
