// What the tests of paysdk.hpp share: a check that says where it failed, and settings that reach nobody.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <cstdio>
#include <cstdlib>
#include <string>

#include "paysdk.hpp"

#define CHECK(condition)                                                                     \
    do {                                                                                     \
        if (!(condition)) {                                                                  \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);     \
            std::exit(1);                                                                    \
        }                                                                                    \
    } while (0)

static inline paysdk::config settings() {
    paysdk::result<paysdk::config> made = paysdk::config::make("chaoying");
    CHECK(made);
    CHECK(made.value().try_set("base_url", "https://pay.example"));
    CHECK(made.value().try_set("agent_id", "130000000000000001"));
    CHECK(made.value().try_set("agent_key", "sandboxchaoyingkey00000000000001"));
    return std::move(made.value());
}

static inline paysdk::client made(const paysdk::config &from) {
    paysdk::result<paysdk::client> client = paysdk::client::make(from);
    CHECK(client);
    return std::move(client.value());
}

#endif
