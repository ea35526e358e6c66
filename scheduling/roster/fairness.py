"""The fairness ledger: who bore what over twelve months, and what the next roster may add.

Shares are compared within people of the same contract, by what they bore per week of service, so
that part-time work and late joiners are judged alike. Bounds enter the next roster as limits on
weekends and nights, hard or at the weight of the rule `fairness_bounds`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa

from scheduling.half_hours import local_to_utc
from scheduling.roster.fairness_rules import FairnessRules
from scheduling.roster.person import Bounds
from scheduling.tables import FAIRNESS_LEDGER, table

_SATURDAY = 5
_SPAN = timedelta(days=365)


def fairness_ledger(
    shifts: pa.Table,
    people: pa.Table,
    holidays: Iterable[date],
    *,
    as_of: date,
    zone: str,
    rules: FairnessRules,
    requests: pa.Table | None = None,
) -> pa.Table:
    """A row of outputs/fairness_ledger per person, over the twelve months before `as_of`,
    as far as shifts are known.

    shifts: agent_id, work_date, starts_at, ends_at UTC, worked or planned. people: agent_id,
    employment (optional hired_on, left_on). requests: outputs/roster_requests of past weeks.
    """
    since = as_of - _SPAN
    worked = _by_agent(shifts, since, as_of)
    asked = _by_agent(requests, since, as_of)
    since = min((row["work_date"] for own in worked.values() for row in own), default=as_of)
    festive = set(holidays)
    rows = [
        _row(
            row, worked[row["agent_id"]], asked[row["agent_id"]], festive, since, as_of, zone, rules
        )
        for row in people.to_pylist()
        if row.get("role", "agent") == "agent"
    ]
    return table(sorted(rows, key=lambda row: row["agent_id"]), FAIRNESS_LEDGER)


def bounds(ledger: pa.Table, weeks: int, rules: FairnessRules) -> Bounds:
    """Weekends and nights that each person may be given in the next `weeks` weeks.

    Nobody may end more than `above_mean` above the mean of the people of their employment, both
    reckoned for their own weeks of service and the weeks to come. Whoever is already there gets
    none; nobody gets more than the weeks, or the days, hold.
    """
    rows = ledger.to_pylist()
    rates = {kind: _rates(rows, kind) for kind in {row["employment"] for row in rows}}
    above_mean = rules.above_mean
    if above_mean is None:
        return {}

    def room(row: Mapping[str, Any], name: str, rate: float, most: int) -> int:
        fair = rate * (row["weeks"] + weeks) + above_mean
        return max(0, min(most, int(fair - row[name])))

    return {
        row["agent_id"]: (
            room(row, "weekends", rates[row["employment"]][0], weeks),
            room(row, "nights", rates[row["employment"]][1], 7 * weeks),
        )
        for row in rows
    }


def bounds_ahead(ledger: pa.Table, weeks: int, rules: FairnessRules) -> list[Bounds]:
    """`bounds` of the first week, of the first two, and so on: what a plan of `weeks` may give
    up to the end of each."""
    return [bounds(ledger, week, rules) for week in range(1, weeks + 1)]


def bounds_left(
    limits: Bounds, shifts: Iterable[Mapping[str, Any]], zone: str, night_min: int
) -> Bounds:
    """What `limits` leave after the `shifts` of the plan's earlier weeks (rows of roster_shifts).

    A shift is a night where it ends later than `night_min` minutes after its first midnight.
    """
    weekends: dict[str, set[tuple[int, int]]] = defaultdict(set)
    nights: dict[str, int] = defaultdict(int)
    for row in shifts:
        if row["ends_at"] is None:
            continue
        if row["work_date"].weekday() >= _SATURDAY:
            weekends[row["agent_id"]].add(row["work_date"].isocalendar()[:2])
        nights[row["agent_id"]] += _ends_after(row, night_min, zone)
    return {
        agent_id: (max(0, most[0] - len(weekends[agent_id])), max(0, most[1] - nights[agent_id]))
        for agent_id, most in limits.items()
    }


def _rates(rows: Sequence[Mapping[str, Any]], employment: str) -> tuple[float, float]:
    """Weekends and nights per week of service of one kind of contract."""
    mine = [row for row in rows if row["employment"] == employment]
    served = sum(row["weeks"] for row in mine)
    if not served:
        return 0.0, 0.0
    return sum(row["weekends"] for row in mine) / served, sum(r["nights"] for r in mine) / served


def _row(
    person: Mapping[str, Any],
    worked: Sequence[Mapping[str, Any]],
    asked: Sequence[Mapping[str, Any]],
    holidays: set[date],
    since: date,
    as_of: date,
    zone: str,
    rules: FairnessRules,
) -> dict[str, Any]:
    days = [row["work_date"] for row in worked]
    return {
        "plan_week": as_of,
        "agent_id": person["agent_id"],
        "employment": person["employment"],
        "weeks": _weeks(person, since, as_of),
        "shifts": len(worked),
        "lates": sum(_ends_after(row, rules.late_min, zone) for row in worked),
        "nights": sum(_ends_after(row, rules.night_min, zone) for row in worked),
        "weekends": len({day.isocalendar()[:2] for day in days if day.weekday() >= _SATURDAY}),
        "holidays": sum(day in holidays for day in days),
        "short_turnarounds": _short_rests(worked, rules.short_rest_min),
        "requested_weight": sum(row["weight"] for row in asked),
        "granted_weight": sum(row["weight"] for row in asked if row["granted"]),
    }


def _weeks(person: Mapping[str, Any], since: date, as_of: date) -> float:
    """Weeks of service of which shifts are known."""
    first = max(person.get("hired_on") or date.min, since)
    last = min(person.get("left_on") or as_of, as_of)
    return max(0, (last - first).days) / 7


def _ends_after(row: Mapping[str, Any], minute: int, zone: str) -> bool:
    return row["ends_at"] > local_to_utc(row["work_date"], minute, zone)


def _short_rests(worked: Sequence[Mapping[str, Any]], least_min: int) -> int:
    """Rests between the shifts of neighbouring days that are shorter than asked."""
    ordered = sorted(worked, key=lambda row: row["starts_at"])
    return sum(
        _minutes(one["ends_at"], other["starts_at"]) < least_min for one, other in pairwise(ordered)
    )


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


def _by_agent(rows: pa.Table | None, since: date, until: date) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.to_pylist() if rows is not None else []:
        if since <= row["work_date"] < until:
            found[row["agent_id"]].append(row)
    return found
