package io.paysdk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The project's signing vectors, through the library. */
final class SigningTests {
    /** What a client needs beside the key under test. */
    private static final Map<String, Map<String, String>> OTHERS = Map.of(
            "chaoying", Map.of("base_url", "https://pay.example", "agent_id", "1"),
            "hicoin",
                    Map.of(
                            "payout_base_url", "https://a.example",
                            "oauth_base_url", "https://b.example",
                            "page_base_url", "https://c.example",
                            "app_id", "1",
                            "secret_key", "s"),
            "recharge_payout", Map.of("base_url", "https://pay.example", "app_key", "1"),
            "dragonex",
                    Map.of(
                            "base_url", "https://pay.example",
                            "app_id", "1",
                            "access_key", "a",
                            "secret_key", "s",
                            "check_key", "c"));

    private final Map<?, ?> vectors = vectors();

    void chaoying() {
        each("chaoying", 40, vector -> check("chaoying", "agent_key", "chaoying", listed(vector, "fields"), vector));
    }

    void hicoin() {
        each("hicoin", 40, vector -> check("hicoin", "mch_key", "hicoin", listed(vector, "fields"), vector));
    }

    void hicoinPages() {
        each("hicoin_h5", 10, vector -> {
            // The page's package stands percent-encoded in the signed string.
            Map<String, String> fields = Map.of(
                    "appId", text(vector, "app_id"),
                    "nonceStr", text(vector, "nonce_str"),
                    "package", "prepay_id%3D" + text(vector, "prepay_id"),
                    "signType", "HMAC-SHA256",
                    "timeStamp", text(vector, "timestamp"));
            check("hicoin", "mch_key", "hicoin", fields, vector);
        });
    }

    void rechargePayout() {
        each("recharge_payout", 40, vector -> {
            String scheme = "recharge_payout." + text(vector, "kind");
            check("recharge_payout", "secret", scheme, listed(vector, "fields"), vector);
        });
    }

    void dragonexRequests() {
        each("dragonex_request", 20, vector -> {
            Map<String, String> fields =
                    named(vector, "method", "content_sha1", "content_type", "date", "path");
            listed(vector, "headers").forEach((name, value) -> {
                if (name.toLowerCase().startsWith("dragonex-")) {
                    fields.put(name, value);
                }
            });
            check("dragonex", "secret_key", "dragonex.request", fields, vector);
        });
    }

    void dragonexAnswers() {
        each("dragonex_response", 20, vector ->
                check("dragonex", "check_key", "dragonex.response", named(vector, "body", "ts"), vector));
    }

    void thereIsATestForEveryGroup() {
        List<String> groups = vectors.entrySet().stream()
                .filter(group -> group.getValue() instanceof List)
                .map(group -> String.valueOf(group.getKey()))
                .sorted()
                .toList();
        Check.equal(
                List.of("chaoying", "dragonex_request", "dragonex_response", "hicoin", "hicoin_h5", "recharge_payout"),
                groups);
    }

    /** What is done with one vector. */
    @FunctionalInterface
    private interface Each {
        void check(Map<?, ?> vector);
    }

    private void each(String group, int atLeast, Each each) {
        List<?> list = (List<?>) vectors.get(group);
        Check.that(list.size() >= atLeast, "fewer vectors than there were");
        list.forEach(vector -> each.check((Map<?, ?>) vector));
    }

    private static void check(
            String provider, String key, String scheme, Map<String, String> fields, Map<?, ?> vector) {
        String sign = text(vector, "sign");
        try (Config config = new Config(provider)) {
            OTHERS.get(provider).forEach(config::set);
            config.set(key, text(vector, vector.containsKey("key") ? "key" : key).toCharArray());
            try (Client client = new Client(config)) {
                Check.equal(sign, client.sign(scheme, fields));
                Check.that(client.verify(scheme, fields, sign), "the right signature is right");
                String wrong = (sign.charAt(0) == '0' ? "1" : "0") + sign.substring(1);
                Check.that(!client.verify(scheme, fields, wrong), "a wrong one is wrong");
                Check.that(!client.verify(scheme, fields, ""), "none is wrong");
            }
        }
    }

    private static Map<String, String> named(Map<?, ?> vector, String... names) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : names) {
            fields.put(name, text(vector, name));
        }
        return fields;
    }

    private static Map<String, String> listed(Map<?, ?> vector, String name) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Object each : (List<?>) vector.get(name)) {
            List<?> pair = (List<?>) each;
            String before = fields.put((String) pair.get(0), (String) pair.get(1));
            Check.that(before == null, "a vector has a field twice");
        }
        return fields;
    }

    private static String text(Map<?, ?> vector, String name) {
        return String.valueOf(vector.get(name));
    }

    private static Map<?, ?> vectors() {
        return Json.object(Surroundings.file("PAYSDK_VECTORS"));
    }
}
