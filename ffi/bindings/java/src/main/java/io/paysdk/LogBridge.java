package io.paysdk;

import com.sun.jna.Pointer;

/** A logger as the library calls it. */
final class LogBridge implements LogFunction {
    private final Logger logger;

    LogBridge(Logger logger) {
        this.logger = logger;
    }

    @Override
    public void called(Pointer userdata, int level, Pointer message) {
        try {
            logger.log(LogLevel.of(level), Texts.read(message));
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    /** Nothing may be thrown into the library. */
    private static void report(Throwable thrown) {
        try {
            System.getLogger("io.paysdk").log(System.Logger.Level.WARNING, "the logger of a client failed", thrown);
        } catch (Throwable ignored) {
            // Whoever logs here failed as well; the call itself goes on.
        }
    }
}
