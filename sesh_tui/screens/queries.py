"""Queries beside the event loop: one thread with its own connection, and only the newest question counts."""

from __future__ import annotations

from threading import Condition, Thread
from typing import TYPE_CHECKING, Any

from sesh_tui.errors import Interrupted, SeshError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sesh_tui.app import SeshApp
    from sesh_tui.tracker import Tracker

    Ask = Callable[[Tracker], Iterator[Any]]
    Answer = Callable[[Any], None]


class Queries:
    """Asks the tracker in a thread that starts with the first question.

    A question that has not begun when a newer one comes is dropped; one that is running is interrupted.
    Answers to anything but the newest question are thrown away.
    """

    def __init__(self, app: SeshApp) -> None:
        self._app = app
        self._wanted = Condition()
        self._question: tuple[int, Ask, Answer] | None = None
        self._newest = 0
        self._busy = False
        self._closing = False
        self._tracker: Tracker | None = None
        self._thread: Thread | None = None

    def ask(self, question: Ask, answer: Answer) -> None:
        """Ask; ``answer`` is called on the event loop with each thing the question yields, or with its error."""
        with self._wanted:
            self._newest += 1
            self._question = (self._newest, question, answer)
            if self._busy and self._tracker is not None:
                self._tracker.replica.db.interrupt()
            self._wanted.notify()
        if self._thread is None:
            self._thread = Thread(target=self._run, name="sesh-queries", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the thread and its connection."""
        with self._wanted:
            self._closing = True
            self._newest += 1
            if self._busy and self._tracker is not None:
                self._tracker.replica.db.interrupt()
            self._wanted.notify()
        if self._thread is not None:
            self._thread.join(timeout=1)

    def _run(self) -> None:
        try:
            self._work()
        finally:
            if self._tracker is not None:
                self._tracker.close()

    def _work(self) -> None:
        while not self._closing:
            with self._wanted:
                while self._question is None:
                    if self._closing:
                        return
                    self._wanted.wait()
                number, question, answer = self._question
                self._question = None
                self._busy = True
            for result in self._answers(question):
                if number != self._newest:
                    break
                self._app.call_later(self._deliver, number, answer, result)
            with self._wanted:
                self._busy = False

    def _answers(self, question: Ask) -> Iterator[Any]:
        try:
            if self._tracker is None:
                self._tracker = self._app.tracker.beside()
            yield from question(self._tracker)
        except Interrupted:
            return
        except SeshError as error:
            yield error

    def _deliver(self, number: int, answer: Answer, result: Any) -> None:
        if number == self._newest:
            answer(result)
