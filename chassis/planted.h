/*
 * planted -- the bugs that the simulations must find.
 *
 * They are compiled in only with -DPLANTED_BUGS, and even then off until
 * `planted_bug` is set; tests/sim builds that variant and fails when a planted
 * bug goes unnoticed. A check that cannot fail proves nothing.
 */
#ifndef CHASSIS_PLANTED_H
#define CHASSIS_PLANTED_H

enum planted_bug {
    PLANTED_NONE,
    PLANTED_NO_STEP_KEY,            /* a retry carries a fresh key */
    PLANTED_FORGOTTEN_COMPENSATION, /* the refund is skipped */
    PLANTED_ACK_BEFORE_COMMIT,      /* replies leave before COMMIT */
    PLANTED_NO_GENERATION,          /* a breaker believes late answers */
    PLANTED_NO_PERMIT_LEASE,        /* a probe may hang for ever */
    PLANTED_PERMIT_TOO_MANY         /* one probe more than permitted */
};

#ifdef PLANTED_BUGS
extern enum planted_bug planted_bug;
#define planted(bug) (planted_bug == (bug))
#else
#define planted(bug) 0
#endif

#endif
