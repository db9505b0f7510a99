package io.paysdk;

import java.math.BigDecimal;
import java.math.BigInteger;

/** The values of fields. */
final class Values {
    /** Beyond this many digits a number is no amount, and its text would only fill memory. */
    private static final int LONGEST = 200;

    private Values() {}

    /** Whether a value fits a {@code long} by its type. */
    static boolean isLong(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
    }

    /** The exact text of a value. A float cannot hold an amount exactly, and is refused like any other type. */
    static CharSequence text(Object value, String field) {
        if (value instanceof CharSequence text) {
            return text;
        }
        if (isLong(value)) {
            return value.toString();
        }
        if (value instanceof BigInteger number) {
            return plain(new BigDecimal(number), field);
        }
        if (value instanceof BigDecimal number) {
            return plain(number, field);
        }
        String type = value == null ? "null" : value.getClass().getSimpleName();
        throw new IllegalArgumentException(
                ShownName.of(field) + " must be text, a whole number or a BigDecimal, never a float; it is " + type);
    }

    private static String plain(BigDecimal number, String field) {
        long digits = (long) number.precision() + Math.abs((long) number.scale());
        if (digits > LONGEST) {
            throw PaysdkException.ofField(Status.INVALID_VALUE, field, "must not have so many digits");
        }
        return number.toPlainString();
    }
}
