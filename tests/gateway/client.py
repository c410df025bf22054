"""A device as small as can be: it builds requests, keeps an anchor and cursors, and merges nothing."""

from __future__ import annotations

import itertools
import json
import os
import uuid
from typing import Any, NamedTuple

import httpx

from sesh_tui.db.tables import SYNCED
from tests.e2e.d1peer import Peer, Token

AT = "2026-11-22T10:00:00.000Z"
Json = dict[str, Any]
_numbers = itertools.count(1)


def new_head() -> str:
    """24 hex digits that nobody used before."""
    return os.urandom(12).hex()


def encoded(body: Any) -> bytes:
    """JSON as a client should send it, without \\u escapes unless half a character has to be written."""
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()


class Anchor(NamedTuple):
    """A row of the log, as a device remembers the last one it has seen."""

    rev: int = 0
    head: str = ""


class Reply(NamedTuple):
    """Status and JSON of an answer."""

    status: int
    body: Json
    headers: httpx.Headers

    @property
    def code(self) -> str:
        """The code of an error, "" where all went well."""
        return self.body.get("error", {}).get("code", "")

    @property
    def read(self) -> int:
        return self.body["meta"]["rowsRead"]

    @property
    def written(self) -> int:
        return self.body["meta"]["rowsWritten"]


class Device:
    """Speaks the protocol with one token. `tables`: the columns of every table, as the gateway tells them."""

    def __init__(self, http: httpx.Client, peer: Peer, token: Token, tables: dict[str, Json]) -> None:
        self.http, self.peer, self.token, self.tables = http, peer, token, tables
        self.id = f"device-{next(_numbers)}"
        self.anchor = Anchor()
        self.cursors: dict[str, list[Any]] = {table: [0, ""] for table in tables}

    # --- requests as they are ------------------------------------------------------------------------------

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> Reply:
        """One request with the token of this device; the answer must be JSON with the headers of all answers."""
        headers = {"Authorization": f"Bearer {self.token.text}"} | more.pop("headers", {})
        if body is not None:
            more["content"] = body if isinstance(body, bytes) else encoded(body)
        answer = self.http.request(method, path, headers=headers, **more)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        return Reply(answer.status_code, answer.json(), answer.headers)

    def get(self, path: str) -> Reply:
        return self.send("GET", path)

    def post(self, path: str, body: Any, **more: Any) -> Reply:
        return self.send("POST", path, body, **more)

    # --- rows, pushes, pulls -------------------------------------------------------------------------------

    def row(self, table: str = "sessions", **values: Any) -> Json:
        """A row that the table takes: what it demands is filled in."""
        needed = dict.fromkeys(self.tables[table]["required"], "x")
        needed |= {"id": str(uuid.uuid4()), "createdAt": AT, "updatedAt": AT}
        if "severity" in needed:
            needed["severity"] = 3
        needed |= {name: 1 for name in ("amount", "slot") if name in needed}
        return needed | values

    def pushed(self, *rows: Json, parent: Anchor | None = None, **tables: list[Json]) -> Json:
        """The body of a push of these sessions, and of rows of other tables by name."""
        if rows:
            tables["sessions"] = list(rows)
        sent = {}
        for table, members in tables.items():
            columns = list(dict.fromkeys(name for row in members for name in row))
            sent[table] = {
                "columns": columns,
                "rows": [[row.get(name) for name in columns] for row in members],
            }
        return {
            "schemaVersion": 1,
            "deviceId": self.id,
            "parent": (parent or self.anchor)._asdict(),
            "head": new_head(),
            "tables": sent,
        }

    def push(self, *rows: Json, **tables: list[Json]) -> Reply:
        """Push onto the anchor; the anchor moves if the push is accepted."""
        body = self.pushed(*rows, **tables)
        reply = self.post("/v1/push", body)
        if reply.status == 200 and reply.body["accepted"]:
            self.anchor = Anchor(body["parent"]["rev"] + 1, body["head"])
        return reply

    def asked(self, *tables: str, **more: Any) -> Json:
        """The body of a pull of these tables (all, if none is named) from the cursors."""
        cursors = {table: {"after": self.cursors[table]} for table in tables or self.tables}
        return {"deviceId": self.id, "anchor": self.anchor._asdict(), "tables": cursors, **more}

    def pull(self, *tables: str, **more: Any) -> Reply:
        """One round; anchor and cursors move as the protocol says."""
        reply = self.post("/v1/pull", self.asked(*tables, **more))
        if reply.status != 200 or reply.body["fork"]:
            return reply
        tip = reply.body["tip"]
        self.anchor = Anchor(tip["rev"], tip["head"])
        for table, page in reply.body["tables"].items():
            if not page["more"]:
                self.cursors[table] = [tip["rev"], None]
            elif page["rows"]:
                last = dict(zip(page["columns"], page["rows"][-1], strict=True))
                self.cursors[table] = [last["rev"], last["id"]]
        return reply

    def settle(self) -> None:
        """Pull until nothing is new."""
        while any(page["more"] for page in self.pull().body["tables"].values()):
            pass

    @staticmethod
    def rows(reply: Reply, table: str = "sessions") -> list[Json]:
        """The rows of a table in a reply, as objects."""
        page = reply.body["tables"][table]
        return [dict(zip(page["columns"], row, strict=True)) for row in page["rows"]]

    def stored(self, table: str = "sessions") -> list[Json]:
        """The rows of this person as D1 has them, past the gateway."""
        return self.peer.query(f"SELECT * FROM {table} WHERE userId = ?1 ORDER BY id", self.token.user)


def everything(peer: Peer) -> list[Any]:
    """All rows of all people, to see that nothing was touched."""
    tables = (*SYNCED, "sync_log", "sync_keys", "schema_info")
    return [
        result.rows for result in peer.batch(*((f"SELECT * FROM {table} ORDER BY 1, 2",) for table in tables))
    ]
