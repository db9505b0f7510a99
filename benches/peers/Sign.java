import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and verifies as Java's payment kits do: the map's names as a sorted array, StringBuilder, MessageDigest or Mac, upper-case hex.
 *
 * Checks every signature of the file, then prints "input work nanoseconds" a line. The file is the tab-separated form of the
 * inputs, as the JDK has no JSON.
 */
public final class Sign {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** A kind of work is repeated until it has for so long not become faster by a hundredth: then the compiler is done with it. */
    private static final long STEADY = 500_000_000L;
    private static final long WARM_UP = 3_000_000_000L;
    private static final long AT_MOST = 6_000_000_000L;
    private static long sink;

    private record Message(Map<String, String> fields, String md5, String hmac, String md5Form, String hmacForm) {}

    private interface Work {
        int once(Message message) throws GeneralSecurityException;
    }

    private static String sign(Map<String, String> fields, String key, boolean hmac) throws GeneralSecurityException {
        String[] names = fields.keySet().toArray(new String[0]);
        Arrays.sort(names);
        StringBuilder text = new StringBuilder(512);
        for (String name : names) {
            String value = fields.get(name);
            if (!value.isEmpty() && !name.equals("sign")) {
                text.append(name).append('=').append(value).append('&');
            }
        }
        byte[] bytes = text.append("key=").append(key).toString().getBytes(StandardCharsets.UTF_8);
        if (!hmac) {
            return HEX.formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HEX.formatHex(mac.doFinal(bytes));
    }

    private static boolean verify(String form, String key, boolean hmac) throws GeneralSecurityException {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&")) {
            int at = pair.indexOf('=');
            fields.put(
                    URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return sign(fields, key, hmac).equals(fields.get("sign"));
    }

    private static void check(boolean ok, String what) {
        if (!ok) {
            System.err.println(what);
            System.exit(1);
        }
    }

    private static void best(String input, String work, List<Message> messages, Work once) throws GeneralSecurityException {
        long best = Long.MAX_VALUE;
        long start = System.nanoTime();
        long faster = start;
        long end = start;
        while (end - faster < STEADY && end - start < AT_MOST) {
            long pass = System.nanoTime();
            for (Message message : messages) {
                sink += once.once(message);
            }
            end = System.nanoTime();
            if (end - pass < best - best / 100) {
                faster = end;
            }
            best = Math.min(best, end - pass);
        }
        System.out.printf("%s %s %.1f%n", input, work, (double) best / messages.size());
    }

    private static void time(String input, String key, List<Message> messages) throws GeneralSecurityException {
        best(input, "sign-md5", messages, message -> sign(message.fields, key, false).length());
        best(input, "sign-hmac-sha256", messages, message -> sign(message.fields, key, true).length());
        best(input, "verify-md5", messages, message -> verify(message.md5Form, key, false) ? 1 : 0);
        best(input, "verify-hmac-sha256", messages, message -> verify(message.hmacForm, key, true) ? 1 : 0);
    }

    /** All kinds of work in turn, so that the first to be timed has not to wait for the compiler alone. */
    private static void warmUp(String key, Map<String, List<Message>> inputs) throws GeneralSecurityException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP) {
            for (List<Message> messages : inputs.values()) {
                for (Message message : messages) {
                    sink += sign(message.fields, key, false).length() + sign(message.fields, key, true).length();
                    sink += verify(message.md5Form, key, false) && verify(message.hmacForm, key, true) ? 1 : 0;
                }
            }
        }
    }

    private static Message message(String[] cells, String key) throws GeneralSecurityException {
        Map<String, String> fields = new HashMap<>();
        for (int at = 6; at + 1 < cells.length; at += 2) {
            fields.put(cells[at], cells[at + 1]);
        }
        Message message = new Message(fields, cells[2], cells[3], cells[4], cells[5]);
        check(sign(fields, key, false).equals(message.md5), "another MD5 signature");
        check(sign(fields, key, true).equals(message.hmac), "another HMAC-SHA256 signature");
        check(verify(message.md5Form, key, false), "MD5 form refused");
        check(verify(message.hmacForm, key, true), "HMAC-SHA256 form refused");
        return message;
    }

    public static void main(String[] arguments) throws Exception {
        String key = null;
        Map<String, List<Message>> inputs = new java.util.LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] cells = line.split("\t", -1);
            switch (cells[0]) {
                case "key" -> key = cells[1];
                case "forged" -> {
                    check(!verify(cells[2], key, false), "forged MD5 form passed");
                    check(!verify(cells[3], key, true), "forged HMAC-SHA256 form passed");
                }
                case "message" -> inputs.computeIfAbsent(cells[1], name -> new ArrayList<>()).add(message(cells, key));
                default -> check(false, "unknown line");
            }
        }
        check(!inputs.isEmpty(), "no inputs");
        warmUp(key, inputs);
        for (Map.Entry<String, List<Message>> input : inputs.entrySet()) {
            time(input.getKey(), key, input.getValue());
        }
        check(sink > 0, "nothing was done");
    }
}
