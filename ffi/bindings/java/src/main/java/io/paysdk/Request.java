package io.paysdk;

import static io.paysdk.Loaded.LIB;

import com.sun.jna.Pointer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/**
 * A call that is being put together. {@link Client#request} makes it; one thread at a time may use it, which is checked.
 *
 * <p>Amounts are whole numbers in the provider's smallest unit, or decimal text, or a {@link BigDecimal}; never a float.
 */
public final class Request implements AutoCloseable {
    private final Handle handle;
    private final TransportBridge transport;

    Request(Handle handle, TransportBridge transport) {
        this.handle = handle;
        this.transport = transport;
    }

    /**
     * Sets one field, whose rule is checked at once. A later value replaces an earlier one.
     *
     * @param field its name in the provider's documents
     * @param value its value
     * @return this
     * @throws PaysdkException if there is no such field, or the value is against its rule
     */
    public Request set(String field, String value) {
        return put(field, value);
    }

    /**
     * Sets one field to a whole number.
     *
     * @param field its name in the provider's documents
     * @param value its value
     * @return this
     * @throws PaysdkException if there is no such field, or the value is against its rule
     */
    public Request set(String field, long value) {
        return put(field, value);
    }

    /**
     * Sets one field to a whole number of any size.
     *
     * @param field its name in the provider's documents
     * @param value its value
     * @return this
     * @throws PaysdkException if there is no such field, or the value is against its rule
     */
    public Request set(String field, BigInteger value) {
        return put(field, value);
    }

    /**
     * Sets one field to an exact number.
     *
     * @param field its name in the provider's documents
     * @param value its value, which is sent with all its digits
     * @return this
     * @throws PaysdkException if there is no such field, or the value is against its rule
     */
    public Request set(String field, BigDecimal value) {
        return put(field, value);
    }

    /**
     * Sets fields, one after the other. Those that are null are left out.
     *
     * @param fields names and values: text, {@code Integer}, {@code Long}, {@link BigInteger} or {@link BigDecimal}
     * @return this
     * @throws PaysdkException if there is no such field, or a value is against its rule
     * @throws IllegalArgumentException if a value is a float or anything else
     */
    public Request setAll(Map<String, ?> fields) {
        fields.forEach((field, value) -> {
            if (value != null) {
                put(field, value);
            }
        });
        return this;
    }

    /**
     * Sets all fields of a JSON object, or none of them. Numbers count with their exact text; null takes a field back.
     *
     * @param object a JSON object
     * @return this
     * @throws PaysdkException if it is no object, there is no such field, or a value is against its rule
     */
    public Request setJson(String object) {
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Pointer text = texts.value(object, "object");
            return handle.use(request -> {
                Failure.check(LIB.paysdk_request_set_json(request, text, out.err()), out);
                return this;
            });
        }
    }

    /**
     * Sends the request once and waits for its answer, as long as the client's {@code timeout_ms}. It cannot be interrupted.
     *
     * <p>The request may be sent again, and then is a new call with the same fields.
     *
     * @return the answer
     * @throws PaysdkException if there is no result; look at its outcome before anything else. What a {@link Transport} of yours
     *     threw is its cause
     */
    public Response send() {
        return handle.use(request -> {
            try (Out out = new Out()) {
                int status = LIB.paysdk_request_send(request, out.first(), out.err());
                Throwable thrown = transport == null ? null : transport.takeThrown();
                if (status != 0) {
                    throw Failure.taken(status, out, thrown);
                }
                return new Response("response", out.pointer());
            }
        });
    }

    /** Frees the request and wipes its values. */
    @Override
    public void close() {
        handle.close();
    }

    private Request put(String field, Object value) {
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Pointer name = texts.name(field, "field");
            boolean isLong = Values.isLong(value);
            long number = isLong ? ((Number) value).longValue() : 0;
            Pointer text = isLong ? null : texts.value(Values.text(value, field), field);
            return handle.use(request -> {
                int status = isLong
                        ? LIB.paysdk_request_set_i64(request, name, number, out.err())
                        : LIB.paysdk_request_set(request, name, text, out.err());
                Failure.check(status, out);
                return this;
            });
        }
    }
}
