// A std::string may have a NUL inside, a C text cannot: wherever one is taken it is refused, by the name of its argument.
#include "check.hpp"

typedef paysdk::chaoying::pay pay;
typedef paysdk::chaoying::notifications::payment kind;
typedef paysdk::client::fields fields;

static void is_refused(const paysdk::failure &why, const char *argument) {
    if (why.status != PAYSDK_INVALID_VALUE || why.field != argument) {
        std::fprintf(stderr, "%s: %d, %s: %s\n", argument, why.status, why.field.c_str(), why.message.c_str());
        std::exit(1);
    }
}

int main() {
    const std::string junk("\0junk", 5);
    paysdk::config config = settings();
    const paysdk::client client = made(config);
    paysdk::request<pay> request(client);
    is_refused(config.try_set("agent_key", "key" + junk).why(), "agent_key");
    is_refused(config.try_set("agent_key", junk).why(), "agent_key");
    is_refused(request.try_set(pay::in::body(), "tea" + junk).why(), "body");
    is_refused(request.try_set("attach", "tea" + junk).why(), "attach");
    is_refused(request.try_set_json("{\"body\":\"tea\"}" + junk).why(), "object");

    const fields good = {{"a", "b"}};
    const std::string sign = client.sign("chaoying", good);
    client.check("chaoying", good, sign);
    is_refused(client.try_check("chaoying", good, sign + junk).why(), "signature");
    is_refused(client.try_check("chaoying", {{"a", "b" + junk}}, sign).why(), "a");
    is_refused(client.try_check("chaoying", {{"a" + junk, "b"}}, sign).why(), "a name");
    is_refused(client.try_sign("chaoying", {{"a", "b" + junk}}).why(), "a");
    is_refused(client.try_sign("chaoying", {{"a" + junk, "b"}}).why(), "a name");

    const fields told = {{"out_trade_no", "nul_1"}, {"pay_result", "0"},  {"result_code", "SUCCESS"},
                         {"state", "SUCCESS"},      {"total_fee", "101"}, {"mch_id", "00000001"}};
    std::string body;
    for (const auto &field : told) {
        body += field.first + "=" + field.second + "&";
    }
    body += "sign=" + client.sign("chaoying", told);
    is_refused(client.try_verify<kind>(body, "ts: 1" + junk).why(), "headers");
    const paysdk::response<kind> heard = client.verify<kind>(body, "ts: 1");
    heard.expect("nul_1", "101");
    is_refused(heard.try_expect("nul_1" + junk, "101").why(), "order");
    is_refused(heard.try_expect("nul_1", "101" + junk).why(), "amount");
    std::puts("ok");
    return 0;
}
