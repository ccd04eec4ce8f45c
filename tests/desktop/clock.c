/*
 * A clock that jumps, for tests: LD_PRELOAD this. The time of day is off by the seconds that stand in the file CLOCK_OFFSET, as
 * after a sleep, or when somebody sets the clock. The clock that only counts goes on as it is.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t which, struct timespec *now) {
    int done = syscall(SYS_clock_gettime, which, now);
    const char *name = getenv("CLOCK_OFFSET");
    if (done == 0 && which == CLOCK_REALTIME && name) {
        char text[32] = {0};
        int fd = open(name, O_RDONLY | O_CLOEXEC);
        if (fd >= 0 && read(fd, text, sizeof text - 1) > 0) now->tv_sec += atol(text);
        if (fd >= 0) close(fd);
    }
    return done;
}
