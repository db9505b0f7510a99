package io.paysdk;

import static io.paysdk.Surroundings.AGENT_KEY;
import static io.paysdk.Surroundings.AUTH_CODE;
import static io.paysdk.Surroundings.MCH_ID;
import static io.paysdk.Surroundings.order;
import static io.paysdk.Surroundings.payment;
import static io.paysdk.Surroundings.query;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Calls to the sandbox, and to where nobody listens. */
final class CallTests {
    void aPaymentIsReadByName() {
        String order = order("read");
        try (Client client = Surroundings.client();
                Response paid = client.call("chaoying.pay", payment(order))) {
            Check.equal(order, paid.get("out_trade_no"));
            Check.equal("101", paid.get("total_fee"));
            Check.that(paid.has("transaction_id"), "it has a number");
            Check.that(!paid.has("attach") && paid.find("attach").isEmpty(), "it has nothing attached");
            Check.contains(
                    Check.thrown(NoSuchElementException.class, () -> paid.get("attach")).getMessage(), "attach");
            Check.equal(order, Json.object(paid.json()).get("out_trade_no"));
            Check.contains(new String(paid.body(), StandardCharsets.UTF_8), "{\"state\":\"SUCCESS\"");
        }
    }

    void amountsOfEveryExactTypeAreSent() {
        try (Client client = Surroundings.client()) {
            List<Object> amounts = List.of(
                    101, 101L, (short) 101, (byte) 101, new BigInteger("101"), new BigDecimal("101"), "101");
            for (Object amount : amounts) {
                Map<String, Object> fields = payment(order("a" + amounts.indexOf(amount)));
                fields.put("total_fee", amount);
                try (Response paid = client.call("chaoying.pay", fields)) {
                    Check.equal("101", paid.get("total_fee"));
                }
            }
        }
    }

    void listsAreCountedAndReachedInto() {
        String order = order("list");
        try (Client client = Surroundings.client()) {
            client.call("chaoying.pay", payment(order)).close();
            for (int fee = 1; fee <= 2; fee++) {
                Map<String, Object> refund = new HashMap<>(query(order));
                refund.put("out_refund_no", order + "_" + fee);
                refund.put("total_fee", 101);
                refund.put("refund_fee", fee);
                refund.put("op_user_id", MCH_ID);
                client.call("chaoying.refund", refund).close();
            }
            try (Response refunds = client.call("chaoying.refund_query", query(order))) {
                Check.equal(2, refunds.count("refund_list"));
                Check.equal(0, refunds.count("mch_id"));
                Check.equal("2", refunds.get("refund_list.1.refund_fee"));
                List<Fields> list = refunds.list("refund_list");
                Check.equal(List.of("1", "2"), list.stream().map(refund -> refund.get("refund_fee")).toList());
                Check.equal(0, list.get(0).count("refund_fee"));
                Check.that(!list.get(0).has("nothing"), "what is not there is not found");
                Check.equal(List.of(), refunds.list("nothing"));
            }
        }
    }

    void aRefusalCarriesTheProvidersWords() {
        Map<String, Object> fields = payment(order("refused"));
        fields.put("auth_code", "130000000000009005");
        try (Client client = Surroundings.client()) {
            PaysdkException failure = Check.fails(
                    Status.PROVIDER, Outcome.REFUSED, () -> client.call("chaoying.pay", fields));
            Check.equal(200, failure.httpStatus().orElseThrow());
            Check.equal("10006", failure.providerCode().orElseThrow());
            Check.equal("支付错误", failure.providerMessage().orElseThrow());
            Check.that(failure.getMessage().startsWith("PROVIDER: "), "it says its status");
        }
    }

    void aRefusedConnectionSentNothing() {
        try (Config config = Surroundings.config();
                Client client = new Client(config.set("base_url", "http://127.0.0.1:" + Surroundings.closedPort()))) {
            PaysdkException failure = Check.fails(
                    Status.TRANSPORT, Outcome.NOT_SENT, () -> client.call("chaoying.pay", payment(order("nobody"))));
            Check.that(failure.httpStatus().isEmpty() && failure.providerCode().isEmpty(), "nobody answered");
            Check.that(failure.getCause() == null, "no transport of the caller's threw");
            Check.lacks(failure.toString(), AGENT_KEY);
        }
    }

    void aLostAnswerLeavesTheOutcomeUnknown() {
        String order = order("LOST");
        try (Client client = Surroundings.client()) {
            Check.fails(Status.TRANSPORT, Outcome.UNKNOWN, () -> client.call("chaoying.pay", payment(order)));
            try (Response asked = client.call("chaoying.order_query", query(order))) {
                Check.equal("SUCCESS", asked.get("trade_state"));
            }
        }
    }

    void aLoggerHearsWhatItAskedForAndNoSecret() {
        String order = order("logged");
        List<LogLevel> levels = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        Logger logger = (level, line) -> {
            levels.add(level);
            lines.append(line).append('\n');
        };
        try (Config config = Surroundings.config().logger(logger, LogLevel.DEBUG);
                Client client = new Client(config)) {
            client.call("chaoying.pay", payment(order)).close();
            try (Client terse = new Client(config.logger(logger, LogLevel.WARN));
                    Client silent = new Client(config.logger(null, LogLevel.DEBUG))) {
                terse.call("chaoying.order_query", query(order)).close();
                silent.call("chaoying.order_query", query(order)).close();
            }
        }
        Check.equal(List.of(LogLevel.DEBUG, LogLevel.INFO), levels);
        Check.contains(lines.toString(), order);
        Check.lacks(lines.toString(), AGENT_KEY);
        Check.lacks(lines.toString(), AUTH_CODE);
    }

    void oneClientPaysOnManyThreads() throws Exception {
        try (Client client = Surroundings.client()) {
            Surroundings.onThreads(16, thread -> {
                for (int i = 0; i < 3; i++) {
                    String order = order("t" + thread + "_" + i);
                    try (Response paid = client.call("chaoying.pay", payment(order))) {
                        Check.equal(order, paid.get("out_trade_no"));
                    }
                }
            });
        }
    }
}
