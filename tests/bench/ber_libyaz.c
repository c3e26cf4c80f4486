/*
 * How long libyaz takes for one ILL APDU: ber_libyaz TIMES < APDU prints nanoseconds for a decode and an encode.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <yaz/ill.h>
#include <yaz/odr.h>

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1e9 + at.tv_nsec;
}

int main(int count, char **words) {
    static char data[65536];
    int length = (int) fread(data, 1, sizeof data, stdin);
    int times = count > 1 ? atoi(words[1]) : 1000;
    ODR decoder = odr_createmem(ODR_DECODE), encoder = odr_createmem(ODR_ENCODE);
    ILL_APDU *apdu = 0;

    double start = now();
    for (int at = 0; at < times; at++) {
        odr_reset(decoder);
        odr_setbuf(decoder, data, length, 0);
        if (!ill_APDU(decoder, &apdu, 0, 0))
            return 1;
    }
    double decoded = now();
    for (int at = 0; at < times; at++) {
        odr_reset(encoder);
        if (!ill_APDU(encoder, &apdu, 0, 0))
            return 1;
    }
    double encoded = now();
    printf("%.1f %.1f\n", (decoded - start) / times, (encoded - decoded) / times);
    odr_destroy(decoder);
    odr_destroy(encoder);
    return 0;
}
