"""When sync may be tried again; remembered in the replica, so that a restart does not forget a pause."""

from __future__ import annotations

import random
from typing import NamedTuple

from sesh_tui.sync.local import Local
from sesh_tui.sync.remote import (
    ClientTooOld,
    NotAtomic,
    NotThere,
    QuotaPaused,
    RateLimited,
    RemoteError,
    SchemaOlder,
    Transient,
    Unauthorized,
)

FIRST = 2.0
LONGEST = 900.0

_ASK = (Unauthorized, NotThere, NotAtomic, SchemaOlder, ClientTooOld)


class Pause(NamedTuple):
    """Why sync waits and until when."""

    until: float
    """Seconds since 1970; infinite where only a person can end it."""
    reason: str
    """The message of the error, empty where nothing is wrong."""
    kind: str
    """``none``, ``offline``, ``rate``, ``quota`` or ``person``."""


NO_PAUSE = Pause(0.0, "", "none")


def pause(local: Local) -> Pause:
    """The pause that stands; `NO_PAUSE` where there is none."""
    kind = local.get("pauseKind")
    if not kind:
        return NO_PAUSE
    return Pause(float(local.get("pauseUntil", "0")), local.get("pauseReason"), kind)


def may_try(local: Local, now: float) -> bool:
    """Whether sync may be tried by itself; a person who asks for it may always."""
    return pause(local).until <= now


def after_error(local: Local, error: RemoteError, now: float, chance: random.Random | None = None) -> Pause:
    """Note a failed round and return the pause that follows.

    Without an answer: 2 s, doubled each time up to 15 minutes, of which a random part (full jitter).
    A server that says when is waited for; what only a person can mend waits for the person.
    """
    failures = int(local.get("failures", "0")) + 1
    if isinstance(error, _ASK):
        found = Pause(float("inf"), error.message, "person")
    elif isinstance(error, RateLimited):
        found = Pause(error.until, error.message, "quota" if isinstance(error, QuotaPaused) else "rate")
    else:
        longest = min(LONGEST, FIRST * 2 ** min(failures - 1, 20))
        wait = (chance or random.Random()).uniform(longest / 10, longest)  # noqa: S311 - not a secret
        found = Pause(now + wait, error.message, "offline" if isinstance(error, Transient) else "rate")
    with local.replica.transaction():
        local.put("failures", str(failures))
        local.put("pauseKind", found.kind)
        local.put("pauseUntil", repr(found.until))
        local.put("pauseReason", found.reason)
    return found


def clear(local: Local) -> None:
    """End the pause: a round succeeded, or the person changed what was wrong (a token, an address)."""
    if local.get("pauseKind") or local.get("failures"):
        with local.replica.transaction():
            for name in ("failures", "pauseKind", "pauseUntil", "pauseReason"):
                local.put(name, "")
