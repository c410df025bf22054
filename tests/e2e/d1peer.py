"""A Worker with its D1 in real workerd, started once and spoken to over a pipe; HTTP goes straight to it.

`d1peer.mjs` is the other end. What D1 bills comes with every answer of `batch`.
"""

from __future__ import annotations

import hashlib
import json
import queue
import subprocess
import threading
import uuid
from pathlib import Path
from typing import Any, NamedTuple

from tests.e2e.wrangler import ROOT, install, node, quiet_environment

SCRIPT = Path(__file__).with_name("d1peer.mjs")
START = 90
"""Seconds for workerd to come up: 2 on a quiet machine, 18 were seen on a loaded one."""
ANSWER = 60


class PeerError(AssertionError):
    """What the Worker's runtime or D1 complained about, or all it printed when it did not start."""


class Result(NamedTuple):
    """One statement's outcome and what D1 bills for it."""

    rows: list[dict[str, Any]]
    read: int
    written: int
    changes: int


class Token(NamedTuple):
    """A token as a device holds it, and whose it is."""

    text: str
    user: str

    @property
    def hash(self) -> str:
        """As D1 stores it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def id(self) -> str:
        """As the gateway names it."""
        return self.hash[:16]


class Peer:
    """One Worker and its database. `close` stops it; so does the end of the test process."""

    def __init__(self, scratch: Path, config: Path | str = "wrangler.json", **variables: str) -> None:
        install()
        binary, _ = node()
        self._errors = (scratch / "stderr.txt").open("w+", encoding="utf-8")
        settings = {"vars": variables} if variables else {}
        self._process = subprocess.Popen(
            [binary, SCRIPT, ROOT, config, json.dumps(settings)],
            cwd=ROOT,
            env=quiet_environment(scratch),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self._tables: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url: str = self._next(START)["url"].rstrip("/")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def _next(self, patience: float) -> Any:
        try:
            line = self._lines.get(timeout=patience)
        except queue.Empty:
            line = ""
        if not line.startswith("{"):
            self._errors.seek(0)
            raise PeerError(f"the peer said {line!r} and printed:\n{self._errors.read()}")
        return json.loads(line)

    def call(self, op: str, **fields: Any) -> Any:
        """One operation of `d1peer.mjs`; raises PeerError with the message of the other end."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"op": op, **fields}) + "\n")
        self._process.stdin.flush()
        answer = self._next(ANSWER)
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer["ok"]

    def batch(self, *statements: tuple[Any, ...]) -> list[Result]:
        """(sql, *parameters) …: all in one transaction, past the Worker."""
        sent = [{"sql": sql, "params": list(values)} for sql, *values in statements]
        return [
            Result(
                one["results"], one["meta"]["rows_read"], one["meta"]["rows_written"], one["meta"]["changes"]
            )
            for one in self.call("batch", batch=sent)
        ]

    def query(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """The rows of one statement."""
        return self.batch((sql, *values))[0].rows

    def wipe(self) -> None:
        """Empty every table but the bookkeeping of the migrations; takes milliseconds where little is in them."""
        if not self._tables:
            found = self.query(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'"
                " AND name NOT LIKE 'sqlite%' AND name NOT IN ('d1_migrations', 'schema_info')"
            )
            self._tables = [row["name"] for row in found]
        filled = ", ".join(f'EXISTS (SELECT 1 FROM "{name}") AS "{name}"' for name in self._tables)
        (row,) = self.query(f"SELECT {filled}")
        self.batch(
            ("DELETE FROM schema_info WHERE name NOT IN ('schemaVersion', 'minClient')",),
            *((f'DELETE FROM "{name}"',) for name, rows in row.items() if rows),
        )

    def token(
        self, user: str = "", *, name: str = "laptop", expires: str | None = None, retired: str | None = None
    ) -> Token:
        """A new token, stored as the owner of the database would; without `user` for a new person."""
        token = Token(f"t0k_{uuid.uuid4().hex}", user or str(uuid.uuid4()))
        self.batch(
            (
                "INSERT INTO device_tokens (userId, tokenHash, name, createdAt, expiresAt, retiredAt)"
                " VALUES (?1, ?2, ?3, '2026-01-01T00:00:00.000Z', ?4, ?5)",
                *(token.user, token.hash, name, expires, retired),
            )
        )
        return token

    def fire_cron(self, at_ms: int, cron: str = "17 3 * * *") -> None:
        """The real scheduled event of the Worker, at this time (milliseconds since 1970)."""
        assert self.call("scheduled", cron=cron, time=at_ms)["outcome"] == "ok"

    def logs(self) -> list[str]:
        """What the Worker logged since the last call."""
        return [json.dumps(line) for line in self.call("logs")]

    def close(self) -> None:
        """Stop it and everything it started."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._errors.close()
