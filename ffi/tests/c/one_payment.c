/* One payment and nothing else, to measure what it takes: base URL, order number and, for HTTPS, the file of the CA. */
#include <stdio.h>

#include "paysdk.h"

static int failed(const char *what, int32_t status, paysdk_error *err)
{
    const char *why = paysdk_error_text(err, PAYSDK_TEXT_MESSAGE);
    fprintf(stderr, "%s: %s: %s\n", what, paysdk_status_name(status), why != NULL ? why : "");
    paysdk_error_free(err);
    return 1;
}

int main(int count, char **arguments)
{
    paysdk_config *config = NULL;
    paysdk_client *client = NULL;
    paysdk_request *request = NULL;
    paysdk_response *paid = NULL;
    paysdk_error *err = NULL;
    const char *number = NULL;
    int32_t status;
    if (count < 3) {
        fprintf(stderr, "usage: one_payment BASE_URL ORDER [CA_FILE]\n");
        return 2;
    }
    const char *const settings[][2] = {
        {PAYSDK_KEY_BASE_URL, arguments[1]},
        {PAYSDK_KEY_AGENT_ID, "130000000000000001"},
        {PAYSDK_KEY_AGENT_KEY, "sandboxchaoyingkey00000000000001"},
        {PAYSDK_KEY_ALLOW_HTTP, "1"},
        {PAYSDK_KEY_CA_FILE, count > 3 ? arguments[3] : ""},
    };
    const char *const fields[][2] = {
        {PAYSDK_FIELD_MCH_ID, "00000001"},
        {PAYSDK_FIELD_OUT_TRADE_NO, arguments[2]},
        {PAYSDK_FIELD_BODY, "tea"},
        {PAYSDK_FIELD_TOTAL_FEE, "101"},
        {PAYSDK_FIELD_AUTH_CODE, "130000000000000000"},
    };
    status = paysdk_config_new(PAYSDK_PROVIDER_CHAOYING, &config, &err);
    for (size_t i = 0; status == PAYSDK_OK && i < sizeof settings / sizeof settings[0]; ++i) {
        status = paysdk_config_set(config, settings[i][0], settings[i][1], &err);
    }
    if (status == PAYSDK_OK) {
        status = paysdk_client_new(config, &client, &err);
    }
    paysdk_config_free(config);
    if (status == PAYSDK_OK) {
        status = paysdk_request_new(client, PAYSDK_OP_CHAOYING_PAY, &request, &err);
    }
    for (size_t i = 0; status == PAYSDK_OK && i < sizeof fields / sizeof fields[0]; ++i) {
        status = paysdk_request_set(request, fields[i][0], fields[i][1], &err);
    }
    if (status == PAYSDK_OK) {
        status = paysdk_request_send(request, &paid, &err);
    }
    if (status == PAYSDK_OK) {
        status = paysdk_response_get(paid, PAYSDK_FIELD_TRANSACTION_ID, &number);
    }
    if (status == PAYSDK_OK) {
        printf("%s\n", number);
    }
    paysdk_response_free(paid);
    paysdk_request_free(request);
    paysdk_client_free(client);
    return status == PAYSDK_OK ? 0 : failed("payment", status, err);
}
