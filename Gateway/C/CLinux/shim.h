// What the standard Swift module for the C library does not show: Linux-only calls, and macros as functions.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <time.h>
#include <unistd.h>

static inline int clinux_errno(void) { return errno; }

// The GNU strerror_r; always leaves a text in the buffer.
static inline int clinux_strerror(int number, char *text, size_t size) {
    const char *words = strerror_r(number, text, size);
    if (words != text) { strncpy(text, words, size - 1); text[size - 1] = 0; }
    return 0;
}

static inline int clinux_stream_nonblocking(void) { return SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC; }
static inline int clinux_eventfd_flags(void) { return EFD_NONBLOCK | EFD_CLOEXEC; }
static inline int clinux_ipv6_only(void) { return IPV6_V6ONLY; }
static inline void clinux_ignore_sigpipe(void) { signal(SIGPIPE, SIG_IGN); }
static inline int clinux_open_appending(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}
static inline int clinux_get_descriptor_limit(struct rlimit *limit) { return getrlimit(RLIMIT_NOFILE, limit); }
static inline int clinux_set_descriptor_limit(const struct rlimit *limit) { return setrlimit(RLIMIT_NOFILE, limit); }

// With _GNU_SOURCE the address arguments of these are unions that Swift cannot fill.
static inline int clinux_bind(int number, const struct sockaddr *address, socklen_t length) {
    return bind(number, address, length);
}
static inline int clinux_accept(int number, struct sockaddr *address, socklen_t *length) {
    return accept4(number, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
static inline int clinux_getsockname(int number, struct sockaddr *address, socklen_t *length) {
    return getsockname(number, address, length);
}

// Files of the data directory. Swift cannot call variadic functions, and takes `flock` for the struct.
static inline int clinux_open_existing(const char *path) { return open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW); }
static inline int clinux_open_directory(const char *path) { return open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY); }
static inline int clinux_open_lock(const char *path) { return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600); }
static inline int clinux_create_private(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
}
static inline int clinux_create_if_missing(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}
static inline int clinux_lock_exclusively(int number) { return flock(number, LOCK_EX | LOCK_NB); }
static inline int clinux_stat(int number, struct stat *status) { return fstat(number, status); }
