// What the standard Swift module for the C library does not show: Linux-only calls, and macros as functions.
#pragma once
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
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

static inline int clinux_stream_nonblocking(void) { return SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC; }
static inline int clinux_stream(void) { return SOCK_STREAM; }
static inline int clinux_eventfd_flags(void) { return EFD_NONBLOCK | EFD_CLOEXEC; }
static inline int clinux_ipv6_only(void) { return IPV6_V6ONLY; }
static inline void clinux_ignore_sigpipe(void) { signal(SIGPIPE, SIG_IGN); }
static inline int clinux_open_appending(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
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
