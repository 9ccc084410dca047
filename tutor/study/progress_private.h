/*
 * progress_private -- what the files of progress share; see progress.h.
 */
#ifndef TUTOR_STUDY_PROGRESS_PRIVATE_H
#define TUTOR_STUDY_PROGRESS_PRIVATE_H

#include "chassis/db.h"
#include "chassis/random.h"
#include "tutor/study/progress.h"

struct progress {
    struct db *db;
    struct id_source ids;
    struct random random; /* of the ids */
};

#endif
