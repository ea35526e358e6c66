"""Observed → normal → standard time → points, and whether it was observed often enough."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, sqrt
from statistics import mean, stdev

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.standards import STANDARD_TIMES, STUDY_ELEMENTS, read_time_studies, standard_tables
from scoring.standards.sample import Sample
from scoring.standards.standard import standards_of
from tests.unit.scoring.standards.studies import element, sample_standards, standards, study

seconds = st.lists(st.integers(1, 2000), min_size=2, max_size=60)


def test_a_complaint_of_120_and_60_seconds_is_three_points() -> None:
    complaint = {"elements": [element([120, 120]), element([60, 60], id="wrap")]}
    enquiry = {"elements": [element([60, 60])]}
    found = {s.work_type: s for s in standards({"complaint": complaint, "enquiry": enquiry})}
    assert (found["enquiry"].standard_s, found["enquiry"].points) == (60, 1)
    assert (found["complaint"].standard_s, found["complaint"].points) == (180, Decimal("3.0000"))


def test_rating_frequency_and_allowance_make_the_standard() -> None:
    hold = element([30, 50], id="hold", rating="0.9", frequency="0.25")
    work = {"elements": [element([90, 110], rating="1.1"), hold], "allowance": "0.15"}
    [found] = standards({"billing": work})
    # normal: 100 × 1.1 + 40 × 0.9 × 0.25 = 119 s; T = 119 × 1.15 = 136.85 s
    assert found.normal_s == 119
    assert found.standard_s == Decimal("136.85")
    assert found.rating == Fraction(119, 110)
    assert found.points == Decimal("2.2808")  # 136.85 / 60 = 2.28083…


def test_the_skill_factor_is_in_the_points_and_not_in_the_time() -> None:
    [found] = standards({"billing": {"elements": [element([90, 90])], "skill_factor": "1.2"}})
    assert (found.standard_s, found.paid_s, found.points) == (90, Decimal("108.00"), Decimal("1.8"))


def test_observations_needed_by_the_formula_worked_by_hand() -> None:
    # mean 50, s² = (100 + 100) / 1 = 200; n = (1.96 / (0.05 × 50))² × 200 = 122.9312 → 123
    sample = Sample.of([40, 60])
    assert sample.required(Decimal("1.96"), Decimal("0.05")) == 123


@given(seconds)
def test_statistics_agree_with_the_standard_library(values: list[int]) -> None:
    sample = Sample.of(values)
    assert sample.mean == Fraction(sum(values), len(values))
    half = sample.half_width(Decimal("1.96"))
    assert half == pytest.approx(1.96 * stdev(values) / sqrt(len(values)), abs=1e-9)
    wanted = (1.96 * stdev(values) / (0.05 * mean(values))) ** 2
    found = sample.required(Decimal("1.96"), Decimal("0.05"))
    assert found in {max(2, ceil(wanted + nudge)) for nudge in (-1e-6, 0, 1e-6)}


@given(seconds)
def test_enough_observations_means_an_interval_within_the_precision(values: list[int]) -> None:
    [found] = standards({"billing": {"elements": [element(values)]}})
    [part] = found.elements
    half = part.sample.half_width(part.z)
    assert half is not None
    within = half <= 0.05 * float(part.sample.mean) * (1 + 1e-12)
    assert part.is_sufficient == within


@given(seconds, st.permutations(range(4)))
def test_the_order_of_observations_does_not_matter(values: list[int], order: list[int]) -> None:
    shuffled = sorted(values, key=lambda one: order[one % 4])
    assert Sample.of(values) == Sample.of(shuffled)


def test_one_observation_gives_a_standard_but_no_interval() -> None:
    one = standards({"billing": {"elements": [element([90])]}})
    row = standard_tables(one).standard_times.to_pylist()[0]
    assert (row["standard_s"], row["ci_low_s"], row["required_n"]) == (90, None, None)
    assert row["is_sufficient"] is False


def test_the_interval_of_the_standard_adds_independent_elements() -> None:
    work = {"elements": [element([90, 110]), element([45, 55], id="wrap")], "allowance": "0.2"}
    row = standard_tables(standards({"billing": work})).standard_times.to_pylist()[0]
    # halves 1.96 × 10 = 19.6 and 9.8: √(19.6² + 9.8²) × 1.2 = 26.296…; T = 180
    assert float(row["ci_high_s"]) == pytest.approx(180 + sqrt(19.6**2 + 9.8**2) * 1.2, abs=1e-5)
    assert row["ci_high_s"] - row["standard_s"] == row["standard_s"] - row["ci_low_s"]


def test_the_sample_studies_are_sufficient_and_fill_the_tables() -> None:
    tables = standard_tables(sample_standards())
    assert tables.standard_times.schema == STANDARD_TIMES
    assert tables.study_elements.schema == STUDY_ELEMENTS
    assert all(tables.standard_times["is_sufficient"].to_pylist())
    parts = tables.study_elements.group_by(["study_id", "work_type"]).aggregate(
        [("normal_s", "sum")]
    )
    sums = {(r["study_id"], r["work_type"]): r["normal_s_sum"] for r in parts.to_pylist()}
    for row in tables.standard_times.to_pylist():
        assert sums[row["study_id"], row["work_type"]] == row["normal_s"]
        assert row["ci_low_s"] < row["standard_s"] < row["ci_high_s"]


SWITCH = pa.Table.from_pylist(
    [
        {
            "work_type": "contact:billing",
            "business_date": date(2025, 11, day),
            "measure": measure,
            "n": 2,
            "sum_s": total,
            "sum_squares_s": total * total,
        }
        for day, measure, total in ((4, "talk_s", 100), (5, "talk_s", 140), (5, "wrap_s", 9))
    ]
)


def test_the_switch_can_be_the_observer() -> None:
    span = {"measure": "talk_s", "first": date(2025, 11, 3), "last": date(2025, 11, 5)}
    timed = {"id": "talk", "name_zh": "通话", "name_en": "Talk", "timings": span}
    document = study({"contact:billing": {"elements": [timed]}})
    [found] = standards_of(read_time_studies([document], SWITCH))
    assert (found.n, found.standard_s) == (4, 60)  # (100 + 140) / 4
    with pytest.raises(Refusal, match="no talk_s of this work type"):
        read_time_studies([document])


@pytest.mark.parametrize(
    ("work", "message"),
    [
        ({"elements": [element([])]}, "at least 1 item"),
        ({"elements": [element([60]) | {"timings": None, "observations_s": None}]}, "either"),
        ({"elements": [element([60])], "valid_from": date(2025, 11, 10)}, "before its study"),
        ({"elements": [element([60])], "expires_on": date(2025, 12, 1)}, "ends before it begins"),
        ({"elements": [element([60])], "allowence": "0.1"}, "unknown key 'allowence'"),
        ({"elements": [element([0])]}, "greater than 0"),
    ],
)
def test_a_wrong_study_is_refused(work: dict[str, object], message: str) -> None:
    with pytest.raises(Refusal, match=message):
        standards({"billing": work})
