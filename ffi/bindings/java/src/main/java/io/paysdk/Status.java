package io.paysdk;

/** What went wrong, as the C interface has it. */
public enum Status {
    /** A call that makes no sense to the library. */
    ARGUMENT(-1),
    /** Text that is not valid Unicode. */
    UTF8(-2),
    /** No such provider, key, operation, field, scheme or kind of notification. */
    UNKNOWN_NAME(-3),
    /** A field that the operation needs was not set. */
    MISSING_FIELD(-4),
    /** A value against its field's rule. */
    INVALID_VALUE(-5),
    /** Settings that make no client. */
    CONFIG(-6),
    /** Nothing there under that name. */
    NOT_FOUND(-7),
    /** A buffer that is too small. */
    BUFFER(-8),
    /** No answer came. */
    TRANSPORT(-20),
    /** An answer with an HTTP status that proves nothing. */
    HTTP_STATUS(-21),
    /** An answer or notification that cannot be read. */
    DECODE(-22),
    /** An answer or notification that is not signed as it must be. */
    SIGNATURE(-23),
    /** The provider answered that it did not, or not yet, do what was asked. */
    PROVIDER(-24),
    /** An answer or notification about another order or amount. */
    MISMATCH(-25),
    /** A defect of the library. */
    INTERNAL(-98),
    /** A defect of the library that stopped it in the middle. */
    PANIC(-99);

    private final int number;

    Status(int number) {
        this.number = number;
    }

    /**
     * The number in C.
     *
     * @return a negative number
     */
    public int number() {
        return number;
    }

    /** By its number. A later library may have statuses that this class does not know: {@link #INTERNAL}. */
    static Status of(int number) {
        for (Status status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        return INTERNAL;
    }
}
