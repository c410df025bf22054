"""The one module that speaks HTTP. Nothing else imports httpx or sees its exceptions."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from sesh_tui.sync import classify
from sesh_tui.sync.d1 import Result
from sesh_tui.sync.remote import Misused, Transient, Unparsable
from sesh_tui.sync.statements import Statement

CLOUDFLARE = "https://api.cloudflare.com/client/v4"
SECONDS = 40.0
MOST_REPLY = 16_000_000

# both write the full address of every request, in which account and database stand
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Answer(NamedTuple):
    """A reply that was read whole."""

    status: int
    body: Any
    """The parsed JSON; ``None`` where it is none."""
    retry_after: float | None


class Http:
    """A connection to one server with one token. Use it in one thread; close it at the end."""

    def __init__(
        self,
        base: str,
        token: str,
        *,
        transport: httpx.BaseTransport | None = None,
        trust_env: bool = True,
        seconds: float = SECONDS,
    ) -> None:
        """Raises Misused for an address that is not https, unless it is this machine."""
        self.base = checked(base)
        verify = self.base.startswith("https:")  # on this machine no certificates are loaded (25 ms)
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token}", "User-Agent": "sesh-tui"},
            timeout=httpx.Timeout(seconds, connect=5.0),
            follow_redirects=False,
            transport=transport or httpx.HTTPTransport(retries=0, verify=verify),
            trust_env=trust_env,
        )

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """One request. Raises Transient where its outcome is unknown."""
        try:
            content = (
                None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
            )
            headers = {} if content is None else {"Content-Type": "application/json"}
            reply = self._client.request(method, self.base + path, content=content, headers=headers)
        except httpx.TransportError as error:
            raise classify.transient(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise Unparsable(
                f"The answer could not be read: {type(error).__name__}. It is tried again."
            ) from error
        try:
            parsed = reply.json() if len(reply.content) <= MOST_REPLY else None
        except ValueError:
            parsed = None
        return Answer(reply.status_code, parsed, _retry_after(reply.headers.get("retry-after")))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def checked(base: str) -> str:
    """The address without a trailing slash. Raises Misused for plain http beyond this machine."""
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
        raise Misused(
            f"{base} is no address of a server.", hint="It looks like https://sync.example.workers.dev"
        )
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise Misused(
            f"{base} would send the token and your log unprotected. Nothing was sent.",
            hint="Use the https address.",
        )
    return base.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _retry_after(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None


class RestExecute:
    """Runs batches over Cloudflare's REST API of D1: ``/raw``, the batch form, string parameters."""

    def __init__(self, http: Http, database: str) -> None:
        """``http.base`` is the account's root: ``…/client/v4/accounts/<account>``."""
        self._http = http
        self._path = f"/d1/database/{database}/raw"

    def __call__(self, batch: Sequence[Statement]) -> list[Result]:
        """One result per statement. Raises the RemoteError that fits what the server reports."""
        body = {"batch": [{"sql": sql, "params": list(params)} for sql, params in batch]}
        answer = self._http.ask("POST", self._path, body)
        if not isinstance(answer.body, dict) or "success" not in answer.body:
            if answer.status == 429:
                raise classify.rate_limited(answer.retry_after, time.time())
            if answer.status in (401, 403):
                raise classify.unauthorized()
            raise Unparsable(
                f"The server answered {answer.status} without a readable reply. It is tried again."
            )
        if answer.status >= 400 or not answer.body["success"]:
            raise self._error(answer)
        try:
            return [_result(item) for item in answer.body["result"]]
        except (KeyError, TypeError, ValueError) as error:
            raise Unparsable(
                "The server's reply has another form than D1's. Nothing of it was used."
            ) from error

    def _error(self, answer: Answer) -> Exception:
        errors = answer.body.get("errors") or [{}]
        first = errors[0] if isinstance(errors[0], dict) else {}
        code = first.get("code")
        message = str(first.get("message", f"status {answer.status}")).removeprefix("D1_ERROR: ")
        return classify.of_message(
            answer.status, code if isinstance(code, int) else 0, message, answer.retry_after, time.time()
        )


def _result(item: Any) -> Result:
    if not item["success"]:
        raise ValueError("a statement without success")
    results, meta = item["results"], item.get("meta") or {}
    if meta.get("served_by_primary") is False:
        raise Transient("A copy of the database answered instead of the database itself. It is tried again.")
    return Result(
        [str(name) for name in results["columns"]],
        [list(row) for row in results["rows"]],
        int(meta.get("rows_read", 0)),
        int(meta.get("rows_written", 0)),
    )
