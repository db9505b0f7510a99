package io.paysdk;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fields that are read by name; {@code list.0.trade_no} reaches inside.
 *
 * <p>Texts are as the provider sent them, so that amounts stay exact: {@code Long.parseLong} or {@code new BigDecimal} is the
 * caller's to say. Objects and lists are JSON.
 */
public interface Fields {
    /**
     * The text of a field.
     *
     * @param field its name
     * @return the text, or nothing if it is not there or null
     */
    Optional<String> find(String field);

    /**
     * The number of items of a list.
     *
     * @param list its name
     * @return 0 for what is no list
     */
    int count(String list);

    /**
     * The text of a field that must be there.
     *
     * @param field its name
     * @return the text
     * @throws NoSuchElementException if it is not there or null
     */
    default String get(String field) {
        return find(field).orElseThrow(() -> new NoSuchElementException("no " + field));
    }

    /**
     * Whether a field is there and not null.
     *
     * @param field its name
     * @return whether {@link #get} gives it
     */
    default boolean has(String field) {
        return find(field).isPresent();
    }

    /**
     * The items of a list of objects. They are read from the response, and no longer than that is open.
     *
     * @param list its name
     * @return as many as {@link #count} says
     */
    default List<Fields> list(String list) {
        return IntStream.range(0, count(list))
                .<Fields>mapToObj(i -> new Item(this, list + "." + i + "."))
                .toList();
    }
}
