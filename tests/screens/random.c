/*
 * random -- keys that nobody would press, in an order that nobody would try.
 *
 * The seed decides all of it, so a run that found something can be run again.
 * Every key may come at every moment: also halves of characters and of key
 * sequences, and the window changes its size meanwhile, down to one cell. What
 * would end the tutor (F10, ^D, the words quit and exit) is left out, and so
 * are keys that would stop it (^Z).
 *
 * Chance alone would hardly type the name of a screen, so every few keys the
 * next one of CLEAVE_SCREENS is opened by it, and each of them gets its turn
 * several times, in whatever language it is by then.
 */
#include "tests/screens/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 50, SCREENS = 64, SCREEN_BYTES = 32 };

static const char *const keys[] = {"\r",
                                   "\t",
                                   "\033",
                                   "\177",
                                   "\033[A",
                                   "\033[B",
                                   "\033[C",
                                   "\033[D",
                                   "\033[H",
                                   "\033[F",
                                   "\033[5~",
                                   "\033[6~",
                                   "\033[2~",
                                   "\033[3~",
                                   "\033[3;5~",
                                   "\033[1;5C",
                                   "\033[1;5D",
                                   "\033[Z",
                                   "\033OP",
                                   "\033OQ",
                                   "\033OR",
                                   "\033OS",
                                   "\033[15~",
                                   "\033[17~",
                                   "\033[18~",
                                   "\033[19~",
                                   "\033[20~",
                                   "\033[23~",
                                   "\033[24~",
                                   "\0331",
                                   "\0332",
                                   "\033b",
                                   "\033f",
                                   "\033d",
                                   "\033[99;9Q",
                                   "\x01",
                                   "\x05",
                                   "\x0b",
                                   "\x0c",
                                   "\x12",
                                   "\x15",
                                   "\x17",
                                   "\x19",
                                   "\x1f",
                                   "\x03",
                                   "\x07",
                                   "1",
                                   "2",
                                   "9",
                                   "j",
                                   "\xe3\x85\x93",
                                   "한",
                                   "글",
                                   "\xed\x95",
                                   "\x9c",
                                   "\xff",
                                   "\xc0\x80",
                                   "e\xcc\x81",
                                   "👩‍👩‍👧",
                                   " ",
                                   "status\r",
                                   "lang ko\r",
                                   "lang en\r",
                                   "help\r",
                                   "log\r",
                                   "tutor first\r",
                                   "nonsense 1 2\r",
                                   "\"open\r",
                                   "order both --customer 7\r",
                                   "\033[200~rm -rf /\r\n한글\033[201~",
                                   "\033[200~",
                                   "\033[201~",
                                   "\033[201~",
                                   "\033[201~",
                                   "\033[201~",
                                   "\033[<0;10;5M\033[<0;10;5m",
                                   "\033[<64;3;3M",
                                   "\033[<65;3;3M",
                                   "\033[M !!",
                                   "\x16",
                                   "\x18\x05",
                                   "\033-5",
                                   "\x1d"};

/* Knuth's MMIX generator; the high bits are good enough to choose by. */
static uint32_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33);
}

static size_t read_screens(char out[SCREENS][SCREEN_BYTES])
{
    const char *at = getenv("CLEAVE_SCREENS");
    size_t count = 0;
    while (at && *at && count < SCREENS) {
        size_t length = strcspn(at, " ");
        if (length > 0)
            snprintf(out[count++], SCREEN_BYTES, "%.*s", (int)length, at);
        at += length + (at[length] == ' ');
    }
    return count;
}

/* Whatever was being typed, pasted or searched for is ended before. */
static void open_screen(struct emulator *emulator, const char *name)
{
    char line[SCREEN_BYTES + 16];
    int length =
        snprintf(line, sizeof line, "\033[201~\x07\x15tutor %s\r", name);
    size_t before = emulator->raw_length;
    emulator_send(emulator, line, (size_t)length);
    for (int tries = TRIES; tries > 0 && emulator->raw_length == before;
         tries--)
        emulator_pump(emulator, 4);
}

static void press(struct emulator *emulator, uint64_t *state)
{
    const char *key = keys[next(state) % (sizeof keys / sizeof *keys)];
    emulator_send(emulator, key, strlen(key));
}

static void change_size(struct emulator *emulator, uint64_t *state)
{
    int rows = 1 + (int)(next(state) % 60);
    int columns = 1 + (int)(next(state) % 160);
    emulator_resize(emulator, rows, columns);
}

bool script_random(struct script *script, uint64_t count)
{
    uint64_t state = script->seed;
    char screens[SCREENS][SCREEN_BYTES];
    size_t known = read_screens(screens), opened = 0;
    struct emulator *emulator = &script->emulator;
    printf("%s: %llu keys, %zu screens, seed %llu\n", script->file,
           (unsigned long long)count, known, (unsigned long long)script->seed);
    fflush(stdout);
    for (uint64_t i = 0; i < count && known > 0 && !emulator->ended; i++) {
        uint32_t what = next(&state);
        if (what % 6 == 0)
            change_size(emulator, &state);
        else if (what % 6 == 1 && what % 4 < 2)
            open_screen(emulator, screens[opened++ % known]);
        else
            press(emulator, &state);
        /* Some come singly, some before the last has been looked at. */
        emulator_pump(emulator, 0);
        for (int tries = next(&state) % 2 ? TRIES : 0;
             tries > 0 && !emulator_taken(emulator); tries--)
            emulator_pump(emulator, 2);
    }
    emulator_resize(emulator, script->rows, script->columns);
    return known > 0 && !emulator->ended;
}
