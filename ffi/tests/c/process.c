/* What the process around the library does: threads, fork, signals, locales. The argument is a gateway's base URL. */
#define _POSIX_C_SOURCE 200809L
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

enum { THREADS = 16, EACH = 8 };

static const paysdk_client *shared;

static void query(const paysdk_client *client, const char *order, const char *expected)
{
    paysdk_request *request = NULL;
    paysdk_response *response = NULL;
    paysdk_error *err = NULL;
    const char *value = NULL;
    CHECK_STATUS(PAYSDK_OK, paysdk_request_new(client, "chaoying.order_query", &request, NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "paytype", "WECHAT", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "mch_id", "00000001", NULL));
    CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "out_trade_no", order, NULL));
    if (paysdk_request_send(request, &response, &err) != PAYSDK_OK) {
        fprintf(stderr, "query %s: %s\n", order, paysdk_error_text(err, PAYSDK_TEXT_MESSAGE));
        exit(1);
    }
    CHECK_STATUS(PAYSDK_OK, paysdk_response_get(response, "out_trade_no", &value));
    CHECK(strcmp(value, order) == 0);
    CHECK_STATUS(PAYSDK_OK, paysdk_response_get(response, "trade_state", &value));
    CHECK(strcmp(value, expected) == 0);
    paysdk_response_free(response);
    paysdk_request_free(request);
}

static void pay(const paysdk_client *client, const char *order)
{
    paysdk_request *request = new_payment(client, order);
    paysdk_response *response = NULL;
    paysdk_error *err = NULL;
    const char *value = NULL;
    if (paysdk_request_send(request, &response, &err) != PAYSDK_OK) {
        fprintf(stderr, "pay %s: %s\n", order, paysdk_error_text(err, PAYSDK_TEXT_MESSAGE));
        exit(1);
    }
    CHECK_STATUS(PAYSDK_OK, paysdk_response_get(response, "out_trade_no", &value));
    CHECK(strcmp(value, order) == 0);
    paysdk_response_free(response);
    paysdk_request_free(request);
}

static void *cashier(void *argument)
{
    const int number = *(const int *)argument;
    for (int i = 0; i < EACH; ++i) {
        char order[32];
        (void)snprintf(order, sizeof order, "thread_%d_%d", number, i);
        pay(shared, order);
        query(shared, order, "SUCCESS");
    }
    return NULL;
}

static void sixteen_threads(void)
{
    pthread_t threads[THREADS];
    int numbers[THREADS];
    for (int i = 0; i < THREADS; ++i) {
        numbers[i] = i;
        CHECK(pthread_create(&threads[i], NULL, cashier, &numbers[i]) == 0);
    }
    for (int i = 0; i < THREADS; ++i) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
}

/* Parent and child go on with the same client at the same time; neither may read the other's answers. */
static void forked(void)
{
    pid_t children[4];
    int status = 0;
    pay(shared, "before_fork");
    query(shared, "before_fork", "SUCCESS");
    for (int i = 0; i < 4; ++i) {
        children[i] = fork();
        CHECK(children[i] >= 0);
        if (children[i] == 0) {
            char order[32];
            (void)snprintf(order, sizeof order, "child_%d", i);
            pay(shared, order);
            for (int n = 0; n < 10; ++n) {
                query(shared, order, "SUCCESS");
            }
            _exit(0);
        }
    }
    for (int n = 0; n < 20; ++n) {
        query(shared, "before_fork", "SUCCESS");
    }
    for (int i = 0; i < 4; ++i) {
        CHECK(waitpid(children[i], &status, 0) == children[i]);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
}

static volatile sig_atomic_t alarms;

static void on_alarm(int signal_number)
{
    (void)signal_number;
    ++alarms;
}

/* A signal every millisecond, without SA_RESTART: every system call of the library is interrupted sooner or later. */
static void interrupted(void)
{
    struct sigaction action;
    struct itimerval often = {{0, 1000}, {0, 1000}};
    const struct itimerval never = {{0, 0}, {0, 0}};
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    CHECK(sigaction(SIGALRM, &action, NULL) == 0);
    CHECK(setitimer(ITIMER_REAL, &often, NULL) == 0);
    for (int i = 0; i < 20 || alarms < 10; ++i) {
        char order[32];
        (void)snprintf(order, sizeof order, "alarm_%d", i);
        pay(shared, order);
    }
    CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
    CHECK(alarms > 0);
}

/* The line breaks while the library writes, and SIGPIPE would end the program: the disposition must stay the default. */
static void broken_pipe(const char *closing)
{
    struct sigaction action;
    paysdk_config *config = new_config(closing);
    paysdk_client *client = new_client(config);
    paysdk_request *request;
    paysdk_response *response = NULL;
    paysdk_error *err = NULL;
    char *long_text = malloc(600001);
    CHECK(long_text != NULL);
    memset(long_text, 'x', 600000);
    long_text[600000] = '\0';
    for (int i = 0; i < 20; ++i) {
        request = new_payment(client, "pipe_1");
        CHECK_STATUS(PAYSDK_OK, paysdk_request_set(request, "attach", long_text, NULL));
        CHECK_STATUS(PAYSDK_TRANSPORT, paysdk_request_send(request, &response, &err));
        CHECK(paysdk_error_outcome(err) == PAYSDK_OUTCOME_UNKNOWN);
        paysdk_error_free(err);
        paysdk_request_free(request);
    }
    free(long_text);
    CHECK(sigaction(SIGPIPE, NULL, &action) == 0);
    CHECK(action.sa_handler == SIG_DFL);
    paysdk_client_free(client);
    paysdk_config_free(config);
}

/* Numbers and names are the same in every locale. */
static void locales(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "zh_CN.GBK", "tr_TR.UTF-8", "C.UTF-8", "POSIX", ""};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
        char order[32];
        if (setlocale(LC_ALL, names[i]) == NULL) {
            continue; /* not on this machine */
        }
        (void)snprintf(order, sizeof order, "locale_%u", (unsigned)i);
        pay(shared, order);
        query(shared, order, "SUCCESS");
    }
    CHECK(setlocale(LC_ALL, "C") != NULL);
}

int main(int count, char **arguments)
{
    paysdk_config *config;
    paysdk_client *client;
    CHECK(count == 3);
    config = new_config(arguments[1]);
    client = new_client(config);
    paysdk_config_free(config);
    shared = client;
    sixteen_threads();
    forked();
    interrupted();
    locales();
    broken_pipe(arguments[2]);
    paysdk_client_free(client);
    puts("ok");
    return 0;
}
