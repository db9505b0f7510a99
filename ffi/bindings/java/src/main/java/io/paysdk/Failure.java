package io.paysdk;

import static io.paysdk.Loaded.LIB;

import com.sun.jna.Pointer;
import java.util.Locale;
import java.util.function.Supplier;

/** What a function of the library returned, as an exception. */
final class Failure {
    static final int MESSAGE = 0;
    static final int CODE = 1;
    static final int PROVIDER_MESSAGE = 2;
    static final int FIELD = 3;

    private Failure() {}

    /** Throws unless the status is OK, and frees the error. */
    static void check(int status, Out out) {
        if (status != 0) {
            throw taken(status, out, null);
        }
    }

    /** The exception for a status that is not OK. The error is freed. */
    static PaysdkException taken(int status, Out out, Throwable cause) {
        Pointer error = out.error();
        if (error == null) {
            return bare(status, Outcome.UNKNOWN);
        }
        try {
            PaysdkException failure = new PaysdkException(
                    Status.of(status),
                    Outcome.of(LIB.paysdk_error_outcome(error)),
                    text(error, MESSAGE),
                    LIB.paysdk_error_http_status(error),
                    text(error, CODE),
                    text(error, PROVIDER_MESSAGE),
                    text(error, FIELD));
            if (cause != null) {
                failure.initCause(cause);
            }
            return failure;
        } finally {
            LIB.paysdk_error_free(error);
        }
    }

    /** Frees an error that needs no exception. */
    static void drop(Out out) {
        LIB.paysdk_error_free(out.error());
    }

    /** Throws unless the status is OK, for a function that gives no error. The outcome is what the failure means for the money. */
    static void checkBare(int status, Outcome outcome) {
        if (status != 0) {
            throw bare(status, outcome);
        }
    }

    /**
     * Does work that reads an answer or a notification. What goes wrong in it has an unknown outcome: the message came, so money
     * may have moved before.
     */
    static <T> T reading(Supplier<T> work) {
        try {
            return work.get();
        } catch (PaysdkException failure) {
            throw failure.unknown();
        }
    }

    private static PaysdkException bare(int status, Outcome outcome) {
        Status known = Status.of(status);
        boolean defect = known == Status.INTERNAL || known == Status.PANIC;
        String message = Texts.read(LIB.paysdk_status_name(status)).toLowerCase(Locale.ROOT).replace('_', ' ');
        return new PaysdkException(known, defect ? Outcome.UNKNOWN : outcome, message, 0, null, null, null);
    }

    private static String text(Pointer error, int which) {
        return Texts.read(LIB.paysdk_error_text(error, which));
    }
}
