"""F13 TIERED amounts: marginal and whole are different pay, and only one has cliffs (4.1)."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.exact import truncated
from scoring.functions import Cliff, Tiered
from scoring.trace import encoded
from scoring.trace_check import OPERATIONS
from scoring.trace_check.checked import Checked

TIERS = [
    {"from": 0, "to": 100, "rate": 1},
    {"from": 100, "to": 200, "rate": "1.5"},
    {"from": 200, "to": "inf", "rate": 2},
]
QUANTITY = st.decimals(min_value=-10, max_value=400, places=6)


def tiered(method: str = "marginal", tiers: Any = TIERS) -> Tiered:
    return Tiered.model_validate({"code": "F13", "method": method, "tiers": tiers})


def test_f13_pays_each_part_or_the_whole() -> None:
    quantities = [Decimal(x) for x in (0, 50, 100, 150, 250)]
    assert [tiered().amount(x) for x in quantities] == [0, 50, 100, 175, 350]
    assert [tiered("whole").amount(x) for x in quantities] == [0, 50, 150, 225, 500]


def test_f13_lists_the_cliffs_of_a_whole_amount_only() -> None:
    assert tiered().cliffs == []
    assert tiered("whole").cliffs == [
        Cliff(Decimal(100), Fraction(100), Fraction(150)),
        Cliff(Decimal(200), Fraction(300), Fraction(400)),
    ]
    late = tiered("whole", [{"from": 80, "to": "inf", "rate": 3}])
    assert late.cliffs == [Cliff(Decimal(80), Fraction(0), Fraction(240))]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"method": None}, "'marginal' or 'whole'"),
        ({"tiers": TIERS[:2]}, r"no band covers \[200,\+∞\)"),
        ({"tiers": [TIERS[0], TIERS[2]]}, r"no band covers \[100,200\)"),
        ({"tiers": [TIERS[0], {**TIERS[2], "from": 90}]}, "covered twice"),
        ({"tiers": [{**TIERS[2], "from": -5}]}, "greater than or equal to 0"),
    ],
)
def test_f13_refuses_what_is_open(changes: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Tiered.model_validate({"code": "F13", "method": "whole", "tiers": TIERS, **changes})


def oracle(method: str, x: Fraction) -> Fraction:
    bounds, rates = [0, 100, 200, 10**9], [Fraction(1), Fraction(3, 2), Fraction(2)]
    if method == "whole":
        place = 0 if x < 100 else 1 if x < 200 else 2
        return rates[place] * x if x >= 0 else Fraction(0)
    return sum(
        (
            rate * max(min(x, high) - low, 0)
            for rate, low, high in zip(rates, bounds, bounds[1:], strict=False)
        ),
        Fraction(0),
    )


@given(st.lists(QUANTITY, max_size=15), st.sampled_from(["marginal", "whole"]))
def test_f13_agrees_with_its_oracle_and_the_checker(made, values, method: str) -> None:
    rule = tiered(method)
    amounts = rule.amounts(made.column(values))
    fixed = dict((name, json.loads(encoded(value))) for name, value in rule.parameters())
    for row, value in enumerate(values):
        amount = Fraction(int(amounts.numerators[row]), int(amounts.denominators[row]))
        assert amount == oracle(method, Fraction(value))
        listed = [{"name": "value", "value": str(value)}]
        node = Checked({"digits": 6}, fixed, listed, [])
        assert OPERATIONS["F13"](node) == truncated(amount, 6)
    assert len(rule.told(made.column(values))) == len(values)


@given(QUANTITY, QUANTITY, st.sampled_from(["marginal", "whole"]))
def test_f13_never_falls_while_rates_rise(one, other, method: str) -> None:
    low, high = sorted((one, other))
    assert tiered(method).amount(low) <= tiered(method).amount(high)


@given(QUANTITY)
def test_f13_marginal_has_no_jump(value: Decimal) -> None:
    step = Decimal("0.000001")
    assert tiered().amount(value + step) - tiered().amount(value) <= 2 * Fraction(step)
