/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void curb_digest_start(curb_digest_t *self) { sha256_init(&self->context); }

void curb_digest_bytes(curb_digest_t *self, const void *bytes, size_t count)
{
    sha256_update(&self->context, count, bytes);
}

void curb_digest_text(curb_digest_t *self, const char *text)
{
    curb_digest_bytes(self, text, strlen(text) + 1);
}

void curb_digest_number(curb_digest_t *self, uint64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(number >> (8 * i));
    }
    curb_digest_bytes(self, bytes, sizeof bytes);
}

void curb_digest_doubles(curb_digest_t *self, const double *values, size_t count)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    curb_digest_bytes(self, values, count * sizeof *values);
#else
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        curb_digest_number(self, bits);
    }
#endif
}

void curb_digest_finish(curb_digest_t *self, char hex[CURB_DIGEST_BYTES])
{
    uint8_t raw[SHA256_DIGEST_SIZE];
    sha256_digest(&self->context, sizeof raw, raw);
    for (size_t i = 0; i < sizeof raw; i++) {
        snprintf(hex + 2 * i, 3, "%02x", raw[i]);
    }
}

void curb_digest_of(const void *bytes, size_t count, char hex[CURB_DIGEST_BYTES])
{
    curb_digest_t digest;
    curb_digest_start(&digest);
    curb_digest_bytes(&digest, bytes, count);
    curb_digest_finish(&digest, hex);
}

static bool add_file(curb_digest_t *self, int descriptor)
{
    enum { TOGETHER = 1 << 16 };
    char bytes[TOGETHER];
    ssize_t got = 0;
    while ((got = read(descriptor, bytes, sizeof bytes)) != 0) {
        if (got > 0) {
            curb_digest_bytes(self, bytes, (size_t)got);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool curb_digest_of_file(const char *path, char hex[CURB_DIGEST_BYTES])
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    curb_digest_t digest;
    curb_digest_start(&digest);
    bool done = add_file(&digest, descriptor);
    int reason = errno;
    close(descriptor);
    curb_digest_finish(&digest, hex);
    errno = reason;
    return done;
}
