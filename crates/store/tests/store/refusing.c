/*
 * A disk that refuses single files, for tests: LD_PRELOAD this.
 *
 * While the file REFUSE_READS is there, which holds a number, a place and a part of a path, reading a file with that in its path
 * fails with the number, from that place in the file on. While REFUSE_REMOVALS is there, which holds the same (its place says
 * nothing), removing one does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The number that it fails with for this path and place, or 0. */
static int refused(const char *variable, const char *path, long place) {
    const char *name = getenv(variable);
    char text[4096] = {0}, part[4096] = {0};
    int error = 0;
    long from = 0;
    if (!name) return 0;
    int fd = syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return 0;
    if (syscall(SYS_read, fd, text, sizeof text - 1) < 0) text[0] = 0;
    syscall(SYS_close, fd);
    if (sscanf(text, "%d %ld %4095s", &error, &from, part) != 3) return 0;
    return place >= from && strstr(path, part) ? error : 0;
}

ssize_t read(int fd, void *buf, size_t len) {
    char link[64], path[4096];
    if (getenv("REFUSE_READS")) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = syscall(SYS_readlink, link, path, sizeof path - 1);
        if (length > 0) {
            path[length] = 0;
            int error = refused("REFUSE_READS", path, lseek(fd, 0, SEEK_CUR));
            if (error) {
                errno = error;
                return -1;
            }
        }
    }
    return syscall(SYS_read, fd, buf, len);
}

int unlink(const char *path) {
    int error = refused("REFUSE_REMOVALS", path, 0);
    if (error) {
        errno = error;
        return -1;
    }
    return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
