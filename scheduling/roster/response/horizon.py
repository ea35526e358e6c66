"""The weeks of a plan as one roster problem: people, their days, their wishes and pins."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.half_hours import local_to_utc
from scheduling.roster.pauses import WEEK_SLOTS
from scheduling.roster.person import Person, leave_days_of_week
from scheduling.roster.response.allowances import binding
from scheduling.roster.response.problem import (
    WEEK,
    Limit,
    LineRules,
    Pin,
    RosterProblem,
    Wish,
    Worker,
)
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.week import Week
from scheduling.roster.working_time import WorkingTime

Rows = Sequence[dict[str, Any]]
SPAN_WEEKS = 4
"""Weeks over which weekends and nights are limited."""


def roster_problem(
    weeks: Sequence[Week],
    skills: pa.Table,
    leaves: pa.Table,
    *,
    previous_shifts: pa.Table | None = None,
    preferences: pa.Table | None = None,
    pins: pa.Table | None = None,
) -> RosterProblem:
    """The problem of consecutive `weeks`, each as `read_week` gives it.

    Of the weeks' rules for everybody the strictest holds throughout, but limits on weekends and
    nights are each week's own; the prices are the first week's. A week's `bounds` hold from the
    first week up to its end. Tables as `build_roster` takes them.
    """
    limits = [week.limits for week in weeks]
    options = sorted(
        {option for week in weeks for person in week.people for option in person.options},
        key=lambda option: (option.start_min, option.code),
    )
    queues = sorted({queue for week in weeks for queue in week.required})
    nobody = [0.0] * WEEK_SLOTS
    reader = _People(weeks, skills, leaves, previous_shifts, preferences, pins, options)
    return RosterProblem(
        weeks=len(weeks),
        people=reader.workers(),
        options=options,
        required={
            queue: [need for week in weeks for need in week.required.get(queue, nobody)]
            for queue in queues
        },
        prices=limits[0].prices,
        rules=LineRules(
            minimum_rest_min=max(one.minimum_rest_min for one in limits),
            longest_run=min(one.maximum_consecutive_days for one in limits),
            forbidden_successions=frozenset[tuple[str, str]]().union(
                *(one.forbidden_successions for one in limits)
            ),
            night_min=min(one.night_min for one in limits),
            rest_weight=_weight(limits, "minimum_rest"),
            succession_weight=_weight(limits, "forbidden_succession"),
        ),
        seats={
            site: [week.seats.get(site, len(week.people)) for week in weeks]
            for site in sorted({site for week in weeks for site in week.seats})
        },
        start_change_price=float(limits[0].start_change_price),
    )


def with_tolerance(
    problem: RosterProblem, people: Sequence[Worker], tolerance_s: int
) -> RosterProblem:
    """The problem with weeks that may fall short of the contract for the `people` named."""
    named = {worker.agent_id for worker in people}

    def short(worker: Worker) -> Worker:
        weeks = tuple((max(0, low - tolerance_s), high) for low, high in worker.week_paid_s)
        return replace(worker, week_paid_s=weeks)

    return replace(
        problem, people=[short(one) if one.agent_id in named else one for one in problem.people]
    )


def _weight(limits: Sequence[WorkingTime], rule: str) -> float:
    """What a breach of a rule costs; infinite where it is hard in one of the weeks."""
    return max(float(one.soft.get(rule, math.inf)) for one in limits)


class _People:
    """The tables about people, grouped by person."""

    def __init__(
        self,
        weeks: Sequence[Week],
        skills: pa.Table,
        leaves: pa.Table,
        previous_shifts: pa.Table | None,
        preferences: pa.Table | None,
        pins: pa.Table | None,
        options: Sequence[ShiftOption],
    ) -> None:
        self.weeks, self.options = weeks, options
        self.first, self.days = weeks[0].plan_week, WEEK * len(weeks)
        self.skills = _by_agent(skills)
        behind = self.first + timedelta(days=self.days)
        self.behind = leave_days_of_week(leaves, behind, weeks[0].zone)
        self.history = _by_agent(previous_shifts)
        self.preferences = _by_agent(preferences)
        self.pins = _by_agent(pins)
        night_min = min(week.limits.night_min for week in weeks)
        self.nightly = any(option.end_min > night_min for option in options)

    def workers(self) -> list[Worker]:
        """Everybody with hours to work and a queue to serve, by agent_id."""
        by_id: dict[str, list[Person]] = defaultdict(list)
        for week in self.weeks:
            for person in week.people:
                by_id[person.agent_id].append(person)
        made = [self._worker(agent_id, weeks) for agent_id, weeks in sorted(by_id.items())]
        return [one for one in made if any(one.skills) and any(high for _, high in one.week_paid_s)]

    def _worker(self, agent_id: str, weeks: Sequence[Person]) -> Worker:
        limits = [week.limits for week in self.weeks]
        first = weeks[0]
        return Worker(
            agent_id=agent_id,
            employment=first.employment,
            options=tuple(frozenset(person.options) for person in weeks),
            skills=tuple(self._served(agent_id, day) for day in range(self.days)),
            free=tuple(day in person.free_days for person in weeks for day in range(WEEK)),
            away=(
                *(day in person.leave_days for person in weeks for day in range(WEEK)),
                0 in self.behind.get(agent_id, set()),
            ),
            week_paid_s=tuple((person.planned_s, person.planned_s) for person in weeks),
            most_days=tuple(WEEK - one.minimum_days_off_per_week for one in limits),
            carry_days=first.carry_days,
            earliest_min=first.earliest_min,
            ready_min=first.ready_min,
            site=first.site,
            last_code=self._last_code(agent_id),
            weekend_limits=self._limits(agent_id, "maximum_weekends", self._weekends, 0),
            night_limits=self._limits(agent_id, "maximum_nights", self._nights, 1),
            wishes=tuple(self._wish(row) for row in self._wished(agent_id)),
            pins={self._day(row): self._pin(row) for row in self._pinned(agent_id)},
        )

    def _served(self, agent_id: str, day: int) -> frozenset[str]:
        on = self.first + timedelta(days=day)
        required = self.weeks[day // WEEK].required
        return frozenset(
            row["queue_id"]
            for row in self.skills.get(agent_id, [])
            if row["queue_id"] in required
            and (row.get("effective_from") or date.min) <= on
            and on < (row.get("effective_to") or date.max)
            and on <= (row.get("certificate_expires_on") or date.max)
        )

    def _last_code(self, agent_id: str) -> str | None:
        before = self.first - timedelta(days=1)
        rows = [row for row in self.history.get(agent_id, []) if row["work_date"] == before]
        return rows[-1].get("shift_code") if rows else None

    def _limits(
        self, agent_id: str, rule: str, counted: Callable[[Rows], int], of_bounds: int
    ) -> tuple[Limit, ...]:
        """The limit of four weeks (named as its rule) and the fairness ledger's, if they hold."""
        most = [getattr(week.limits, rule) for week in self.weeks]
        left = [
            None if n is None else max(0, n - counted(self._span(agent_id, week)))
            for week, n in enumerate(most)
        ]
        bounds = [week.bounds.get(agent_id) for week in self.weeks]
        fair = [None if one is None else one[of_bounds] for one in bounds]
        found = [
            self._limit(left, rule, SPAN_WEEKS),
            self._limit(fair, "fairness_bounds", len(self.weeks)),
        ]
        return binding(found, 1 if rule == "maximum_weekends" else WEEK if self.nightly else 0)

    def _limit(self, left: Sequence[int | None], rule: str, span: int) -> Limit:
        weight = [
            0.0 if most is None else float(week.limits.soft.get(rule, math.inf))
            for most, week in zip(left, self.weeks, strict=True)
        ]
        return Limit(tuple(self.days if n is None else n for n in left), tuple(weight), span)

    def _span(self, agent_id: str, week: int) -> Rows:
        """Shifts before the plan that lie in the four weeks up to the end of one of its weeks."""
        since = self.first + timedelta(weeks=week + 1 - SPAN_WEEKS)
        rows = [row for row in self.history.get(agent_id, []) if row["ends_at"] is not None]
        return [row for row in rows if since <= row["work_date"] < self.first]

    def _weekends(self, rows: Rows) -> int:
        days = [row["work_date"] for row in rows if row["work_date"].weekday() >= WEEK - 2]
        return len({day.isocalendar()[:2] for day in days})

    def _nights(self, rows: Rows) -> int:
        night_min, zone = self.weeks[0].limits.night_min, self.weeks[0].zone
        return sum(row["ends_at"] > local_to_utc(row["work_date"], night_min, zone) for row in rows)

    def _wished(self, agent_id: str) -> list[dict[str, Any]]:
        rows = self.preferences.get(agent_id, [])
        return [row for row in rows if row.get("work_date") is None or self._inside(row)]

    def _pinned(self, agent_id: str) -> list[dict[str, Any]]:
        return [row for row in self.pins.get(agent_id, []) if self._inside(row)]

    def _wish(self, row: dict[str, Any]) -> Wish:
        codes = frozenset([row["shift_code"]] if row.get("shift_code") else [])
        earliest, latest = row.get("start_from_min"), row.get("start_to_min")
        return Wish(
            wants=row["wants"],
            weight=float(row["weight"]),
            day=None if row.get("work_date") is None else self._day(row),
            codes=codes,
            earliest_min=0 if earliest is None else earliest,
            latest_min=2880 if latest is None else latest,
        )

    def _pin(self, row: dict[str, Any]) -> Pin:
        if row["shift_code"] in ("OFF", "LEAVE"):
            return Pin(None)
        found = [
            option
            for option in self.options
            if (option.code, option.start_min) == (row["shift_code"], row["start_min"])
        ]
        if not found:
            hours, minutes = divmod(row["start_min"], 60)
            raise Refusal(
                f"{row['agent_id']} is fixed on {row['work_date']} to a shift that nobody may work "
                f"then: {row['shift_code']} from {hours:02d}:{minutes:02d}",
                place=Place("shifts.yaml", key=f"shifts.{row['shift_code']}"),
                next_step="keep this shift and start until that day is past, or change the day: "
                "callfloor replan --help",
            )
        return Pin(found[0], row.get("queue_id"))

    def _inside(self, row: dict[str, Any]) -> bool:
        return 0 <= self._day(row) < self.days

    def _day(self, row: dict[str, Any]) -> int:
        return (row["work_date"] - self.first).days


def _by_agent(rows: pa.Table | None) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.to_pylist() if rows is not None else []:
        found[row["agent_id"]].append(row)
    return found
