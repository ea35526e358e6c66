"""A search is told while it runs; the solver tells through its call-back."""

from __future__ import annotations

import pulp
import pytest

from scheduling.roster.progress import Progress, heard_by, tell
from scheduling.roster.solver import minimise


def covering_model() -> pulp.LpProblem:
    """Whole numbers that no linear relaxation gives."""
    model = pulp.LpProblem("covering", pulp.LpMinimize)
    counts = [pulp.LpVariable(f"x_{n}", 0, 5, pulp.LpInteger) for n in range(12)]
    model.setObjective(pulp.lpSum((3 + 2 * n % 7) * x for n, x in enumerate(counts)) + 10)
    for row in range(9):
        factors = [(row * 5 + n * 3) % 7 for n in range(12)]
        model.addConstraint(pulp.lpSum(f * x for f, x in zip(factors, counts, strict=True)) >= 17)
    return model


def test_the_solver_is_heard_and_its_last_word_is_the_answer() -> None:
    heard: list[Progress] = []
    with heard_by(heard.append):
        answer = minimise(covering_model(), time_limit_s=5, seed=1)
    assert {one.step for one in heard} == {"covering"}
    last = heard[-1]
    assert (last.objective, last.bound) == (answer.objective, answer.bound)
    costs = [one.objective for one in heard if one.objective is not None]
    assert costs == sorted(costs, reverse=True), "the best solution never gets worse"
    bounds = [one.bound for one in heard if one.bound is not None]
    assert all(bound <= answer.objective + 1e-6 for bound in bounds if answer.objective)


def test_listening_changes_no_answer_and_ends_with_its_block() -> None:
    heard: list[Progress] = []
    with heard_by(heard.append):
        listened = minimise(covering_model(), time_limit_s=5, seed=1)
    before = len(heard)
    alone = minimise(covering_model(), time_limit_s=5, seed=1)
    tell(Progress("later", 1.0, 1.0))
    assert (alone.objective, alone.bound) == (listened.objective, listened.bound)
    assert len(heard) == before > 0


def test_a_gap_is_told_where_cost_and_bound_are_known() -> None:
    told = Progress("best_response", 100.0, 80.0)
    assert told.gap == pytest.approx(0.2)
    assert str(told) == "best_response: cost 100.0, bound 80.0, gap 20.00%"
    assert Progress("lines", 1.0, None).gap is None
