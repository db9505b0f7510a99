package io.paysdk;

/** Thrown by a {@link Transport}: a promise that no byte of the request left this machine. */
public final class NotSentException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * With a reason.
     *
     * @param message why it was not sent
     */
    public NotSentException(String message) {
        super(message);
    }

    /**
     * With what prevented it.
     *
     * @param message why it was not sent
     * @param cause what prevented it
     */
    public NotSentException(String message, Throwable cause) {
        super(message, cause);
    }
}
