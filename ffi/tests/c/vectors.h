/* The signing vectors, as the test writes them into a source of their own. */
#ifndef VECTORS_H
#define VECTORS_H

#include "check.h"

enum { MOST_FIELDS = 64 };

struct vector {
    const char *scheme;
    const char *key;
    const char *sign;
    size_t count;
    const char *names[MOST_FIELDS];
    const char *values[MOST_FIELDS];
};

extern const struct vector vectors[];
extern const size_t vector_count;

#endif
