"""How long AllyChat looks for answers among many issues."""

import http.client
import itertools
import json
import random
import secrets
import sqlite3
import time
import urllib.parse

from servers import ADMIN_PASSWORD, ServerFailure
from sockets import has_chat

CLOSED_ISSUES, OPEN_ISSUES = 100_000, 500
WORDS_IN_A_QUESTION = 8
# Words are common in very different degrees, as in a language: the n-th is n times rarer than the first.
VOCABULARY = ["".join(word) for word in itertools.product(("ба", "во", "гра", "ду", "же", "зи", "ки", "ло"), repeat=4)]
WEIGHTS = [1 / number for number in range(1, len(VOCABULARY) + 1)]
ROOM, CLIENT = "0" * 24, "1" * 24


def answers(bench):
    """An operator asks for answers to one open issue after the other."""
    if not has_chat(bench):
        return {}
    if not hasattr(bench, "open_issues"):
        with bench.gateway():
            pass
        bench.open_issues = fill(bench.folder / "data" / "allychat.sqlite")
    with bench.gateway(without_rate_limits=True) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=30)
        form = urllib.parse.urlencode({"login": "admin", "password": ADMIN_PASSWORD})
        token = ask(connection, "POST", "/api/auth", form)
        times = []
        for issue in bench.open_issues:
            started = time.perf_counter()
            found = ask(connection, "GET", f"/api/issue/{issue}/answers?token={token['token']}")
            times.append(time.perf_counter() - started)
            if not found["answers"]:
                raise ServerFailure("no answer was found")
    return {f"suggestAnswers beside {CLOSED_ISSUES:,} issues, p99 ms": {
        server.name: sorted(times)[len(times) * 99 // 100] * 1000}}


def ask(connection, method, path, form=None):
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    connection.request(method, path, form, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        raise ServerFailure(f"{method} {path.split('?')[0]} was answered with {answer.status}: {text}")
    return json.loads(text)


def fill(path):
    """Puts closed issues and their answers into the database, and open ones.

    Returns the ids of these.
    """
    chooser = random.Random(1)
    opened = []
    with sqlite3.connect(path) as database:
        for number in range(CLOSED_ISSUES + OPEN_ISSUES):
            words = list(dict.fromkeys(chooser.choices(VOCABULARY, WEIGHTS, k=WORDS_IN_A_QUESTION)))
            question = message(database, " ".join(words))
            if number >= CLOSED_ISSUES:
                opened.append(secrets.token_hex(12))
                add_issue(database, opened[-1], f"2{number:023}", question, None)
                continue
            answer = message(database, "This is how it is done.")
            issue = add_issue(database, secrets.token_hex(12), ROOM, question, answer)
            database.execute("INSERT INTO questions (rowid, words) VALUES (?, ?)", (issue, " ".join(words)))
            database.executemany(
                "INSERT INTO word_counts (word, questions) VALUES (?, 1) "
                "ON CONFLICT (word) DO UPDATE SET questions = questions + 1", [(word,) for word in words])
    database.close()
    return opened


def message(database, text):
    identifier = secrets.token_hex(12)
    content = {
        "room": ROOM, "created_at": 1.0, "file": None, "message": text, "issue": None, "id": identifier,
        "sender": CLIENT}
    return database.execute(
        "INSERT INTO messages (id, room, sender, json) VALUES (?, ?, ?, ?)",
        (identifier, ROOM, CLIENT, json.dumps(content, ensure_ascii=False))).lastrowid


def add_issue(database, identifier, room, question, answer):
    return database.execute(
        "INSERT INTO issues (id, room, created_at, answered_at, closed_at, first_message, last_message, answer) "
        "VALUES (?, ?, 1, ?, ?, ?, ?, ?)",
        (identifier, room, answer and 1, answer and 1, question, answer or question, answer)).lastrowid
