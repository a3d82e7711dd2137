// What the standard Swift module for the C library does not show: Linux-only calls, and macros as functions.
#pragma once
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <time.h>
#include <unistd.h>

static inline int clinux_errno(void) { return errno; }

// The headers are read as Swift's own C library module reads them, without _GNU_SOURCE, or types would differ between
// modules. What they hide then is declared here.
extern int accept4(int number, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);

static inline int clinux_strerror(int number, char *text, size_t size) { return strerror_r(number, text, size); }
static inline int clinux_open_null(void) { return open("/dev/null", O_RDONLY | O_CLOEXEC); }
static inline int clinux_open_null_for_all(void) { return open("/dev/null", O_RDWR); }
static inline int clinux_is_open(int number) { return fcntl(number, F_GETFD) >= 0; }

static inline int clinux_stream_nonblocking(void) { return SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC; }
static inline int clinux_stream(void) { return SOCK_STREAM; }
static inline int clinux_eventfd_flags(void) { return EFD_NONBLOCK | EFD_CLOEXEC; }
static inline int clinux_ipv6_only(void) { return IPV6_V6ONLY; }
static inline void clinux_ignore(int number) { signal(number, SIG_IGN); }
static inline int clinux_first_realtime_signal(void) { return SIGRTMIN; }
static inline int clinux_last_realtime_signal(void) { return SIGRTMAX; }
// A pipe without a reader is refused at once (ENXIO) instead of waited for; what is written to one waits all the same.
static inline int clinux_open_appending(const char *path) {
    int number = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0640);
    if (number >= 0) fcntl(number, F_SETFL, O_APPEND);
    return number;
}
// Makes nothing; a pipe that nobody reads is not waited for.
static inline int clinux_open_existing_appending(const char *path) {
    return open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}
// By the rights of the effective user, who opens files too.
static inline int clinux_may_use(const char *path, int mode) { return faccessat(AT_FDCWD, path, mode, AT_EACCESS); }
// A pipe opens at once instead of waiting for its writer.
static inline int clinux_open_reading(const char *path) { return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); }
static inline int clinux_get_descriptor_limit(struct rlimit *limit) { return getrlimit(RLIMIT_NOFILE, limit); }
static inline int clinux_set_descriptor_limit(const struct rlimit *limit) { return setrlimit(RLIMIT_NOFILE, limit); }

static inline int clinux_accept(int number, struct sockaddr *address, socklen_t *length) {
    return accept4(number, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

// Files of the data directory. Swift cannot call variadic functions, and takes `flock` for the struct.
static inline int clinux_open_directory(const char *path) { return open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY); }
static inline int clinux_open_lock(const char *path) { return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600); }
static inline int clinux_create_private(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
}
static inline int clinux_create_if_missing(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}
static inline int clinux_lock_exclusively(int number) { return flock(number, LOCK_EX | LOCK_NB); }
static inline int clinux_lock_shared(int number) { return flock(number, LOCK_SH | LOCK_NB); }
static inline int clinux_stat(int number, struct stat *status) { return fstat(number, status); }

static inline int clinux_open_notices(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }
static inline int clinux_notice_writes(int number, const char *path) {
    return inotify_add_watch(number, path, IN_MODIFY);
}

// Files of bodies. A link in the place of one is not followed.
static inline int clinux_open_private_appending(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}
static inline const char *clinux_entry_name(const struct dirent *entry) { return entry->d_name; }

// The last words of a process. Only what signal-safety(7) allows: no allocation, no locale, no standard streams.
static inline size_t clinux_put(char *line, size_t at, const char *text) {
    while (*text) line[at++] = *text++;
    return at;
}
static inline size_t clinux_put_number(char *line, size_t at, long long value, int digits) {
    for (int place = digits - 1; place >= 0; place--, value /= 10) line[at + place] = (char)('0' + value % 10);
    return at + digits;
}
// `2026-11-21T09:45:00.000Z`, by the days since 0000-03-01.
static inline size_t clinux_put_time(char *line, size_t at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    long long days = now.tv_sec / 86400 + 719468, rest = now.tv_sec % 86400;
    long long era = days / 146097, day_of_era = days % 146097;
    long long year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    long long day = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    long long month = (5 * day + 2) / 153;
    long long year = year_of_era + era * 400 + (month >= 10);
    at = clinux_put_number(line, at, year, 4);
    at = clinux_put_number(line, clinux_put(line, at, "-"), month < 10 ? month + 3 : month - 9, 2);
    at = clinux_put_number(line, clinux_put(line, at, "-"), day - (153 * month + 2) / 5 + 1, 2);
    at = clinux_put_number(line, clinux_put(line, at, "T"), rest / 3600, 2);
    at = clinux_put_number(line, clinux_put(line, at, ":"), rest / 60 % 60, 2);
    at = clinux_put_number(line, clinux_put(line, at, ":"), rest % 60, 2);
    at = clinux_put_number(line, clinux_put(line, at, "."), now.tv_nsec / 1000000, 3);
    return clinux_put(line, at, "Z");
}
static inline void clinux_crashed(int number, siginfo_t *info, void *context) {
    (void)context;
    char line[256];
    // BUS_ADRERR: a page of a mapped file that the file has no more.
    int was_cut = number == SIGBUS && info->si_code == 2;
    size_t at = clinux_put_time(line, clinux_put(line, 0, "{\"ts\":\""));
    at = clinux_put(line, at, "\",\"level\":\"error\",\"event\":\"gateway.crashed\",\"message\":\"");
    if (was_cut) {
        at = clinux_put(line, at, "a file that is mapped into memory was cut: was something done to the data directory?");
    } else {
        at = clinux_put_number(line, clinux_put(line, at, "ended by signal "), number, 2);
    }
    at = clinux_put(line, at, "\"}\n");
    ssize_t written = write(2, line, at);
    (void)written;
    if (was_cut) _exit(3);
    signal(number, SIG_DFL);
    raise(number);
}
static inline void clinux_take_crashes(void) {
    static const int numbers[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_sigaction = clinux_crashed;
        // An alternative stack, where the thread has one, since its own may be what is used up.
        action.sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND | SA_NODEFER;
        sigaction(numbers[index], &action, NULL);
    }
}
