/* Posts a ready body over a connection that libcurl keeps open, and collects the answer. It neither signs nor verifies.
 * libcurl URL BODY POSTS: prints the nanoseconds of a post in the best batch, then its processor time on average. */
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 50, WARM_UP = 200 };

struct answer {
    char text[4096];
    size_t length;
};

static size_t collect(char *bytes, size_t size, size_t count, void *to)
{
    struct answer *answer = to;
    size_t length = size * count;
    if (length > sizeof answer->text - answer->length) {
        return 0;
    }
    memcpy(answer->text + answer->length, bytes, length);
    answer->length += length;
    return length;
}

static uint64_t now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void post(CURL *curl, struct answer *answer)
{
    long status = 0;
    answer->length = 0;
    if (curl_easy_perform(curl) != CURLE_OK || curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK ||
        status != 200 || answer->length == 0) {
        fprintf(stderr, "libcurl: a post failed\n");
        exit(1);
    }
}

int main(int argc, char **argv)
{
    static struct answer answer;
    if (argc != 4) {
        return 2;
    }
    long posts = atol(argv[3]);
    CURL *curl = curl_easy_init();
    struct curl_slist *headers =
        curl_slist_append(NULL, "Content-Type: application/x-www-form-urlencoded; charset=utf-8");
    if (curl == NULL || headers == NULL || posts < BATCH) {
        return 2;
    }
    curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, argv[2]);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(argv[2]));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 10000L);
    for (int i = 0; i < WARM_UP; ++i) {
        post(curl, &answer);
    }
    uint64_t best = UINT64_MAX;
    uint64_t processor = now(CLOCK_PROCESS_CPUTIME_ID);
    long batches = posts / BATCH;
    for (long i = 0; i < batches; ++i) {
        uint64_t start = now(CLOCK_MONOTONIC);
        for (int n = 0; n < BATCH; ++n) {
            post(curl, &answer);
        }
        uint64_t took = now(CLOCK_MONOTONIC) - start;
        best = took < best ? took : best;
    }
    processor = now(CLOCK_PROCESS_CPUTIME_ID) - processor;
    long connections = 0;
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
    if (connections != 0) {
        fprintf(stderr, "libcurl: the connection was not kept\n");
        return 1;
    }
    printf("%llu %llu\n", (unsigned long long)(best / BATCH), (unsigned long long)(processor / (uint64_t)(batches * BATCH)));
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return 0;
}
