"""The one exception an operator sees: what was refused, where, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where a refused thing stands: a file, and in it a line, a key, a row or a column."""

    file: str
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        key = f" ({self.key})" if self.key else ""
        return f"{self.file}{line}{key}"


class Refusal(Exception):
    """Input or a rule was refused. The command line prints it without a traceback, exit code 3.

    `what` says what is wrong with the value in one sentence; `next_step` is what the
    reader should do. Both end without a full stop.
    """

    def __init__(self, what: str, *, place: Place, next_step: str, value: object = None) -> None:
        self.what, self.place, self.next_step, self.value = what, place, next_step, value
        shown = "" if value is None else f" (found: {value!r})"
        super().__init__(f"{place}: {what}{shown}. Next: {next_step}.")

    def __reduce__(self) -> tuple[Any, ...]:
        """Crosses from one process to another."""
        told = {"place": self.place, "next_step": self.next_step, "value": self.value}
        return partial(type(self), **told), (self.what,)


class GateBlocked(Exception):
    """A blocking check failed: nothing is published or mailed. Exit code 4."""

    def __init__(self, gate: str, what: str, *, next_step: str) -> None:
        self.gate, self.what, self.next_step = gate, what, next_step
        super().__init__(f"Gate '{gate}' is closed: {what}. Next: {next_step}.")

    def __reduce__(self) -> tuple[Any, ...]:
        """Crosses from one process to another."""
        return partial(type(self), next_step=self.next_step), (self.gate, self.what)
