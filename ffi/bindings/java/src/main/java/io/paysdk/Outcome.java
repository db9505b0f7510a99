package io.paysdk;

/** What a failed call means for the money. */
public enum Outcome {
    /** Nothing left this machine: the same call may be made again. */
    NOT_SENT,
    /** The provider said no, provably: nothing moved. */
    REFUSED,
    /** Money may have moved: query by the order number, never repeat under a new one. */
    UNKNOWN;

    /** By the number it has in C. What a later library may add is as uncertain as can be. */
    static Outcome of(int number) {
        return switch (number) {
            case 0 -> NOT_SENT;
            case 1 -> REFUSED;
            default -> UNKNOWN;
        };
    }
}
