/* Handles of the wrong type, texts that are none, rules broken: each is refused by its status, and named. */
#include "check.h"

static void must_name(int32_t expected, int32_t status, paysdk_error *err, const char *field)
{
    const char *named = paysdk_error_text(err, PAYSDK_TEXT_FIELD);
    CHECK_STATUS(expected, status);
    CHECK(paysdk_error_status(err) == expected);
    CHECK(paysdk_error_outcome(err) == PAYSDK_OUTCOME_NOT_SENT);
    CHECK(paysdk_error_http_status(err) == 0);
    CHECK(named != NULL && strcmp(named, field) == 0);
    CHECK(paysdk_error_text(err, 4) == NULL);
    CHECK(paysdk_error_text(err, -1) == NULL);
    paysdk_error_free(err);
}

static void wrong_handles(const paysdk_client *client)
{
    paysdk_request *request = new_payment(client, "wrong1");
    paysdk_request *other = request;
    paysdk_response *response = NULL;
    const char *value = "untouched";
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_request_send((const paysdk_request *)(const void *)client, &response, NULL));
    CHECK(response == NULL);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_request_new((const paysdk_client *)(const void *)request, "chaoying.pay", &other, NULL));
    CHECK(other == NULL);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_response_get((const paysdk_response *)(const void *)request, "code", &value));
    CHECK(value == NULL);
    CHECK(paysdk_response_count((const paysdk_response *)(const void *)request, "list") == 0);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_error_status((const paysdk_error *)(const void *)request));
    CHECK(paysdk_error_outcome((const paysdk_error *)(const void *)request) == PAYSDK_OUTCOME_UNKNOWN);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_config_set((paysdk_config *)(void *)request, "pid", "x", NULL));
    /* A free function leaves what is not its own alone. */
    paysdk_response_free((paysdk_response *)(void *)request);
    paysdk_error_free((paysdk_error *)(void *)request);
    paysdk_client_free((paysdk_client *)(void *)request);
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "body", "still there", NULL));
    /* Not aligned, so no handle. */
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_request_set((paysdk_request *)(void *)((char *)request + 1), "body", "x", NULL));
    paysdk_request_free(request);
}

static void names_and_rules(const paysdk_client *client)
{
    paysdk_request *request = new_payment(client, "rules1");
    paysdk_response *response = NULL;
    paysdk_config *config = NULL;
    paysdk_error *err = NULL;
    int32_t status = paysdk_config_new("alipay", &config, &err);
    must_name(PAYSDK_UNKNOWN_NAME, status, err, "alipay");
    CHECK(config == NULL);
    status = paysdk_request_set(request, "totalfee", "1", &err);
    must_name(PAYSDK_UNKNOWN_NAME, status, err, "totalfee");
    status = paysdk_request_set(request, "total_fee", "0", &err);
    must_name(PAYSDK_INVALID_VALUE, status, err, "total_fee");
    status = paysdk_request_set_i64(request, "total_fee", -1, &err);
    must_name(PAYSDK_INVALID_VALUE, status, err, "total_fee");
    status = paysdk_request_set(request, "out_trade_no", "no blanks", &err);
    must_name(PAYSDK_INVALID_VALUE, status, err, "out_trade_no");
    /* All of an object, or nothing. */
    status = paysdk_request_set_json(request, "{\"body\":\"changed\",\"total_fee\":1e3}", &err);
    must_name(PAYSDK_INVALID_VALUE, status, err, "total_fee");
    CHECK_STATUS(PAYSDK_INVALID_VALUE, paysdk_request_set_json(request, "{\"body\":\"a\",\"body\":\"b\"}", NULL));
    CHECK_STATUS(PAYSDK_INVALID_VALUE, paysdk_request_set_json(request, "[]", NULL));
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_request_set_json(request, "{\"bodey\":null}", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set_json(request, "{\"total_fee\":205,\"attach\":\"\\u8336\",\"body\":null}", NULL));
    status = paysdk_request_send(request, &response, &err);
    must_name(PAYSDK_MISSING_FIELD, status, err, "body");
    paysdk_request_free(request);
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_request_new(client, "hicoin.transfer", &request, NULL));
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_notification_verify(client, "hicoin.payment", NULL, NULL, 0, &response, NULL));
    CHECK_STATUS(PAYSDK_SIGNATURE, paysdk_notification_verify(client, "chaoying.payment", NULL, NULL, 0, &response, NULL));
}

/* A key or payment code where a name belongs, as when two arguments are swapped: no text shows more of it than its beginning. */
static void must_hide(int32_t expected, int32_t status, paysdk_error *err)
{
    const char *field = paysdk_error_text(err, PAYSDK_TEXT_FIELD);
    const char *message = paysdk_error_text(err, PAYSDK_TEXT_MESSAGE);
    CHECK_STATUS(expected, status);
    CHECK(message != NULL && strstr(message, "k3yn") != NULL && strstr(message, "k3yno") == NULL);
    CHECK(field == NULL || strcmp(field, "k3yn\xe2\x80\xa6 (32 characters)") == 0);
    paysdk_error_free(err);
}

static void swapped_arguments(const paysdk_client *client)
{
    static const char key[] = "k3ynobodymays33orh34rofany7h1ng1";
    const char *names[] = {key, key};
    const char *values[] = {"x", "y"};
    const char *none[] = {NULL, NULL};
    paysdk_request *request = new_payment(client, "swapped1");
    paysdk_config *config = new_config("http://127.0.0.1:1");
    paysdk_config *other = NULL;
    paysdk_request *unmade = NULL;
    paysdk_response *response = NULL;
    paysdk_error *err = NULL;
    char object[64];
    char sign[33];
    size_t need = 0;
    int32_t status = paysdk_config_set(config, key, "agent_key", &err);
    must_hide(PAYSDK_UNKNOWN_NAME, status, err);
    status = paysdk_config_set(config, key, NULL, &err);
    must_hide(PAYSDK_ARGUMENT, status, err);
    status = paysdk_config_set(config, key, "\xff", &err);
    must_hide(PAYSDK_UTF8, status, err);
    status = paysdk_config_new(key, &other, &err);
    must_hide(PAYSDK_UNKNOWN_NAME, status, err);
    status = paysdk_request_new(client, key, &unmade, &err);
    must_hide(PAYSDK_UNKNOWN_NAME, status, err);
    status = paysdk_request_set(request, key, "auth_code", &err);
    must_hide(PAYSDK_UNKNOWN_NAME, status, err);
    status = paysdk_request_set(request, key, NULL, &err);
    must_hide(PAYSDK_ARGUMENT, status, err);
    status = paysdk_request_set_i64(request, key, 1, &err);
    must_hide(PAYSDK_UNKNOWN_NAME, status, err);
    (void)snprintf(object, sizeof object, "{\"%s\":null}", key);
    status = paysdk_request_set_json(request, object, &err);
    must_hide(PAYSDK_UNKNOWN_NAME, status, err);
    status = paysdk_sign(client, key, names, values, 1, sign, sizeof sign, &need, &err);
    must_hide(PAYSDK_UNKNOWN_NAME, status, err);
    status = paysdk_sign(client, "chaoying", names, values, 2, sign, sizeof sign, &need, &err);
    must_hide(PAYSDK_INVALID_VALUE, status, err);
    status = paysdk_verify(client, "chaoying", names, none, 1, "00", &err);
    must_hide(PAYSDK_ARGUMENT, status, err);
    status = paysdk_notification_verify(client, key, NULL, NULL, 0, &response, &err);
    must_hide(PAYSDK_UNKNOWN_NAME, status, err);
    paysdk_config_free(config);
    paysdk_request_free(request);
}

static void not_utf8(const paysdk_client *client)
{
    paysdk_request *request = new_payment(client, "utf81");
    paysdk_config *config = new_config("http://127.0.0.1:1");
    paysdk_error *err = NULL;
    int32_t status = paysdk_request_set(request, "body", "\xd6\xa7\xb8\xb6", &err);
    must_name(PAYSDK_UTF8, status, err, "body");
    CHECK_STATUS(PAYSDK_UTF8, paysdk_request_set(request, "bo\xff", "x", NULL));
    CHECK_STATUS(PAYSDK_UTF8, paysdk_request_set_json(request, "{\"body\":\"\xff\"}", NULL));
    CHECK_STATUS(PAYSDK_UTF8, paysdk_config_set(config, "pid", "\xc0\x80", NULL));
    CHECK_STATUS(PAYSDK_UTF8, paysdk_config_set(config, "p\xff", "x", NULL));
    CHECK_STATUS(PAYSDK_INVALID_VALUE, paysdk_config_set(config, "caller_charset", "latin1", NULL));
    CHECK_STATUS(PAYSDK_INVALID_VALUE, paysdk_config_set(config, "timeout_ms", "0", NULL));
    CHECK_STATUS(PAYSDK_INVALID_VALUE, paysdk_config_set(config, "timeout_ms", "+5", NULL));
    CHECK_STATUS(PAYSDK_INVALID_VALUE, paysdk_config_set(config, "agent_key", "line\nend", NULL));
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_config_set(config, "agentkey", "x", NULL));
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_config_set_logger(config, NULL, NULL, -1, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_logger(config, NULL, NULL, 5, NULL));
    paysdk_config_free(config);
    paysdk_request_free(request);
}

/* What the wire must carry, whatever the caller's charset. */
static int32_t sees_utf8(void *userdata, const paysdk_transport_request *request, paysdk_transport_reply *reply)
{
    char body[256];
    form_field(request, "body", body, sizeof body);
    CHECK(strcmp(body, "%E6%94%AF%E4%BB%98") == 0);
    return paying_gateway(userdata, request, reply);
}

static void in_gbk(void)
{
    static const char emoji[] = "{\"body\":\"\\ud83d\\ude00\"}";
    paysdk_config *config = new_config("http://127.0.0.1:1");
    paysdk_client *client = NULL;
    paysdk_request *request;
    paysdk_response *response = NULL;
    paysdk_error *err = NULL;
    int32_t status;
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "caller_charset", "gbk", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(config, sees_utf8, &client, NULL));
    client = new_client(config);
    request = new_payment(client, "gbk01");
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "body", "\xd6\xa7\xb8\xb6", NULL));
    status = paysdk_request_set(request, "body", "\xd6", &err);
    must_name(PAYSDK_INVALID_VALUE, status, err, "body");
    status = paysdk_request_set(request, "attach", "a\xff\xff", &err);
    must_name(PAYSDK_INVALID_VALUE, status, err, "attach");
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set_json(request, "{\"attach\":\"\xd6\xa7\"}", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_send(request, &response, NULL));
    paysdk_response_free(response);
    /* A character that GBK lacks can go out, as an escape of JSON; it could not come back as text. */
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set_json(request, emoji, NULL));
    paysdk_request_free(request);
    paysdk_client_free(client);
    paysdk_config_free(config);
}

/* A refusal in words: 20005 and 支付. */
static int32_t refuses(void *userdata, const paysdk_transport_request *request, paysdk_transport_reply *reply)
{
    static const char answer[] = "{\"state\":\"FAIL\",\"code\":\"20005\",\"msg\":\"\xe6\x94\xaf\xe4\xbb\x98\"}";
    (void)userdata;
    (void)request;
    CHECK_STATUS(PAYSDK_OK, paysdk_transport_reply_set_status(reply, 200));
    CHECK_STATUS(PAYSDK_OK, paysdk_transport_reply_append_body(reply, (const uint8_t *)answer, sizeof answer - 1));
    return PAYSDK_DELIVERY_OK;
}

static void keeps_last(void *userdata, int32_t level, const char *message)
{
    (void)level;
    (void)snprintf(userdata, 512, "%s", message);
}

/* Errors and log lines are in the client's charset, even where that was set after the logger. */
static void messages_in_gbk(void)
{
    char last[512] = "";
    const char *words;
    paysdk_config *config = new_config("http://127.0.0.1:1");
    paysdk_client *client;
    paysdk_request *request;
    paysdk_response *response = NULL;
    paysdk_error *err = NULL;
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_logger(config, keeps_last, last, PAYSDK_LOG_DEBUG, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(config, refuses, NULL, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "caller_charset", "gbk", NULL));
    client = new_client(config);
    request = new_payment(client, "gbk03");
    CHECK_STATUS(PAYSDK_PROVIDER, paysdk_request_send(request, &response, &err));
    words = paysdk_error_text(err, PAYSDK_TEXT_PROVIDER_MESSAGE);
    CHECK(words != NULL && strcmp(words, "\xd6\xa7\xb8\xb6") == 0);
    CHECK(strstr(paysdk_error_text(err, PAYSDK_TEXT_MESSAGE), "\xd6\xa7\xb8\xb6") != NULL);
    CHECK(strcmp(paysdk_error_text(err, PAYSDK_TEXT_CODE), "20005") == 0);
    CHECK(strstr(last, "\xd6\xa7\xb8\xb6") != NULL);
    paysdk_error_free(err);
    paysdk_request_free(request);
    paysdk_client_free(client);
    paysdk_config_free(config);
}

/* A notification's bytes are the wire's; its texts are the caller's. */
static void notification_in_gbk(void)
{
    /* attach is no field of a notification, so it stands beside the known ones: 支付, then an emoji. */
    const char *names[] = {"attach", "device_info", "out_trade_no", "result_code", "state"};
    const char *values[] = {"\xe6\x94\xaf\xe4\xbb\x98", "\xf0\x9f\x98\x80", "gbk02", "SUCCESS", "SUCCESS"};
    paysdk_config *config = new_config("http://127.0.0.1:1");
    paysdk_client *utf8 = new_client(config);
    paysdk_client *gbk;
    paysdk_response *heard = NULL;
    const char *value = NULL;
    const uint8_t *bytes = NULL;
    size_t count = 0;
    char sign[64];
    char body[512];
    size_t need = 0;
    int length;
    CHECK_STATUS(PAYSDK_OK, paysdk_sign(utf8, "chaoying", names, values, 5, sign, sizeof sign, &need, NULL));
    CHECK(need == 33);
    length = snprintf(body, sizeof body, "attach=%s&device_info=%s&out_trade_no=gbk02&result_code=SUCCESS&state=SUCCESS&sign=%s",
                      "%E6%94%AF%E4%BB%98", "%F0%9F%98%80", sign);
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "caller_charset", "gbk", NULL));
    gbk = new_client(config);
    CHECK_STATUS(PAYSDK_OK,
                 paysdk_notification_verify(gbk, "chaoying.payment", NULL, (const uint8_t *)body, (size_t)length, &heard, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_response_get(heard, "attach", &value));
    CHECK(strcmp(value, "\xd6\xa7\xb8\xb6") == 0);
    CHECK_STATUS(PAYSDK_INVALID_VALUE, paysdk_response_get(heard, "device_info", &value));
    CHECK(value == NULL);
    CHECK_STATUS(PAYSDK_OK, paysdk_response_json(heard, &value));
    CHECK(strstr(value, "\"\xd6\xa7\xb8\xb6\"") != NULL);
    CHECK(strstr(value, "\"\\ud83d\\ude00\"") != NULL);
    CHECK_STATUS(PAYSDK_OK, paysdk_response_body(heard, &bytes, &count));
    CHECK(count == (size_t)length && memcmp(bytes, body, count) == 0);
    CHECK_STATUS(PAYSDK_MISMATCH, paysdk_notification_expect(heard, "gbk02", "101", NULL));
    paysdk_response_free(heard);
    /* Signing takes the caller's charset, too: the same signature for the same text. */
    {
        const char *gbk_values[] = {"\xd6\xa7\xb8\xb6"};
        const char *utf8_values[] = {"\xe6\x94\xaf\xe4\xbb\x98"};
        char other[64];
        CHECK_STATUS(PAYSDK_OK, paysdk_sign(gbk, "chaoying", names, gbk_values, 1, sign, sizeof sign, &need, NULL));
        CHECK_STATUS(PAYSDK_OK, paysdk_sign(utf8, "chaoying", names, utf8_values, 1, other, sizeof other, &need, NULL));
        CHECK(strcmp(sign, other) == 0);
        CHECK_STATUS(PAYSDK_OK, paysdk_verify(gbk, "chaoying", names, gbk_values, 1, sign, NULL));
        other[0] = other[0] == '0' ? '1' : '0';
        CHECK_STATUS(PAYSDK_SIGNATURE, paysdk_verify(gbk, "chaoying", names, gbk_values, 1, other, NULL));
    }
    paysdk_client_free(gbk);
    paysdk_client_free(utf8);
    paysdk_config_free(config);
}

static void signing_in_two_calls(const paysdk_client *client)
{
    const char *names[] = {"b", "a"};
    const char *values[] = {"2", "1"};
    char sign[64];
    size_t need = 7;
    CHECK_STATUS(PAYSDK_BUFFER, paysdk_sign(client, "chaoying", names, values, 2, NULL, 0, &need, NULL));
    CHECK(need == 33);
    memset(sign, 'x', sizeof sign);
    CHECK_STATUS(PAYSDK_BUFFER, paysdk_sign(client, "chaoying", names, values, 2, sign, need - 1, &need, NULL));
    CHECK(sign[0] == 'x');
    CHECK_STATUS(PAYSDK_OK, paysdk_sign(client, "chaoying", names, values, 2, sign, need, &need, NULL));
    CHECK(strlen(sign) == 32 && sign[33] == 'x');
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_sign(client, "hicoin", names, values, 2, sign, sizeof sign, &need, NULL));
    CHECK(need == 0);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_sign(client, "chaoying", names, values, ((size_t)-1) / 4, sign, sizeof sign, &need, NULL));
}

/* Says that nothing was sent, with an answer in its hands. */
static int32_t contradicts_itself(void *userdata, const paysdk_transport_request *request, paysdk_transport_reply *reply)
{
    (void)paying_gateway(userdata, request, reply);
    return PAYSDK_DELIVERY_NOT_SENT;
}

static void a_promise_that_an_answer_belies(void)
{
    paysdk_config *config = new_config("http://127.0.0.1:1");
    paysdk_client *client = NULL;
    paysdk_request *request;
    paysdk_response *response = NULL;
    paysdk_error *err = NULL;
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(config, contradicts_itself, &client, NULL));
    client = new_client(config);
    request = new_payment(client, "belied");
    CHECK_STATUS(PAYSDK_TRANSPORT, paysdk_request_send(request, &response, &err));
    CHECK(response == NULL && paysdk_error_outcome(err) == PAYSDK_OUTCOME_UNKNOWN);
    paysdk_error_free(err);
    paysdk_request_free(request);
    paysdk_client_free(client);
    paysdk_config_free(config);
}

/* Only the lines that are signed must be readable, and only 1 and 0 are answers. */
static void notifications_by_their_edges(void)
{
    static const char headers[] = "X-City: \xd6\xd0\r\ndragonex-ts: 1551408061\r\ndragonex-sign: 00000000";
    paysdk_config *config = NULL;
    paysdk_client *client = NULL;
    paysdk_response *heard = NULL;
    paysdk_error *err = NULL;
    const char *text = NULL;
    CHECK_STATUS(PAYSDK_OK, paysdk_config_new("dragonex", &config, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "base_url", "https://gateway.example", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "app_id", "app", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "access_key", "key", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "secret_key", "secret", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "check_key", "testRespCheckKey", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(config, paying_gateway, &client, NULL));
    client = new_client(config);
    CHECK_STATUS(PAYSDK_SIGNATURE, paysdk_notification_verify(client, "dragonex.payment", headers, (const uint8_t *)"{}", 2, &heard, &err));
    CHECK(paysdk_error_http_status(err) == 0);
    paysdk_error_free(err);
    /* Not even a wrong call says that nothing was sent: what was sent was sent before. */
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_notification_verify(client, "chaoying.payment", NULL, (const uint8_t *)"", 0, &heard, &err));
    CHECK(paysdk_error_outcome(err) == PAYSDK_OUTCOME_UNKNOWN);
    paysdk_error_free(err);
    CHECK_STATUS(PAYSDK_OK, paysdk_notification_ack("chaoying.payment", 1, &text));
    CHECK(strcmp(text, "success") == 0);
    CHECK_STATUS(PAYSDK_OK, paysdk_notification_ack("chaoying.payment", 0, &text));
    CHECK(strcmp(text, "fail") == 0);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_notification_ack("chaoying.payment", PAYSDK_MISMATCH, &text));
    CHECK(text == NULL);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_notification_ack("chaoying.payment", 2, &text));
    paysdk_client_free(client);
    paysdk_config_free(config);
}

static void settings_that_make_no_client(void)
{
    paysdk_config *config = NULL;
    paysdk_client *client = NULL;
    paysdk_error *err = NULL;
    int32_t status;
    CHECK_STATUS(PAYSDK_OK, paysdk_config_new("chaoying", &config, NULL));
    status = paysdk_client_new(config, &client, &err);
    must_name(PAYSDK_CONFIG, status, err, "agent_key");
    CHECK(client == NULL);
    paysdk_config_free(config);
    config = new_config("http://127.0.0.1:1");
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "allow_http", "0", NULL));
    status = paysdk_client_new(config, &client, &err);
    must_name(PAYSDK_CONFIG, status, err, "base_url");
    paysdk_config_free(config);
}

int main(void)
{
    paysdk_config *config = new_config("http://127.0.0.1:1");
    paysdk_client *client = new_client(config);
    paysdk_config_free(config);
    wrong_handles(client);
    names_and_rules(client);
    swapped_arguments(client);
    not_utf8(client);
    in_gbk();
    messages_in_gbk();
    notification_in_gbk();
    signing_in_two_calls(client);
    settings_that_make_no_client();
    a_promise_that_an_answer_belies();
    notifications_by_their_edges();
    paysdk_client_free(client);
    puts("ok");
    return 0;
}
