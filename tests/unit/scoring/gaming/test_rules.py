"""gaming.yaml is refused where it is wrong, and read as it stands in the month."""

from __future__ import annotations

import pytest

from data_contracts.refusal import Refusal
from scoring.gaming import DETECTORS, GAMING_FLAGS, gaming_flags
from scoring.period import Period
from tests.unit.scoring.gaming.floor import Floor
from tests.unit.scoring.gaming.rule_files import sample_rules

JUNE = Period.of("2026-06")
SHORT_CALLS = """  short_calls:
    2026-01-01:
      value: {min_exposure: 100, min_cases: 10, min_ratio: 2, serious_ratio: 5}
      source: "Fairness rules 2026, §4"
"""
ENDED = (
    SHORT_CALLS
    + """    2026-06-01:
      value: null
      source: "Amendment"
"""
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  hang_ups:", "  hang_up:", "short_calls"),
        ("serious_ratio: 5", "serious_ratio: 1.5", "serious_ratio is smaller than min_ratio"),
        ("min_ratio: 2", "min_ratio: 1", "greater than 1"),
        ("value: 0.05", "value: 1.5", "less than 1"),
        ("rewarded: above", "rewarded: left", "'above' or 'below'"),
        ("  short_call_s:", "  short_calls_s:", "short_call"),
    ],
)
def test_a_wrong_file_is_refused_by_key(old: str, new: str, message: str) -> None:
    with pytest.raises(Refusal, match=message):
        sample_rules((old, new))


def test_a_value_that_changes_inside_the_month_is_refused() -> None:
    later = "2026-06-10: {value: 9, source: s}\n    2026-01-01: {value: 15"
    rules = sample_rules(("2026-01-01: {value: 15", later))
    with pytest.raises(Refusal, match="changes on 2026-06-10"):
        rules.in_month(JUNE)


def test_a_detector_that_has_ended_does_not_look() -> None:
    rules = sample_rules((SHORT_CALLS, ENDED))
    assert "short_calls" in rules.in_month(Period.of("2026-05")).limits
    names = [detector.name for detector in DETECTORS if detector.name != "short_calls"]
    assert list(rules.in_month(JUNE).limits) == names


def test_a_month_before_the_rules_is_refused() -> None:
    with pytest.raises(Refusal, match="no value is in force on 2025-12-01"):
        sample_rules().in_month(Period.of("2025-12"))


def test_nobody_of_the_roles_is_compared_with_others() -> None:
    rules = sample_rules(("applies_to: {role: agent}", "applies_to: {role: trainee}"))
    found = gaming_flags(rules, "2026-06", Floor(1).observed())
    assert set(found.compared.values()) == {0}
    assert found.flags.schema == GAMING_FLAGS
