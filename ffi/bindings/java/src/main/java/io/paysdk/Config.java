package io.paysdk;

import static io.paysdk.Loaded.LIB;

import com.sun.jna.Pointer;
import java.nio.CharBuffer;

/**
 * The settings of a client to be.
 *
 * <p>Settings are given by name; each is checked at once. They are kept by the library only, which wipes them; this object has no
 * way to show them. A Java {@code String} that held a key stays in the heap until it is collected: give a {@code char[]} and wipe
 * it yourself where that matters. One thread at a time may use a configuration.
 */
public final class Config implements AutoCloseable {
    private final Handle handle;
    private final String provider;
    private TransportBridge transport;
    private LogBridge logger;

    /**
     * Settings for a provider.
     *
     * @param provider {@code chaoying}, {@code hicoin}, {@code recharge_payout} or {@code dragonex}
     */
    public Config(String provider) {
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Failure.check(LIB.paysdk_config_new(texts.name(provider, "provider"), out.first(), out.err()), out);
            this.handle = new Handle("configuration", out.pointer(), LIB::paysdk_config_free, false, null);
            this.provider = provider;
        }
    }

    /**
     * Sets one key.
     *
     * @param key such as {@code base_url}
     * @param value the value; the empty text takes a setting back
     * @return this
     * @throws PaysdkException if there is no such key, or the value is against its rule
     */
    public Config set(String key, String value) {
        return put(key, value);
    }

    /**
     * Sets one key, a secret, from an array that the caller can wipe.
     *
     * @param key such as {@code agent_key}
     * @param value the value; it is copied to the library and nowhere else
     * @return this
     * @throws PaysdkException if there is no such key, or the value is against its rule
     */
    public Config set(String key, char[] value) {
        return put(key, CharBuffer.wrap(value));
    }

    /**
     * Sets one key.
     *
     * @param key such as {@code timeout_ms}
     * @param value the value
     * @return this
     * @throws PaysdkException if there is no such key, or the value is against its rule
     */
    public Config set(String key, long value) {
        return put(key, Long.toString(value));
    }

    /**
     * Sets one key.
     *
     * @param key such as {@code allow_http}
     * @param value whether it is on
     * @return this
     * @throws PaysdkException if there is no such key, or the value is against its rule
     */
    public Config set(String key, boolean value) {
        return put(key, value ? "1" : "0");
    }

    /**
     * Sends through an object of yours in place of the built-in HTTP client.
     *
     * @param transport kept as long as clients of this configuration and their requests; null goes back to the built-in one
     * @return this
     */
    public Config transport(Transport transport) {
        TransportBridge bridge = transport == null ? null : new TransportBridge(transport);
        handle.use(config -> {
            try (Out out = new Out()) {
                Failure.check(LIB.paysdk_config_set_transport(config, bridge, null, out.err()), out);
                this.transport = bridge;
                return null;
            }
        });
        return this;
    }

    /**
     * Tells an object of yours about each call.
     *
     * @param logger kept as long as clients of this configuration and their requests; null goes back to silence
     * @param level how much it is told
     * @return this
     */
    public Config logger(Logger logger, LogLevel level) {
        LogBridge bridge = logger == null ? null : new LogBridge(logger);
        int most = level.ordinal();
        handle.use(config -> {
            try (Out out = new Out()) {
                Failure.check(LIB.paysdk_config_set_logger(config, bridge, null, most, out.err()), out);
                this.logger = bridge;
                return null;
            }
        });
        return this;
    }

    /** Frees and wipes the settings. Clients made of them live on. */
    @Override
    public void close() {
        handle.close();
    }

    @Override
    public String toString() {
        return "Config[" + provider + "]";
    }

    /** A client of these settings, which keeps their callbacks. */
    ClientParts client() {
        return handle.use(config -> {
            try (Out out = new Out()) {
                Failure.check(LIB.paysdk_client_new(config, out.first(), out.err()), out);
                Object keeps = new Object[] {transport, logger};
                Handle client = new Handle("client", out.pointer(), LIB::paysdk_client_free, true, keeps);
                return new ClientParts(client, transport);
            }
        });
    }

    private Config put(String key, CharSequence value) {
        if ("caller_charset".equals(key) && !value.isEmpty() && !"utf-8".contentEquals(value)) {
            throw PaysdkException.ofField(Status.INVALID_VALUE, key, "Java's texts are Unicode");
        }
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Pointer name = texts.name(key, "key");
            Pointer text = texts.value(value, key);
            return handle.use(config -> {
                Failure.check(LIB.paysdk_config_set(config, name, text, out.err()), out);
                return this;
            });
        }
    }
}
