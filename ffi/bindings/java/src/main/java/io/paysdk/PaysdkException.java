package io.paysdk;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A call that gave no result. Look at its {@link #outcome()} before anything else. Its texts carry no secret.
 *
 * <p>It is unchecked because it must arrive whole: a checked exception gets wrapped on its way out of a lambda, a stream or an
 * executor, and what catches the wrapping no longer sees whether money may have moved.
 */
public final class PaysdkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    private final Status status;

    /** What it means for the money. */
    private final Outcome outcome;

    /** The HTTP status of the answer, or 0. */
    private final int httpStatus;

    /** The provider's code, or null. */
    private final String providerCode;

    /** The provider's words, or null. */
    private final String providerMessage;

    /** The field at fault, or null. */
    private final String field;

    PaysdkException(
            Status status,
            Outcome outcome,
            String message,
            int httpStatus,
            String providerCode,
            String providerMessage,
            String field) {
        super(status + ": " + message);
        this.status = status;
        this.outcome = outcome;
        this.httpStatus = httpStatus;
        this.providerCode = providerCode;
        this.providerMessage = providerMessage;
        this.field = field;
    }

    private PaysdkException(PaysdkException same, Outcome outcome) {
        super(same.getMessage(), same.getCause());
        this.status = same.status;
        this.outcome = outcome;
        this.httpStatus = same.httpStatus;
        this.providerCode = same.providerCode;
        this.providerMessage = same.providerMessage;
        this.field = same.field;
        setStackTrace(same.getStackTrace());
    }

    /** The same, of a call after which money may have moved. */
    PaysdkException unknown() {
        return outcome == Outcome.UNKNOWN ? this : new PaysdkException(this, Outcome.UNKNOWN);
    }

    /** A value that is refused before the library sees it. */
    static PaysdkException ofField(Status status, String field, String rule) {
        String name = ShownName.of(field);
        return new PaysdkException(status, Outcome.NOT_SENT, name + ": " + rule, 0, null, null, name);
    }

    /**
     * What went wrong.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * Whether the call may be made again, is over, or must be asked about.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * The HTTP status of the answer.
     *
     * @return the status, or nothing if no answer came
     */
    public OptionalInt httpStatus() {
        return httpStatus == 0 ? OptionalInt.empty() : OptionalInt.of(httpStatus);
    }

    /**
     * The provider's code.
     *
     * @return the code, or nothing if it sent none
     */
    public Optional<String> providerCode() {
        return Optional.ofNullable(providerCode);
    }

    /**
     * The provider's own words.
     *
     * @return the words, or nothing if it sent none
     */
    public Optional<String> providerMessage() {
        return Optional.ofNullable(providerMessage);
    }

    /**
     * The field or configuration key at fault.
     *
     * @return its name, or nothing if it is none
     */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }
}
