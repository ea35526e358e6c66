"""Made-up rosters in the manner of Curtois & Qu, larger than the instances at hand."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping

from scheduling.lines import Contract, Cover, LineProblem, Person, Request, Shift, solve_lines
from tests.bench.figure import Figure
from tests.bench.place import Place

SEED = 7
LIMIT_S = 60.0
MINUTES = {"E": 480, "D": 480, "L": 480, "N": 600, "e": 420, "d": 540, "l": 480, "n": 720}
SIZES = {"32x6": (32, 6, 4), "50x4": (50, 4, 6), "100x4": (100, 4, 4)}
"""People, weeks and kinds of shift."""


def roster_lines(place: Place) -> Mapping[str, Figure]:
    """Proven gap after 60 CPU seconds of each size; by definition the bound has a gap of 0."""
    figures: dict[str, Figure] = {}
    for name, size in SIZES.items():
        solution = solve_lines(
            larger_problem(*size), seed=1, clock=time.process_time, time_limit_s=LIMIT_S
        )
        if solution.evaluation.violations:
            raise ValueError(f"roster {name}: {solution.evaluation.violations[0]}")
        figures[f"roster_lines_{name}"] = Figure(100 * solution.gap, "% gap", 0.0)
    return figures


def larger_problem(people: int, weeks: int, kinds: int) -> LineProblem:
    """Contracts, wishes and cover drawn at random; a late shift bars an early one the next day."""
    draw, days = random.Random(SEED), 7 * weeks
    shifts = _shifts(list(MINUTES)[:kinds])
    staff = tuple(_person(draw, f"P{k}", shifts, weeks) for k in range(people))
    worked = sum(one.contract.maximum_minutes for one in staff) / 480 / days
    cover = tuple(
        Cover(
            f"{shift.code} {day}",
            ((day, shift.code),),
            round(worked / kinds * draw.uniform(0.75, 1.25)),
            100,
            1,
        )
        for day in range(days)
        for shift in shifts
    )
    requests = tuple(
        _request(draw, draw.choice(staff).code, shifts, days) for _ in range(8 * people)
    )
    weekends = tuple((day, day + 1) for day in range(5, days, 7))
    return LineProblem(days, shifts, staff, requests, cover, weekends)


def _shifts(codes: list[str]) -> tuple[Shift, ...]:
    order = "edln"
    return tuple(
        Shift(
            code,
            MINUTES[code],
            frozenset(c for c in codes if order.index(c.lower()) < order.index(code.lower())),
        )
        for code in codes
    )


def _person(draw: random.Random, code: str, shifts: tuple[Shift, ...], weeks: int) -> Person:
    """Three in four full-time; four in ten kinds of shift not at all or only now and then."""
    some = {one.code: draw.choice([0, weeks, 2 * weeks]) for one in shifts if draw.random() < 0.4}
    some.pop("D", None)
    if draw.random() < 0.75:
        contract = Contract(2040 * weeks, 2160 * weeks, 2, 5, 2, weeks // 2, some)
    else:
        contract = Contract(800 * weeks, 1080 * weeks, 1, 5, 2, 3 * weeks // 4, some)
    return Person(code, contract, frozenset({draw.randrange(7 * weeks)}))


def _request(draw: random.Random, person: str, shifts: tuple[Shift, ...], days: int) -> Request:
    shift = draw.choice(shifts).code
    return Request(person, draw.randrange(days), shift, draw.random() < 0.6, draw.randint(1, 3))
