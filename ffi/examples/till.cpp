// The till of till.c in C++: pays, copes with a lost answer, settles, refunds, and reads notifications.
//
//     sandbox serve &
//     c++ -std=c++17 till.cpp $(pkg-config --cflags --libs paysdk) -o till && ./till
#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include <unistd.h>

#include "paysdk.hpp"

namespace cy = paysdk::chaoying;

namespace {

std::string setting(const char *name, const char *otherwise) {
    const char *value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : otherwise;
}

std::string merchant() { return setting("PAYSDK_MCH_ID", "00000001"); }

paysdk::client open_client() {
    paysdk::config config(PAYSDK_PROVIDER_CHAOYING);
    config.set(PAYSDK_KEY_BASE_URL, setting("PAYSDK_BASE_URL", "http://127.0.0.1:8001"))
        .set(PAYSDK_KEY_AGENT_ID, setting("PAYSDK_AGENT_ID", "130000000000000001"))
        .set(PAYSDK_KEY_AGENT_KEY, setting("PAYSDK_AGENT_KEY", "sandboxchaoyingkey00000000000001"))
        .set(PAYSDK_KEY_ALLOW_HTTP, "1") // for the sandbox only
        .set(PAYSDK_KEY_TIMEOUT_MS, "10000");
    return paysdk::client(config);
}

/// Pay and settle take the same fields.
template <class Op> paysdk::request<Op> payment(const paysdk::client &client, const std::string &order) {
    paysdk::request<Op> request(client);
    request.set(typename Op::in::mch_id(), merchant())
        .set(typename Op::in::out_trade_no(), order)
        .set(typename Op::in::body(), "two cups of tea 茶")
        .set(typename Op::in::auth_code(), "130000000000000000")
        .set(typename Op::in::total_fee(), 101);
    return request;
}

void pay(const paysdk::client &client, const std::string &order) {
    const auto paid = payment<cy::pay>(client, order).send();
    std::cout << "paid " << paid.get(cy::pay::out::out_trade_no()) << ": " << paid.get(cy::pay::out::total_fee()) << " fen\n";
}

/// The answer does not come. Whether the money moved only a query can tell.
void pay_and_lose_the_answer(const paysdk::client &client, const std::string &order) {
    std::string outcome = "OK";
    try {
        payment<cy::pay>(client, order).send();
    } catch (const paysdk::error &error) {
        outcome = error.why().must_ask() ? "UNKNOWN" : error.why().may_repeat() ? "NOT_SENT" : "REFUSED";
    }
    typedef cy::order_query query;
    paysdk::request<query> request(client);
    request.set(query::in::paytype(), "WECHAT").set(query::in::mch_id(), merchant()).set(query::in::out_trade_no(), order);
    std::cout << "lost " << order << ": " << outcome << ", then " << request.send().get(query::out::trade_state()) << "\n";
}

/// Pays, asks, and if need be cancels, until it is known what became of the payment.
void settle(const paysdk::client &client, const std::string &order) {
    auto request = payment<cy::settle>(client, order);
    request.set(cy::settle::in::paytype(), "WECHAT").set(cy::settle::in::op_user_id(), merchant()).set(cy::settle::in::poll_seconds(), 1);
    std::cout << "settled " << order << ": " << request.send().get(cy::settle::out::settled()) << "\n";
}

void refund(const paysdk::client &client, const std::string &order) {
    typedef cy::refund op;
    paysdk::request<op> request(client);
    request.set(op::in::paytype(), "WECHAT")
        .set(op::in::mch_id(), merchant())
        .set(op::in::out_trade_no(), order)
        .set(op::in::out_refund_no(), order + "-R")
        .set(op::in::total_fee(), 101)
        .set(op::in::refund_fee(), 1)
        .set(op::in::op_user_id(), merchant());
    const auto refunded = request.send();
    std::cout << "refunded " << refunded.get(op::out::out_refund_no()) << ": " << refunded.get(op::out::refund_fee()) << " fen\n";
}

/// A notification as the gateway would post it, signed with the till's own key; or the one in a file.
std::string notification(const paysdk::client &client, const std::string &order) {
    const std::string file = setting("PAYSDK_NOTIFICATION", "");
    if (!file.empty()) {
        std::ifstream stream(file, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    const paysdk::client::fields fields = {{"state", "SUCCESS"},     {"result_code", "SUCCESS"}, {"pay_result", "0"},
                                           {"mch_id", merchant()},   {"out_trade_no", order},    {"total_fee", "101"},
                                           {"time_end", "20240229120000"}, {"trade_type", "pay.weixin.native"}};
    std::string body;
    for (const auto &field : fields) {
        body += field.first + "=" + field.second + "&";
    }
    return body + "sign=" + client.sign(PAYSDK_SCHEME_CHAOYING, fields);
}

void hear(const paysdk::client &client, const std::string &order) {
    typedef cy::notifications::payment kind;
    std::string body = notification(client, order);
    const auto heard = client.verify<kind>(body);
    heard.expect(order, "101");
    std::cout << "believed " << heard.get(kind::out::out_trade_no()) << ": " << heard.get(kind::out::total_fee()) << " fen\n";
    std::cout << "other amount: " << paysdk_status_name(heard.try_expect(order, "100").why().status) << "\n";

    const std::string::size_type amount = body.find("total_fee=101");
    body.replace(amount, 13, "total_fee=901");
    std::cout << "forged: " << paysdk_status_name(client.try_verify<kind>(body).why().status) << "\n";
}

/// What no other till begins its order numbers with, in 24 characters: the microsecond and the process.
std::string beginning() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    return std::to_string(micros) + "_" + std::to_string(getpid());
}

} // namespace

int main() {
    try {
        const paysdk::client client = open_client();
        const std::string begin = setting("PAYSDK_ORDERS", beginning().c_str());
        pay(client, begin + "_1");
        pay_and_lose_the_answer(client, begin + "_LOST2");
        settle(client, begin + "_LOST3");
        refund(client, begin + "_1");
        hear(client, begin + "_1");
    } catch (const std::exception &error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
