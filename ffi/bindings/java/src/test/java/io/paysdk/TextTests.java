package io.paysdk;

import static io.paysdk.Surroundings.AGENT_KEY;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Texts and numbers on their way to C. */
final class TextTests {
    void exactNumbersKeepTheirText() {
        try (Client client = Surroundings.client()) {
            Map<Object, String> same = Map.of(
                    new BigDecimal("1E+2"), "100",
                    new BigDecimal("1.50"), "1.50",
                    BigInteger.ONE.shiftLeft(70), "1180591620717411303424",
                    Long.MIN_VALUE, "-9223372036854775808",
                    new StringBuilder("茶"), "茶");
            same.forEach((value, text) -> Check.equal(
                    client.sign("chaoying", Map.of("a", text)), client.sign("chaoying", Map.of("a", value))));
        }
    }

    void aNumberThatWouldFillTheMemoryIsRefused() {
        try (Client client = Surroundings.client()) {
            for (String huge : new String[] {"1E+999999999", "1E-999999999", "-1E+2147483647"}) {
                Map<String, BigDecimal> fields = Map.of("a", new BigDecimal(huge));
                Check.refused(Status.INVALID_VALUE, "a", () -> client.sign("chaoying", fields));
            }
        }
    }

    void textThatCCannotHoldIsRefusedNotCut() {
        try (Config config = Surroundings.config();
                Client client = Surroundings.client();
                Request request = client.request("chaoying.pay")) {
            Check.refused(Status.INVALID_VALUE, "body", () -> request.set("body", "tea\0cup"));
            Check.refused(Status.INVALID_VALUE, "a", () -> client.sign("chaoying", Map.of("a", "b\0c")));
            for (String broken : new String[] {"7secret7\ud800", "7secret7\udc00x", "\ud83d7secret7"}) {
                PaysdkException failure =
                        Check.refused(Status.UTF8, "agent_key", () -> config.set("agent_key", broken));
                Check.lacks(failure.toString(), "7secret7");
                Check.that(failure.getCause() == null, "a cause would hold the text");
            }
            Check.thrown(IllegalArgumentException.class, () -> request.set("bo\0dy", "tea"));
            Check.thrown(IllegalArgumentException.class, () -> client.request("chaoying.pay\ud800"));
            Check.thrown(IllegalArgumentException.class, () -> request.set("body", (String) null));
            Check.thrown(NullPointerException.class, () -> request.set(null, "tea"));
            Check.thrown(NullPointerException.class, () -> config.set("agent_key", (String) null));
        }
    }

    void noTextIsCutAtANul() {
        Map<String, String> good = Map.of("a", "b");
        try (Config config = Surroundings.config();
                Client client = Surroundings.client();
                Request request = client.request("chaoying.pay")) {
            String sign = client.sign("chaoying", good);
            Check.refused(Status.INVALID_VALUE, "agent_key", () -> config.set("agent_key", "key\0junk"));
            Check.refused(Status.INVALID_VALUE, "agent_key", () -> config.set("agent_key", "key\0".toCharArray()));
            Check.refused(Status.INVALID_VALUE, "object", () -> request.setJson("{\"body\":\"tea\"}\0junk"));
            Check.refused(
                    Status.INVALID_VALUE, "signature", () -> client.verify("chaoying", good, sign + "\0junk"));
            Map<String, String> cut = Map.of("a", "b\0junk");
            Check.refused(Status.INVALID_VALUE, "a", () -> client.verify("chaoying", cut, sign));
            Map<String, String> misnamed = Map.of("a\0junk", "b");
            List<Check.Code> names = List.of(
                    () -> new Config("chaoying\0junk"),
                    () -> config.set("agent_key\0junk", "key"),
                    () -> client.request("chaoying.pay\0junk"),
                    () -> request.set("total_fee\0junk", 101),
                    () -> client.sign("chaoying\0junk", good),
                    () -> client.sign("chaoying", misnamed),
                    () -> client.verify("chaoying\0junk", good, sign),
                    () -> client.verify("chaoying", misnamed, sign),
                    () -> client.verifyNotification("chaoying.payment\0junk", new byte[0]),
                    () -> Notification.ack("chaoying.payment\0junk", true),
                    () -> Operations.requestFields("chaoying.pay\0junk"));
            names.forEach(name -> Check.thrown(IllegalArgumentException.class, name));
            Check.that(client.verify("chaoying", good, sign), "the signature is right");
        }
    }

    void textsAreWipedBeforeTheirMemoryIsFreed() {
        List<byte[]> left = new ArrayList<>();
        Texts texts = new Texts(size -> new Memory(size) {
            @Override
            public void close() {
                left.add(getByteArray(0, (int) size()));
                super.close();
            }
        });
        Pointer key = texts.value("7secret7茶", "key");
        Check.equal("7secret7茶\0".getBytes(StandardCharsets.UTF_8), key.getByteArray(0, 12));
        Check.equal(null, texts.bytes(new byte[0]));
        texts.name("tea", "name");
        texts.close();
        Check.equal(new byte[][] {new byte[12], new byte[4]}, left.toArray());
    }

    void aKeyMayBeGivenAsAnArrayAndNothingShowsIt() {
        char[] key = AGENT_KEY.toCharArray();
        try (Config config = Surroundings.config().set("agent_key", key);
                Client client = new Client(config)) {
            Check.equal(AGENT_KEY, new String(key));
            String signed = client.sign("chaoying", Map.of("a", "b"));
            Check.equal(Surroundings.signature(Map.of("a", "b")), signed);
            Check.lacks(config.toString() + client, AGENT_KEY);
            PaysdkException failure = Check.refused(
                    Status.INVALID_VALUE, "agent_key", () -> config.set("agent_key", AGENT_KEY + "\n"));
            Check.lacks(failure.toString(), AGENT_KEY);
        }
    }
}
