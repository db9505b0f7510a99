package io.paysdk;

/**
 * A field of a request, response or notification.
 *
 * @param name its name in the provider's documents
 * @param required a request without it is refused; a response always has it, empty where the provider may leave it out
 * @param masked shown as {@code ***} in every output of the library
 * @param ofMoneyOperation whether the operation moves money, so that a failed call may have an unknown outcome; the same on all of
 *     its fields
 */
public record Field(String name, boolean required, boolean masked, boolean ofMoneyOperation) {}
