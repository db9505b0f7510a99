/* Handles that were freed are seen, while nobody else has their memory. No sanitizer may look on: this is what it forbids. */
#include "check.h"

int main(void)
{
    paysdk_config *config = new_config("http://127.0.0.1:1");
    paysdk_client *client = new_client(config);
    paysdk_request *request = new_payment(client, "freed1");
    paysdk_request *other = NULL;
    paysdk_response *response = NULL;
    paysdk_error *err = NULL;
    CHECK_STATUS(PAYSDK_UNKNOWN_NAME, paysdk_request_set(request, "nobody", "x", &err));

    paysdk_error_free(err);
    CHECK(paysdk_error_outcome(err) == PAYSDK_OUTCOME_UNKNOWN);
    CHECK(paysdk_error_text(err, PAYSDK_TEXT_MESSAGE) == NULL);
    paysdk_error_free(err);

    paysdk_request_free(request);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_request_set(request, "body", "x", NULL));
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_request_send(request, &response, NULL));
    paysdk_request_free(request);

    paysdk_client_free(client);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_request_new(client, "chaoying.pay", &other, NULL));
    paysdk_client_free(client);

    paysdk_config_free(config);
    CHECK_STATUS(PAYSDK_ARGUMENT, paysdk_config_set(config, "pid", "x", NULL));
    paysdk_config_free(config);
    puts("ok");
    return 0;
}
