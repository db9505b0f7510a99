package io.paysdk;

import java.util.Objects;

/**
 * A header of a request or reply. Its text leaves the value out, which may be a signature or a token.
 *
 * @param name such as {@code Content-Type}
 * @param value its value
 */
public record Header(String name, String value) {
    /**
     * Neither is null.
     *
     * @param name such as {@code Content-Type}
     * @param value its value
     */
    public Header {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return name;
    }
}
