// SQLite's header; macros that Swift cannot see are given here as functions.
#pragma once
#include <sqlite3.h>
