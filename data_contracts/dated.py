"""Dated values: a rule is a value, since a day, on somebody's authority.

    target_wait_s:
      2026-01-01: {value: 20, source: "Service agreement 2026, §2"}
      2026-07-01: {value: 15, source: "Amendment 2"}

An end is `value: null`, never a deletion. A day before the first entry, or after an
end, has no value, and asking for one is an error that names the file, key and day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, RootModel, field_validator

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Place, Refusal

T = TypeVar("T")


class Rule(BaseModel):
    """Base of everything read from a rule file: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SinceThen(Rule, Generic[T]):
    """One entry: the value that holds from its day on, and who says so."""

    value: T | None
    source: str


class Dated(RootModel[dict[date, SinceThen[T]]], Generic[T]):
    """A value that changes on known days."""

    model_config = ConfigDict(frozen=True)

    @field_validator("root")
    @classmethod
    def _in_order(cls, entries: dict[date, SinceThen[T]]) -> dict[date, SinceThen[T]]:
        if not entries:
            raise ValueError(
                "a dated value needs at least one day, as 2026-01-01: {value: …, source: …}"
            )
        return dict(sorted(entries.items()))

    def entry_on(self, day: date) -> tuple[date, SinceThen[T]] | None:
        """The entry in force on `day` with the day it began, or None where there is none."""
        begun = [since for since in self.root if since <= day]
        if not begun or self.root[begun[-1]].value is None:
            return None
        return begun[-1], self.root[begun[-1]]

    def on(self, day: date, place: Place) -> T:
        """The value in force on `day`. Raises Refusal at `place` where none is."""
        found = self.entry_on(day)
        if found is None or found[1].value is None:
            raise Refusal(
                f"no value is in force on {day.isoformat()}",
                place=place,
                next_step=f"add an entry dated {day.isoformat()} or earlier, with its source",
            )
        return found[1].value

    def changes_between(self, first: date, last: date) -> list[date]:
        """The days after `first` and up to `last` on which the value changes."""
        return [since for since in self.root if first < since <= last]

    def spans(self) -> list[tuple[date, date | None, T]]:
        """Each value with its first and last day (None: still in force), ends left out."""
        days = list(self.root)
        upto = [later - timedelta(days=1) for later in days[1:]] + [None]
        return [
            (since, last, entry.value)
            for since, last, entry in zip(days, upto, self.root.values(), strict=True)
            if entry.value is not None
        ]


def without_later(document: LocatedYaml, day: date) -> LocatedYaml:
    """The document as if nothing had been decided after `day`: later entries are dropped.

    A value that only begins later keeps its entries, for there was no other before.
    """
    return replace(document, data=_without_later(document.data, day))


def _without_later(data: Any, day: date) -> Any:
    if isinstance(data, list):
        return [_without_later(one, day) for one in data]
    if not isinstance(data, dict):
        return data
    dated = all(isinstance(key, date) for key in data)
    if dated and any(since <= day for since in data):
        data = {since: entry for since, entry in data.items() if since <= day}
    return {key: _without_later(one, day) for key, one in data.items()}
