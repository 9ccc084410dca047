/*
 * planted -- which of the planted bugs is switched on.
 *
 * The variable exists in the variant built with -DPLANTED_BUGS only; in every
 * other build planted() is the constant 0 and the compiler removes the code
 * behind it, so a shop that runs cannot have a planted bug in it.
 *
 * Order of use: the simulation sets planted_bug before a run and puts
 * PLANTED_NONE back after it.
 */
#include "chassis/planted.h"

#ifdef PLANTED_BUGS
enum planted_bug planted_bug = PLANTED_NONE;
#endif
