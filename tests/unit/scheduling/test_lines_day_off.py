"""A day off asked for, or asked not to have, as a request of its own."""

from __future__ import annotations

import pytest

from scheduling.lines import (
    Contract,
    LineProblem,
    Person,
    Request,
    Shift,
    conflict,
    evaluate,
    refusals,
    solve_lines,
)

CONTRACT = Contract(60, 60, 1, 3, 1, 1)


def asking(*requests: Request, days_off: frozenset[int] = frozenset()) -> LineProblem:
    """One hour to be worked on one of three days."""
    staff = (Person("A", CONTRACT, days_off),)
    return LineProblem(3, (Shift("E", 60),), staff, requests, (), ())


def test_a_day_off_is_worked_where_it_costs() -> None:
    asked = (Request("A", 0, None, True, 5), Request("A", 2, None, False, 7))
    found = solve_lines(asking(*asked), seed=1, rounds=1)
    assert found.roster["A"] == (None, None, "E")
    assert found.objective == 0 and found.optimal


def test_a_refused_day_off_is_priced_and_said_in_words() -> None:
    of = asking(Request("A", 0, None, True, 5))
    (penalty,) = evaluate(of, {"A": ("E", None, None)}).penalties
    assert (penalty.amount, penalty.shift) == (5, "")
    assert (penalty.text_en, penalty.text_zh) == (
        "A wanted a day off on day 0",
        "A 希望第 0 天休息",
    )
    (refused,) = refusals(of, {"A": ("E", None, None)})
    assert refused.price == -5


def test_a_day_that_cannot_be_worked_names_the_rules() -> None:
    wish = Request("A", 1, None, False, 5)
    of = asking(wish, days_off=frozenset({1}))
    why = conflict(of, of.staff[0], wish)
    assert why is not None and why.rules == ("day_off",)
    assert why.text_en == "A: no day off on day 1 and the fixed days off [1] clash"


def test_a_request_on_a_day_beyond_the_horizon_is_refused() -> None:
    with pytest.raises(ValueError, match="no shift None on day 3"):
        asking(Request("A", 3, None, True, 1))
