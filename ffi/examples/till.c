/* A till: pays, copes with a lost answer, settles, refunds, and reads notifications.
 *
 *     sandbox serve &
 *     cc till.c $(pkg-config --cflags --libs paysdk) -o till && ./till
 *
 * The environment says where and who: PAYSDK_BASE_URL, PAYSDK_AGENT_ID, PAYSDK_AGENT_KEY, PAYSDK_MCH_ID; the defaults are
 * the sandbox's. PAYSDK_ORDERS begins the order numbers, PAYSDK_NOTIFICATION names a file with a notification to read.
 */
#define _POSIX_C_SOURCE 200809L /* for the process and the time in its fractions */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "paysdk.h"

static const char *setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : otherwise;
}

/* What the library refuses although it must not is the end of an example; a real till shows it to somebody. */
static void must(int32_t status, paysdk_error *err, const char *what)
{
    if (status != PAYSDK_OK) {
        const char *why = paysdk_error_text(err, PAYSDK_TEXT_MESSAGE);
        fprintf(stderr, "%s: %s: %s\n", what, paysdk_status_name(status), why != NULL ? why : "");
        exit(1);
    }
}

static paysdk_client *open_client(void)
{
    paysdk_config *config = NULL;
    paysdk_client *client = NULL;
    paysdk_error *err = NULL;
    must(paysdk_config_new(PAYSDK_PROVIDER_CHAOYING, &config, &err), err, "config");
    const char *const settings[][2] = {
        {PAYSDK_KEY_BASE_URL, setting("PAYSDK_BASE_URL", "http://127.0.0.1:8001")},
        {PAYSDK_KEY_AGENT_ID, setting("PAYSDK_AGENT_ID", "130000000000000001")},
        {PAYSDK_KEY_AGENT_KEY, setting("PAYSDK_AGENT_KEY", "sandboxchaoyingkey00000000000001")},
        {PAYSDK_KEY_ALLOW_HTTP, "1"}, /* for the sandbox only */
        {PAYSDK_KEY_TIMEOUT_MS, "10000"},
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; ++i) {
        must(paysdk_config_set(config, settings[i][0], settings[i][1], &err), err, settings[i][0]);
    }
    must(paysdk_client_new(config, &client, &err), err, "client");
    paysdk_config_free(config);
    return client;
}

static paysdk_request *new_request(const paysdk_client *client, const char *operation)
{
    paysdk_request *request = NULL;
    paysdk_error *err = NULL;
    must(paysdk_request_new(client, operation, &request, &err), err, operation);
    return request;
}

static void set(paysdk_request *request, const char *field, const char *value)
{
    paysdk_error *err = NULL;
    must(paysdk_request_set(request, field, value, &err), err, field);
}

static const char *get(const paysdk_response *response, const char *field)
{
    const char *value = NULL;
    return paysdk_response_get(response, field, &value) == PAYSDK_OK ? value : "";
}

static paysdk_request *new_payment(const paysdk_client *client, const char *operation, const char *order)
{
    paysdk_request *payment = new_request(client, operation);
    paysdk_error *err = NULL;
    set(payment, PAYSDK_FIELD_MCH_ID, setting("PAYSDK_MCH_ID", "00000001"));
    set(payment, PAYSDK_FIELD_OUT_TRADE_NO, order);
    set(payment, PAYSDK_FIELD_BODY, "two cups of tea 茶");
    set(payment, PAYSDK_FIELD_AUTH_CODE, "130000000000000000");
    must(paysdk_request_set_i64(payment, PAYSDK_FIELD_TOTAL_FEE, 101, &err), err, PAYSDK_FIELD_TOTAL_FEE);
    return payment;
}

static void pay(const paysdk_client *client, const char *order)
{
    paysdk_request *payment = new_payment(client, PAYSDK_OP_CHAOYING_PAY, order);
    paysdk_response *paid = NULL;
    paysdk_error *err = NULL;
    must(paysdk_request_send(payment, &paid, &err), err, "pay");
    printf("paid %s: %s fen\n", get(paid, PAYSDK_FIELD_OUT_TRADE_NO), get(paid, PAYSDK_FIELD_TOTAL_FEE));
    paysdk_response_free(paid);
    paysdk_request_free(payment);
}

static const char *outcome_name(int32_t outcome)
{
    switch (outcome) {
    case PAYSDK_OUTCOME_NOT_SENT:
        return "NOT_SENT";
    case PAYSDK_OUTCOME_REFUSED:
        return "REFUSED";
    default:
        return "UNKNOWN";
    }
}

/* The answer does not come. Whether the money moved only a query can tell. */
static void pay_and_lose_the_answer(const paysdk_client *client, const char *order)
{
    paysdk_request *payment = new_payment(client, PAYSDK_OP_CHAOYING_PAY, order);
    paysdk_response *answer = NULL;
    paysdk_error *err = NULL;
    const char *outcome = "OK";
    if (paysdk_request_send(payment, &answer, &err) != PAYSDK_OK) {
        outcome = outcome_name(paysdk_error_outcome(err));
        paysdk_error_free(err);
    }
    paysdk_response_free(answer);
    paysdk_request_free(payment);

    paysdk_request *query = new_request(client, PAYSDK_OP_CHAOYING_ORDER_QUERY);
    set(query, PAYSDK_FIELD_PAYTYPE, "WECHAT");
    set(query, PAYSDK_FIELD_MCH_ID, setting("PAYSDK_MCH_ID", "00000001"));
    set(query, PAYSDK_FIELD_OUT_TRADE_NO, order);
    must(paysdk_request_send(query, &answer, &err), err, "query");
    printf("lost %s: %s, then %s\n", order, outcome, get(answer, PAYSDK_FIELD_TRADE_STATE));
    paysdk_response_free(answer);
    paysdk_request_free(query);
}

/* Pays, asks, and if need be cancels, until it is known what became of the payment. */
static void settle(const paysdk_client *client, const char *order)
{
    paysdk_request *payment = new_payment(client, PAYSDK_OP_CHAOYING_SETTLE, order);
    paysdk_response *settled = NULL;
    paysdk_error *err = NULL;
    set(payment, PAYSDK_FIELD_PAYTYPE, "WECHAT");
    set(payment, PAYSDK_FIELD_OP_USER_ID, setting("PAYSDK_MCH_ID", "00000001"));
    set(payment, PAYSDK_FIELD_POLL_SECONDS, "1");
    must(paysdk_request_send(payment, &settled, &err), err, "settle");
    printf("settled %s: %s\n", order, get(settled, PAYSDK_FIELD_SETTLED));
    paysdk_response_free(settled);
    paysdk_request_free(payment);
}

static void refund(const paysdk_client *client, const char *order)
{
    char number[64];
    (void)snprintf(number, sizeof number, "%s-R", order);
    paysdk_request *request = new_request(client, PAYSDK_OP_CHAOYING_REFUND);
    paysdk_response *refunded = NULL;
    paysdk_error *err = NULL;
    set(request, PAYSDK_FIELD_PAYTYPE, "WECHAT");
    set(request, PAYSDK_FIELD_MCH_ID, setting("PAYSDK_MCH_ID", "00000001"));
    set(request, PAYSDK_FIELD_OUT_TRADE_NO, order);
    set(request, PAYSDK_FIELD_OUT_REFUND_NO, number);
    set(request, PAYSDK_FIELD_TOTAL_FEE, "101");
    set(request, PAYSDK_FIELD_REFUND_FEE, "1");
    set(request, PAYSDK_FIELD_OP_USER_ID, setting("PAYSDK_MCH_ID", "00000001"));
    must(paysdk_request_send(request, &refunded, &err), err, "refund");
    printf("refunded %s: %s fen\n", get(refunded, PAYSDK_FIELD_OUT_REFUND_NO), get(refunded, PAYSDK_FIELD_REFUND_FEE));
    paysdk_response_free(refunded);
    paysdk_request_free(request);
}

/* A notification as the gateway would post it, signed with the till's own key. */
static size_t compose_notification(const paysdk_client *client, const char *order, char *body, size_t size)
{
    const char *const names[] = {"state",        "result_code", "pay_result", "mch_id",
                                 "out_trade_no", "total_fee",   "time_end",   "trade_type"};
    const char *values[] = {"SUCCESS", "SUCCESS", "0", "", "", "101", "20240229120000", "pay.weixin.native"};
    const size_t count = sizeof names / sizeof names[0];
    char sign[64];
    size_t need = 0;
    size_t used = 0;
    paysdk_error *err = NULL;
    values[3] = setting("PAYSDK_MCH_ID", "00000001");
    values[4] = order;
    must(paysdk_sign(client, PAYSDK_SCHEME_CHAOYING, names, values, count, sign, sizeof sign, &need, &err), err, "sign");
    for (size_t i = 0; i < count; ++i) {
        used += (size_t)snprintf(body + used, size - used, "%s=%s&", names[i], values[i]);
    }
    return used + (size_t)snprintf(body + used, size - used, "sign=%s", sign);
}

static size_t read_notification(const char *file, char *body, size_t size)
{
    FILE *stream = fopen(file, "rb");
    size_t count;
    if (stream == NULL) {
        perror(file);
        exit(1);
    }
    count = fread(body, 1, size, stream);
    (void)fclose(stream);
    return count;
}

static void hear(const paysdk_client *client, const char *order)
{
    char body[4096];
    const char *file = setting("PAYSDK_NOTIFICATION", "");
    size_t count = file[0] != '\0' ? read_notification(file, body, sizeof body - 1)
                                   : compose_notification(client, order, body, sizeof body);
    paysdk_response *heard = NULL;
    paysdk_error *err = NULL;
    body[count] = '\0';
    must(paysdk_notification_verify(client, PAYSDK_NOTIFICATION_CHAOYING_PAYMENT, NULL, (const uint8_t *)body, count, &heard, &err),
         err, "notification");
    must(paysdk_notification_expect(heard, order, "101", &err), err, "expect");
    printf("believed %s: %s fen\n", get(heard, PAYSDK_FIELD_OUT_TRADE_NO), get(heard, PAYSDK_FIELD_TOTAL_FEE));
    printf("other amount: %s\n", paysdk_status_name(paysdk_notification_expect(heard, order, "100", NULL)));
    paysdk_response_free(heard);

    char *amount = strstr(body, "total_fee=101");
    if (amount == NULL) {
        fprintf(stderr, "the notification names no amount of 101\n");
        exit(1);
    }
    amount[strlen("total_fee=")] = '9';
    printf("forged: %s\n", paysdk_status_name(paysdk_notification_verify(client, PAYSDK_NOTIFICATION_CHAOYING_PAYMENT, NULL,
                                                                         (const uint8_t *)body, count, &heard, NULL)));
}

/* What no other till begins its order numbers with, in 24 characters: the microsecond and the process. */
static void compose_beginning(char *begin, size_t size)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)snprintf(begin, size, "%lx%05lx_%lx", (unsigned long)now.tv_sec, (unsigned long)now.tv_nsec / 1000,
                   (unsigned long)getpid());
}

int main(void)
{
    char first[33], lost[33], settled[33], begin[64];
    paysdk_client *client = open_client();
    compose_beginning(begin, sizeof begin);
    (void)snprintf(first, sizeof first, "%.24s_1", setting("PAYSDK_ORDERS", begin));
    (void)snprintf(lost, sizeof lost, "%.24s_LOST2", setting("PAYSDK_ORDERS", begin));
    (void)snprintf(settled, sizeof settled, "%.24s_LOST3", setting("PAYSDK_ORDERS", begin));
    pay(client, first);
    pay_and_lose_the_answer(client, lost);
    settle(client, settled);
    refund(client, first);
    hear(client, first);
    paysdk_client_free(client);
    return 0;
}
