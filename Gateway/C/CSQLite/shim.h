// SQLite's header; macros and variadic calls that Swift cannot see are given here as functions.
#pragma once
#include <sqlite3.h>

// Counting every allocation takes a lock that all threads share. No effect once SQLite runs.
static inline int csqlite_stop_memory_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// A name in double quotes that is no column is an error, not a text.
static inline void csqlite_refuse_double_quoted_texts(sqlite3 *connection) {
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
}

// Prepares one statement; `rest` says whether anything but white space follows it.
static inline int csqlite_prepare(
    sqlite3 *connection, const char *text, unsigned int flags, sqlite3_stmt **statement, int *rest) {
    const char *tail = text;
    int status = sqlite3_prepare_v3(connection, text, -1, flags, statement, &tail);
    while (*tail == ' ' || *tail == '\n' || *tail == '\r' || *tail == '\t') tail++;
    *rest = *tail != 0;
    return status;
}

// SQLite copies the bytes.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int position, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, position, (const char *)bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int position, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, position, bytes, count, SQLITE_TRANSIENT);
}

// After each commit writes the number of pages in the write-ahead log to `frames`, which must outlive the connection.
static inline int csqlite_store_frames(void *frames, sqlite3 *connection, const char *schema, int count) {
    (void)connection;
    (void)schema;
    *(int *)frames = count;
    return SQLITE_OK;
}
static inline void csqlite_count_frames(sqlite3 *connection, int *frames) {
    sqlite3_wal_hook(connection, csqlite_store_frames, frames);
}
