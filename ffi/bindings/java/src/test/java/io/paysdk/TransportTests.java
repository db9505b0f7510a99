package io.paysdk;

import static io.paysdk.Surroundings.AGENT_KEY;
import static io.paysdk.Surroundings.payment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sending through an object of the caller's, and callbacks that fail. */
final class TransportTests {
    void itIsShownTheRequestAndItsReplyIsRead() {
        List<TransportRequest> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (Client client = Surroundings.client(sent -> {
                    seen.add(sent);
                    threads.add(Thread.currentThread());
                    return Surroundings.answer(sent);
                });
                Response paid = client.call("chaoying.pay", payment("TRANSPORT_1"))) {
            Check.equal("TRANSPORT_1", paid.get("out_trade_no"));
        }
        TransportRequest request = seen.get(0);
        Check.equal(List.of(Thread.currentThread()), threads);
        Check.equal("POST", request.method());
        Check.that(request.movesMoney() && request.timeout().toMillis() > 0, "it moves money in time");
        Check.contains(request.url(), "https://pay.example/");
        Check.that(
                request.headers().contains(
                        new Header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")),
                "it says what it is");
        String body = new String(request.body(), StandardCharsets.US_ASCII);
        Check.contains(body, "out_trade_no=TRANSPORT_1");
        Check.contains(body, "%E8%8C%B6");
        Check.lacks(body, AGENT_KEY);
        Check.lacks(request.toString(), "TRANSPORT_1");
        Check.lacks(new TransportReply(200, request.headers(), request.body()).toString(), "application");
    }

    void numbersKeepTheirText() {
        Map<String, String> more =
                Map.of("fresh", "1.50", "huge", "123456789012345678901234567890", "nested", "{\"e\":1e3}");
        try (Client client = Surroundings.client(sent -> Surroundings.answer(sent, more));
                Response paid = client.call("chaoying.pay", payment("TRANSPORT_2"))) {
            more.forEach((name, text) -> Check.equal(text, paid.get(name)));
            Check.contains(paid.json(), "\"total_fee\":101,");
        }
    }

    void onlyItsPromiseMakesAFailureSafeToRepeat() {
        for (Throwable thrown : List.of(
                new IOException("reset"),
                new IllegalStateException("mine"),
                new InterruptedException("stop"),
                new StackOverflowError(),
                new OutOfMemoryError("as if"),
                PaysdkException.ofField(Status.INVALID_VALUE, "of another call", "is wrong"))) {
            PaysdkException failure = failure(Outcome.UNKNOWN, sent -> raise(thrown));
            Check.that(failure.getCause() == thrown, "what was thrown is the cause");
            Check.equal(thrown instanceof InterruptedException, Thread.interrupted());
        }
        NotSentException promise = new NotSentException("no route", new IOException("down"));
        Check.that(failure(Outcome.NOT_SENT, sent -> raise(promise)).getCause() == promise, "its cause is kept");
        Check.that(failure(Outcome.UNKNOWN, sent -> raise(new AssertionError())).getCause() != promise, "an old one");
    }

    void aReplyThatIsNoneLeavesTheOutcomeUnknown() {
        byte[] tooLong = new byte[(1 << 20) + 1];
        for (TransportReply reply : List.of(
                new TransportReply(0, List.of(), new byte[0]),
                new TransportReply(99, List.of(), new byte[0]),
                new TransportReply(1000, List.of(), new byte[0]),
                new TransportReply(200, List.of(), tooLong))) {
            Check.that(failure(Outcome.UNKNOWN, sent -> reply).getCause() instanceof IllegalArgumentException, "why");
        }
        Check.that(failure(Outcome.UNKNOWN, sent -> null).getCause() instanceof NullPointerException, "why");
    }

    void whatItThrewInOneCallIsNotToldOfTheNext() {
        List<IOException> once = new ArrayList<>(List.of(new IOException("once")));
        try (Client client = Surroundings.client(sent ->
                once.isEmpty() ? new TransportReply(502, List.of(), new byte[0]) : raise(once.remove(0)))) {
            for (Status status : List.of(Status.TRANSPORT, Status.HTTP_STATUS)) {
                PaysdkException failure = Check.fails(
                        status, Outcome.UNKNOWN, () -> client.call("chaoying.pay", payment("TRANSPORT_10")));
                Check.equal(status == Status.TRANSPORT, failure.getCause() != null);
            }
        }
    }

    /** HiCoin does not sign failures: only a whole answer proves that a transfer was refused. */
    void theHeadersOfAReplyTellWhetherItIsWhole() {
        byte[] body = "{\"code\":\"110043\",\"msg\":\"account balance is not enough\"}".getBytes(StandardCharsets.US_ASCII);
        String size = Integer.toString(body.length);
        // Headers that C cannot hold, or that are no Unicode, are left out.
        List<Header> broken = List.of(
                new Header("Content-Length", "1\0"),
                new Header("Content-Length\0", "1"),
                new Header("Content-Length", "\udce9"));
        Check.equal(Outcome.REFUSED, refusedTransfer(List.of(), body));
        Check.equal(Outcome.REFUSED, refusedTransfer(List.of(new Header("content-length", size)), body));
        Check.equal(Outcome.UNKNOWN, refusedTransfer(List.of(new Header("Content-Length", size + "0")), body));
        Check.equal(Outcome.REFUSED, refusedTransfer(broken, body));
    }

    private static Outcome refusedTransfer(List<Header> headers, byte[] body) {
        Map<String, Object> transfer = new HashMap<>();
        for (String name : List.of("access_token", "openid", "body", "subject", "out_trade_no")) {
            transfer.put(name, "W1");
        }
        transfer.put("total_amount", 1);
        transfer.put("settle_currency", "USDT");
        try (Config config = new Config("hicoin").transport(sent -> new TransportReply(200, headers, body))) {
            for (String key : List.of("payout_base_url", "oauth_base_url", "page_base_url")) {
                config.set(key, "https://pay.example");
            }
            try (Client client = new Client(config.set("app_id", "1").set("secret_key", "s").set("mch_key", "m"))) {
                PaysdkException failure =
                        Check.thrown(PaysdkException.class, () -> client.call("hicoin.transfer", transfer));
                Check.equal(Status.PROVIDER, failure.status());
                Check.equal("110043", failure.providerCode().orElseThrow());
                return failure.outcome();
            }
        }
    }

    void anHttpStatusIsToldAndProvesNothing() {
        try (Client client = Surroundings.client(sent -> new TransportReply(502, List.of(), new byte[0]))) {
            PaysdkException failure = Check.fails(
                    Status.HTTP_STATUS, Outcome.UNKNOWN, () -> client.call("chaoying.pay", payment("TRANSPORT_4")));
            Check.equal(502, failure.httpStatus().orElseThrow());
            Check.that(failure.getCause() == null, "nothing was thrown");
        }
    }

    void anAnswerThatIsNotSignedIsNotBelieved() {
        try (Client client = Surroundings.client(sent -> {
            String body = new String(Surroundings.answer(sent).body(), StandardCharsets.UTF_8);
            return Surroundings.reply(body.replace("\"101\"", "\"901\""));
        })) {
            Check.fails(
                    Status.SIGNATURE, Outcome.UNKNOWN, () -> client.call("chaoying.pay", payment("TRANSPORT_5")));
        }
    }

    void aTransportMayMakeCallsItself() {
        try (Client inner = Surroundings.client(sent -> raise(new IOException("inner")));
                Client outer = Surroundings.client(sent -> {
                    Check.thrown(PaysdkException.class, () -> inner.call("chaoying.pay", payment("TRANSPORT_6")));
                    return Surroundings.answer(sent);
                });
                Response paid = outer.call("chaoying.pay", payment("TRANSPORT_7"))) {
            Check.equal("TRANSPORT_7", paid.get("out_trade_no"));
        }
    }

    void transportsThatThrowOnManyThreadsMixNothingUp() throws Exception {
        try (Client client = Surroundings.client(sent -> raise(new IOException(Thread.currentThread().getName())))) {
            Surroundings.onThreads(16, thread -> {
                Thread.currentThread().setName("thread " + thread);
                for (int i = 0; i < 50; i++) {
                    PaysdkException failure = Check.fails(
                            Status.TRANSPORT,
                            Outcome.UNKNOWN,
                            () -> client.call("chaoying.pay", payment("TRANSPORT_8")));
                    Check.equal("thread " + thread, failure.getCause().getMessage());
                }
            });
        }
    }

    void aFailingLoggerDoesNotDisturbTheCall() {
        List<String> heard = new ArrayList<>();
        java.util.logging.Logger report = java.util.logging.Logger.getLogger("io.paysdk");
        report.setUseParentHandlers(false);
        report.setFilter(record -> heard.add(String.valueOf(record.getThrown().getMessage())));
        Logger fails = (level, line) -> {
            throw new IllegalStateException("from the logger");
        };
        try (Config config = Surroundings.config()
                        .set("base_url", "https://pay.example")
                        .transport(Surroundings::answer)
                        .logger(fails, LogLevel.DEBUG);
                Client client = new Client(config);
                Response paid = client.call("chaoying.pay", payment("TRANSPORT_9"))) {
            Check.equal("TRANSPORT_9", paid.get("out_trade_no"));
        } finally {
            report.setFilter(null);
        }
        Check.equal(List.of("from the logger", "from the logger"), heard);
    }

    void theBuiltInTransportComesBack() {
        try (Config config = Surroundings.config().transport(sent -> raise(new IOException("not this")))) {
            try (Client client = new Client(config.transport(null));
                    Response paid = client.call("chaoying.pay", payment(Surroundings.order("back")))) {
                Check.equal("101", paid.get("total_fee"));
            }
        }
    }

    private static PaysdkException failure(Outcome outcome, Transport transport) {
        try (Client client = Surroundings.client(transport)) {
            return Check.fails(
                    Status.TRANSPORT, outcome, () -> client.call("chaoying.pay", payment("TRANSPORT_3")));
        }
    }

    private static TransportReply raise(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }
}
