/* As many payments as asked for, through a transport callback: every handle made, used and freed, failures included. */
#include "check.h"

static int32_t moody_gateway(void *userdata, const paysdk_transport_request *request, paysdk_transport_reply *reply)
{
    char order[64];
    form_field(request, "out_trade_no", order, sizeof order);
    switch (strtoul(order + 1, NULL, 10) % 8) {
    case 5: /* nothing left this machine */
        return PAYSDK_DELIVERY_NOT_SENT;
    case 6: /* who knows */
        return 77;
    case 7: /* an answer that nobody signed */
        CHECK_STATUS(PAYSDK_OK, paysdk_transport_reply_set_status(reply, 200));
        CHECK_STATUS(PAYSDK_OK, paysdk_transport_reply_append_body(reply, (const uint8_t *)"{}", 2));
        return PAYSDK_DELIVERY_OK;
    default:
        return paying_gateway(userdata, request, reply);
    }
}

static void ignore(void *userdata, int32_t level, const char *message)
{
    *(size_t *)userdata += strlen(message) + (size_t)level;
}

static void pay(const paysdk_client *client, unsigned long number)
{
    char order[32];
    paysdk_response *response = NULL;
    paysdk_error *err = NULL;
    const char *value = NULL;
    int32_t status;
    paysdk_request *request;
    (void)snprintf(order, sizeof order, "c%09lu", number);
    request = new_payment(client, order);
    CHECK_STATUS(PAYSDK_INVALID_VALUE, paysdk_request_set(request, "total_fee", "1.5", &err));
    CHECK(strcmp(paysdk_error_text(err, PAYSDK_TEXT_FIELD), "total_fee") == 0);
    paysdk_error_free(err);
    status = paysdk_request_send(request, &response, &err);
    if (number % 8 < 5) {
        CHECK_STATUS(PAYSDK_OK, status);
        CHECK(err == NULL);
        CHECK_STATUS(PAYSDK_OK, paysdk_response_get(response, "out_trade_no", &value));
        CHECK(strcmp(value, order) == 0);
        CHECK_STATUS(PAYSDK_OK, paysdk_response_get(response, "total_fee", &value));
        CHECK(strcmp(value, "101") == 0);
        CHECK_STATUS(PAYSDK_OK, paysdk_response_json(response, &value));
        CHECK(strstr(value, order) != NULL);
    } else {
        CHECK(response == NULL);
        CHECK(err != NULL);
        CHECK(paysdk_error_outcome(err) == (number % 8 == 5 ? PAYSDK_OUTCOME_NOT_SENT : PAYSDK_OUTCOME_UNKNOWN));
    }
    paysdk_error_free(err);
    paysdk_response_free(response);
    paysdk_request_free(request);
}

int main(int count, char **arguments)
{
    const unsigned long cycles = count > 1 ? strtoul(arguments[1], NULL, 10) : 1000;
    size_t heard = 0;
    paysdk_client *signer = NULL;
    for (unsigned long number = 0; number < cycles;) {
        paysdk_config *config = new_config("http://127.0.0.1:1");
        paysdk_client *client;
        CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(config, moody_gateway, &signer, NULL));
        CHECK_STATUS(PAYSDK_OK, paysdk_config_set_logger(config, ignore, &heard, PAYSDK_LOG_DEBUG, NULL));
        client = new_client(config);
        paysdk_config_free(config);
        signer = client;
        /* A new client now and then, so that clients are made and freed as well. */
        for (unsigned long until = number + 100; number < until && number < cycles; ++number) {
            pay(client, number);
        }
        paysdk_client_free(client);
    }
    CHECK(cycles == 0 || heard > 0);
    printf("%lu cycles\n", cycles);
    return 0;
}
