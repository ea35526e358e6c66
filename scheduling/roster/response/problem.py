"""The roster problem of one to six weeks: people, shifts, demand, rules, wishes and pins.

Days count from the first Monday, half-hours from its midnight. Every limit of a person is already
the smallest of law, contract and fairness bound.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import CoveragePrices

WEEK = 7
Wanted = Literal["off", "work", "shift"]


@dataclass(frozen=True)
class Wish:
    """What a person would like, on one day or on every day (`day` None), and what refusing costs.

    "off" and "work" ask for the day; "shift" asks, for any shift worked then, that its code be
    among `codes` (none: any) and its start from `earliest_min` to `latest_min`.
    """

    wants: Wanted
    weight: float
    day: int | None = None
    codes: frozenset[str] = frozenset()
    earliest_min: int = 0
    latest_min: int = 2880

    def refused_by(self, day: int, option: ShiftOption | None) -> bool:
        """Whether working `option` (None: being off) on `day` refuses the wish."""
        if self.day not in (None, day):
            return False
        if option is None:
            return self.wants == "work"
        if self.wants != "shift":
            return self.wants == "off"
        named = not self.codes or option.code in self.codes
        return not (named and self.earliest_min <= option.start_min <= self.latest_min)


@dataclass(frozen=True)
class Pin:
    """What a day already is: a shift (with its queue, where that is fixed too), or off (None)."""

    option: ShiftOption | None
    queue: str | None = None


@dataclass(frozen=True)
class Meeting:
    """A day's sessions: shifts that suit them, the queue they keep the person from, and what being
    away costs."""

    options: frozenset[ShiftOption]
    queue: str
    weight: float


@dataclass(frozen=True)
class Limit:
    """Weekends, or nights, at most by one rule, in the `span` weeks that end with each of the plan.

    `left[week]`: what the weeks before the plan leave. Each one beyond costs `weight[week]`;
    infinite: forbidden; 0: no limit that week.
    """

    left: tuple[int, ...]
    weight: tuple[float, ...]
    span: int

    def of_week(self, week: int, worked: Mapping[int, int]) -> Limit:
        """The limit of one week alone, once so many were `worked` in weeks of the plan."""
        had = sum(n for other, n in worked.items() if week - self.span < other < week)
        return Limit((max(0, self.left[week] - had),), (self.weight[week],), 1)


@dataclass(frozen=True)
class Worker:
    """One person over the horizon.

    options: shifts open to the person, by week. skills: queues served, by day. away: leave, by day
    and for the day after the horizon (empty: none); no shift may run into it. week_paid_s: least
    and most paid seconds, by week; most_days: working days at most, by week. period_paid_s bounds
    the horizon. `earliest_min` is when rest after the last shift before it ends, minutes after the
    first midnight, `ready_min` when the person may work at all; `last_code` that shift's code where
    it was worked the day before, `carry_days` its run of days. `site` is where the person takes a
    seat, "" where seats are not limited; `meetings` are by day.
    """

    agent_id: str
    employment: str
    options: tuple[frozenset[ShiftOption], ...]
    skills: tuple[frozenset[str], ...]
    free: tuple[bool, ...]
    week_paid_s: tuple[tuple[int, int], ...]
    most_days: tuple[int, ...]
    away: tuple[bool, ...] = ()
    carry_days: int = 0
    earliest_min: int = -(10**6)
    ready_min: int = -(10**6)
    last_code: str | None = None
    period_paid_s: tuple[int, int] | None = None
    weekend_limits: tuple[Limit, ...] = ()
    night_limits: tuple[Limit, ...] = ()
    wishes: tuple[Wish, ...] = ()
    pins: Mapping[int, Pin] = field(default_factory=dict[int, Pin])
    site: str = ""
    meetings: Mapping[int, Meeting] = field(default_factory=dict[int, Meeting])


@dataclass(frozen=True)
class LineRules:
    """Rules that hold for everybody. A shift counts as a night where it ends after `night_min`.

    `rest_weight` and `succession_weight` are what a breach costs where the rule is soft.
    """

    minimum_rest_min: int
    longest_run: int
    forbidden_successions: frozenset[tuple[str, str]] = frozenset()
    night_min: int = 1440
    rest_weight: float = math.inf
    succession_weight: float = math.inf

    def follow_cost(self, earlier: ShiftOption, later: ShiftOption) -> float:
        """What it costs to work `later` on the day after `earlier`; infinite: not allowed."""
        rest_min = later.start_min + 1440 - earlier.end_min
        if rest_min < min(0, self.minimum_rest_min):
            return math.inf
        short = self.rest_weight if rest_min < self.minimum_rest_min else 0.0
        banned = (earlier.code, later.code) in self.forbidden_successions
        return short + (self.succession_weight if banned else 0.0)


@dataclass(frozen=True)
class RosterProblem:
    """Everything a roster of `weeks` whole weeks follows from.

    required: agents wanted by queue and half-hour, weeks x 7 x 48; given: agents who are there
    anyway, who came before the horizon began, less those in meetings. seats: by site, in each week.
    start_change_price: what a start costs that moves by more than two hours; second-level.
    """

    weeks: int
    people: Sequence[Worker]
    options: Sequence[ShiftOption]
    required: Mapping[str, Sequence[float]]
    prices: CoveragePrices
    rules: LineRules
    given: Mapping[str, Sequence[float]] = field(default_factory=dict[str, Sequence[float]])
    seats: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    start_change_price: float = 0.0

    @property
    def days(self) -> int:
        """Days of the horizon."""
        return self.weeks * WEEK

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues in the order of every array."""
        return tuple(sorted(self.required))
