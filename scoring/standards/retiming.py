"""When a standard must be timed again: expired, drifted, observed too seldom, or missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

import pyarrow as pa
from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scoring.standards.standard import STANDARD_DIGITS, Standard
from scoring.standards.tables import RETIME_TRIGGERS, number
from scoring.tables import table_of

ONE_DAY = timedelta(days=1)


class RetimingRules(Rule):
    """`kind: retiming`: the window, the band around T, the least work that can say anything, and
    which weeks count as learning and as settled."""

    kind: Literal["retiming"]
    owner: str
    window_days: Dated[Annotated[int, Field(ge=1)]]
    lowest_ratio: Dated[Annotated[Decimal, Field(gt=0, le=1)]]
    highest_ratio: Dated[Annotated[Decimal, Field(ge=1)]]
    min_contacts: Dated[Annotated[int, Field(ge=1)]]
    settled_from_week: Dated[Annotated[int, Field(ge=1)]]
    learning_weeks: Dated[Annotated[int, Field(ge=3)]]


@dataclass(frozen=True)
class Retiming:
    """The rules in force on a day."""

    window_days: int
    lowest_ratio: Fraction
    highest_ratio: Fraction
    min_contacts: int
    settled_from_week: int
    learning_weeks: int


@dataclass(frozen=True)
class Window:
    """Work of one type in the `window_days` up to `last`."""

    first: date
    last: date
    contacts: int
    handle_s: int

    @property
    def mean_s(self) -> Fraction:
        return Fraction(self.handle_s, self.contacts)


def read_retiming(document: LocatedYaml, day: date) -> Retiming:
    """The rules as of a day. Raises Refusal where a value is missing."""
    rules = validated(RetimingRules, document)

    def value(key: str) -> Any:
        return getattr(rules, key).on(day, document.place((key,)))

    return Retiming(
        window_days=value("window_days"),
        lowest_ratio=Fraction(value("lowest_ratio")),
        highest_ratio=Fraction(value("highest_ratio")),
        min_contacts=value("min_contacts"),
        settled_from_week=value("settled_from_week"),
        learning_weeks=value("learning_weeks"),
    )


def retime_triggers(
    standards: Sequence[Standard], work_observed: pa.Table, as_of: date, rules: Retiming
) -> pa.Table:
    """Reasons to time work again, known on `as_of`, by work type; `due_on` is the first day.

    work_observed: work_type, business_date, contacts, handle_s. A standard is judged against
    full windows of days on which it held; `valid_until` is its expiry or the day before the
    drift, whichever is first (scoring.md 4.6).
    """
    observed = _by_type(work_observed, as_of)
    held = {work_type: _in_force(standards, work_type, as_of) for work_type in observed}
    held |= {one.work_type: _in_force(standards, one.work_type, as_of) for one in standards}
    rows = [
        row
        for work_type in sorted(held)
        for row in _triggers(held[work_type], work_type, observed[work_type], as_of, rules)
    ]
    return table_of([{"as_of": as_of, "work_type": kind, **row} for kind, row in rows],
                    RETIME_TRIGGERS)  # fmt: skip


def _by_type(work: pa.Table, as_of: date) -> Mapping[str, dict[date, tuple[int, int]]]:
    found: dict[str, dict[date, tuple[int, int]]] = defaultdict(dict)
    for row in work.to_pylist():
        if row["business_date"] <= as_of:
            done = int(row["contacts"]), int(row["handle_s"])
            found[row["work_type"]][row["business_date"]] = done
    return found


def _in_force(standards: Sequence[Standard], work_type: str, as_of: date) -> Standard | None:
    """The standard that began last, whether or not it has expired meanwhile."""
    begun = [s for s in standards if s.work_type == work_type and s.work.valid_from <= as_of]
    return max(begun, key=lambda one: one.work.valid_from, default=None)


def _triggers(
    standard: Standard | None,
    work_type: str,
    days: Mapping[date, tuple[int, int]],
    as_of: date,
    rules: Retiming,
) -> Iterator[tuple[str, dict[str, Any]]]:
    if standard is None:
        if days:
            yield work_type, _not_measured(work_type, days)
        return
    drift = _first_drift(standard, days, as_of, rules)
    expires = standard.work.expires_on
    until = expires if drift is None else min(expires, drift.last - ONE_DAY)
    usual = _usual(standard, until)
    if expires < as_of:
        yield work_type, usual | _expired(standard)
    if drift is not None:
        yield work_type, usual | _drifted(standard, drift, rules)
    if not standard.is_sufficient:
        yield work_type, usual | _too_few(standard)


def _first_drift(
    standard: Standard, days: Mapping[date, tuple[int, int]], as_of: date, rules: Retiming
) -> Window | None:
    """The first window of the standard's validity whose mean leaves the band."""
    low, high = (ratio * Fraction(standard.standard_s)
                 for ratio in (rules.lowest_ratio, rules.highest_ratio))  # fmt: skip
    last = min(as_of, standard.work.expires_on)
    held = {day: done for day, done in days.items() if standard.work.valid_from <= day <= last}
    return next(
        (
            window
            for window in _windows(held, rules.window_days, last)
            if window.contacts >= rules.min_contacts and not low <= window.mean_s <= high
        ),
        None,
    )


def _windows(days: Mapping[date, tuple[int, int]], length: int, last: date) -> Iterator[Window]:
    """Every full window of `length` days up to `last`, kept as a running sum."""
    if not days:
        return
    contacts = handle_s = 0
    begin = day = min(days)
    while day <= last:
        entering, leaving = days.get(day, (0, 0)), days.get(day - length * ONE_DAY, (0, 0))
        contacts += entering[0] - leaving[0]
        handle_s += entering[1] - leaving[1]
        first = day - (length - 1) * ONE_DAY
        if contacts and first >= begin:
            yield Window(first, day, contacts, handle_s)
        day += ONE_DAY


def _usual(standard: Standard, until: date) -> dict[str, Any]:
    return {
        "study_id": standard.study.id,
        "valid_until": until,
        "standard_s": number(standard.standard_s),
        "observed_s": None,
        "ratio": None,
        "contacts": 0,
        "window_from": None,
        "window_to": None,
    }


def _expired(standard: Standard) -> dict[str, Any]:
    expired = standard.work.expires_on
    return {
        "trigger": "expired",
        "due_on": expired + ONE_DAY,
        "reason_zh": f"{standard.work.name_zh}的标准工时已于 {expired} 到期",
        "reason_en": f"The standard of {standard.work.name_en} expired on {expired}",
    }


def _drifted(standard: Standard, window: Window, rules: Retiming) -> dict[str, Any]:
    ratio = window.mean_s / Fraction(standard.standard_s)
    mean, share = (_shown(value) for value in (window.mean_s, ratio))
    band = f"[{_shown(rules.lowest_ratio)}, {_shown(rules.highest_ratio)}]"
    work, days = standard.work, rules.window_days
    return {
        "trigger": "drift",
        "due_on": window.last,
        "observed_s": number(window.mean_s),
        "ratio": number(ratio),
        "contacts": window.contacts,
        "window_from": window.first,
        "window_to": window.last,
        "reason_zh": f"{work.name_zh}截至 {window.last} 的 {days} 天平均处理 {mean} 秒，为标准 "
        f"{standard.standard_s} 秒的 {share} 倍，超出 {band}",
        "reason_en": f"{work.name_en} took {mean} s on average in the {days} days to "
        f"{window.last}: {share} × the standard of {standard.standard_s} s, outside {band}",
    }


def _too_few(standard: Standard) -> dict[str, Any]:
    wanted = "?" if standard.required_n is None else str(standard.required_n)
    thin = [one for one in standard.elements if not one.is_sufficient]
    zh, en = ("、".join(one.element.name_zh for one in thin),
              ", ".join(one.element.name_en for one in thin))  # fmt: skip
    return {
        "trigger": "too_few_observations",
        "due_on": standard.work.valid_from,
        "reason_zh": f"{standard.work.name_zh}的观测次数不足（{zh}）：需要 {wanted} 次，"
        f"最少的只有 {standard.n} 次",
        "reason_en": f"{standard.work.name_en} was observed too seldom ({en}): {wanted} are "
        f"needed, the least has {standard.n}",
    }


def _not_measured(work_type: str, days: Mapping[date, tuple[int, int]]) -> dict[str, Any]:
    contacts = sum(done[0] for done in days.values())
    mean = Fraction(sum(done[1] for done in days.values()), max(1, contacts))
    return {
        "trigger": "not_measured",
        "study_id": None,
        "due_on": min(days),
        "valid_until": None,
        "standard_s": None,
        "observed_s": number(mean),
        "ratio": None,
        "contacts": contacts,
        "window_from": min(days),
        "window_to": max(days),
        "reason_zh": f"{work_type} 有 {contacts} 次，但没有任何测时",
        "reason_en": f"{work_type} was done {contacts} times, but no study has measured it",
    }


def _shown(value: Fraction) -> str:
    return f"{number(value):.{STANDARD_DIGITS}f}"
