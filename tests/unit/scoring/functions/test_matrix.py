"""F12 MATRIX: a score by the bands, or between the nodes, of two metrics (4.1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.functions import OutsideDomain

QUANTITY = {"metric": "contacts_per_hour", "bounds": [0, 8, 12, "inf"]}
QUALITY = {"metric": "qa_score", "bounds": [0, 80, 100]}
TABLE = [[20, 60], [40, 80], ["55.5", 100]]
PAIRS = st.lists(
    st.tuples(
        st.decimals(min_value=0, max_value=20, places=6),
        st.decimals(min_value=0, max_value=100, places=6),
    ),
    max_size=20,
)


def looked_up(made, **changes: Any):
    parts = {"rows": QUANTITY, "columns": QUALITY, "table": TABLE}
    return made.function("F12", **{**parts, **changes})


def test_f12_reads_the_cell_of_two_bands(made) -> None:
    rule = looked_up(made)
    pairs = [(0, 0), (8, "79.999999"), (8, 80), (12, 79), (500, 100)]
    assert [made.score(rule, a, b) for a, b in pairs] == [20, 40, 80, Decimal("55.5"), 100]
    told = rule.score_column(made.read([8], [100])).told().to_pylist()
    assert told == ["[8,12) × [80,100]"]
    assert rule.metrics == (("contacts_per_hour", "-"), ("qa_score", "-"))


def test_f12_names_the_value_outside_its_bounds(made) -> None:
    with pytest.raises(OutsideDomain, match="101 lies outside") as refused:
        looked_up(made).score_column(made.read([1, 1], [100, 101]))
    assert refused.value.row == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"table": TABLE[:2]}, "needs 3 rows, one per band"),
        ({"table": [[20, 60], [40], [50, 100]]}, "row 2 of the matrix needs 2 scores"),
        ({"table": [[20, 60], [40, None], [50, 100]]}, "table.1.1"),
        ({"columns": {**QUALITY, "bounds": [0, 100, 80]}}, "must rise, but 80 follows 100"),
        ({"columns": QUANTITY}, "two axes of one F12 count the same metric"),
        ({"lookup": "bilinear"}, "finite bounds"),
        (
            {"lookup": "bilinear", "rows": {**QUANTITY, "bounds": [0, 8]}},
            "needs 2 rows, one per node",
        ),
    ],
)
def test_f12_refuses_a_table_that_is_not_complete(made, changes: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        looked_up(made, **changes)


@given(PAIRS)
def test_f12_agrees_with_its_oracle(made, pairs) -> None:
    def oracle(row: int) -> Fraction:
        quantity, quality = pairs[row]
        place = 0 if quantity < 8 else 1 if quantity < 12 else 2
        return Fraction(TABLE[place][quality >= 80])

    rule = looked_up(made)
    made.agree(rule, made.read([a for a, _ in pairs], [b for _, b in pairs]), oracle)


NODES = {
    "lookup": "bilinear",
    "rows": {"metric": "contacts_per_hour", "bounds": [4, 8, 13]},
    "columns": {"metric": "qa_score", "bounds": [60, 80, 100]},
    "table": [[0, 20, 40], [10, "50.5", 80], [20, 70, 120]],
}


def test_f12_bilinear_meets_its_nodes_and_stays_level_beyond(made) -> None:
    rule = looked_up(made, **NODES)
    assert [made.score(rule, x, y) for x, y in [(4, 60), (8, 80), (13, 100)]] == [
        0,
        Decimal("50.5"),
        120,
    ]
    assert [made.score(rule, x, y) for x, y in [(0, 0), (99, 500), (6, 60)]] == [0, 120, 5]


@given(PAIRS)
def test_f12_bilinear_agrees_with_its_oracle(made, pairs) -> None:
    xs, ys = [4, 8, 13], [60, 80, 100]
    table = [[Fraction(str(one)) for one in row] for row in NODES["table"]]

    def oracle(row: int) -> Fraction:
        x = max(Fraction(4), min(Fraction(13), Fraction(pairs[row][0])))
        y = max(Fraction(60), min(Fraction(100), Fraction(pairs[row][1])))
        i, j = int(x > 8), int(y > 80)
        s, t = (x - xs[i]) / (xs[i + 1] - xs[i]), (y - ys[j]) / (ys[j + 1] - ys[j])
        top = table[i][j] * (1 - t) + table[i][j + 1] * t
        return top * (1 - s) + (table[i + 1][j] * (1 - t) + table[i + 1][j + 1] * t) * s

    rule = looked_up(made, **NODES)
    made.agree(rule, made.read([a for a, _ in pairs], [b for _, b in pairs]), oracle)
