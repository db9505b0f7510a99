package io.paysdk;

import static io.paysdk.Loaded.LIB;

import com.sun.jna.Pointer;
import java.util.Map;

/**
 * A merchant's access to a provider. It is immutable, and any number of threads may use one at once.
 *
 * <p>{@link #close} frees it once the calls under way are done; requests and responses live on. What nobody closes is freed once
 * nobody can reach it. Whatever is used after its {@code close} throws {@link IllegalStateException}.
 */
public final class Client implements AutoCloseable {
    /** Enough for every scheme there is. */
    private static final int SIGNATURE_BYTES = 128;

    private final Handle handle;
    private final TransportBridge transport;

    /**
     * A client with these settings, which may be closed afterwards.
     *
     * @param config the settings
     * @throws PaysdkException if one is missing, or they do not go together
     */
    public Client(Config config) {
        ClientParts parts = config.client();
        this.handle = parts.handle();
        this.transport = parts.transport();
    }

    /**
     * A request for an operation, to be filled and sent.
     *
     * @param operation such as {@code chaoying.pay}
     * @return an empty request
     * @throws PaysdkException if this client's provider has no such operation
     */
    public Request request(String operation) {
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Pointer name = texts.name(operation, "operation");
            return handle.use(client -> {
                Failure.check(LIB.paysdk_request_new(client, name, out.first(), out.err()), out);
                // The client's handle keeps the callbacks, which the request calls even after the client was closed.
                Handle request = new Handle("request", out.pointer(), LIB::paysdk_request_free, false, handle);
                return new Request(request, transport);
            });
        }
    }

    /**
     * Makes one call and waits for its answer, as long as the client's {@code timeout_ms}.
     *
     * @param operation such as {@code chaoying.pay}
     * @param fields names and values: text, {@code Integer}, {@code Long}, {@link java.math.BigInteger} or
     *     {@link java.math.BigDecimal}; those that are null are left out
     * @return the answer
     * @throws PaysdkException if there is no result; look at its outcome before anything else
     * @throws IllegalArgumentException if a value is a float or anything else; nothing was sent
     */
    public Response call(String operation, Map<String, ?> fields) {
        try (Request request = request(operation)) {
            return request.setAll(fields).send();
        }
    }

    /**
     * Reads a notification of a kind that needs no headers, from the bytes that were posted.
     *
     * @param kind such as {@code chaoying.payment}
     * @param body the bytes, unchanged
     * @return a genuine notification; compare it with your order by {@link Notification#expect} before you act on it
     * @throws PaysdkException SIGNATURE unless its signature is right, DECODE if it cannot be read
     */
    public Notification verifyNotification(String kind, byte[] body) {
        return verifyNotification(kind, body, Map.of());
    }

    /**
     * Reads a notification from the bytes that were posted.
     *
     * @param kind such as {@code dragonex.payment}
     * @param body the bytes, unchanged
     * @param headers those of the request; null for none
     * @return a genuine notification; compare it with your order by {@link Notification#expect} before you act on it
     * @throws PaysdkException SIGNATURE unless its signature is right, DECODE if it cannot be read
     */
    public Notification verifyNotification(String kind, byte[] body, Map<String, String> headers) {
        return Failure.reading(() -> verified(kind, body, headers));
    }

    private Notification verified(String kind, byte[] body, Map<String, String> headers) {
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Pointer name = texts.name(kind, "kind");
            Pointer lines = texts.value(headerLines(headers == null ? Map.of() : headers), "headers");
            Pointer bytes = texts.bytes(body);
            SizeT size = new SizeT(body.length);
            return handle.use(client -> {
                int status =
                        LIB.paysdk_notification_verify(client, name, lines, bytes, size, out.first(), out.err());
                Failure.check(status, out);
                return new Notification(out.pointer(), kind);
            });
        }
    }

    /**
     * The signature of fields.
     *
     * @param scheme such as {@code chaoying}
     * @param fields names and values, in any order; those that are null are left out
     * @return the signature as the provider writes it
     * @throws PaysdkException if this client's provider has no such scheme, or a field is missing
     */
    public String sign(String scheme, Map<String, ?> fields) {
        try (Texts texts = new Texts()) {
            Columns columns = new Columns(texts, scheme, fields);
            int room = SIGNATURE_BYTES;
            while (true) {
                try (Out out = new Out()) {
                    Pointer buffer = texts.room(room);
                    SizeT size = new SizeT(room);
                    int status = handle.use(client -> LIB.paysdk_sign(
                            client,
                            columns.scheme(),
                            columns.names(),
                            columns.values(),
                            columns.count(),
                            buffer,
                            size,
                            out.first(),
                            out.err()));
                    if (status != Status.BUFFER.number() || out.size() <= room) {
                        Failure.check(status, out);
                        return Texts.read(buffer);
                    }
                    Failure.drop(out);
                    room = Math.toIntExact(out.size());
                }
            }
        }
    }

    /**
     * Whether a signature is that of fields. It takes the same time for every wrong one.
     *
     * @param scheme such as {@code chaoying}
     * @param fields names and values, in any order; those that are null are left out
     * @param signature the signature
     * @return whether it is right
     * @throws PaysdkException if this client's provider has no such scheme, or a field is missing
     */
    public boolean verify(String scheme, Map<String, ?> fields, String signature) {
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Columns columns = new Columns(texts, scheme, fields);
            Pointer text = texts.value(signature, "signature");
            int status = handle.use(client -> LIB.paysdk_verify(
                    client, columns.scheme(), columns.names(), columns.values(), columns.count(), text, out.err()));
            if (status == Status.SIGNATURE.number()) {
                Failure.drop(out);
                return false;
            }
            Failure.check(status, out);
            return true;
        }
    }

    /** Frees the client, once the calls under way are done. Requests that it made live on. */
    @Override
    public void close() {
        handle.close();
    }

    /**
     * The version of the loaded library.
     *
     * @return such as {@code 0.1.0}
     */
    public static String version() {
        return Texts.read(LIB.paysdk_version());
    }

    private static String headerLines(Map<String, String> headers) {
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, value) -> {
            String line = name + ": " + value;
            if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0 || name.indexOf(':') >= 0) {
                throw PaysdkException.ofField(Status.INVALID_VALUE, "headers", "must be one line each");
            }
            lines.append(line).append('\n');
        });
        return lines.toString();
    }
}
