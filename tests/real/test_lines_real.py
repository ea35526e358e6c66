"""The benchmark of Curtois & Qu: our evaluator, proven optima, and the instance without roster."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scheduling.lines import LineProblem, evaluate, precheck, solve_lines
from tests.bench.curtois import read_instance

DATA = Path(os.environ.get("CALLFLOOR_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
INSTANCES = DATA / "shift_scheduling"
EMPTY = (7137, 10882, 15474, 18319, 28974, 30057, 31728, 48486)

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not INSTANCES.exists(), reason="needs the shift_scheduling data"),
]


def instance(name: int | str) -> LineProblem:
    return read_instance((INSTANCES / f"Instance{name}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "penalty"), enumerate(EMPTY, 1))
def test_the_empty_roster_costs_what_was_published(name: int, penalty: int) -> None:
    assert evaluate(instance(name), {}).objective == penalty


@pytest.mark.parametrize(("name", "optimum"), [(1, 607), (2, 828), (3, 1001), (4, 1716), (6, 1950)])
def test_optima_are_found_and_proven(name: int, optimum: int) -> None:
    solution = solve_lines(instance(name), seed=1, rounds=400)
    assert solution.optimal and solution.objective == optimum
    assert not solution.evaluation.violations


def test_the_instance_without_a_roster_says_why() -> None:
    (found,) = precheck(instance("1_infeasible"))
    assert found.person == "C"
    assert found.rules == ("shift_maximum D", "minimum_minutes")
