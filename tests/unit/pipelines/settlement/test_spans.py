"""Quarters and years are made from locked months only, as the centre declares."""

from __future__ import annotations

from datetime import date

import pytest

from data_contracts.dated import Dated
from data_contracts.located_yaml import validated
from data_contracts.refusal import Place, Refusal
from pipelines.centre import load_centre
from pipelines.settings import SAMPLE_CENTRE
from pipelines.settlement.settling import Settling
from pipelines.settlement.spans import RULES_FILE, PeriodScoresFile, span_scores


def test_the_sample_centre_declares_quarter_and_year() -> None:
    document = load_centre(SAMPLE_CENTRE).document(RULES_FILE)
    assert document is not None
    rules = validated(PeriodScoresFile, document)
    place = Place(RULES_FILE)
    assert rules.quarter.on(date(2026, 6, 30), place).method == "weighted_mean"
    assert rules.year.on(date(2026, 12, 31), place).best == 10
    assert isinstance(rules.year, Dated)


def test_a_quarter_without_a_locked_month_is_refused(settling: Settling) -> None:
    with pytest.raises(Refusal, match="no month of this span is locked"):
        span_scores(settling.house, settling.centre, (), "2026-Q2")


def test_a_span_is_a_quarter_or_a_year(settling: Settling) -> None:
    with pytest.raises(Refusal, match="neither a quarter nor a year"):
        span_scores(settling.house, settling.centre, (), "2026-06")
