"""A tariff from studies is a points file, and a points file is checked against them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from data_contracts.dated import Dated
from data_contracts.located_yaml import read_yaml, validated
from data_contracts.refusal import Refusal
from scoring import compile_rules
from scoring.rules.points import PointsTariff
from scoring.standards import TariffHeading, check_tariff, standards_of, tariff_text
from scoring.standards.study import read_time_studies
from tests.unit.scoring.standards.studies import (
    element,
    sample_document,
    sample_standards,
    standards,
    study,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
UNCODED = (FIRST, Decimal(0), "Points rules 2026, §5")
HEADING = TariffHeading(
    "by_study", "测时积分", "Points by study", "Performance", ("agent",), {"uncoded": UNCODED}
)


def on(dated: Dated[Decimal], day: date) -> Decimal | None:
    entry = dated.entry_on(day)
    return entry[1].value if entry else None


def test_the_sample_tariff_is_what_the_sample_studies_found() -> None:
    tariff = sample_document("points/standard_seconds.yaml")
    assert check_tariff(tariff, sample_standards(), FIRST, LAST) == ()


def test_after_their_expiry_every_standard_of_the_sample_is_told() -> None:
    tariff = sample_document("points/standard_seconds.yaml")
    found = check_tariff(tariff, sample_standards(), FIRST, date(2027, 1, 1))
    assert {one.since for one in found} == {date(2027, 1, 1)}
    assert {one.study_s for one in found} == {None}
    assert len(found) == 7


def test_a_generated_tariff_compiles_and_agrees_with_its_studies() -> None:
    document = read_yaml(tariff_text(sample_standards(), HEADING), "points/by_study.yaml")
    assert len(compile_rules([document], {}).points) == 1
    assert check_tariff(document, sample_standards(), FIRST, date(2027, 6, 1)) == ()


def test_points_of_the_generated_tariff_are_those_of_the_study() -> None:
    skilled = {"elements": [element([100, 101])], "skill_factor": "1.15", "allowance": "0.13"}
    [standard] = standards({"billing": skilled})
    document = read_yaml(tariff_text([standard], HEADING), "points/by_study.yaml")
    tariff = validated(PointsTariff, document)
    seconds, reference = on(tariff.standard_s["billing"], FIRST), on(tariff.reference_s, FIRST)
    assert seconds is not None and reference is not None
    assert round(Fraction(seconds) / Fraction(reference), 4) == Fraction(standard.points)


def test_a_standard_ends_with_its_expiry_unless_a_later_one_has_begun() -> None:
    work = {"elements": [element([60, 60])], "expires_on": date(2026, 6, 30)}
    later = {"elements": [element([66, 66])], "valid_from": date(2026, 6, 1)}
    studies = [study({"billing": work}), study({"billing": later}, id="restudy")]
    found = standards_of(read_time_studies(studies))
    document = read_yaml(tariff_text(found, HEADING), "t.yaml")
    billing = validated(PointsTariff, document).standard_s["billing"]
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [on(billing, day) for day in days] == [60, 66, 66, None]


def test_work_that_no_study_measured_keeps_what_was_decided() -> None:
    document = read_yaml(tariff_text(sample_standards(), HEADING), "t.yaml")
    assert on(validated(PointsTariff, document).standard_s["uncoded"], FIRST) == 0


def test_a_difference_names_day_figures_and_line() -> None:
    text = tariff_text(standards({"billing": {"elements": [element([90, 90])]}}), HEADING)
    document = read_yaml(text.replace("value: 90", "value: 95"), "points/by_study.yaml")
    [found] = check_tariff(
        document, standards({"billing": {"elements": [element([90, 90])]}}), FIRST, LAST
    )
    assert (found.since, found.tariff_s, found.study_s) == (FIRST, 95, 90)
    assert found.place.line is not None and "billing" in str(found.place)
    assert "95 s" in found.reason_en and "90.00 秒" in found.reason_zh


def test_studies_with_different_references_make_no_tariff() -> None:
    studies = [
        study({"billing": {"elements": [element([60])]}}),
        study({"sales": {"elements": [element([60])]}}, id="other", reference_s=100),
    ]
    with pytest.raises(Refusal, match="different references"):
        tariff_text(standards_of(read_time_studies(studies)), HEADING)
