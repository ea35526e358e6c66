"""Award files: known kinds, rules that have begun, and the tables that pay waits for."""

from __future__ import annotations

from datetime import date

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from pipelines.awards.documents import (
    award_documents,
    has_begun,
    paid_tables,
    settled_tables,
)
from pipelines.centre import load_centre
from pipelines.settings import PROJECT, SAMPLE_CENTRE


def test_a_file_of_no_known_kind_is_refused(centre_with) -> None:
    centre = centre_with(**{"awards/bonus.yaml": lambda _: "kind: bonus\n"})
    with pytest.raises(Refusal, match=r"which kind of award") as refused:
        award_documents(centre, "contest")
    assert refused.value.place.file == "centres/sample/awards/bonus.yaml"


def test_a_rule_begins_with_its_first_dated_value() -> None:
    text = "shares:\n  agent:\n    2026-07-01: {value: 1, source: x}\n"
    document = read_yaml(text, "cascades/x.yaml")
    assert not has_begun(document, date(2026, 6, 30))
    assert has_begun(document, date(2026, 7, 1))


def test_pay_waits_for_what_the_centre_settles() -> None:
    sample = load_centre(SAMPLE_CENTRE)
    assert "cascade_lines" in settled_tables(sample)
    assert paid_tables(sample) == (
        "contest_prizes", "commission_lines", "team_awards", "advance_ledger",
    )  # fmt: skip
    assert settled_tables(load_centre(PROJECT / "centres" / "anonymous_bank")) == ()
