"""The limits of D1 in production, which a local D1 does not hold, and what D1 may say when it fails."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.e2e.d1peer import Peer, Token
from tests.e2e.wrangler import ROOT, install, node
from tests.gateway.client import Device, Reply
from tests.gateway.conftest import MakeDevice


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """The shipped gateway over a D1 that counts, and fails on demand."""
    peer = Peer(tmp_path_factory.mktemp("strict"), "tests/gateway/strict.json", SLOW_QUERY_MS="1")
    yield peer
    peer.close()


@pytest.fixture
def watched(strict: Peer, known_tables: dict[str, Any]) -> Iterator[Callable[..., Device]]:
    strict.wipe()
    with httpx.Client(base_url=strict.url, timeout=60, trust_env=False) as http:
        yield lambda user="": Device(http, strict, strict.token(user), known_tables)


def report(reply: Reply) -> dict[str, Any]:
    return json.loads(reply.headers["x-test-report"])


def holds(reply: Reply) -> dict[str, Any]:
    seen = report(reply)
    assert seen["broken"] == []
    assert 0 < seen["queries"] <= 50
    if "meta" in reply.body:
        assert reply.body["meta"]["queries"] == seen["queries"]
    return seen


def everywhere(here: Device, rows: int, size: int = 10) -> dict[str, list[dict[str, Any]]]:
    """So many rows in every table, with every column filled."""

    def filled(table: str) -> dict[str, Any]:
        row = here.row(table)
        return dict.fromkeys(here.tables[table]["columns"], "e1." + "x" * size) | row | {"rev": None}

    tables = {table: [filled(table) for _ in range(rows)] for table in here.tables}
    for members in tables.values():
        for row in members:
            del row["rev"]
    return tables


# --- what production allows --------------------------------------------------------------------------------


def test_the_largest_requests_stay_within_what_production_allows(watched: Callable[..., Device]) -> None:
    here = watched()
    there = watched(here.token.user)
    push = here.push(**everywhere(here, 50))
    assert push.body["stored"] == 1000
    assert holds(push)["queries"] == 20 + 3
    assert holds(there.pull())["queries"] <= 26
    assert holds(here.post("/v1/check", {"tables": list(here.tables)}))["queries"] == 22
    slots = [
        {"kid": "0a1b2c3d", "slot": f"s{n}", "params": "p" * 4000, "blob": "b" * 4000} for n in range(16)
    ]
    holds(here.send("PUT", "/v1/keys", {"first": True, "slots": slots}))
    holds(here.send("DELETE", "/v1/keys", {"kid": "0a1b2c3d", "slot": "s3"}))
    ids = [row["id"] for row in here.stored()] + ["x" * 512] * 900
    for body in ({"table": "sessions", "ids": ids}, {"table": "sessions", "after": "x" * 512}):
        holds(here.post("/v1/rows", body))
    for reply in (here.get("/v1/status"), here.get("/v1/keys"), here.get("/v1/devices")):
        holds(reply)
    holds(here.post("/v1/selftest", {}))
    holds(here.post("/v1/devices", {"name": "x"}))
    holds(here.post("/v1/devices/retire", {"id": here.token.id}))


def test_the_largest_body_stays_below_the_largest_value(watched: Callable[..., Device]) -> None:
    """Numbers may grow when they are written anew; a value of 2,000,001 bytes would be refused by production."""
    here = watched()
    columns = [name for name in here.tables["sessions"]["columns"] if name not in ("id", "rev")]
    reals = [name for name in columns if name in ("amount", "doseSdPct")]
    row = here.row(**dict.fromkeys(reals, 0.5)) | {"notes": "n" * 1400}
    text = json.dumps(here.pushed(*[row | {"id": f"{n}"} for n in range(1000)])).replace("0.5", "1e20")
    assert len(text) < 1_500_000, len(text)
    reply = here.post("/v1/push", text.encode())
    holds(reply)
    assert reply.body["stored"] == 1000


def test_the_cron_stays_within_what_production_allows(watched: Callable[..., Device]) -> None:
    devices = [watched() for _ in range(5)]
    for one in devices:
        rows = everywhere(one, 1)
        one.push(
            **{table: [row | {"deletedAt": "2026-01-01T00:00:00.000Z"}] for table, (row,) in rows.items()}
        )
        one.pull()
    peer = devices[0].peer
    peer.logs()
    peer.fire_cron(int((datetime.now(UTC) + timedelta(days=31)).timestamp() * 1000))
    lines = " ".join(peer.logs())
    (queries,) = re.findall(r"report\W+queries\W+(\d+)\W+broken\W+\[\]", lines)
    assert int(queries) <= 50
    assert '\\"blanked\\":100' in lines.replace("\\\\", "\\")


# --- what D1 may say ---------------------------------------------------------------------------------------

MESSAGES = [
    ("Your account has exceeded D1's free tier daily row write limit. Upgrade to a paid plan.", 503, "quota"),
    ("Your account has exceeded D1's free tier daily row read limit.", 503, "quota"),
    ("Currently processing a long-running export", 503, "busy"),
    ("D1 DB is overloaded. Requests queued for too long.", 503, "overloaded"),
    ("D1 DB is overloaded. Too many requests queued.", 503, "overloaded"),
    ("D1 DB storage operation exceeded timeout which caused object to be reset.", 503, "overloaded"),
    ("D1 DB's isolate exceeded its memory limit and was reset.", 503, "overloaded"),
    ("D1 DB exceeded its CPU time limit and was reset.", 503, "overloaded"),
    ("Network connection lost.", 503, "transient"),
    ("D1 DB reset because its code was updated.", 503, "transient"),
    ("Internal error while starting up D1 DB storage caused object to be reset.", 503, "transient"),
    ("Internal error in D1 DB storage caused object to be reset.", 503, "transient"),
    ("Cannot resolve D1 DB due to transient issue on remote node.", 503, "transient"),
    ("Can't read from request stream because client disconnected.", 503, "transient"),
    ("internal error; reference = abc123", 503, "transient"),
    ("something nobody has seen", 503, "transient"),
    ("no such table: sessions: SQLITE_ERROR", 409, "schema_behind"),
    ("table sessions has no column named weather: SQLITE_ERROR", 409, "schema_behind"),
    ("no such column: weather at offset 5: SQLITE_ERROR", 409, "schema_behind"),
    ("NOT NULL constraint failed: sessions.id: SQLITE_CONSTRAINT (extended: …)", 422, "constraint"),
    ("string or blob too big: SQLITE_TOOBIG", 413, "too_big"),
    ("statement too long: SQLITE_TOOBIG", 413, "too_big"),
    ("too many SQL variables at offset 100: SQLITE_ERROR", 500, "internal"),
    ('near "x": syntax error at offset 1: SQLITE_ERROR', 500, "internal"),
    ("not authorized: SQLITE_AUTH", 500, "internal"),
    ("malformed JSON: SQLITE_ERROR", 500, "internal"),
]


@pytest.mark.parametrize(("message", "status", "code"), MESSAGES, ids=lambda value: str(value)[:40])
def test_what_d1_says_is_answered_by_kind(
    watched: Callable[..., Device], message: str, status: int, code: str
) -> None:
    here = watched()
    fault = {"X-Test-Fault": f"D1_ERROR: {message}".encode(), "X-Test-Skip": "1"}
    for reply in (
        here.post("/v1/push", here.pushed(here.row()), headers=fault),
        here.post("/v1/pull", here.asked(), headers=fault | {"X-Test-Skip": "0"}),
        here.send("GET", "/v1/status", headers=fault),
    ):
        error = reply.body["error"]
        assert (reply.status, error["code"]) == (status, code)
        assert error["retryable"] is (status == 503)
        if status == 503:
            assert reply.headers["retry-after"] == str(error["retryAfter"])
            assert error["retryAfter"] >= 1
        if code == "quota":
            midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0) + timedelta(days=1)
            assert abs(error["retryAfter"] - (midnight - datetime.now(UTC)).total_seconds()) < 10
        assert message[:20] not in json.dumps(reply.body)
    assert here.stored() == []


def test_a_push_that_was_done_though_d1_said_otherwise(watched: Callable[..., Device]) -> None:
    """ "A transient error may occur after D1 commits the write but before the response." """
    here = watched()
    body = here.pushed(*[here.row() for _ in range(10)])
    late = {"X-Test-Late": "D1_ERROR: Network connection lost.", "X-Test-Skip": "1"}
    reply = here.post("/v1/push", body, headers=late)
    assert (reply.status, reply.code) == (503, "transient")
    assert len(here.stored()) == 10
    pulled = here.post("/v1/pull", here.asked(pending=1))
    assert pulled.body["pendingHead"] == body["head"]
    again = here.post("/v1/push", body)
    assert (again.body["accepted"], again.body["stored"], again.written) == (True, 10, 0)


def test_a_used_up_quota_for_writing_does_not_stop_a_pull(watched: Callable[..., Device]) -> None:
    here = watched()
    there = watched(here.token.user)
    here.push(here.row())
    quota = {
        "X-Test-Fault": "D1_ERROR: Your account has exceeded D1's free tier daily row write limit.",
        "X-Test-Skip": "2",
    }
    reply = there.post("/v1/pull", there.asked(), headers=quota)
    assert reply.status == 200
    assert len(there.rows(reply)) == 1


def test_a_database_that_was_not_migrated_says_what_to_type(
    strict: Peer, watched: Callable[..., Device]
) -> None:
    here = watched()
    strict.batch(("ALTER TABLE presets RENAME TO presets_elsewhere",))
    try:
        for reply in (here.push(presets=[here.row("presets")]), here.pull()):
            assert (reply.status, reply.code) == (409, "schema_behind")
            assert "wrangler d1 migrations apply" in reply.body["error"]["message"]
        assert here.push(here.row()).body["accepted"]
    finally:
        strict.batch(("ALTER TABLE presets_elsewhere RENAME TO presets",))


def test_slow_statements_are_logged_without_what_was_sent(watched: Callable[..., Device]) -> None:
    here = watched()
    here.peer.logs()
    here.push(*[here.row(notes="unmistakable words " * 20) for _ in range(1000)])
    lines = [line for line in here.peer.logs() if "slow" in line]
    assert any("INSERT INTO" in line and "rowsWritten" in line for line in lines)
    assert not any("unmistakable" in line or here.token.user in line for line in lines)


# --- how many requests -------------------------------------------------------------------------------------


def patient(here: Device, wanted: int, ask: Callable[[], Reply]) -> Reply:
    """Asks until the answer has this status, at most 1,300 times."""
    for _ in range(1300):
        reply = ask()
        if reply.status == wanted:
            return reply
    raise AssertionError(f"{here.id} never got {wanted}")


def test_a_token_asks_600_times_a_minute_at_most(watched: Callable[..., Device]) -> None:
    here, other = watched(), watched()
    started = time.monotonic()
    reply = patient(here, 429, here.pull)
    assert reply.code == "rate_limited"
    assert 1 <= reply.body["error"]["retryAfter"] <= 60
    assert reply.headers["retry-after"] == str(reply.body["error"]["retryAfter"])
    assert report(reply)["queries"] == 0  # refused without asking D1
    assert other.pull().status == 200
    assert time.monotonic() - started < 60


def test_guessing_tokens_soon_asks_d1_no_more(watched: Callable[..., Device]) -> None:
    here = watched()
    assert here.pull().status == 200
    guesser = watched()
    numbers = iter(range(10_000))

    def guess() -> Reply:
        guesser.token = Token(f"guessed-token-number-{next(numbers):08}", "nobody")
        return guesser.pull()

    reply = patient(guesser, 429, guess)
    assert report(reply)["queries"] == 0
    assert here.pull().status == 200  # who is known goes on


# --- the code itself ---------------------------------------------------------------------------------------


def tool(*words: str) -> subprocess.CompletedProcess[str]:
    install()
    binary, _ = node()
    return subprocess.run(
        [binary, *words], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_types_hold() -> None:
    done = tool("node_modules/typescript/bin/tsc", "--project", "worker")
    assert done.returncode == 0, done.stdout


def test_the_schema_of_the_gateway_is_that_of_the_migrations() -> None:
    from tools.worker_schema import TARGET, schema

    assert TARGET.read_text("utf-8") == schema(), "run: python tools/worker_schema.py"


def test_the_gateway_needs_nothing_at_run_time() -> None:
    assert "dependencies" not in json.loads((ROOT / "package.json").read_text("utf-8"))
    for path in (ROOT / "worker").glob("*.ts"):
        for source in re.findall(r'from "([^"]+)"', path.read_text("utf-8")):
            assert source.startswith("./"), (path.name, source)


def test_both_environments_have_the_gateway_and_the_cron() -> None:
    settings = json.loads((ROOT / "wrangler.json").read_text("utf-8"))
    assert settings["main"] == "worker/index.ts"
    assert settings["triggers"]["crons"] == ["17 3 * * *"]
    assert not settings["env"]["development"].keys() & {"main", "triggers"}  # inherited


def test_docs_name_every_error_and_limit(device: MakeDevice) -> None:
    page = (ROOT / "docs" / "sync.md").read_text("utf-8")
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "worker").glob("*.ts"))
    codes = set(re.findall(r'(?:ApiError\(\s*\d+,\s*|refused\(|unavailable\()"([a-z_]+)"', sources))
    assert len(codes) > 15
    for code in codes:
        assert f"`{code}`" in page, code
    limits = device().get("/v1/status").body["limits"]
    assert json.dumps(limits)[1:-1] in page
    assert "600 a minute" in page
