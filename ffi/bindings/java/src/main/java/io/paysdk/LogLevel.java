package io.paysdk;

/** How much a logger wants to hear. Each level includes those before it. */
public enum LogLevel {
    /** Nothing. */
    OFF,
    /** A call ended, and its outcome is unknown. */
    ERROR,
    /** A call ended without result, but provably without effect. */
    WARN,
    /** A call ended well. */
    INFO,
    /** A call begins. */
    DEBUG;

    /** By the number it has in C. */
    static LogLevel of(int number) {
        return values()[Math.max(0, Math.min(number, DEBUG.ordinal()))];
    }
}
