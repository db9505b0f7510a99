// The other unit: results, and nothing that catches.
#define PAYSDK_NO_EXCEPTIONS
#include "check.hpp"

int without_exceptions();

class cut_line : public paysdk::transport {
public:
    int32_t send(const paysdk::transport_request &, paysdk::transport_reply &) override { return PAYSDK_DELIVERY_NOT_SENT; }
};

class silent_log : public paysdk::logger {
public:
    void log(int32_t, const char *) override {}
};

int without_exceptions() {
    cut_line line;
    silent_log log;
    paysdk::config config = settings();
    CHECK(config.try_set_transport(line));
    CHECK(config.try_set_logger(log, PAYSDK_LOG_DEBUG));
    const paysdk::client client = made(config);
    typedef paysdk::chaoying::send_sms_code code;
    paysdk::result<paysdk::request<code> > request = paysdk::request<code>::make(client);
    CHECK(request.value().try_set(code::in::mobile(), "13800000000"));
    return request.value().try_send().why().outcome;
}
