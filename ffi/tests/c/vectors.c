/* Signs and verifies every vector through a client of its provider, made with the vector's key. */
#include "vectors.h"

static paysdk_client *client_of(const char *scheme, const char *key)
{
    char provider[32];
    paysdk_config *config = NULL;
    paysdk_client *client;
    /* Each key where the scheme looks for it, another everywhere else. */
    const char *settings[][2] = {
        {"base_url", "https://gateway.example"}, {"app_id", "app"},  {"app_key", "app"}, {"access_key", "access"},
        {"agent_id", "agent"},                   {"agent_key", key}, {"secret", key},    {"mch_key", key},
        {"secret_key", "another"},               {"check_key", "another"},
    };
    const size_t length = strcspn(scheme, ".");
    CHECK(length < sizeof provider);
    memcpy(provider, scheme, length);
    provider[length] = '\0';
    if (strcmp(scheme, "dragonex.request") == 0) {
        settings[8][1] = key;
    }
    if (strcmp(scheme, "dragonex.response") == 0) {
        settings[9][1] = key;
    }
    CHECK_STATUS(PAYSDK_OK, paysdk_config_new(provider, &config, NULL));
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; ++i) {
        const int32_t status = paysdk_config_set(config, settings[i][0], settings[i][1], NULL);
        CHECK(status == PAYSDK_OK || status == PAYSDK_UNKNOWN_NAME);
    }
    client = new_client(config);
    paysdk_config_free(config);
    return client;
}

int main(void)
{
    for (size_t i = 0; i < vector_count; ++i) {
        const struct vector *v = &vectors[i];
        paysdk_client *client = client_of(v->scheme, v->key);
        char sign[128];
        size_t need = 0;
        const int32_t status = paysdk_sign(client, v->scheme, v->names, v->values, v->count, sign, sizeof sign, &need, NULL);
        if (status != PAYSDK_OK || strcmp(sign, v->sign) != 0) {
            fprintf(stderr, "vector %lu of %s: %s, %s is not %s\n", (unsigned long)i, v->scheme, paysdk_status_name(status), sign,
                    v->sign);
            return 1;
        }
        CHECK_STATUS(PAYSDK_OK, paysdk_verify(client, v->scheme, v->names, v->values, v->count, v->sign, NULL));
        sign[0] = sign[0] == '0' ? '1' : '0';
        CHECK_STATUS(PAYSDK_SIGNATURE, paysdk_verify(client, v->scheme, v->names, v->values, v->count, sign, NULL));
        CHECK_STATUS(PAYSDK_SIGNATURE, paysdk_verify(client, v->scheme, v->names, v->values, v->count, "", NULL));
        paysdk_client_free(client);
    }
    printf("%lu\n", (unsigned long)vector_count);
    return 0;
}
