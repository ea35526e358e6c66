"""One week of a plan as a problem of its own, once the weeks before it are worked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from scheduling.half_hours import SLOTS_PER_DAY
from scheduling.roster.pauses import WEEK_SLOTS
from scheduling.roster.response.problem import WEEK, Limit, LineRules, RosterProblem, Worker
from scheduling.roster.response.solve import Duty

T = TypeVar("T")
_DAY_MIN, _WEEK_MIN = 1440, 10080
_LONG_AGO_MIN = -(10**6)


def week_of_plan(problem: RosterProblem, week: int, worked: Iterable[Duty]) -> RosterProblem:
    """The week with what the duties `worked` before it leave: runs, rest, weekends and nights.

    Hours of the whole period are left to whoever looks at all weeks.
    """
    mine: dict[str, list[Duty]] = defaultdict(list)
    for duty in worked:
        mine[duty.worker.agent_id].append(duty)
    before = [duty for duties in mine.values() for duty in duties]
    slots = slice(week * WEEK_SLOTS, (week + 1) * WEEK_SLOTS)
    nobody = [0.0] * problem.weeks * WEEK_SLOTS
    return replace(
        problem,
        weeks=1,
        people=[
            _worker(worker, week, mine[worker.agent_id], problem.rules) for worker in problem.people
        ],
        required={queue: needs[slots] for queue, needs in problem.required.items()},
        given={
            queue: _with_last_night(problem.given.get(queue, nobody)[slots], queue, week, before)
            for queue in problem.queues
        },
        seats={site: seats[week : week + 1] for site, seats in problem.seats.items()},
    )


def _with_last_night(
    given: Sequence[float], queue: str, week: int, before: Iterable[Duty]
) -> list[float]:
    """Those who are there anyway, and those whose shift began before the week."""
    there, first = Counter[int](), week * WEEK_SLOTS
    for duty in before:
        begins = duty.day * SLOTS_PER_DAY + duty.option.start_min // 30
        if duty.queue == queue:
            there.update(range(first, begins + duty.option.length_min // 30))
    return [more + there[first + slot] for slot, more in enumerate(given)]


def _worker(worker: Worker, week: int, worked: Sequence[Duty], rules: LineRules) -> Worker:
    days, first = slice(week * WEEK, (week + 1) * WEEK), week * WEEK
    alone = replace(
        worker,
        options=worker.options[week : week + 1],
        skills=worker.skills[days],
        free=worker.free[days],
        away=worker.away[first : first + WEEK + 1],
        week_paid_s=worker.week_paid_s[week : week + 1],
        most_days=worker.most_days[week : week + 1],
        period_paid_s=None,
        weekend_limits=_left(worker.weekend_limits, week, _weekends(worked)),
        night_limits=_left(worker.night_limits, week, _nights(worked, rules)),
        wishes=tuple(
            one if one.day is None else replace(one, day=one.day - first)
            for one in worker.wishes
            if one.day is None or 0 <= one.day - first < WEEK
        ),
        pins=_shifted(worker.pins, first),
        meetings=_shifted(worker.meetings, first),
    )
    return _rested(alone, week, worked, rules) if week else alone


def _rested(worker: Worker, week: int, worked: Sequence[Duty], rules: LineRules) -> Worker:
    """The person after the duties worked: run, rest and last shift."""
    days, run, begins_min = {duty.day: duty for duty in worked}, 0, week * _WEEK_MIN
    while week * WEEK - 1 - run in days:
        run += 1
    run += worker.carry_days * (run == week * WEEK)
    ends = [duty.day * _DAY_MIN + duty.option.end_min for duty in worked]
    ended_min = max(ends, default=_LONG_AGO_MIN)
    last = days.get(week * WEEK - 1)
    return replace(
        worker,
        carry_days=run,
        earliest_min=max(worker.earliest_min, ended_min + rules.minimum_rest_min) - begins_min,
        ready_min=max(worker.ready_min, ended_min) - begins_min,
        last_code=last.option.code if last else None,
    )


def _shifted(by_day: Mapping[int, T], first: int) -> dict[int, T]:
    return {day - first: one for day, one in by_day.items() if first <= day < first + WEEK}


def _left(limits: Iterable[Limit], week: int, worked: Mapping[int, int]) -> tuple[Limit, ...]:
    return tuple(limit.of_week(week, worked) for limit in limits)


def _weekends(worked: Sequence[Duty]) -> Counter[int]:
    """Weekends by week of the plan."""
    return Counter({duty.day // WEEK for duty in worked if duty.day % WEEK >= WEEK - 2})


def _nights(worked: Sequence[Duty], rules: LineRules) -> Counter[int]:
    """Nights by week of the plan."""
    return Counter(duty.day // WEEK for duty in worked if duty.option.end_min > rules.night_min)
