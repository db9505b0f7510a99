// The wrapper without exceptions, in C++11: results instead, and callbacks as classes.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "paysdk.hpp"

#define CHECK(condition)                                                          \
    do {                                                                          \
        if (!(condition)) {                                                       \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            std::exit(1);                                                         \
        }                                                                         \
    } while (0)

namespace cy = paysdk::chaoying;

class refusing : public paysdk::transport {
public:
    int32_t send(const paysdk::transport_request &request, paysdk::transport_reply &) override {
        CHECK(std::strcmp(request.method(), "POST") == 0);
        CHECK(std::strcmp(request.url(), "http://127.0.0.1:1/UnifiedPay/Gateway") == 0);
        CHECK(request.body().find("total_fee=101") != std::string::npos);
        CHECK(request.headers().size() == 1);
        CHECK(request.timeout_ms() == 30000);
        CHECK(request.moves_money());
        return PAYSDK_DELIVERY_NOT_SENT;
    }
};

class counting : public paysdk::logger {
public:
    int lines = 0;
    void log(int32_t, const char *) override { ++lines; }
};

int main() {
    CHECK(!paysdk::config::make("alipay"));
    paysdk::result<paysdk::config> config = paysdk::config::make(PAYSDK_PROVIDER_CHAOYING);
    CHECK(config);
    CHECK(config.value().try_set(PAYSDK_KEY_BASE_URL, "http://127.0.0.1:1"));
    CHECK(config.value().try_set(PAYSDK_KEY_ALLOW_HTTP, "1"));
    CHECK(config.value().try_set(PAYSDK_KEY_AGENT_ID, "130000000000000001"));
    CHECK(paysdk::client::make(config.value()).why().field == "agent_key");
    CHECK(config.value().try_set(PAYSDK_KEY_AGENT_KEY, "sandboxchaoyingkey00000000000001"));
    refusing transport;
    counting logger;
    CHECK(config.value().try_set_transport(transport));
    CHECK(config.value().try_set_logger(logger, PAYSDK_LOG_DEBUG));
    paysdk::result<paysdk::client> client = paysdk::client::make(config.value());
    CHECK(client);

    typedef cy::pay pay;
    paysdk::result<paysdk::request<pay> > request = paysdk::request<pay>::make(client.value());
    CHECK(request.value().try_set(pay::in::mch_id(), "00000001"));
    CHECK(request.value().try_set(pay::in::out_trade_no(), "noexcept_1"));
    CHECK(request.value().try_set(pay::in::body(), "tea"));
    CHECK(request.value().try_set(pay::in::total_fee(), 101));
    CHECK(request.value().try_set(pay::in::total_fee(), -1).why().status == PAYSDK_INVALID_VALUE);
    // Unsigned numbers do not turn negative on the way.
    CHECK(request.value().try_set(pay::in::total_fee(), 18446744073709551615u));
    CHECK(request.value().try_set(pay::in::total_fee(), 101u));
    CHECK(request.value().try_send().why().field == "auth_code");
    // What C would take for the end of the text is no end in C++, and nothing is cut off without a word.
    const std::string nul("tea\0and cake", 12);
    CHECK(request.value().try_set(pay::in::body(), nul).why().field == "body");
    CHECK(config.value().try_set(PAYSDK_KEY_PID, nul).why().status == PAYSDK_INVALID_VALUE);
    CHECK(client.value().try_sign(PAYSDK_SCHEME_CHAOYING, {{"a", nul}}).why().field == "a");
    typedef paysdk::recharge_payout::query_recharge query;
    CHECK(!paysdk::request<query>::make(client.value()));
    CHECK(request.value().try_set("attach", "by its bare name"));
    CHECK(request.value().try_set("attache", "x").why().status == PAYSDK_UNKNOWN_NAME);
    CHECK(request.value().try_set_json("{\"auth_code\":\"130000000000000000\"}"));
    const paysdk::result<paysdk::response<pay> > answer = request.value().try_send();
    CHECK(answer.why().status == PAYSDK_TRANSPORT && answer.why().may_repeat());
    CHECK(logger.lines == 2); // what cannot be sent is not a call

    const paysdk::client::fields fields = {{"b", "2"}, {"a", "1"}};
    const paysdk::result<std::string> sign = client.value().try_sign(PAYSDK_SCHEME_CHAOYING, fields);
    CHECK(sign && sign.value().size() == 32);
    CHECK(client.value().try_check(PAYSDK_SCHEME_CHAOYING, fields, sign.value()));
    CHECK(client.value().try_check(PAYSDK_SCHEME_CHAOYING, fields, "").why().status == PAYSDK_SIGNATURE);
    CHECK(paysdk::response<pay>().find("list.0.trade_no") == nullptr);
    CHECK(!client.value().try_verify<cy::notifications::payment>("state=SUCCESS"));
    CHECK(std::strcmp(paysdk::acknowledgement<cy::notifications::payment>(true), "success") == 0);

    // Handles move; what was moved from is empty, and empty handles are refused, not followed.
    paysdk::client moved(std::move(client.value()));
    CHECK(client.value().get() == nullptr && moved.get() != nullptr);
    CHECK(paysdk::request<pay>::make(client.value()).why().status == PAYSDK_ARGUMENT);
    std::puts("ok");
    return 0;
}
