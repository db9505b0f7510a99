/* What the C tests share: a check that says where it failed, and a client whose gateway is a function in this program. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paysdk.h"

#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);   \
            exit(1);                                                                  \
        }                                                                             \
    } while (0)

#define CHECK_STATUS(expected, call)                                                                   \
    do {                                                                                               \
        const int32_t returned_ = (call);                                                              \
        if (returned_ != (expected)) {                                                                 \
            fprintf(stderr, "%s:%d: %s is %s, not %s\n", __FILE__, __LINE__, #call,                    \
                    paysdk_status_name(returned_), paysdk_status_name(expected));                      \
            exit(1);                                                                                   \
        }                                                                                              \
    } while (0)

static inline paysdk_config *new_config(const char *base_url)
{
    paysdk_config *config = NULL;
    CHECK_STATUS(PAYSDK_OK, paysdk_config_new("chaoying", &config, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "base_url", base_url, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "allow_http", "1", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "agent_id", "130000000000000001", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "agent_key", "sandboxchaoyingkey00000000000001", NULL));
    return config;
}

static inline paysdk_client *new_client(paysdk_config *config)
{
    paysdk_client *client = NULL;
    CHECK_STATUS(PAYSDK_OK, paysdk_client_new(config, &client, NULL));
    return client;
}

/* Copies the form field of that name out of the request's body; its characters are plain in these tests. */
static inline void form_field(const paysdk_transport_request *request, const char *name, char *value, size_t size)
{
    const uint8_t *body = NULL;
    size_t count = 0;
    char key[64];
    char text[4096];
    const char *found;
    CHECK_STATUS(PAYSDK_OK, paysdk_transport_request_body(request, &body, &count));
    CHECK(count + 2 < sizeof text);
    text[0] = '&';
    memcpy(text + 1, body, count);
    text[count + 1] = '\0';
    (void)snprintf(key, sizeof key, "&%s=", name);
    found = strstr(text, key);
    CHECK(found != NULL);
    found += strlen(key);
    {
        const size_t length = strcspn(found, "&");
        CHECK(length < size);
        memcpy(value, found, length);
        value[length] = '\0';
    }
}

/* The answer to a payment, signed as the gateway signs it, by a client that has its key. */
static inline void answer_payment(const paysdk_client *signer, const paysdk_transport_request *request, paysdk_transport_reply *reply)
{
    char order[64];
    char fee[32];
    char sign[64];
    char answer[1024];
    const char *names[] = {"state", "code", "trade_state", "mch_id", "transaction_id", "out_trade_no", "total_fee"};
    const char *values[] = {"SUCCESS", "10000", "SUCCESS", "00000001", "7551000001201406", order, fee};
    size_t need = 0;
    size_t used = 1;
    form_field(request, "out_trade_no", order, sizeof order);
    form_field(request, "total_fee", fee, sizeof fee);
    CHECK_STATUS(PAYSDK_OK, paysdk_sign(signer, "chaoying", names, values, 7, sign, sizeof sign, &need, NULL));
    answer[0] = '{';
    for (size_t i = 0; i < 7; ++i) {
        used += (size_t)snprintf(answer + used, sizeof answer - used, "\"%s\":\"%s\",", names[i], values[i]);
    }
    used += (size_t)snprintf(answer + used, sizeof answer - used, "\"sign\":\"%s\"}", sign);
    CHECK_STATUS(PAYSDK_OK, paysdk_transport_reply_set_status(reply, 200));
    CHECK_STATUS(PAYSDK_OK, paysdk_transport_reply_add_header(reply, "Content-Type", "application/json"));
    CHECK_STATUS(PAYSDK_OK, paysdk_transport_reply_append_body(reply, (const uint8_t *)answer, used));
}

/* A transport whose userdata is a place for the client that signs. */
static inline int32_t paying_gateway(void *userdata, const paysdk_transport_request *request, paysdk_transport_reply *reply)
{
    paysdk_client *const *signer = userdata;
    answer_payment(*signer, request, reply);
    return PAYSDK_DELIVERY_OK;
}

static inline paysdk_request *new_payment(const paysdk_client *client, const char *order)
{
    paysdk_request *request = NULL;
    CHECK_STATUS(PAYSDK_OK, paysdk_request_new(client, "chaoying.pay", &request, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "mch_id", "00000001", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "out_trade_no", order, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "body", "tea", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "auth_code", "130000000000000000", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set_i64(request, "total_fee", 101, NULL));
    return request;
}

#endif
