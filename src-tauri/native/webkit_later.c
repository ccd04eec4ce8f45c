/*
 * Loads WebKit when a function of it is first called, which is when the first window is made: its libraries and those that
 * they need are half of what the program would take in the tray otherwise. `webkit_stubs.S` has what is called until then.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define HIDDEN __attribute__((visibility("hidden")))

/* Where the calls of a function go, and what it is called. */
struct later {
    void *function;
    const char *name;
};

/* All of them, in memory that can't be written but here. */
extern HIDDEN struct later bowerbird_later[], bowerbird_later_end[];

static const char *const LIBRARIES[] = {"libwebkit2gtk-4.1.so.0", "libjavascriptcoregtk-4.1.so.0", "libsoup-3.0.so.0"};
#define MANY (sizeof LIBRARIES / sizeof LIBRARIES[0])

static _Noreturn void give_up(const char *why) {
    fprintf(stderr, "bowerbird: the window can't be shown without WebKitGTK: %s\n", why);
    abort();
}

static _Noreturn void missing(void) {
    give_up("it is too old, a function is missing");
}

static void protect(int how) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = (uintptr_t)bowerbird_later & -page;
    uintptr_t to = ((uintptr_t)bowerbird_later_end + page - 1) & -page;
    if (mprotect((void *)from, to - from, how) != 0) give_up("no memory");
}

/* As the loader would have done at the start. */
static void load(void) {
    void *loaded[MANY];
    for (size_t at = 0; at < MANY; at++) {
        loaded[at] = dlopen(LIBRARIES[at], RTLD_LAZY | RTLD_GLOBAL | RTLD_NODELETE);
        if (!loaded[at]) give_up(dlerror());
    }
    protect(PROT_READ | PROT_WRITE);
    for (struct later *later = bowerbird_later; later < bowerbird_later_end; later++) {
        void *function = NULL;
        for (size_t at = 0; at < MANY && !function; at++) function = dlsym(loaded[at], later->name);
        __atomic_store_n(&later->function, function ? function : (void *)missing, __ATOMIC_RELEASE);
    }
    protect(PROT_READ);
}

/* Whoever calls at the same time waits. */
HIDDEN void bowerbird_load_webkit(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
}

/*
 * tauri asks for the version when it starts, to know whether there is a WebKit, and looks at no number of it: no reason to
 * load it. There is one, or else the package would not be installed.
 */
#define VERSION(part) \
    HIDDEN unsigned webkit_get_##part##_version(void) { return 0; }
VERSION(major)
VERSION(minor)
VERSION(micro)
