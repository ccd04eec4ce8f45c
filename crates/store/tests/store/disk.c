/*
 * A disk that forgets and a disk that fails, for tests: LD_PRELOAD this.
 *
 * Forgetting. With FAULT_JOURNAL set, every write to a file under FAULT_UNDER is noted there together with what stood in its
 * place, and every sync of a file. Whoever reads the journal afterwards can take back what was not synced, which is what a
 * loss of power may do. sync_file_range is no sync: it says nothing about the drive's cache or the file's length.
 * With FAULT_LIES set a sync is answered and not noted.
 *
 * Failing. While the file FAULT_SWITCH is there, writes and syncs under FAULT_UNDER fail with the number that it holds.
 *
 * Refusing. While the file FAULT_OPENS is there, which holds two numbers and a path: of the openings for writing of that path, those
 * from the first to the second number fail.
 *
 * Hanging. While the file FAULT_HANGS is there, a sync of a file under FAULT_UNDER does not return; while FAULT_STUCK is there, a
 * read of one at a place.
 *
 * Order. With FAULT_NAMES set, each sync of a file or directory under FAULT_UNDER, and each new name there, is a line of that
 * file, when it is done.
 *
 * A record of the journal: a letter (W a write, S a sync), then numbers of 8 bytes in the machine's order, then bytes: see
 * power.rs, which reads it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal = -2;
static uint64_t writes;

static ssize_t raw_pread(int fd, void *buf, size_t len, off_t at) { return syscall(SYS_pread64, fd, buf, len, at); }
static ssize_t raw_pwrite(int fd, const void *buf, size_t len, off_t at) { return syscall(SYS_pwrite64, fd, buf, len, at); }
static ssize_t raw_write(int fd, const void *buf, size_t len) { return syscall(SYS_write, fd, buf, len); }

/* Whether a descriptor is a regular file under FAULT_UNDER; its path and inode where it is. */
static int ours(int fd, char *path, struct stat *st) {
    const char *under = getenv("FAULT_UNDER");
    char link[64];
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = syscall(SYS_readlink, link, path, 4095);
    if (len <= 0) return 0;
    path[len] = 0;
    return strncmp(path, under, strlen(under)) == 0 && fstat(fd, st) == 0 && S_ISREG(st->st_mode);
}

/* The number that writing fails with now, or 0. */
static int failure(void) {
    const char *name = getenv("FAULT_SWITCH");
    char text[16] = {0};
    if (!name) return 0;
    int fd = syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return 0;
    if (syscall(SYS_read, fd, text, sizeof text - 1) < 0) text[0] = 0;
    syscall(SYS_close, fd);
    return atoi(text);
}

/* Waits while the file is there that this variable names. */
static void hang(const char *variable) {
    const char *name = getenv(variable);
    while (name && access(name, F_OK) == 0) usleep(20000);
}

static int open_journal(void) {
    if (journal == -2) {
        const char *name = getenv("FAULT_JOURNAL");
        journal = name ? (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    }
    return journal;
}

static void note(char what, const uint64_t *numbers, int count, const void *bytes, size_t len) {
    char head[1 + 8 * 8];
    head[0] = what;
    memcpy(head + 1, numbers, 8 * count);
    struct iovec parts[2] = {{head, 1 + 8 * count}, {(void *)bytes, len}};
    if (syscall(SYS_writev, journal, parts, len ? 2 : 1) < 0) abort();
}

/* Notes what a write of `len` bytes at `at` will replace. */
static void before_write(int fd, const char *path, const struct stat *st, uint64_t at, uint64_t len) {
    char *old = malloc(len ? len : 1);
    ssize_t have = raw_pread(fd, old, len, at);
    if (have < 0) {
        /* Open for writing alone: read it by another way. */
        int again = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
        have = again < 0 ? 0 : raw_pread(again, old, len, at);
        if (again >= 0) syscall(SYS_close, again);
        if (have < 0) have = 0;
    }
    uint64_t numbers[] = {st->st_ino, at, len, st->st_size, have, strlen(path)};
    note('W', numbers, 6, path, strlen(path));
    if (have && raw_write(journal, old, have) < 0) abort();
    free(old);
    writes++;
}

ssize_t pwrite64(int fd, const void *buf, size_t len, off_t at) {
    char path[4096];
    struct stat st;
    if (!ours(fd, path, &st)) return raw_pwrite(fd, buf, len, at);
    int fails = failure();
    if (fails) {
        errno = fails;
        return -1;
    }
    pthread_mutex_lock(&lock);
    if (open_journal() >= 0 && fstat(fd, &st) == 0) before_write(fd, path, &st, at, len);
    ssize_t done = raw_pwrite(fd, buf, len, at);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pread64(int fd, void *buf, size_t len, off_t at) {
    char path[4096];
    struct stat st;
    if (getenv("FAULT_STUCK") && ours(fd, path, &st)) hang("FAULT_STUCK");
    return raw_pread(fd, buf, len, at);
}

ssize_t pread(int fd, void *buf, size_t len, off_t at) { return pread64(fd, buf, len, at); }

ssize_t pwrite(int fd, const void *buf, size_t len, off_t at) { return pwrite64(fd, buf, len, at); }

ssize_t write(int fd, const void *buf, size_t len) {
    char path[4096];
    struct stat st;
    if (!ours(fd, path, &st)) return raw_write(fd, buf, len);
    int fails = failure();
    if (fails) {
        errno = fails;
        return -1;
    }
    pthread_mutex_lock(&lock);
    if (open_journal() >= 0 && fstat(fd, &st) == 0) {
        int flags = fcntl(fd, F_GETFL);
        uint64_t at = flags & O_APPEND ? (uint64_t)st.st_size : (uint64_t)lseek(fd, 0, SEEK_CUR);
        before_write(fd, path, &st, at, len);
    }
    ssize_t done = raw_write(fd, buf, len);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate64(int fd, off_t len) {
    char path[4096];
    struct stat st;
    if (ours(fd, path, &st) && failure()) {
        errno = failure();
        return -1;
    }
    return syscall(SYS_ftruncate, fd, len);
}

int ftruncate(int fd, off_t len) { return ftruncate64(fd, len); }

/* Notes what was done under a path. */
static void tell(const char *what, const char *path, const char *other) {
    const char *name = getenv("FAULT_NAMES"), *under = getenv("FAULT_UNDER");
    char line[3 * 4096];
    if (!name || !under || strncmp(path, under, strlen(under)) != 0) return;
    int len = snprintf(line, sizeof line, "%s %s %s\n", what, path, other);
    int fd = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || raw_write(fd, line, len) != len) abort();
    syscall(SYS_close, fd);
}

int rename(const char *from, const char *to) {
    int done = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (done == 0) tell("rename", from, to);
    return done;
}

static int sync_with(long call, int fd) {
    char path[4096] = "";
    struct stat st;
    if (!ours(fd, path, &st)) {
        int done = syscall(call, fd);
        if (done == 0) tell("sync", path, "");
        return done;
    }
    hang("FAULT_HANGS");
    int fails = failure();
    if (fails) {
        errno = fails;
        return -1;
    }
    pthread_mutex_lock(&lock);
    /* What is written while the sync runs is not covered by it. */
    uint64_t covered = writes;
    pthread_mutex_unlock(&lock);
    int done = syscall(call, fd);
    pthread_mutex_lock(&lock);
    if (done == 0 && open_journal() >= 0 && !getenv("FAULT_LIES")) {
        uint64_t numbers[] = {st.st_ino, covered};
        note('S', numbers, 2, "", 0);
    }
    pthread_mutex_unlock(&lock);
    if (done == 0) tell("sync", path, "");
    return done;
}

int fsync(int fd) { return sync_with(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_with(SYS_fdatasync, fd); }

int sync_file_range(int fd, off_t at, off_t len, unsigned int flags) {
    char path[4096];
    struct stat st;
    if (ours(fd, path, &st)) {
        hang("FAULT_HANGS");
        int fails = failure();
        if (fails) {
            errno = fails;
            return -1;
        }
    }
    return syscall(SYS_sync_file_range, fd, at, len, flags);
}

/* Whether this is an opening that is to fail. They are counted from when the file is there on. */
static int refused(const char *path, int flags) {
    static int count;
    const char *name = getenv("FAULT_OPENS");
    char text[4096] = {0}, of[4096];
    int first, last;
    if (!name || !(flags & (O_WRONLY | O_RDWR))) return 0;
    int fd = syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return 0;
    ssize_t len = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    if (len <= 0 || sscanf(text, "%d %d %4095s", &first, &last, of) != 3 || strcmp(path, of) != 0) return 0;
    int number = __sync_add_and_fetch(&count, 1);
    if (number < last) return number >= first;
    /* That was the last one. */
    __sync_lock_test_and_set(&count, 0);
    unlink(name);
    return number >= first;
}

static int open_with(const char *path, int flags, mode_t mode) {
    if (refused(path, flags)) {
        errno = EIO;
        return -1;
    }
    return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open_with(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open_with(path, flags, mode);
}
