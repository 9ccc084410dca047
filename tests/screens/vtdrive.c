/*
 * vtdrive -- runs scripts against programs that use the whole screen.
 *
 * Use:    vtdrive [--seed N] SCRIPT...
 * Words of a script, one line each; those with * are repeated until they hold,
 * for at most 30 seconds:
 *   env NAME=VALUE | NAME ...   sets, or takes away, a variable
 *   size ROWS COLUMNS           of the window, before or after `run`
 *   run WORDS...                starts the program; one at a time
 *   reports N                   of the cursor, from the next `run` on: 0 true,
 *                               N > 0 so many columns further, -1 none
 *   within MS                   no longer than that since `run`
 *   sh "COMMAND"                beside the terminal; must end with 0
 *   send "BYTES"...             typed; \e \r \n \t \xNN
 *   retype "BYTES" N "TEXT"     typed again and again until that row has it
 *   taken *                     all of it has been read
 *   expect|absent "TEXT" *      anywhere on the screen, inside one row
 *   match "REGEX" *             the same of an extended regular expression:
 *                               what counts on must not be met at one number
 *   row N "TEXT" *              in that row, from 0; -1 is the last
 *   keep, same *                the screen as it is; it is so again
 *   cursor ROW COLUMN | shown | hidden *
 *   alternate|paste on|off *    line raw|cooked *
 *   bytes "BYTES" *             written since the last send or size
 *   never "BYTES" *             in all that was written
 *   colours some|none *
 *   golden NAME *               the whole screen, in characters and in looks
 *   mask "REGEX"                what is not compared; see golden.h
 *   storm N                     N changes of size at once, back to the last
 *   random N                    keys and changes of size from the seed
 *   signal NAME                 to the program in the foreground
 *   hup                         cuts the line
 *   family, gone *              its children; none of them, nor it, is left
 *   exit STATUS *               128 + N after a signal
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tests/screens/script.h"

int main(int argc, char **argv)
{
    uint64_t seed = (uint64_t)clock_monotonic_ns();
    int first = 1;
    bool good = true;
    if (argc > 2 && strcmp(argv[1], "--seed") == 0) {
        seed = strtoull(argv[2], NULL, 10);
        first = 3;
    }
    if (first >= argc) {
        fprintf(stderr, "use: vtdrive [--seed N] SCRIPT...\n");
        return 2;
    }
    for (int i = first; i < argc; i++)
        good = script_run(argv[i], seed) && good;
    return good ? 0 : 1;
}
