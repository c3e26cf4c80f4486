/*
 * Another's opinion of ILL APDUs: libyaz reads them from standard input, back to back, and says what it saw.
 *
 * For each APDU it writes to standard output
 *     apdu OFFSET LENGTH NUMBER
 *     the elements and values as libyaz prints them
 *     again HEX          the same APDU as libyaz itself encodes it; "again -" where it cannot
 * and, where it understands no more,
 *     broken OFFSET ELEMENT REASON
 * after which it ends with status 1.
 */
#include <stdio.h>
#include <stdlib.h>

#include <yaz/ill.h>
#include <yaz/odr.h>

int completeBER(const char *data, int length); /* of libyaz, in no header */

enum { ROOM = 64 * 1024 * 1024 };

static void again(ILL_APDU *apdu) {
    ODR encoder = odr_createmem(ODR_ENCODE);
    printf("again ");
    if (ill_APDU(encoder, &apdu, 0, 0)) {
        int length;
        const unsigned char *data = (const unsigned char *) odr_getbuf(encoder, &length, 0);
        for (int at = 0; at < length; at++)
            printf("%02x", data[at]);
    } else
        putchar('-');
    putchar('\n');
    odr_destroy(encoder);
}

static int judge(char *data, int offset, int length) {
    ODR decoder = odr_createmem(ODR_DECODE);
    ILL_APDU *apdu = 0;
    odr_setbuf(decoder, data + offset, length, 0);
    int good = ill_APDU(decoder, &apdu, 0, 0);
    if (good) {
        ODR printer = odr_createmem(ODR_PRINT);
        printf("apdu %d %d %d\n", offset, length, apdu->which);
        fflush(stdout);
        odr_setprint(printer, stdout);
        ill_APDU(printer, &apdu, 0, 0);
        fflush(stdout);
        again(apdu);
        odr_destroy(printer); /* the stream is left open: odr_setprint leaves closing to the caller's stdout */
    } else {
        const char *element = odr_getelement(decoder);
        printf("broken %d %s %s\n", offset, element && *element ? element : "-",
               odr_errmsg(odr_geterror(decoder)));
    }
    odr_destroy(decoder);
    return good;
}

int main(void) {
    char *data = malloc(ROOM);
    int total = data ? (int) fread(data, 1, ROOM, stdin) : 0;
    int offset = 0;
    while (offset < total) {
        int length = completeBER(data + offset, total - offset);
        if (length <= 0) {
            printf("broken %d - incomplete\n", offset);
            return 1;
        }
        if (!judge(data, offset, length))
            return 1;
        offset += length;
    }
    free(data);
    return 0;
}
