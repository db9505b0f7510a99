/**
 * Payments through Chaoying, HiCoin, a recharge-and-payout platform and DragonEx, by libpaysdk.
 *
 * <pre>{@code
 * try (Config config = new Config("chaoying").set("base_url", url).set("agent_id", number).set("agent_key", key);
 *         Client client = new Client(config)) {
 *     Map<String, Object> fields = Map.of(
 *             "mch_id", "00000001", "out_trade_no", "T0001", "body", "tea", "total_fee", 101, "auth_code", code);
 *     try (Response paid = client.call("chaoying.pay", fields)) {
 *         System.out.println(paid.get("transaction_id"));
 *     }
 * } catch (PaysdkException failure) {
 *     if (failure.outcome() == Outcome.UNKNOWN) {
 *         // money may have moved: query T0001, never pay under a new number
 *     }
 * }
 * }</pre>
 *
 * <p>The library is the file that the system property {@code paysdk.library} or the environment variable
 * {@code PAYSDK_LIBRARY} names, or else what JNA finds under the names {@code libpaysdk.so.0} (Linux) and {@code paysdk}.
 */
package io.paysdk;
