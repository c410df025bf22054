"""The gateway Worker as a remote: typed requests and replies, see ``docs/sync.md``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Protocol

from sesh_tui.crypto.slots import Slot
from sesh_tui.sync import classify
from sesh_tui.sync.remote import (
    LAST_ID,
    Ask,
    BadRow,
    ClientTooOld,
    Cost,
    Misused,
    NotAtomic,
    Page,
    Pulled,
    Push,
    Pushed,
    RemoteError,
    RowRefused,
    Schema,
    SchemaOlder,
    Tip,
    Unparsable,
)

SCHEMA_VERSION = 1
"""What this client writes; a gateway whose ``minClient`` is larger only lets it read."""


class Reply(Protocol):
    """What came back: a status, parsed JSON or ``None``, seconds to wait."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> Any: ...
    @property
    def retry_after(self) -> float | None: ...


class Transport(Protocol):
    """Carries one request: ``sesh_tui.sync.http.Http``."""

    def ask(self, method: str, path: str, body: Any = None) -> Reply: ...


class GatewayRemote:
    """Implements ``sesh_tui.sync.remote.Remote`` through the gateway."""

    def __init__(self, transport: Transport, *, device: str, user_id: str = "") -> None:
        """``user_id`` is known after the first `status`; the token alone decides whose rows these are."""
        self.user_id = user_id
        self.cost = Cost()
        self._transport = transport
        self._device = device

    def tip(self, anchor: Tip) -> Tip:
        """The newest point of the history."""
        return self._pull(anchor, 0, ()).tip

    def pull(self, anchor: Tip, pending: int, asks: Sequence[Ask]) -> Pulled:
        """One look: the tip, two heads, a page of each table asked for."""
        return self._pull(anchor, pending, asks)

    def push(self, push: Push) -> Pushed:
        """Offer one step of the history."""
        body = self._ask(
            "POST",
            "/v1/push",
            {
                "schemaVersion": SCHEMA_VERSION,
                "deviceId": push.device,
                "parent": {"rev": push.parent.rev, "head": push.parent.head},
                "head": push.head,
                "tables": {
                    part.table: {"columns": list(part.columns), "rows": part.rows} for part in push.parts
                },
            },
        )
        head = body.get("head")
        return Pushed(None if head is None else str(head), int(body.get("stored") or 0))

    def report(self, anchor: Tip) -> None:
        """Nothing to do: the gateway notes what a pull tells it."""

    def schema(self) -> Schema:
        """The versions of the database."""
        body = self.status()
        return Schema(int(body["databaseVersion"]), int(body["minClient"]))

    def status(self) -> dict[str, Any]:
        """Who the token belongs to, and what the gateway was built with."""
        body = self._ask("GET", "/v1/status")
        if not isinstance(body.get("userId"), str):
            raise Unparsable("This is not a gateway of sesh-tui, or it is of another version.")
        self.user_id = body["userId"]
        return body

    def prove_atomic(self) -> None:
        """Raise NotAtomic unless a batch whose second statement fails leaves nothing behind."""
        if self._ask("POST", "/v1/selftest", {}).get("atomic") is not True:
            raise NotAtomic(
                "On this host a batch of which a part failed leaves another part behind. "
                "Sync would lose edits there, so it was not set up. Nothing was changed."
            )

    def slots(self) -> list[Slot]:
        """The key slots of the person."""
        return _slots(self._ask("GET", "/v1/keys"))

    def save_slots(self, slots: Sequence[Slot]) -> None:
        """Add key slots; those that are there stay as they are."""
        for start in range(0, len(slots), 16):
            self._ask("PUT", "/v1/keys", {"first": False, "slots": _sent(slots[start : start + 16])})

    def first_slots(self, slots: Sequence[Slot]) -> bool:
        """Store the person's first slots; False, and nothing stored, where another device was first."""
        return bool(self._ask("PUT", "/v1/keys", {"first": True, "slots": _sent(slots)}).get("stored"))

    def remove_slot(self, kid: str, slot: str) -> None:
        """Take a key slot away; the last one of a key stays."""
        self._ask("DELETE", "/v1/keys", {"kid": kid, "slot": slot}, forgiven=("last_slot",))

    # -- inside ----------------------------------------------------------------------------------

    def _pull(self, anchor: Tip, pending: int, asks: Sequence[Ask]) -> Pulled:
        request: dict[str, Any] = {
            "deviceId": self._device,
            "anchor": {"rev": anchor.rev, "head": anchor.head},
            "tables": {
                ask.table: {
                    "after": [ask.after.rev, None if ask.after.id == LAST_ID else ask.after.id],
                    "limit": ask.limit,
                }
                for ask in asks
            },
        }
        if pending:
            request["pending"] = pending
        body = self._ask("POST", "/v1/pull", request)
        try:
            forked = bool(body["fork"])
            pages = [] if forked else [p for ask in asks if (p := _page(ask, body["tables"])) is not None]
            at_anchor = None if forked else body["anchorHead"]
            return Pulled(
                Tip(int(body["tip"]["rev"]), str(body["tip"]["head"])),
                at_anchor,
                body.get("pendingHead"),
                pages,
                Schema(int(body["schemaVersion"]), int(body["minClient"]))
                if "schemaVersion" in body
                else None,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Unparsable("The gateway's reply has another form. Nothing of it was used.") from error

    def _ask(
        self, method: str, path: str, body: Any = None, *, forgiven: Sequence[str] = ()
    ) -> dict[str, Any]:
        self.cost.requests += 1
        answer = self._transport.ask(method, path, body)
        if not isinstance(answer.body, dict):
            if answer.status == 429:
                raise classify.rate_limited(answer.retry_after, time.time())
            raise Unparsable(
                f"The gateway answered {answer.status} without a readable reply. It is tried again."
            )
        if answer.status >= 400 or "error" in answer.body:
            error = answer.body.get("error")
            if isinstance(error, dict) and error.get("code") in forgiven:
                return {}
            raise of_error(answer.status, error if isinstance(error, dict) else {}, answer.retry_after)
        meta = answer.body.get("meta") or {}
        self.cost.rows_read += int(meta.get("rowsRead", 0))
        self.cost.rows_written += int(meta.get("rowsWritten", 0))
        return answer.body


def of_error(status: int, error: dict[str, Any], retry_after: float | None) -> RemoteError:
    """The gateway's typed error as one of ours."""
    code, message = str(error.get("code", "")), str(error.get("message", f"status {status}"))
    told = error.get("retryAfter")
    wait = float(told) if isinstance(told, (int, float)) else retry_after
    now = time.time()
    if code == "bad_row":
        rows = [
            BadRow(
                str(row.get("table")),
                str(row.get("id")),
                f"{row.get('column') or ''} {row.get('reason')}".strip(),
            )
            for row in error.get("rows") or ()
            if isinstance(row, dict)
        ]
        return RowRefused(message, rows=rows)
    made = {
        "constraint": lambda: RowRefused(message),
        "rate_limited": lambda: classify.rate_limited(wait, now),
        "busy": lambda: classify.busy(now),
        "quota": lambda: classify.quota(now),
        "overloaded": lambda: classify.too_much(message),
        "too_big": lambda: classify.too_much(message),
        "transient": lambda: classify.transient(message),
        "client_too_old": lambda: ClientTooOld(message, hint="Update with: pipx upgrade sesh-tui"),
        "schema_behind": lambda: classify.schema_older(message),
        "unknown_table": lambda: _gateway_older(message),
        "unknown_column": lambda: _gateway_older(message),
        "not_found": classify.not_there,
    }.get(code)
    if made is not None:
        return made()
    if status == 429:
        return classify.rate_limited(wait, now)
    if status in (401, 403):
        return classify.unauthorized()
    if not code and status >= 500:
        return classify.transient(message)
    return Misused(f"The gateway did not understand sesh-tui: {message}", hint="Please report this.")


def _gateway_older(message: str) -> SchemaOlder:
    return SchemaOlder(
        f"The gateway is older than this sesh-tui ({message}). Nothing was sent.", hint="Deploy it anew."
    )


def _page(ask: Ask, tables: dict[str, Any]) -> Page | None:
    """The rows of a table in the order of the columns asked for; newer columns are left alone."""
    told = tables.get(ask.table)
    if told is None:
        return None  # an idle look answers without tables
    places = {name: number for number, name in enumerate(told["columns"])}
    missing = [name for name in ask.columns if name not in places]
    if missing:
        raise _gateway_older(f"it does not know {ask.table}.{missing[0]}")
    order = [places["rev"], *(places[name] for name in ask.columns)]
    return Page(ask.table, [[row[place] for place in order] for row in told["rows"]], bool(told["more"]))


def _slots(body: dict[str, Any]) -> list[Slot]:
    try:
        return [Slot(*(str(key[name]) for name in Slot._fields)) for key in body["keys"]]
    except (KeyError, TypeError) as error:
        raise Unparsable("The gateway's list of keys has another form. Nothing of it was used.") from error


def _sent(slots: Sequence[Slot]) -> list[dict[str, str]]:
    return [slot._asdict() for slot in slots]
