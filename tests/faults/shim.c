/* What a test puts between a process and the system (LD_PRELOAD): a wall clock that is off, a disk that is slow,
   fails, or at whose n-th change the process is killed. The switches lie in a small file that both map; the disk's
   hold for files below one directory. See shim.py, which knows the same layout. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct switches {
    int64_t wall_nanoseconds; /* added to the wall clock */
    int64_t sync_nanoseconds; /* that each fsync takes longer */
    int64_t refuse;           /* errno of each change; 0: none */
    int64_t changes;          /* how many there were */
    int64_t die_at;           /* the change before which the process is killed; 0: none */
    int64_t waiting;          /* how many wait for the slow disk now */
};

static struct switches *switches;
static char beneath[PATH_MAX];

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("SHIM_SWITCHES"), *directory = getenv("SHIM_BENEATH");
    int descriptor = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
    if (directory) strncpy(beneath, directory, sizeof beneath - 1);
    if (descriptor < 0) return;
    void *map = mmap(NULL, sizeof *switches, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (map != MAP_FAILED) switches = map;
    close(descriptor);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* ------------------------------------------------------------------------------------------- the wall clock */

int clock_gettime(clockid_t clock, struct timespec *now) {
    static __typeof__(&clock_gettime) real;
    if (!real) real = REAL(clock_gettime);
    int done = real(clock, now);
    if (done == 0 && switches && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t at = now->tv_sec * 1000000000LL + now->tv_nsec + switches->wall_nanoseconds;
        now->tv_sec = at / 1000000000LL;
        now->tv_nsec = at % 1000000000LL;
    }
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec at;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &at);
    now->tv_sec = at.tv_sec;
    now->tv_usec = at.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *stored) {
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    if (stored) *stored = at.tv_sec;
    return at.tv_sec;
}

/* ------------------------------------------------------------------------------------------------- the disk */

static int is_beneath(const char *path) {
    size_t length = strlen(beneath);
    return length && strncmp(path, beneath, length) == 0;
}

/* Count a change of a file below the directory; nonzero, with errno, where it is refused. */
static int change(const char *path) {
    if (!switches || !is_beneath(path)) return 0;
    int64_t number = __atomic_add_fetch(&switches->changes, 1, __ATOMIC_SEQ_CST);
    if (switches->die_at && number >= switches->die_at) kill(getpid(), SIGKILL);
    errno = (int)switches->refuse;
    return errno != 0;
}

static int change_open(int descriptor) {
    char link[64], path[PATH_MAX];
    int kept = errno;
    if (!switches) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (length < 0) return 0;
    path[length] = 0;
    return change(path);
}

static int change_named(const char *path) {
    char whole[PATH_MAX];
    if (path[0] == '/') return change(path);
    if (!getcwd(whole, sizeof whole)) return 0;
    size_t length = strlen(whole);
    snprintf(whole + length, sizeof whole - length, "/%s", path);
    return change(whole);
}

static void wait_for_disk(void) {
    if (!switches) return;
    __atomic_add_fetch(&switches->waiting, 1, __ATOMIC_SEQ_CST);
    for (int64_t waited = 0; waited < switches->sync_nanoseconds; waited += 5000000) {
        struct timespec step = {0, 5000000};
        nanosleep(&step, NULL); /* in steps, so that a disk that is quick again lets go of who waits */
    }
    __atomic_sub_fetch(&switches->waiting, 1, __ATOMIC_SEQ_CST);
}

ssize_t write(int descriptor, const void *data, size_t size) {
    static __typeof__(&write) real;
    if (!real) real = REAL(write);
    return change_open(descriptor) ? -1 : real(descriptor, data, size);
}

ssize_t pwrite(int descriptor, const void *data, size_t size, off_t at) {
    static __typeof__(&pwrite) real;
    if (!real) real = REAL(pwrite);
    return change_open(descriptor) ? -1 : real(descriptor, data, size, at);
}

ssize_t pwrite64(int descriptor, const void *data, size_t size, off64_t at) {
    static __typeof__(&pwrite64) real;
    if (!real) real = REAL(pwrite64);
    return change_open(descriptor) ? -1 : real(descriptor, data, size, at);
}

int ftruncate(int descriptor, off_t size) {
    static __typeof__(&ftruncate) real;
    if (!real) real = REAL(ftruncate);
    return change_open(descriptor) ? -1 : real(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) {
    static __typeof__(&ftruncate64) real;
    if (!real) real = REAL(ftruncate64);
    return change_open(descriptor) ? -1 : real(descriptor, size);
}

int unlink(const char *path) {
    static __typeof__(&unlink) real;
    if (!real) real = REAL(unlink);
    return change_named(path) ? -1 : real(path);
}

int rename(const char *from, const char *to) {
    static __typeof__(&rename) real;
    if (!real) real = REAL(rename);
    return change_named(to) ? -1 : real(from, to);
}

int fsync(int descriptor) {
    static __typeof__(&fsync) real;
    if (!real) real = REAL(fsync);
    wait_for_disk();
    return change_open(descriptor) ? -1 : real(descriptor);
}

int fdatasync(int descriptor) {
    static __typeof__(&fdatasync) real;
    if (!real) real = REAL(fdatasync);
    wait_for_disk();
    return change_open(descriptor) ? -1 : real(descriptor);
}
