/* Once a client and all that was made with it are freed, its keys stand nowhere in the memory of the process. */
#include "check.h"

enum { KEY = 32 };

/* The keys, each byte turned over, so that this program's own copy is not found. */
static unsigned char turned[3][KEY];

static void new_key(int which, char *key)
{
    unsigned char random[KEY];
    FILE *source = fopen("/dev/urandom", "rb");
    CHECK(source != NULL && fread(random, 1, KEY, source) == KEY);
    CHECK(fclose(source) == 0);
    for (int i = 0; i < KEY; ++i) {
        key[i] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefgh"[random[i] % 32];
        turned[which][i] = (unsigned char)~(unsigned char)key[i];
    }
    key[KEY] = '\0';
}

static int stands_at(const unsigned char *place, int which)
{
    for (int i = 0; i < KEY; ++i) {
        if ((unsigned char)~place[i] != turned[which][i]) {
            return 0;
        }
    }
    return 1;
}

/* How many copies of the keys there are in what this process may write: data, heap, stack. */
static int copies(void)
{
    int found = 0;
    char line[512];
    FILE *maps = fopen("/proc/self/maps", "r");
    FILE *memory = fopen("/proc/self/mem", "rb");
    CHECK(maps != NULL && memory != NULL);
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long begin = 0;
        unsigned long end = 0;
        char rights[8] = "";
        CHECK(sscanf(line, "%lx-%lx %7s", &begin, &end, rights) == 3);
        if (rights[1] == 'w') {
            const size_t size = end - begin;
            unsigned char *bytes = malloc(size);
            CHECK(bytes != NULL);
            if (fseek(memory, (long)begin, SEEK_SET) == 0 && fread(bytes, 1, size, memory) == size) {
                for (size_t i = 0; i + KEY <= size; ++i) {
                    for (int which = 0; which < 3; ++which) {
                        found += stands_at(bytes + i, which);
                    }
                }
            }
            memset(bytes, 0, size);
            free(bytes);
        }
    }
    CHECK(fclose(maps) == 0 && fclose(memory) == 0);
    return found;
}

static void sign_and_verify(const paysdk_client *client, const char *scheme)
{
    const char *names[] = {"a", "b"};
    const char *values[] = {"1", "2"};
    char sign[128];
    size_t need = 0;
    CHECK_STATUS(PAYSDK_OK, paysdk_sign(client, scheme, names, values, 2, sign, sizeof sign, &need, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_verify(client, scheme, names, values, 2, sign, NULL));
}

/* With whose key the gateway signs. */
static paysdk_client *signer;

static paysdk_client *new_chaoying(const char *key)
{
    paysdk_client *client;
    paysdk_config *config = new_config("http://127.0.0.1:1");
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "agent_key", key, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(config, paying_gateway, &signer, NULL));
    client = new_client(config);
    paysdk_config_free(config);
    return client;
}

static paysdk_client *new_hicoin(const char *secret_key, const char *mch_key)
{
    paysdk_config *config = NULL;
    paysdk_client *client;
    CHECK_STATUS(PAYSDK_OK, paysdk_config_new("hicoin", &config, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "app_id", "app", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "secret_key", secret_key, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set(config, "mch_key", mch_key, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_config_set_transport(config, paying_gateway, &signer, NULL));
    client = new_client(config);
    paysdk_config_free(config);
    return client;
}

int main(void)
{
    char keys[3][KEY + 1];
    paysdk_client *hicoin;
    paysdk_request *request;
    paysdk_response *response = NULL;
    for (int which = 0; which < 3; ++which) {
        new_key(which, keys[which]);
    }
    signer = new_chaoying(keys[0]);
    hicoin = new_hicoin(keys[1], keys[2]);
    memset(keys, 0, sizeof keys);
    CHECK(copies() > 0); /* or this would find nothing anywhere */
    sign_and_verify(signer, "chaoying");
    sign_and_verify(hicoin, "hicoin");
    sign_and_verify(hicoin, "hicoin.secret");
    request = new_payment(signer, "wiped1");
    CHECK_STATUS(PAYSDK_OK, paysdk_request_send(request, &response, NULL));
    paysdk_response_free(response);
    paysdk_request_free(request);
    paysdk_client_free(signer);
    paysdk_client_free(hicoin);
    CHECK(copies() == 0);
    puts("ok");
    return 0;
}
