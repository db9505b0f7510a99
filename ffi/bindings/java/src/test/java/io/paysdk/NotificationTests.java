package io.paysdk;

import static io.paysdk.Surroundings.MCH_ID;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Notifications: which are believed, what they are about, what is answered. */
final class NotificationTests {
    private static final String ORDER = "NOTIFIED_1";
    private static final String KIND = "chaoying.payment";

    private final byte[] genuine = genuine();

    void aGenuineOneOfThisOrderIsBelieved() {
        try (Client client = Surroundings.client();
                Notification told = client.verifyNotification(KIND, genuine)) {
            Check.equal("茶 & tea", told.expect(ORDER, 101).get("nonce_str"));
            for (Object amount : List.of(101L, "101", new BigDecimal("101"))) {
                told.expect(ORDER, amount);
            }
            Check.equal(genuine, told.body());
            Check.equal(KIND, told.kind());
            Check.equal("success", told.ack());
            Check.equal("fail", Notification.ack(KIND, false));
        }
    }

    void anotherOrderOrAmountIsAMismatch() {
        try (Client client = Surroundings.client();
                Notification told = client.verifyNotification(KIND, genuine)) {
            for (Object amount : List.of(100, 1010, "102", new BigDecimal("1E+2"))) {
                Status status = Check.thrown(PaysdkException.class, () -> told.expect(ORDER, amount)).status();
                Check.equal(Status.MISMATCH, status);
            }
            PaysdkException failure = Check.thrown(PaysdkException.class, () -> told.expect(ORDER + "x", 101));
            Check.equal(Status.MISMATCH, failure.status());
            for (Object wrong : Arrays.asList(101.0, 101f, null, true)) {
                Check.thrown(IllegalArgumentException.class, () -> told.expect(ORDER, wrong));
            }
        }
    }

    void aForgedOneIsRefused() {
        String form = new String(genuine, StandardCharsets.US_ASCII);
        List<String> forged = List.of(
                form.replace("total_fee=101", "total_fee=901"),
                form.substring(0, form.indexOf("&sign=")),
                form.replace("&sign=", "&sign=0"),
                "");
        try (Client client = Surroundings.client()) {
            for (String each : forged) {
                byte[] body = each.getBytes(StandardCharsets.US_ASCII);
                PaysdkException failure =
                        Check.thrown(PaysdkException.class, () -> client.verifyNotification(KIND, body));
                Check.equal(Status.SIGNATURE, failure.status());
            }
        }
    }

    void headersReachTheKindsThatNeedThem() {
        byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
        try (Config config = new Config("dragonex")
                        .set("base_url", "https://pay.example")
                        .set("app_id", "1")
                        .set("access_key", "a")
                        .set("secret_key", "s")
                        .set("check_key", "c");
                Client client = new Client(config)) {
            String ts = Long.toString(System.currentTimeMillis() / 1000);
            String sign = client.sign("dragonex.response", Map.of("body", "{}", "ts", ts));
            PaysdkException bare = Check.thrown(
                    PaysdkException.class, () -> client.verifyNotification("dragonex.payment", body));
            Check.equal(Status.SIGNATURE, bare.status());
            // With its headers the signature is right, and only then is the body looked at, which has no order.
            PaysdkException signed = Check.thrown(
                    PaysdkException.class,
                    () -> client.verifyNotification("dragonex.payment", body, Map.of("Dragonex-Ts", ts, "Dragonex-Sign", sign)));
            Check.equal(Status.DECODE, signed.status());
        }
    }

    void aHeaderIsOneLine() {
        try (Client client = Surroundings.client()) {
            for (Map<String, String> headers : List.of(Map.of("ts", "1\nauth: forged"), Map.of("ts:", "1"))) {
                Check.unread(
                        Status.INVALID_VALUE, "headers", () -> client.verifyNotification(KIND, genuine, headers));
            }
        }
    }

    private static byte[] genuine() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("state", "SUCCESS");
        fields.put("result_code", "SUCCESS");
        fields.put("pay_result", "0");
        fields.put("mch_id", MCH_ID);
        fields.put("out_trade_no", ORDER);
        fields.put("total_fee", "101");
        fields.put("transaction_id", "7551");
        fields.put("out_transaction_id", "4200");
        fields.put("time_end", "20240229120000");
        fields.put("trade_type", "pay.weixin.native");
        fields.put("nonce_str", "茶 & tea");
        fields.put("sign", Surroundings.signature(fields));
        return Surroundings.encoded(fields);
    }
}
