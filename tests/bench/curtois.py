"""The shift-scheduling benchmark of Curtois & Qu (2014): its reader, its goals, our figures."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduling.lines import (
    Contract,
    Cover,
    LineProblem,
    LineSolution,
    Person,
    Request,
    Shift,
    solve_lines,
)
from tests.bench.clock import PROJECT
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place

SEED = 1
LIMIT_S = 60.0


@dataclass(frozen=True)
class Known:
    """What is known of an instance: the best roster published, and what ours must reach in time.

    `goal_s` is in CPU seconds; `proven` asks for the proof as well.
    """

    best: int
    goal: int
    goal_s: float
    proven: bool


INSTANCES = {
    1: Known(607, 607, 20.0, True),
    2: Known(828, 828, 20.0, True),
    3: Known(1001, 1001, 20.0, True),
    4: Known(1716, 1716, 20.0, True),
    5: Known(1143, 1146, 60.0, False),
    6: Known(1950, 1953, 60.0, False),
    7: Known(1056, 1110, 60.0, False),
    8: Known(1308, 1500, 60.0, False),
}


def data_folder() -> Path:
    """The folder of the instances."""
    found = os.environ.get("CALLFLOOR_DATA", PROJECT.parent / "shared" / "data")
    return Path(found) / "shift_scheduling"


def figure_names() -> tuple[str, ...]:
    """The figures of `roster_curtois` beside the number of goals reached."""
    return tuple(
        f"roster_curtois_{name}{part}" for name in INSTANCES for part in ("", "_bound", "_s")
    )


def roster_curtois(place: Place) -> Mapping[str, Figure]:
    """Penalty, proven bound and CPU seconds to the goal, at most 60 CPU seconds an instance."""
    folder = data_folder()
    if not folder.exists():
        place.say("  no instances: set CALLFLOOR_DATA to the folder of the data")
        return {}
    warm_up = read_instance((folder / "Instance1.txt").read_text(encoding="utf-8"))
    solve_lines(warm_up, seed=SEED, rounds=1)
    figures: dict[str, Figure] = {}
    for name, known in INSTANCES.items():
        problem = read_instance((folder / f"Instance{name}.txt").read_text(encoding="utf-8"))
        solution = solve_lines(problem, seed=SEED, clock=time.process_time, time_limit_s=LIMIT_S)
        if solution.evaluation.violations:
            raise ValueError(f"instance {name}: {solution.evaluation.violations[0]}")
        figures |= _figures(f"roster_curtois_{name}", known, solution)
    reached = sum(figures[f"roster_curtois_{name}"].ok is True for name in INSTANCES)
    return {"roster_curtois": Figure(reached, "goals", len(INSTANCES), at_least(8)), **figures}


def _figures(name: str, known: Known, solution: LineSolution) -> Mapping[str, Figure]:
    bound_goal = at_least(known.best) if known.proven else None
    return {
        name: Figure(solution.objective, "penalty", known.best, at_most(known.goal)),
        f"{name}_bound": Figure(solution.bound, "penalty", known.best, bound_goal),
        f"{name}_s": Figure(
            _seconds_to_goal(known, solution), "CPU s", None, at_most(known.goal_s)
        ),
    }


def _seconds_to_goal(known: Known, solution: LineSolution) -> float:
    """When the goal was first met, by the search's own record; infinite where it was not."""
    return next(
        (
            step.seconds
            for step in solution.history
            if step.objective is not None
            and step.objective <= known.goal
            and (not known.proven or step.bound >= step.objective)
        ),
        float("inf"),
    )


def read_instance(text: str) -> LineProblem:
    """An instance as a problem. Day 0 is a Monday."""
    rows = _sections(text)
    days = int(rows["HORIZON"][0][0])
    days_off = {row[0]: frozenset(map(int, row[1:])) for row in rows["DAYS_OFF"]}
    return LineProblem(
        days=days,
        shifts=tuple(
            Shift(code, int(minutes), frozenset(filter(None, after.split("|"))))
            for code, minutes, after in rows["SHIFTS"]
        ),
        staff=tuple(
            Person(row[0], _contract(row[1:]), days_off.get(row[0], frozenset()))
            for row in rows["STAFF"]
        ),
        requests=tuple(
            Request(person, int(day), shift, wanted, int(weight))
            for wanted, name in ((True, "SHIFT_ON_REQUESTS"), (False, "SHIFT_OFF_REQUESTS"))
            for person, day, shift, weight in rows[name]
        ),
        cover=tuple(
            Cover(f"{shift} {day}", ((int(day), shift),), int(need), int(under), int(over))
            for day, shift, need, under, over in rows["COVER"]
        ),
        weekends=tuple((day, day + 1) for day in range(5, days - 1, 7)),
    )


def _contract(row: list[str]) -> Contract:
    """MaxShifts, minutes (most, least), run of shifts (most, least), days off, weekends."""
    most, maximum, minimum, maximum_run, minimum_run, rest, weekends = row
    return Contract(
        minimum_minutes=int(minimum),
        maximum_minutes=int(maximum),
        minimum_run=int(minimum_run),
        maximum_run=int(maximum_run),
        minimum_rest=int(rest),
        maximum_weekends=int(weekends),
        shift_maximum={
            shift: int(number) for shift, number in (one.split("=") for one in most.split("|"))
        },
    )


def _sections(text: str) -> Mapping[str, list[list[str]]]:
    """The comma-separated rows below each SECTION_ heading, without comments."""
    rows, name = defaultdict[str, list[list[str]]](list), ""
    for line in (one.strip() for one in text.splitlines()):
        if line.startswith("SECTION_"):
            name = line.removeprefix("SECTION_")
        elif line and not line.startswith("#"):
            rows[name].append(line.split(","))
    return rows
