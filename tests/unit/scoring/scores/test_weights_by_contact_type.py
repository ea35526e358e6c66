"""The weight matrix W[item, contact type]: a cell each, reweighted where someone has none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.scoring.scores.written import card, dated, item, lines_of

WEIGHTS = {
    "speed_s": {"complaint": 10, "enquiry": 40},
    "quality": {"complaint": 40, "enquiry": 10},
}
VALUES = {
    ("A", "speed_s@complaint"): 20,
    ("A", "speed_s@enquiry"): 80,
    ("A", "quality@complaint"): 90,
    ("A", "quality@enquiry"): 60,
    ("B", "speed_s@enquiry"): 80,
    ("B", "quality@enquiry"): 60,
}


def matrix_card() -> dict:
    """Speed matters where people enquire, quality where they complain."""
    falling = {"code": "F1", "points": [[0, 100], [100, 0]]}
    function = {"speed_s": falling, "quality": None}
    return card(
        *(
            item(
                name,
                weight=None,
                weight_by_contact_type={kind: dated(w) for kind, w in weights.items()},
                **({"function": function[name]} if function[name] else {}),
            )
            for name, weights in WEIGHTS.items()
        )
    )


@pytest.fixture(scope="module")
def lines(score) -> dict[str, dict]:
    done = score(matrix_card(), [{"agent_id": "A"}, {"agent_id": "B"}], VALUES)
    return {one: lines_of(done, one) for one in "AB"}


def test_the_total_is_the_weighted_sum_of_the_cells(lines) -> None:
    # speed scores 100 − value: 80 and 20; 0.1·80 + 0.4·20 + 0.4·90 + 0.1·60
    assert lines["A"]["total"]["score"] == Decimal("58")
    assert lines["A"]["quality@complaint"]["contribution"] == 36
    assert lines["A"]["quality@complaint"]["name_en"] == "quality · complaint"


def test_who_had_no_contact_of_a_type_is_weighed_by_the_others(lines) -> None:
    # 40 and 10 of 50: 0.8·20 + 0.2·60
    assert lines["B"]["total"]["score"] == 28
    assert lines["B"]["speed_s@enquiry"]["weight_applied"] == 80
    assert lines["B"]["quality@complaint"]["contribution"] == 0


def test_every_cell_has_its_metric_in_the_lines(lines) -> None:
    cells = {name: row["metric"] for name, row in lines["A"].items() if "@" in name}
    assert cells == {f"{name}@{kind}": f"{name}@{kind}" for name in WEIGHTS for kind in
                     ("complaint", "enquiry")}  # fmt: skip
