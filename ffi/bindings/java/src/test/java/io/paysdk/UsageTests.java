package io.paysdk;

import static io.paysdk.Surroundings.order;
import static io.paysdk.Surroundings.payment;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Calls that are wrong before anything is sent. */
final class UsageTests {
    void unknownNamesAreRefused() {
        Status unknown = Status.UNKNOWN_NAME;
        Check.refused(unknown, null, () -> new Config("nobody").close());
        Check.refused(unknown, null, () -> Notification.ack("chaoying.nothing", true));
        try (Config config = Surroundings.config();
                Client client = new Client(config);
                Request request = client.request("chaoying.pay")) {
            Check.refused(unknown, null, () -> config.set("nokey", "1"));
            Check.refused(unknown, null, () -> client.request("chaoying.nothing"));
            Check.refused(unknown, null, () -> client.request("hicoin.transfer"));
            Check.refused(unknown, null, () -> request.set("total_fe", 1));
            Check.refused(unknown, null, () -> client.sign("hicoin", Map.of("a", "b")));
            Check.refused(unknown, null, () -> client.verify("nothing", Map.of("a", "b"), "c"));
        }
    }

    void aMissingFieldIsNamed() {
        try (Client client = Surroundings.client()) {
            for (String field : List.of("mch_id", "out_trade_no", "body", "total_fee", "auth_code")) {
                Map<String, Object> fields = payment(order("missing"));
                fields.put(field, null);
                Check.refused(Status.MISSING_FIELD, field, () -> client.call("chaoying.pay", fields));
            }
        }
    }

    void anInvalidValueIsRefusedWhenItIsSetAndNotShown() {
        try (Client client = Surroundings.client();
                Request request = client.request("chaoying.pay")) {
            for (String value : List.of("0", "-1", "1.5", "1e2", "77secret77")) {
                PaysdkException failure =
                        Check.refused(Status.INVALID_VALUE, "total_fee", () -> request.set("total_fee", value));
                Check.lacks(failure.toString(), "77secret77");
            }
            Check.refused(Status.INVALID_VALUE, "total_fee", () -> request.set("total_fee", 0));
            BigInteger huge = BigInteger.ONE.shiftLeft(70);
            Check.refused(Status.INVALID_VALUE, "total_fee", () -> request.set("total_fee", huge));
        }
    }

    void aKeyWhereANameBelongsIsNotShown() {
        String key = "k3ynobodymays33orh34rofany7h1ng1";
        try (Config config = Surroundings.config();
                Client client = Surroundings.client();
                Request request = client.request("chaoying.pay")) {
            BigInteger huge = BigInteger.TEN.pow(300);
            List<Check.Code> attempts = List.of(
                    () -> request.set(key, "auth_code"),
                    () -> request.set(key, "\0"),
                    () -> request.set(key, "\ud800"),
                    () -> request.set(key, (String) null),
                    () -> request.set(key, new BigDecimal(huge)),
                    () -> client.sign("chaoying", Map.of(key, 1.5)),
                    () -> config.set(key, "agent_key"),
                    () -> config.set(key, "\0"));
            for (Check.Code attempt : attempts) {
                String said = Check.thrown(RuntimeException.class, attempt).toString();
                Check.contains(said, "k3yn… (32 characters)");
                Check.lacks(said, key.substring(0, 5));
            }
        }
    }

    void aFloatIsNoAmount() {
        try (Client client = Surroundings.client()) {
            for (Object value : Arrays.asList(1.0, 101f, Double.NaN, true, '1', new byte[] {49}, List.of("101"))) {
                Map<String, Object> fields = payment(order("float"));
                fields.put("total_fee", value);
                IllegalArgumentException failure = Check.thrown(
                        IllegalArgumentException.class, () -> client.call("chaoying.pay", fields));
                Check.contains(failure.getMessage(), "total_fee must be");
                Check.thrown(IllegalArgumentException.class, () -> client.sign("chaoying", fields));
            }
        }
    }

    void anExceptionComesWholeOutOfAnotherProcess() throws Exception {
        try (Client client = Surroundings.client()) {
            Map<String, Object> fields = payment(order("whole"));
            fields.put("auth_code", "130000000000009005");
            PaysdkException failure =
                    Check.thrown(PaysdkException.class, () -> client.call("chaoying.pay", fields));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(failure);
            PaysdkException copy = (PaysdkException)
                    new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
            Check.equal(whole(failure), whole(copy));
        }
    }

    private static List<Object> whole(PaysdkException failure) {
        return List.of(
                failure.getMessage(),
                failure.status(),
                failure.outcome(),
                failure.httpStatus(),
                failure.providerCode(),
                failure.providerMessage(),
                failure.field());
    }

    void jsonSetsAllFieldsOrNone() {
        String order = order("json");
        try (Client client = Surroundings.client(Surroundings::answer);
                Request request = Surroundings.filled(client, order)) {
            request.setJson("{\"total_fee\":102,\"attach\":\"茶\"}").setJson("{\"attach\":null}");
            Check.refused(
                    Status.INVALID_VALUE, "total_fee", () -> request.setJson("{\"body\":\"milk\",\"total_fee\":1.5}"));
            Check.refused(Status.UNKNOWN_NAME, null, () -> request.setJson("{\"total_fe\":1}"));
            Check.refused(Status.INVALID_VALUE, null, () -> request.setJson("[]"));
            try (Response paid = request.send()) {
                Check.equal("102", paid.get("total_fee"));
            }
        }
    }

    void settingsAreChecked() {
        try (Config config = Surroundings.config()) {
            Check.refused(Status.INVALID_VALUE, "timeout_ms", () -> config.set("timeout_ms", "soon"));
            Check.refused(Status.INVALID_VALUE, "timeout_ms", () -> config.set("timeout_ms", 0));
            Check.refused(Status.INVALID_VALUE, "caller_charset", () -> config.set("caller_charset", "gbk"));
            config.set("caller_charset", "utf-8").set("caller_charset", "");
        }
        try (Config config = new Config("chaoying").set("base_url", "https://pay.example").set("agent_id", "1")) {
            Check.refused(Status.CONFIG, "agent_key", () -> new Client(config).close());
        }
    }
}
