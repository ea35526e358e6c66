"""F14 GATE: the rule, and the column of `scoring.gates` against one person at a time (4.3)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.catalogue import Metric, MetricRef
from scoring.columns import Figures, Fractions, ints
from scoring.functions.gate import GateRule
from scoring.gates import fired_gates, gated
from scoring.inputs import Measured
from scoring.rules.gate_plan import GatePlan

METRICS = ("fatal_rate", "late_count")
BANDS = [Fraction(0), Fraction(60), Fraction(80)]


def gate(
    action: str, value: Any = None, metric: str = "fatal_rate", threshold: Any = 1
) -> GateRule:
    return GateRule.model_validate(
        {
            "metric": metric,
            "operator": ">=",
            "threshold": threshold,
            "action": action,
            "value": value,
        }
    )


@pytest.mark.parametrize(
    ("action", "value", "message"),
    [
        ("ZERO", 1, "ZERO takes no value"),
        ("HOLD", 0, "HOLD takes no value"),
        ("CAP", None, "CAP needs a value"),
        ("MULTIPLY", "1.2", "a gate never raises"),
        ("DROP_BAND", "1.5", "a whole number of bands"),
        ("DROP_BAND", 0, "a whole number of bands"),
    ],
)
def test_f14_refuses_actions_that_make_no_sense(action: str, value: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        gate(action, value)


GATES = st.lists(
    st.builds(
        lambda parts, metric, threshold: gate(*parts, metric, threshold),
        st.one_of(
            st.sampled_from([("ZERO", None), ("HOLD", None), ("DROP_BAND", 1), ("DROP_BAND", 2)]),
            st.tuples(st.just("CAP"), st.integers(0, 120)),
            st.tuples(st.just("MULTIPLY"), st.sampled_from(["0", "0.5", "0.8", "1"])),
        ),
        st.sampled_from(METRICS),
        st.integers(0, 2),
    ),
    max_size=4,
)
PEOPLE = st.lists(
    st.tuples(st.integers(0, 120), *[st.none() | st.integers(0, 3)] * 2), min_size=1, max_size=8
)
MODE = st.sampled_from(["product", "worst_only"])


def dropped(score: Fraction, bands: int) -> Fraction:
    below = sorted((band for band in BANDS if band < score), reverse=True)
    return [score, *below][min(bands, len(below))]


def alone(rule: GateRule, value: Fraction) -> Fraction:
    amount = Fraction(rule.value or 0)
    by_action = {"ZERO": Fraction(0), "HOLD": Fraction(-1), "CAP": min(value, amount)}
    by_action |= {"MULTIPLY": value * amount, "DROP_BAND": dropped(value, int(amount))}
    return by_action[rule.action]


def oracle(person: tuple, rules: list[GateRule], mode: str) -> tuple[list[int], Fraction | None]:
    """The places of the gates that act on one person, and what they leave (None: held)."""
    value, figures = Fraction(person[0]), dict(zip(METRICS, person[1:], strict=True))
    fired = [
        place
        for place, rule in enumerate(rules)
        if figures[rule.metric] is not None and figures[rule.metric] >= rule.threshold
    ]
    strictest: dict[str, int] = {}
    for place in fired:
        best = strictest.setdefault(rules[place].metric, place)
        if alone(rules[place], value) < alone(rules[best], value):
            strictest[rules[place].metric] = place
    acting = sorted(strictest.values())
    if any(rules[place].action == "HOLD" for place in acting):
        return acting, None
    factors = [Fraction(rules[p].value or 0) for p in acting if rules[p].action == "MULTIPLY"]
    multiplied = value
    for factor in factors if mode == "product" else sorted(factors)[:1]:
        multiplied *= factor
    rest = [alone(rules[place], value) for place in acting if rules[place].action != "MULTIPLY"]
    return acting, min([value, multiplied, *rest])


def through_columns(people: list[tuple], rules: list[GateRule], mode: str) -> list:
    value = Fractions(ints([person[0] for person in people]), np.ones(len(people), dtype=np.int64))
    measured = {m: _measured([p[1 + place] for p in people]) for place, m in enumerate(METRICS)}
    group: Any = SimpleNamespace(of=lambda metric, variant: measured[metric])
    plans = [_plan(place, rule) for place, rule in enumerate(rules)]

    def drop(bands: int) -> Fractions:
        return Fractions(
            ints([int(dropped(Fraction(p[0]), bands)) for p in people]), value.denominators
        )

    fired = fired_gates(plans, group, value, drop)
    left = gated(value, fired, mode, drop)
    return [
        (
            [int(one.plan.id) for one in fired if one.who[row]],
            None
            if left.held[row]
            else Fraction(int(left.value.numerators[row]), int(left.value.denominators[row])),
        )
        for row in range(len(people))
    ]


def _plan(place: int, rule: GateRule) -> GatePlan:
    metric = Metric(rule.metric, "指标", "Metric", "n", "down", "EVENT")
    return GatePlan(str(place), "门槛", "Gate", MetricRef(rule.metric, "-", metric), rule, "x")


def _measured(figures: list[int | None]) -> Measured:
    known = np.array([one is not None for one in figures])
    units = Figures(ints([(one or 0) * 10**6 for one in figures]), known=known)
    return Measured(np.ones(len(figures), dtype=np.int64), units, units, units, known)


@given(PEOPLE, GATES, MODE)
def test_f14_the_column_agrees_with_one_person_at_a_time(people, rules, mode: str) -> None:
    assert through_columns(people, rules, mode) == [oracle(one, rules, mode) for one in people]


@given(PEOPLE, GATES, MODE)
def test_f14_never_raises_and_ignores_the_order_of_gates(people, rules, mode: str) -> None:
    left = [result for _, result in through_columns(people, rules, mode)]
    assert left == [result for _, result in through_columns(people, rules[::-1], mode)]
    assert all(
        result is None or result <= person[0] for person, result in zip(people, left, strict=True)
    )


def test_f14_multipliers_combine_by_product_or_the_worst() -> None:
    half, fifth = gate("MULTIPLY", "0.5"), gate("MULTIPLY", "0.2", "late_count")
    person = [(100, 1, 1)]
    assert through_columns(person, [half, fifth], "product") == [([0, 1], 10)]
    assert through_columns(person, [half, fifth], "worst_only") == [([0, 1], 20)]
    assert through_columns(person, [half, gate("HOLD")], "product") == [([1], None)]


def test_f14_one_event_fires_the_strictest_gate_only() -> None:
    once, twice = gate("MULTIPLY", "0.5"), gate("MULTIPLY", "0", threshold=2)
    people = [(100, 0, None), (100, 1, None), (100, 2, None), (100, None, 3)]
    left = through_columns(people, [once, twice], "product")
    assert left == [([], 100), ([0], 50), ([1], 0), ([], 100)]


def test_f14_tells_its_action_in_figures() -> None:
    assert [gate("CAP", Decimal("60.0")).told, gate("HOLD").told] == ["CAP 60", "HOLD"]
