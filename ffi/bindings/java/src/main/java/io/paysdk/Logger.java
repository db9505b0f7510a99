package io.paysdk;

/**
 * Is told of each call's start and end, in one line without secrets.
 *
 * <p>It runs on the thread that makes the call, maybe on several at once. What it throws is reported to the
 * {@link System.Logger} named {@code io.paysdk} and does not disturb the call.
 */
@FunctionalInterface
public interface Logger {
    /**
     * Takes one line.
     *
     * @param level what it is about
     * @param line provider, operation, order number, end, duration
     */
    void log(LogLevel level, String line);
}
