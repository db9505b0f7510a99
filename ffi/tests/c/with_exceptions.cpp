// One unit of a program whose other has PAYSDK_NO_EXCEPTIONS: here a transport and a logger may throw.
#include <stdexcept>

#include "check.hpp"

int without_exceptions();

class throwing_line : public paysdk::transport {
public:
    int32_t send(const paysdk::transport_request &, paysdk::transport_reply &) override {
        throw std::runtime_error("the line broke");
    }
};

class throwing_log : public paysdk::logger {
public:
    int lines = 0;
    void log(int32_t, const char *) override {
        ++lines;
        throw std::runtime_error("the disk is full");
    }
};

int main() {
    throwing_line line;
    throwing_log log;
    paysdk::config config = settings();
    config.set_transport(line).set_logger(log, PAYSDK_LOG_DEBUG);
    const paysdk::client client(config);
    typedef paysdk::chaoying::send_sms_code code;
    paysdk::request<code> request(client);
    request.set(code::in::mobile(), "13800000000");
    try {
        request.send();
        CHECK(false);
    } catch (const paysdk::error &error) {
        CHECK(error.status() == PAYSDK_TRANSPORT && error.outcome() == PAYSDK_OUTCOME_UNKNOWN);
    }
    CHECK(log.lines == 2);
    CHECK(without_exceptions() == PAYSDK_OUTCOME_NOT_SENT);
    std::puts("ok");
    return 0;
}
