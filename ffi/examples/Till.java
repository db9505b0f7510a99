import io.paysdk.Client;
import io.paysdk.Config;
import io.paysdk.Notification;
import io.paysdk.PaysdkException;
import io.paysdk.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The till of till.c in Java: pays, copes with a lost answer, settles, refunds, and reads notifications.
 *
 * <pre>
 * sandbox serve &amp;
 * java -cp paysdk.jar:jna.jar Till.java
 * </pre>
 */
final class Till {
    private static final String MCH_ID = setting("PAYSDK_MCH_ID", "00000001");

    private final Client client;

    private Till(Client client) {
        this.client = client;
    }

    public static void main(String[] arguments) throws IOException {
        String orders = setting("PAYSDK_ORDERS", beginning());
        try (Client client = openClient()) {
            Till till = new Till(client);
            till.pay(orders + "_1");
            till.payAndLoseTheAnswer(orders + "_LOST2");
            till.settle(orders + "_LOST3");
            till.refund(orders + "_1");
            till.hear(orders + "_1");
        } catch (PaysdkException failure) {
            System.err.println("till: " + failure.getMessage());
            System.exit(1);
        }
    }

    /** What no other till begins its order numbers with, in 24 characters: the microsecond and the process. */
    private static String beginning() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        return micros + "_" + ProcessHandle.current().pid();
    }

    private static Client openClient() {
        try (Config config = new Config("chaoying")
                .set("base_url", setting("PAYSDK_BASE_URL", "http://127.0.0.1:8001"))
                .set("agent_id", setting("PAYSDK_AGENT_ID", "130000000000000001"))
                .set("agent_key", setting("PAYSDK_AGENT_KEY", "sandboxchaoyingkey00000000000001"))
                .set("allow_http", true) // for the sandbox only
                .set("timeout_ms", 10_000)) {
            return new Client(config);
        }
    }

    /** Pay and settle take the same fields. */
    private static Map<String, Object> payment(String order) {
        return Map.of(
                "mch_id", MCH_ID,
                "out_trade_no", order,
                "body", "two cups of tea 茶",
                "auth_code", "130000000000000000",
                "total_fee", 101); // fen
    }

    private void pay(String order) {
        try (Response paid = client.call("chaoying.pay", payment(order))) {
            System.out.printf("paid %s: %s fen%n", paid.get("out_trade_no"), paid.get("total_fee"));
        }
    }

    /** The answer does not come. Whether the money moved only a query can tell. */
    private void payAndLoseTheAnswer(String order) {
        String outcome = "OK";
        try {
            client.call("chaoying.pay", payment(order)).close();
        } catch (PaysdkException failure) {
            outcome = failure.outcome().name();
        }
        Map<String, Object> query = Map.of("paytype", "WECHAT", "mch_id", MCH_ID, "out_trade_no", order);
        try (Response asked = client.call("chaoying.order_query", query)) {
            System.out.printf("lost %s: %s, then %s%n", order, outcome, asked.get("trade_state"));
        }
    }

    /** Pays, asks, and if need be cancels, until it is known what became of the payment. */
    private void settle(String order) {
        Map<String, Object> fields = new HashMap<>(payment(order));
        fields.put("paytype", "WECHAT");
        fields.put("op_user_id", MCH_ID);
        fields.put("poll_seconds", 1);
        try (Response settled = client.call("chaoying.settle", fields)) {
            System.out.printf("settled %s: %s%n", order, settled.get("settled"));
        }
    }

    private void refund(String order) {
        Map<String, Object> fields = Map.of(
                "paytype", "WECHAT",
                "mch_id", MCH_ID,
                "out_trade_no", order,
                "out_refund_no", order + "-R",
                "total_fee", 101,
                "refund_fee", 1,
                "op_user_id", MCH_ID);
        try (Response refunded = client.call("chaoying.refund", fields)) {
            System.out.printf("refunded %s: %s fen%n", refunded.get("out_refund_no"), refunded.get("refund_fee"));
        }
    }

    private void hear(String order) throws IOException {
        byte[] body = notification(order);
        try (Notification told = client.verifyNotification("chaoying.payment", body).expect(order, 101)) {
            System.out.printf("believed %s: %s fen%n", told.get("out_trade_no"), told.get("total_fee"));
            System.out.printf("other amount: %s%n", refusal(() -> told.expect(order, 100)));
        }
        byte[] forged = new String(body, StandardCharsets.US_ASCII)
                .replace("total_fee=101", "total_fee=901")
                .getBytes(StandardCharsets.US_ASCII);
        System.out.printf("forged: %s%n", refusal(() -> client.verifyNotification("chaoying.payment", forged).close()));
    }

    /** A notification as the gateway would post it, signed with the till's own key; or the one in a file. */
    private byte[] notification(String order) throws IOException {
        String file = System.getenv("PAYSDK_NOTIFICATION");
        if (file != null) {
            return Files.readAllBytes(Path.of(file));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("state", "SUCCESS");
        fields.put("result_code", "SUCCESS");
        fields.put("pay_result", "0");
        fields.put("mch_id", MCH_ID);
        fields.put("out_trade_no", order);
        fields.put("total_fee", "101");
        fields.put("time_end", "20240229120000");
        fields.put("trade_type", "pay.weixin.native");
        fields.put("sign", client.sign("chaoying", fields));
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The status with which a message is refused. */
    private static String refusal(Runnable call) {
        try {
            call.run();
            return "OK";
        } catch (PaysdkException failure) {
            return failure.status().name();
        }
    }

    private static String setting(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
