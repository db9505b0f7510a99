package io.paysdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What the tests stand in: the sandbox's gateway, and a gateway of their own behind a transport. */
final class Surroundings {
    static final String AGENT_KEY = setting("PAYSDK_AGENT_KEY");
    static final String MCH_ID = setting("PAYSDK_MCH_ID");
    static final String AUTH_CODE = "130000000000000000";

    private Surroundings() {}

    static String setting(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }

    /** The text of the file that a setting names. */
    static String file(String name) {
        try {
            return Files.readString(Path.of(setting(name)));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** The sandbox's settings. */
    static Config config() {
        return new Config("chaoying")
                .set("base_url", setting("PAYSDK_BASE_URL"))
                .set("agent_id", setting("PAYSDK_AGENT_ID"))
                .set("agent_key", AGENT_KEY)
                .set("allow_http", true)
                .set("timeout_ms", 10_000);
    }

    /** A client at the sandbox. */
    static Client client() {
        try (Config config = config()) {
            return new Client(config);
        }
    }

    /** A client that sends through a transport, so that no gateway is needed. */
    static Client client(Transport transport) {
        try (Config config = config()) {
            return new Client(config.set("base_url", "https://pay.example").transport(transport));
        }
    }

    /** An order number of this run. */
    static String order(String name) {
        return setting("PAYSDK_ORDERS") + "_" + name;
    }

    /** A payment's fields. */
    static Map<String, Object> payment(String order) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mch_id", MCH_ID);
        fields.put("out_trade_no", order);
        fields.put("body", "two cups of tea 茶");
        fields.put("total_fee", 101);
        fields.put("auth_code", AUTH_CODE);
        return fields;
    }

    /** A request for that payment. */
    static Request filled(Client client, String order) {
        return client.request("chaoying.pay").setAll(payment(order));
    }

    /** A query of that order. */
    static Map<String, Object> query(String order) {
        return Map.of("paytype", "WECHAT", "mch_id", MCH_ID, "out_trade_no", order);
    }

    /** A port of this machine that nobody listens on. */
    static int closedPort() {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** The answer of a gateway that takes every payment. */
    static TransportReply answer(TransportRequest request) {
        return answer(request, Map.of());
    }

    /** As {@link #answer}, with more fields, which are raw JSON. */
    static TransportReply answer(TransportRequest request, Map<String, String> more) {
        Map<String, String> asked = decoded(new String(request.body(), StandardCharsets.US_ASCII));
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("state", "SUCCESS");
        texts.put("code", "10000");
        texts.put("trade_state", "SUCCESS");
        texts.put("mch_id", asked.get("mch_id"));
        texts.put("transaction_id", "7551");
        texts.put("out_transaction_id", "4200");
        texts.put("out_trade_no", asked.get("out_trade_no"));
        texts.put("total_fee", asked.get("total_fee"));
        texts.put("time_end", "20240229120000");
        texts.put("nonce_str", "n");
        Map<String, String> raw = new LinkedHashMap<>();
        texts.forEach((name, text) -> raw.put(name, '"' + text + '"'));
        raw.putAll(more);
        more.forEach((name, value) ->
                texts.put(name, value.startsWith("\"") ? value.substring(1, value.length() - 1) : value));
        raw.put("sign", '"' + signature(texts) + '"');
        return reply(raw.entrySet().stream()
                .map(field -> '"' + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}")));
    }

    /** A reply that is whole. */
    static TransportReply reply(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new TransportReply(200, List.of(new Header("Content-Length", "" + bytes.length)), bytes);
    }

    /** The gateway's signature. */
    static String signature(Map<String, String> fields) {
        return Signer.CLIENT.sign("chaoying", fields);
    }

    /** One client for all signatures. */
    private static final class Signer {
        static final Client CLIENT = client();
    }

    /** A form. */
    static byte[] encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, String> decoded(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : form.split("&")) {
            int equals = field.indexOf('=');
            String value = field.substring(equals + 1);
            fields.put(field.substring(0, equals), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return fields;
    }

    /** What code does on many threads at once; all of it must go well. */
    static void onThreads(int count, Each each) throws Exception {
        List<Throwable> wrong = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(new Thread(() -> {
                try {
                    each.run(number);
                } catch (Throwable thrown) {
                    wrong.add(thrown);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(wrong.size() + " of " + count + " threads failed", wrong.get(0));
        }
    }

    /** What one of many threads does. */
    @FunctionalInterface
    interface Each {
        void run(int number) throws Exception;
    }
}
