/* libpaysdk for C++11 and later: header-only, over paysdk.h, whose contract holds here as well.
 *
 *     paysdk::config config("chaoying");
 *     config.set(PAYSDK_KEY_BASE_URL, "https://pay.example").set(PAYSDK_KEY_AGENT_ID, id).set(PAYSDK_KEY_AGENT_KEY, key);
 *     paysdk::client client(config);
 *     typedef paysdk::chaoying::pay pay;
 *     paysdk::request<pay> request(client);
 *     request.set(pay::in::mch_id(), "00000001").set(pay::in::out_trade_no(), "T0001").set(pay::in::body(), "tea");
 *     request.set(pay::in::total_fee(), 101).set(pay::in::auth_code(), code);
 *     std::string number = request.send().get(pay::out::transaction_id());
 *
 * Every function that can fail has a twin that begins with try_ and returns a result instead of throwing. With
 * PAYSDK_NO_EXCEPTIONS defined only those are there, and nothing here throws but what the standard library may.
 * One program may have units with it and units without: the types of this header then differ by an inline namespace, so that
 * each unit keeps its own behaviour, and a handle passed from one kind to the other does not link.
 *
 * A failure to read an answer or a notification never says that nothing was sent: its outcome is unknown. A std::string with a
 * NUL inside is refused by the name of its argument, wherever one is taken.
 *
 * Handles can be moved, not copied, and free themselves. A field is a type that knows its operation, so a field of
 * another operation does not compile.
 */
#ifndef PAYSDK_HPP
#define PAYSDK_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>
#ifndef PAYSDK_NO_EXCEPTIONS
#include <memory>
#include <stdexcept>
#endif

#include "paysdk.h"

namespace paysdk {
/// Marks the names of operations.
struct operation_tag {};
/// Marks the names of notifications.
struct notification_tag {};
} // namespace paysdk

#include "paysdk_names.hpp"

namespace paysdk {
#ifdef PAYSDK_NO_EXCEPTIONS
inline namespace without_exceptions {
#else
inline namespace with_exceptions {
#endif

/// Why a function failed, as plain values.
struct failure {
    int32_t status;
    /// What it means for the money: one of paysdk_outcome.
    int32_t outcome;
    int32_t http_status;
    std::string message;
    std::string code;
    std::string provider_message;
    std::string field;

    /// None: why() of what went well.
    failure() : status(PAYSDK_OK), outcome(PAYSDK_OUTCOME_UNKNOWN), http_status(0) {}

    /// The failure of a function that has only its status to say, which proves nothing about the money.
    explicit failure(int32_t only_status)
        : status(only_status), outcome(PAYSDK_OUTCOME_UNKNOWN), http_status(0), message(paysdk_status_name(only_status)) {}

    /// Takes the error handle over, and frees it.
    failure(int32_t returned, paysdk_error *error)
        : status(returned), outcome(PAYSDK_OUTCOME_UNKNOWN), http_status(0), message(paysdk_status_name(returned)) {
        if (error != nullptr) {
            outcome = paysdk_error_outcome(error);
            http_status = paysdk_error_http_status(error);
            message = text(error, PAYSDK_TEXT_MESSAGE);
            code = text(error, PAYSDK_TEXT_CODE);
            provider_message = text(error, PAYSDK_TEXT_PROVIDER_MESSAGE);
            field = text(error, PAYSDK_TEXT_FIELD);
            paysdk_error_free(error);
        }
    }

    /// Nothing left this machine: the same call may be made again.
    bool may_repeat() const { return status != PAYSDK_OK && outcome == PAYSDK_OUTCOME_NOT_SENT; }
    /// Money may have moved: ask by the order number, never repeat under a new one.
    bool must_ask() const { return status != PAYSDK_OK && outcome == PAYSDK_OUTCOME_UNKNOWN; }

private:
    static std::string text(const paysdk_error *error, int32_t which) {
        const char *found = paysdk_error_text(error, which);
        return found == nullptr ? std::string() : std::string(found);
    }
};

#ifndef PAYSDK_NO_EXCEPTIONS
/// What the throwing functions throw.
class error : public std::runtime_error {
public:
    explicit error(failure why) : std::runtime_error(why.message), why_(std::make_shared<failure>(std::move(why))) {}
    const failure &why() const noexcept { return *why_; }
    int32_t status() const noexcept { return why_->status; }
    int32_t outcome() const noexcept { return why_->outcome; }

private:
    std::shared_ptr<const failure> why_;
};
#endif

/// A value, or why there is none.
template <class T> class result {
public:
    result(T value) : value_(std::move(value)) {}
    result(failure why) : why_(std::move(why)) {}
    explicit operator bool() const noexcept { return why_.status == PAYSDK_OK; }
    T &value() noexcept { return value_; }
    const T &value() const noexcept { return value_; }
    const failure &why() const noexcept { return why_; }
#ifndef PAYSDK_NO_EXCEPTIONS
    /// The value moved out, or the failure thrown.
    T take() {
        if (!*this) {
            throw error(why_);
        }
        return std::move(value_);
    }
#endif

private:
    T value_;
    failure why_;
};

/// Done, or why not.
template <> class result<void> {
public:
    result() {}
    result(failure why) : why_(std::move(why)) {}
    explicit operator bool() const noexcept { return why_.status == PAYSDK_OK; }
    const failure &why() const noexcept { return why_; }
#ifndef PAYSDK_NO_EXCEPTIONS
    void take() const {
        if (!*this) {
            throw error(why_);
        }
    }
#endif

private:
    failure why_;
};

namespace detail {

/// The owner of one handle.
template <class T, void (*Free)(T *)> class handle {
public:
    handle() noexcept : pointer_(nullptr) {}
    explicit handle(T *pointer) noexcept : pointer_(pointer) {}
    handle(handle &&other) noexcept : pointer_(other.pointer_) { other.pointer_ = nullptr; }
    handle &operator=(handle &&other) noexcept {
        std::swap(pointer_, other.pointer_);
        return *this;
    }
    handle(const handle &) = delete;
    handle &operator=(const handle &) = delete;
    ~handle() { Free(pointer_); }
    T *get() const noexcept { return pointer_; }

private:
    T *pointer_;
};

inline result<void> done(int32_t status, paysdk_error *err) {
    return status == PAYSDK_OK ? result<void>() : result<void>(failure(status, err));
}

/// A text as C takes it. What stands behind a NUL would be lost without a word, so it becomes the reason why not.
/// Nothing else here hands a std::string to C.
inline const char *c_text(const char *argument, const std::string &text, failure &why) {
    if (why.status == PAYSDK_OK && text.find('\0') != std::string::npos) {
        why.status = PAYSDK_INVALID_VALUE;
        why.outcome = PAYSDK_OUTCOME_NOT_SENT;
        why.field = argument == nullptr ? "" : argument;
        why.message = why.field + ": has a NUL inside";
    }
    return text.c_str();
}

/// Why a message could not be read. It came after money may have moved, whatever the reason.
inline failure unread(failure why) {
    why.outcome = PAYSDK_OUTCOME_UNKNOWN;
    return why;
}

/// A number as the provider reads it.
template <class Number> std::string digits(Number value) { return std::to_string(value); }
inline std::string digits(bool value) { return value ? "true" : "false"; }

/// There only if Field is one of Owner's.
template <class Field, class Owner, class = void> struct field_of {};
template <class Field, class Owner>
struct field_of<Field, Owner, typename std::enable_if<std::is_same<typename Field::owner, Owner>::value>::type> {
    typedef int type;
};

} // namespace detail

/// What a transport is to send; it lives until send returns.
class transport_request {
public:
    explicit transport_request(const paysdk_transport_request *request) : request_(request) {}
    const char *method() const { return text(paysdk_transport_request_method); }
    const char *url() const { return text(paysdk_transport_request_url); }
    std::vector<std::pair<std::string, std::string>> headers() const {
        std::vector<std::pair<std::string, std::string>> all;
        const char *name = nullptr;
        const char *value = nullptr;
        for (size_t i = 0; paysdk_transport_request_header_at(request_, i, &name, &value) == PAYSDK_OK; ++i) {
            all.push_back(std::make_pair(std::string(name), std::string(value)));
        }
        return all;
    }
    std::string body() const {
        const uint8_t *bytes = nullptr;
        size_t count = 0;
        paysdk_transport_request_body(request_, &bytes, &count);
        return count == 0 ? std::string() : std::string(reinterpret_cast<const char *>(bytes), count);
    }
    uint32_t timeout_ms() const { return number(paysdk_transport_request_timeout_ms); }
    bool moves_money() const { return number(paysdk_transport_request_moves_money) != 0; }

private:
    const char *text(int32_t (*read)(const paysdk_transport_request *, const char **)) const {
        const char *found = nullptr;
        read(request_, &found);
        return found == nullptr ? "" : found;
    }
    uint32_t number(int32_t (*read)(const paysdk_transport_request *, uint32_t *)) const {
        uint32_t found = 0;
        read(request_, &found);
        return found;
    }
    const paysdk_transport_request *request_;
};

/// Where a transport puts the answer; it lives until send returns.
class transport_reply {
public:
    explicit transport_reply(paysdk_transport_reply *reply) : reply_(reply) {}
    bool set_status(int32_t status) { return paysdk_transport_reply_set_status(reply_, status) == PAYSDK_OK; }
    bool add_header(const char *name, const char *value) {
        return paysdk_transport_reply_add_header(reply_, name, value) == PAYSDK_OK;
    }
    bool append_body(const void *bytes, size_t count) {
        return paysdk_transport_reply_append_body(reply_, static_cast<const uint8_t *>(bytes), count) == PAYSDK_OK;
    }

private:
    paysdk_transport_reply *reply_;
};

/// Sends requests instead of the built-in HTTP client. It must outlive the clients made with it, and any thread may call it.
class transport {
public:
    virtual ~transport() {}
    /// Sends once; returns one of paysdk_delivery. An exception counts as unknown.
    virtual int32_t send(const transport_request &request, transport_reply &reply) = 0;

    /// The callback for paysdk_config_set_transport; its userdata is a transport.
    static int32_t callback(void *self, const paysdk_transport_request *request, paysdk_transport_reply *reply) noexcept {
        const transport_request shown(request);
        transport_reply answer(reply);
#ifndef PAYSDK_NO_EXCEPTIONS
        try {
            return static_cast<transport *>(self)->send(shown, answer);
        } catch (...) {
            return PAYSDK_DELIVERY_UNKNOWN;
        }
#else
        return static_cast<transport *>(self)->send(shown, answer);
#endif
    }
};

/// Is told of calls. It must outlive the clients made with it, and any thread may call it.
class logger {
public:
    virtual ~logger() {}
    /// One line at a paysdk_log_level. An exception is dropped.
    virtual void log(int32_t level, const char *message) = 0;

    /// The callback for paysdk_config_set_logger; its userdata is a logger.
    static void callback(void *self, int32_t level, const char *message) noexcept {
#ifndef PAYSDK_NO_EXCEPTIONS
        try {
            static_cast<logger *>(self)->log(level, message);
        } catch (...) {
        }
#else
        static_cast<logger *>(self)->log(level, message);
#endif
    }
};

/// The settings of a client to be.
class config {
public:
    config() {}
    static result<config> make(const char *provider) {
        paysdk_config *out = nullptr;
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_config_new(provider, &out, &err);
        return status == PAYSDK_OK ? result<config>(config(out)) : result<config>(failure(status, err));
    }
    result<void> try_set(const char *key, const std::string &value) {
        failure why;
        const char *text = detail::c_text(key, value, why);
        if (why.status != PAYSDK_OK) {
            return why;
        }
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_config_set(handle_.get(), key, text, &err);
        return detail::done(status, err);
    }
    result<void> try_set_transport(transport &sender) {
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_config_set_transport(handle_.get(), &transport::callback, &sender, &err);
        return detail::done(status, err);
    }
    result<void> try_set_logger(logger &listener, int32_t max_level) {
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_config_set_logger(handle_.get(), &logger::callback, &listener, max_level, &err);
        return detail::done(status, err);
    }
#ifndef PAYSDK_NO_EXCEPTIONS
    explicit config(const char *provider) : config(make(provider).take()) {}
    config &set(const char *key, const std::string &value) {
        try_set(key, value).take();
        return *this;
    }
    config &set_transport(transport &sender) {
        try_set_transport(sender).take();
        return *this;
    }
    config &set_logger(logger &listener, int32_t max_level) {
        try_set_logger(listener, max_level).take();
        return *this;
    }
#endif
    const paysdk_config *get() const noexcept { return handle_.get(); }

private:
    explicit config(paysdk_config *handle) : handle_(handle) {}
    detail::handle<paysdk_config, paysdk_config_free> handle_;
};

/// What an operation answered, or a notification that was verified.
template <class Op> class response {
public:
    response() {}
    explicit response(paysdk_response *handle) : handle_(handle) {}

    /// The text of a field, which lives as long as this; nullptr where it is not there or cannot be read.
    template <class Field, typename detail::field_of<Field, Op>::type = 0> const char *find(Field) const {
        return find(Field::name());
    }
    /// As above, by a path such as "list.0.trade_no".
    const char *find(const char *path) const {
        const char *value = nullptr;
        paysdk_response_get(handle_.get(), path, &value);
        return value;
    }
    /// The text of a field, or empty where it is not there or cannot be read.
    template <class Field, typename detail::field_of<Field, Op>::type = 0> std::string text(Field) const {
        const char *value = find(Field::name());
        return value == nullptr ? std::string() : std::string(value);
    }
    template <class Field, typename detail::field_of<Field, Op>::type = 0> result<std::string> try_get(Field) const {
        return try_get(Field::name());
    }
    /// NOT_FOUND for what is not there or null, INVALID_VALUE for what the caller's charset or a C text cannot hold.
    result<std::string> try_get(const char *path) const {
        const char *value = nullptr;
        const int32_t status = paysdk_response_get(handle_.get(), path, &value);
        if (status == PAYSDK_OK) {
            return std::string(value);
        }
        failure why(status);
        why.field = path == nullptr ? "" : path;
        why.message = why.field + ": " + why.message;
        return why;
    }
    size_t count(const char *list) const { return paysdk_response_count(handle_.get(), list); }
    std::string json() const {
        const char *value = nullptr;
        paysdk_response_json(handle_.get(), &value);
        return value == nullptr ? std::string() : std::string(value);
    }
    std::string body() const {
        const uint8_t *bytes = nullptr;
        size_t bytes_count = 0;
        paysdk_response_body(handle_.get(), &bytes, &bytes_count);
        return bytes_count == 0 ? std::string() : std::string(reinterpret_cast<const char *>(bytes), bytes_count);
    }
    /// Of a notification: whether it tells of exactly this payment.
    result<void> try_expect(const std::string &order, const std::string &amount) const {
        static_assert(std::is_same<typename Op::kind, notification_tag>::value, "only a notification can be expected");
        failure why;
        const char *number = detail::c_text("order", order, why);
        const char *price = detail::c_text("amount", amount, why);
        if (why.status != PAYSDK_OK) {
            return detail::unread(why);
        }
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_notification_expect(handle_.get(), number, price, &err);
        return status == PAYSDK_OK ? result<void>() : result<void>(detail::unread(failure(status, err)));
    }
#ifndef PAYSDK_NO_EXCEPTIONS
    template <class Field, typename detail::field_of<Field, Op>::type = 0> std::string get(Field) const {
        return try_get(Field::name()).take();
    }
    std::string get(const char *path) const { return try_get(path).take(); }
    void expect(const std::string &order, const std::string &amount) const { try_expect(order, amount).take(); }
#endif

private:
    detail::handle<paysdk_response, paysdk_response_free> handle_;
};

/// A merchant's access to a provider. Any number of threads may use it.
class client {
public:
    typedef std::vector<std::pair<std::string, std::string>> fields;

    client() {}
    static result<client> make(const config &settings) {
        paysdk_client *out = nullptr;
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_client_new(settings.get(), &out, &err);
        return status == PAYSDK_OK ? result<client>(client(out)) : result<client>(failure(status, err));
    }
    /// Reads a notification from the bytes that were posted; headers are "Name: value" lines.
    template <class Kind>
    result<response<Kind>> try_verify(const std::string &body, const std::string &headers = std::string()) const {
        static_assert(std::is_same<typename Kind::kind, notification_tag>::value, "not a notification");
        failure why;
        const char *lines = detail::c_text("headers", headers, why);
        if (why.status != PAYSDK_OK) {
            return detail::unread(why);
        }
        paysdk_response *out = nullptr;
        paysdk_error *err = nullptr;
        const int32_t status =
            paysdk_notification_verify(handle_.get(), Kind::name(), lines, reinterpret_cast<const uint8_t *>(body.data()),
                                       body.size(), &out, &err);
        return status == PAYSDK_OK ? result<response<Kind>>(response<Kind>(out))
                                   : result<response<Kind>>(detail::unread(failure(status, err)));
    }
    result<std::string> try_sign(const char *scheme, const fields &signed_fields) const {
        failure why;
        const columns parts(signed_fields, why);
        if (why.status != PAYSDK_OK) {
            return why;
        }
        std::string text;
        size_t need = 0;
        paysdk_error *err = nullptr;
        int32_t status = paysdk_sign(handle_.get(), scheme, parts.names(), parts.values(), parts.size(), nullptr, 0, &need, &err);
        if (status == PAYSDK_BUFFER) {
            paysdk_error_free(err);
            text.resize(need);
            status = paysdk_sign(handle_.get(), scheme, parts.names(), parts.values(), parts.size(), &text[0], need, &need, &err);
        }
        if (status != PAYSDK_OK) {
            return failure(status, err);
        }
        text.resize(need - 1);
        return text;
    }
    result<void> try_check(const char *scheme, const fields &signed_fields, const std::string &signature) const {
        failure why;
        const columns parts(signed_fields, why);
        const char *text = detail::c_text("signature", signature, why);
        if (why.status != PAYSDK_OK) {
            return why;
        }
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_verify(handle_.get(), scheme, parts.names(), parts.values(), parts.size(), text, &err);
        return detail::done(status, err);
    }
#ifndef PAYSDK_NO_EXCEPTIONS
    explicit client(const config &settings) : client(make(settings).take()) {}
    template <class Kind>
    response<Kind> verify(const std::string &body, const std::string &headers = std::string()) const {
        return try_verify<Kind>(body, headers).take();
    }
    std::string sign(const char *scheme, const fields &signed_fields) const { return try_sign(scheme, signed_fields).take(); }
    void check(const char *scheme, const fields &signed_fields, const std::string &signature) const {
        try_check(scheme, signed_fields, signature).take();
    }
#endif
    const paysdk_client *get() const noexcept { return handle_.get(); }

private:
    /// The fields as two lists of C texts.
    class columns {
    public:
        columns(const fields &all, failure &why) {
            for (fields::const_iterator it = all.begin(); it != all.end(); ++it) {
                const char *name = detail::c_text("a name", it->first, why);
                names_.push_back(name);
                values_.push_back(detail::c_text(name, it->second, why));
            }
        }
        const char *const *names() const { return names_.data(); }
        const char *const *values() const { return values_.data(); }
        size_t size() const { return names_.size(); }

    private:
        std::vector<const char *> names_;
        std::vector<const char *> values_;
    };

    explicit client(paysdk_client *handle) : handle_(handle) {}
    detail::handle<paysdk_client, paysdk_client_free> handle_;
};

/// A call that is being put together.
template <class Op> class request {
    static_assert(std::is_same<typename Op::kind, operation_tag>::value, "not an operation");

public:
    request() {}
    static result<request> make(const client &access) {
        paysdk_request *out = nullptr;
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_request_new(access.get(), Op::name(), &out, &err);
        return status == PAYSDK_OK ? result<request>(request(out)) : result<request>(failure(status, err));
    }
    template <class Field, typename detail::field_of<Field, Op>::type = 0>
    result<void> try_set(Field, const std::string &value) {
        return try_set(Field::name(), value);
    }
    template <class Field, class Number, typename detail::field_of<Field, Op>::type = 0,
              typename std::enable_if<std::is_integral<Number>::value, int>::type = 0>
    result<void> try_set(Field, Number value) {
        return try_set(Field::name(), detail::digits(value));
    }
    /// By a name that only the provider knows.
    result<void> try_set(const char *field, const std::string &value) {
        failure why;
        const char *text = detail::c_text(field, value, why);
        if (why.status != PAYSDK_OK) {
            return why;
        }
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_request_set(handle_.get(), field, text, &err);
        return detail::done(status, err);
    }
    result<void> try_set_json(const std::string &object) {
        failure why;
        const char *text = detail::c_text("object", object, why);
        if (why.status != PAYSDK_OK) {
            return why;
        }
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_request_set_json(handle_.get(), text, &err);
        return detail::done(status, err);
    }
    result<response<Op>> try_send() const {
        paysdk_response *out = nullptr;
        paysdk_error *err = nullptr;
        const int32_t status = paysdk_request_send(handle_.get(), &out, &err);
        return status == PAYSDK_OK ? result<response<Op>>(response<Op>(out)) : result<response<Op>>(failure(status, err));
    }
#ifndef PAYSDK_NO_EXCEPTIONS
    explicit request(const client &access) : request(make(access).take()) {}
    template <class Field, class Value> request &set(Field field, const Value &value) {
        try_set(field, value).take();
        return *this;
    }
    request &set_json(const std::string &object) {
        try_set_json(object).take();
        return *this;
    }
    response<Op> send() const { return try_send().take(); }
#endif

private:
    explicit request(paysdk_request *handle) : handle_(handle) {}
    detail::handle<paysdk_request, paysdk_request_free> handle_;
};

/// The body to answer a notification with: with HTTP status 200 if you have handled it, with 500 to be told again.
template <class Kind> const char *acknowledgement(bool accepted) {
    static_assert(std::is_same<typename Kind::kind, notification_tag>::value, "not a notification");
    const char *text = "";
    paysdk_notification_ack(Kind::name(), accepted ? 1 : 0, &text);
    return text;
}

} // inline namespace
} // namespace paysdk

#endif
