// A payment that was made, and an answer that cannot be read: nothing here may say that it can be made again.
#include "check.hpp"

typedef paysdk::chaoying::pay pay;
typedef paysdk::chaoying::notifications::payment kind;

/// Takes every payment, and attaches what GBK has no place for.
class gateway : public paysdk::transport {
public:
    int payments = 0;

    int32_t send(const paysdk::transport_request &, paysdk::transport_reply &reply) override {
        ++payments;
        paysdk::client::fields fields = {
            {"state", "SUCCESS"},       {"code", "10000"},          {"trade_state", "SUCCESS"},
            {"mch_id", "00000001"},     {"transaction_id", "7551"}, {"out_transaction_id", "4200"},
            {"out_trade_no", "unread"}, {"total_fee", "101"},       {"attach", "\xf0\x9f\x98\x80"},
            {"time_end", "2024"},       {"nonce_str", "n"},
        };
        std::string body = "{";
        for (const auto &field : fields) {
            body += "\"" + field.first + "\":\"" + field.second + "\",";
        }
        body += "\"sign\":\"" + signer_.sign("chaoying", fields) + "\"}";
        reply.set_status(200);
        reply.append_body(body.data(), body.size());
        return PAYSDK_DELIVERY_OK;
    }

private:
    paysdk::client signer_ = made(settings());
};

static void is_unread(const paysdk::failure &why, int32_t status) {
    CHECK(why.status == status);
    CHECK(why.outcome == PAYSDK_OUTCOME_UNKNOWN);
    CHECK(why.must_ask() && !why.may_repeat());
}

/// As the README's till does: sends, and reads inside the same try.
static void pays(const paysdk::client &client, gateway &line, const char *field, int32_t status) {
    const int before = line.payments;
    paysdk::request<pay> request(client);
    request.set(pay::in::mch_id(), "00000001").set(pay::in::out_trade_no(), "unread").set(pay::in::body(), "tea");
    request.set(pay::in::total_fee(), 101).set(pay::in::auth_code(), "130000000000000000");
    try {
        request.send().get(field);
        CHECK(status == PAYSDK_OK);
    } catch (const paysdk::error &error) {
        is_unread(error.why(), status);
        CHECK(error.outcome() == PAYSDK_OUTCOME_UNKNOWN && error.why().field == field);
    }
    CHECK(line.payments == before + 1);
}

static void payments() {
    gateway line;
    paysdk::config config = settings();
    config.set_transport(line);
    const paysdk::client plain = made(config);
    const paysdk::client gbk = made(config.set(PAYSDK_KEY_CALLER_CHARSET, "gbk"));
    pays(plain, line, "transaction_id", PAYSDK_OK);
    pays(plain, line, "attach", PAYSDK_OK);
    pays(plain, line, "bank_type", PAYSDK_NOT_FOUND);
    pays(plain, line, "\xff", PAYSDK_UTF8);
    pays(gbk, line, "transaction_id", PAYSDK_OK);
    pays(gbk, line, "attach", PAYSDK_INVALID_VALUE);
    is_unread(paysdk::response<pay>().try_get("state").why(), PAYSDK_ARGUMENT);
    is_unread(paysdk::response<pay>().try_get(nullptr).why(), PAYSDK_ARGUMENT);
}

static void notifications() {
    const paysdk::client client = made(settings());
    paysdk::client::fields fields = {{"out_trade_no", "unread"}, {"pay_result", "0"},    {"result_code", "SUCCESS"},
                                     {"state", "SUCCESS"},       {"total_fee", "101"},   {"mch_id", "00000001"}};
    std::string body;
    for (const auto &field : fields) {
        body += field.first + "=" + field.second + "&";
    }
    body += "sign=" + client.sign("chaoying", fields);
    const paysdk::response<kind> told = client.verify<kind>(body);
    told.expect("unread", "101");
    is_unread(told.try_expect("unread", "102").why(), PAYSDK_MISMATCH);
    is_unread(told.try_expect("\xff", "101").why(), PAYSDK_UTF8);
    is_unread(told.try_get("nothing").why(), PAYSDK_NOT_FOUND);
    is_unread(paysdk::response<kind>().try_expect("unread", "101").why(), PAYSDK_ARGUMENT);
    is_unread(client.try_verify<kind>(body + "x").why(), PAYSDK_SIGNATURE);
    is_unread(paysdk::client().try_verify<kind>(body).why(), PAYSDK_ARGUMENT);
}

/// What is wrong before anything is sent may be mended and made again; what went well needs neither.
static void requests() {
    const paysdk::client client = made(settings());
    paysdk::request<pay> request(client);
    const paysdk::failure wrong = request.try_set(pay::in::total_fee(), -1).why();
    CHECK(wrong.status == PAYSDK_INVALID_VALUE && wrong.may_repeat() && !wrong.must_ask());
    const paysdk::failure missing = request.try_send().why();
    CHECK(missing.status == PAYSDK_MISSING_FIELD && missing.may_repeat() && !missing.must_ask());
    const paysdk::failure none = request.try_set(pay::in::total_fee(), 1).why();
    CHECK(none.status == PAYSDK_OK && !none.may_repeat() && !none.must_ask());
}

int main() {
    payments();
    notifications();
    requests();
    std::puts("ok");
    return 0;
}
