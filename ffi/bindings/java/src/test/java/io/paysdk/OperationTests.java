package io.paysdk;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that the library can do, for every provider, at the sandboxes. */
final class OperationTests {
    private final Map<?, ?> listed = Json.object(Surroundings.file("PAYSDK_LISTED"));
    private final Map<?, ?> settings = Json.object(Surroundings.file("PAYSDK_SETTINGS"));

    void everyOperationDoesAtTheSandboxWhatItsNameSays() {
        Set<String> called = new HashSet<>();
        Map<Object, String> kept = new HashMap<>();
        for (Object each : (List<?>) Json.any(Surroundings.file("PAYSDK_CALLS"))) {
            List<?> call = (List<?>) each;
            String operation = (String) call.get(0);
            called.add(operation);
            Map<String, Object> fields = new LinkedHashMap<>();
            ((Map<?, ?>) call.get(1)).forEach((name, value) ->
                    fields.put((String) name, kept.containsKey(value) ? kept.get(value) : value));
            try (Client client = client(operation)) {
                called(client, operation, fields, (Map<?, ?>) call.get(2), kept);
            }
        }
        Check.equal(Set.copyOf(Operations.names()), called);
    }

    private static void called(
            Client client, String operation, Map<String, ?> fields, Map<?, ?> answers, Map<Object, String> kept) {
        if (answers.containsKey("refused")) {
            PaysdkException failure =
                    Check.thrown(PaysdkException.class, () -> client.call(operation, fields));
            Check.equal(Status.PROVIDER, failure.status());
            Check.equal(answers.get("refused"), failure.providerCode().orElseThrow());
            return;
        }
        try (Response answer = client.call(operation, fields)) {
            answers.forEach((name, expected) -> {
                String field = (String) name;
                String found = answer.get(field);
                Check.that(!found.isEmpty(), operation + " " + field);
                if (expected != null && ((String) expected).startsWith("$")) {
                    kept.put(expected, found);
                } else if (expected != null) {
                    Check.equal(expected, found);
                }
            });
        }
    }

    void everyKindOfNotificationIsVerified() {
        Set<String> heard = new HashSet<>();
        for (Object each : (List<?>) Json.any(Surroundings.file("PAYSDK_NOTIFICATIONS"))) {
            Map<?, ?> told = (Map<?, ?>) each;
            String kind = (String) told.get("kind");
            heard.add(kind);
            byte[] body = ((String) told.get("body")).getBytes(StandardCharsets.UTF_8);
            Map<String, String> headers = new LinkedHashMap<>();
            ((Map<?, ?>) told.get("headers")).forEach((name, value) -> headers.put((String) name, (String) value));
            try (Client client = client(kind)) {
                try (Notification note = client.verifyNotification(kind, body, headers)) {
                    believed(note, told);
                }
                byte[] forged = body.clone();
                forged[body.length / 2] = (byte) (forged[body.length / 2] == 'x' ? 'y' : 'x');
                PaysdkException failure = Check.thrown(
                        PaysdkException.class, () -> client.verifyNotification(kind, forged, headers));
                Check.equal(Status.SIGNATURE, failure.status());
            }
        }
        Check.equal(((Map<?, ?>) listed.get("notifications")).keySet(), heard);
    }

    private static void believed(Notification note, Map<?, ?> told) {
        String order = (String) told.get("order");
        for (Object amount : (List<?>) told.get("amounts")) {
            note.expect(order, amount);
        }
        for (Field field : Operations.responseFields(note.kind())) {
            Check.that(!field.required() || note.has(field.name()), field.name());
        }
        for (Object each : (List<?>) told.get("others")) {
            List<?> other = (List<?>) each;
            Status status = Check.thrown(
                            PaysdkException.class, () -> note.expect((String) other.get(0), other.get(1)))
                    .status();
            Check.that(status == Status.MISMATCH || status == Status.INVALID_VALUE, status.name());
        }
        Check.equal(told.get("acks"), List.of(note.ack(), Notification.ack(note.kind(), false)));
    }

    void everyFieldCanBeSet() {
        for (String operation : Operations.names()) {
            try (Client client = client(operation);
                    Request request = client.request(operation)) {
                for (Field field : Operations.requestFields(operation)) {
                    try {
                        request.set(field.name(), "1");
                    } catch (PaysdkException refused) {
                        Check.equal(Status.INVALID_VALUE, refused.status());
                        Check.equal(field.name(), refused.field().orElseThrow());
                    }
                }
            }
        }
    }

    void everySettingIsTaken() {
        Map<String, String> common = new LinkedHashMap<>();
        common.put("timeout_ms", "1000");
        common.put("connect_timeout_ms", "1000");
        common.put("proxy", "http://127.0.0.1:9");
        common.put("ca_file", "/etc/ssl/certs/ca-certificates.crt");
        common.put("allow_http", "1");
        common.put("caller_charset", "utf-8");
        Check.equal(List.copyOf(common.keySet()), listed.get("common_keys"));
        ((Map<?, ?>) listed.get("providers")).forEach((provider, keys) -> {
            Map<?, ?> own = (Map<?, ?>) settings.get(provider);
            Check.equal(new HashSet<Object>((List<?>) keys), own.keySet());
            Map<Object, Object> all = new LinkedHashMap<>(own);
            all.putAll(common);
            try (Config config = new Config((String) provider)) {
                all.forEach((key, value) -> config.set((String) key, (String) value)
                        .set((String) key, "")
                        .set((String) key, (String) value));
            }
        });
    }

    void theListsAreThoseOfTheLibrary() {
        Map<String, Object> found = new HashMap<>();
        for (String name : Operations.names()) {
            found.put(name, Map.of(
                    "request", flagged(Operations.requestFields(name)),
                    "response", flagged(Operations.responseFields(name))));
        }
        Check.equal(listed.get("operations"), found);
    }

    private static Map<String, Long> flagged(List<Field> fields) {
        Map<String, Long> flagged = new HashMap<>();
        for (Field field : fields) {
            long flags = (field.required() ? Operations.REQUIRED : 0)
                    + (field.masked() ? Operations.MASKED : 0)
                    + (field.ofMoneyOperation() ? Operations.OF_MONEY_OPERATION : 0);
            flagged.put(field.name(), flags);
        }
        return flagged;
    }

    /** A client of the provider with whose name this one begins. */
    private Client client(String name) {
        String provider = name.substring(0, name.indexOf('.'));
        try (Config config = new Config(provider).set("allow_http", true)) {
            ((Map<?, ?>) settings.get(provider)).forEach((key, value) -> config.set((String) key, (String) value));
            return new Client(config);
        }
    }
}
