"""Which error of a server gets which reaction: by message, because D1 uses one code for most of them."""

from __future__ import annotations

from collections.abc import Callable

from sesh_tui.sync import remote as kinds

FIVE_MINUTES = 300.0
_DAY = 86400.0

_TOO_MUCH = (
    "storage operation exceeded timeout",
    "d1 db is overloaded",
    "too many requests queued",
    "exceeded its memory limit",
    "exceeded its cpu time limit",
    "sqlite_toobig",
    "string or blob too big",
    "statement too long",
)
_TRANSIENT = (
    "network connection lost",
    "d1 db reset because its code was updated",
    "caused object to be reset",
    "cannot resolve d1 db due to transient issue",
    "client disconnected",
    "replica disconnected",
    "internal error",
)
_SCHEMA = ("no such table", "no such column", "has no column named")
_QUOTA = ("daily row read limit", "daily row write limit", "daily row read|write limit", "free tier daily")


def of_message(
    status: int, code: int, message: str, retry_after: float | None, now: float
) -> kinds.RemoteError:
    """The error that Cloudflare's REST API reports, as one of ours; ``now`` in seconds since 1970."""
    text = message.lower()

    def says(words: tuple[str, ...]) -> bool:
        return any(word in text for word in words)

    rules: list[tuple[bool, Callable[[], kinds.RemoteError]]] = [
        (status == 429, lambda: rate_limited(retry_after, now)),
        (says(_QUOTA), lambda: quota(now)),
        (status in (401, 403) or code in (10000, 7403), unauthorized),
        (status == 404 or code == 7404, not_there),
        (says(_SCHEMA), lambda: schema_older(message)),
        ("sqlite_constraint" in text, lambda: kinds.RowRefused(f"The database refused a row: {message}")),
        (says(_TOO_MUCH), lambda: too_much(message)),
        ("long-running export" in text, lambda: busy(now)),
        (says(_TRANSIENT) or status >= 500, lambda: transient(message)),
    ]
    for applies, make in rules:
        if applies:
            return make()
    return kinds.Misused(f"The database did not understand sesh-tui: {message}", hint="Please report this.")


def transient(message: str) -> kinds.Transient:
    """No answer or a stumble."""
    return kinds.Transient(
        f"The server could not be reached or stumbled: {message}. It is tried again later."
    )


def too_much(message: str) -> kinds.Transient:
    """Too large or too slow for the server."""
    return kinds.Transient(
        f"The server had too much to do: {message}. Smaller pieces are tried next.", smaller=True
    )


def rate_limited(retry_after: float | None, now: float) -> kinds.RateLimited:
    """Too many requests: as told, else the five minutes for which Cloudflare refuses everything."""
    return kinds.RateLimited(
        "The server asks for a pause: too many requests.",
        now + (FIVE_MINUTES if retry_after is None else retry_after),
    )


def busy(now: float) -> kinds.RateLimited:
    """An export or import blocks the database for minutes."""
    return kinds.RateLimited("The database is busy with an export. Sync goes on later.", now + 120)


def quota(now: float) -> kinds.QuotaPaused:
    """The day's rows of the free plan are used up."""
    return kinds.QuotaPaused(
        "Cloudflare's free plan has no rows left for today; sync goes on at 00:00 UTC.",
        (now // _DAY + 1) * _DAY,
        hint="Logging goes on; nothing is lost.",
    )


def unauthorized() -> kinds.Unauthorized:
    """The token does not open the door."""
    return kinds.Unauthorized(
        "The server refused the token. Your log on this device goes on as before.",
        hint="Give it a new one: sesh-tui remote token",
    )


def not_there() -> kinds.NotThere:
    """A wrong address or database id."""
    return kinds.NotThere(
        "There is no such database or gateway.", hint="Check it with: sesh-tui remote status"
    )


def schema_older(message: str) -> kinds.SchemaOlder:
    """Migrations are missing."""
    return kinds.SchemaOlder(
        f"The database is of an older version than this sesh-tui ({message}). Nothing was sent.",
        hint="Apply the migrations to it, then sync again.",
    )
