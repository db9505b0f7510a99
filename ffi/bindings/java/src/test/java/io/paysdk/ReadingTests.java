package io.paysdk;

import static io.paysdk.Surroundings.AGENT_KEY;
import static io.paysdk.Surroundings.MCH_ID;
import static io.paysdk.Surroundings.payment;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Answers and notifications that cannot be read: the call was made, so nothing may say that it can be made again. */
final class ReadingTests {
    private static final String KIND = "chaoying.payment";

    void aFieldThatCannotBeReadNeverSaysThatNothingWasSent() {
        try (Client client = Surroundings.client(ReadingTests::attachingNul)) {
            Check.unread(Status.INVALID_VALUE, null, () -> client.call("chaoying.pay", payment("READ_1")).get("attach"));
            try (Response paid = client.call("chaoying.pay", payment("READ_2"))) {
                Check.equal("7551", paid.get("transaction_id"));
                Check.unread(Status.INVALID_VALUE, null, () -> paid.find("attach"));
                Check.unread(Status.INVALID_VALUE, null, () -> paid.has("attach"));
                Check.thrown(NoSuchElementException.class, () -> paid.get("nothing"));
                Check.thrown(IllegalArgumentException.class, () -> paid.find("att\0ach"));
                Check.thrown(IllegalArgumentException.class, () -> paid.count("att\0ach"));
            }
        }
    }

    void norDoesANotification() {
        byte[] genuine = genuine();
        try (Client client = Surroundings.client()) {
            try (Notification told = client.verifyNotification(KIND, genuine)) {
                told.expect("READ_3", 101);
                Check.unread(Status.INVALID_VALUE, "order", () -> told.expect("READ_3\0", 101));
                Check.unread(Status.UTF8, "order", () -> told.expect("READ_3\ud800", 101));
                Check.unread(Status.INVALID_VALUE, "amount", () -> told.expect("READ_3", "101\0"));
                BigDecimal huge = new BigDecimal("1E+999999");
                PaysdkException failure =
                        Check.unread(Status.INVALID_VALUE, "amount", () -> told.expect("READ_3", huge));
                Check.equal("INVALID_VALUE: amount: must not have so many digits", failure.getMessage());
                Check.equal("plain", failure.getStackTrace()[1].getMethodName());
                Check.unread(Status.MISMATCH, null, () -> told.expect("READ_3", 102));
            }
            Check.unread(Status.UNKNOWN_NAME, null, () -> client.verifyNotification("chaoying.nothing", genuine));
            Map<String, String> cut = Map.of("ts", "1\0");
            Check.unread(Status.INVALID_VALUE, "headers", () -> client.verifyNotification(KIND, genuine, cut));
        }
    }

    /** Takes a payment and answers with a text that the library would not sign. */
    private static TransportReply attachingNul(TransportRequest request) throws GeneralSecurityException {
        Map<String, String> fields = new TreeMap<>(Map.of(
                "state", "SUCCESS",
                "code", "10000",
                "trade_state", "SUCCESS",
                "mch_id", MCH_ID,
                "transaction_id", "7551",
                "out_transaction_id", "4200",
                "total_fee", "101",
                "attach", "a\0b",
                "time_end", "20240229120000",
                "nonce_str", "n"));
        String asked = new String(request.body(), StandardCharsets.US_ASCII);
        fields.put("out_trade_no", asked.contains("READ_1") ? "READ_1" : "READ_2");
        String signed = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue() + "&")
                .collect(Collectors.joining("", "", "key=" + AGENT_KEY));
        byte[] digest = MessageDigest.getInstance("MD5").digest(signed.getBytes(StandardCharsets.UTF_8));
        fields.put("sign", HexFormat.of().withUpperCase().formatHex(digest));
        return Surroundings.reply(fields.entrySet().stream()
                .map(field -> '"' + field.getKey() + "\":\"" + field.getValue().replace("\0", "\\u0000") + '"')
                .collect(Collectors.joining(",", "{", "}")));
    }

    private static byte[] genuine() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("state", "SUCCESS");
        fields.put("result_code", "SUCCESS");
        fields.put("pay_result", "0");
        fields.put("mch_id", MCH_ID);
        fields.put("out_trade_no", "READ_3");
        fields.put("total_fee", "101");
        fields.put("sign", Surroundings.signature(fields));
        return Surroundings.encoded(fields);
    }
}
