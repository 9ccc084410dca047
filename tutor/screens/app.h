/*
 * app -- the full-screen tutor: its loop, its frame, and what views may ask.
 *
 * Use:       app_run() once, from the command; everything else from inside a
 *            view's functions, with the `app` that they are given.
 * Time:      app_now_ms() is monotonic, as of the start of this turn.
 * Ownership: the app owns terminal, prompt, views and jobs; the session stays
 *            the caller's.
 * Errors:    app_run() gives UNAVAILABLE, explained, when this terminal cannot
 *            show a screen; the plain path does then.
 * Blocking:  app_run() until the learner leaves; nothing else.
 */
#ifndef TUTOR_APP_H
#define TUTOR_APP_H

#include "tutor/screens/view.h"

struct app;
struct live; /* tutor/live/live.h */

struct app_options {
    const char *view; /* the first one; NULL: the app decides */
    const char *argument;
    bool ascii;    /* no glyph beyond ASCII but letters */
    bool no_mouse; /* until F9 */
};

/* Whether standard input and output are a terminal that can show a screen. */
bool app_usable(void);
enum error app_run(struct session *session, const struct app_options *options);

/* ---- for views ---- */

struct session *app_session(struct app *app);
int64_t app_now_ms(const struct app *app);
/* An enum glyphs of tutor/widgets/canvas.h. */
int app_glyphs(const struct app *app);
/* Something to be seen has changed. Painted at once when a key led to it, else
 * within 50 ms, and not while the learner types (300 ms). */
void app_changed(struct app *app);

/* Opens a view on top of this one; Esc comes back. */
void app_open(struct app *app, const char *name, const char *argument);
void app_back(struct app *app);
/* A line in place of the key bar until the next key. */
void app_say(struct app *app, const char *sentence);
/* Runs a command line as if it had been typed. */
void app_type(struct app *app, const char *line);
/* Puts it into the prompt, for the learner to press Enter. */
void app_offer(struct app *app, const char *line);
/* A child `cleave WORDS...` whose output a view reads itself: JSON, mostly.
 * `ended` is called once, with all that it printed (stderr behind stdout) and
 * its exit status (128 + signal when it was ended by one). It is stopped when
 * the view that asked is closed, and `ended` is not called then. */
typedef void app_job_ended(struct app *app, void *arg, int status,
                           const char *output, size_t length);
enum error app_job(struct app *app, const char *const *words,
                   app_job_ended *ended, void *arg);

/* Lets the learner edit `line` in the prompt, behind `label`. `given` is called
 * once: with what stood there at Enter, or with NULL when it was given up (Esc,
 * another view). The view gets no key meanwhile. */
typedef void app_line_given(struct app *app, void *arg, const char *line);
void app_ask(struct app *app, const char *label, const char *line,
             app_line_given *given, void *arg);
/* Gives the terminal to a program until it ends: an editor, found in PATH; or
 * this one, when words[0] is "cleave", and then Enter comes back. No key comes
 * to any view meanwhile. `ended` may be NULL. */
typedef void app_lend_ended(struct app *app, void *arg, int status);
enum error app_lend(struct app *app, const char *const *words,
                    app_lend_ended *ended, void *arg);

#endif
