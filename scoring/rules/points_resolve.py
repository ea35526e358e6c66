"""From a points file to its plan of one month."""

from __future__ import annotations

from data_contracts.located_yaml import LocatedYaml
from scoring.catalogue import Catalogue
from scoring.period import Period
from scoring.rules.month import MonthReader
from scoring.rules.points import PointsTariff
from scoring.rules.points_plans import CapPlan, PointsPlan, QualityPlan


def points_in(
    tariff: PointsTariff, document: LocatedYaml, period: Period, catalogue: Catalogue
) -> PointsPlan | None:
    """The tariff, or None where its reference has not begun by the end of `period`."""
    if tariff.reference_s.entry_on(period.last) is None:
        return None
    month = MonthReader(document, period, catalogue)
    quality, cap = _quality(tariff, month), _cap(tariff, month)
    dated = tariff.valid_days
    valid_days = None if dated is None else month.value(dated, ("valid_days",))
    return PointsPlan(document, tariff, quality, cap, valid_days)


def _quality(tariff: PointsTariff, month: MonthReader) -> QualityPlan | None:
    quality, path = tariff.quality_coefficient, ("quality_coefficient",)
    if quality is None:
        return None
    return QualityPlan(
        applies_to=quality.applies_to,
        metric=month.metric(quality.metric, quality.variant, (*path, "metric")),
        function=month.value(quality.function, (*path, "function")),
        min_sample=month.value(quality.min_sample, (*path, "min_sample")),
        below_min_sample=month.value(quality.below_min_sample, (*path, "below_min_sample")),
        rule_ref=month.rule_ref(quality.function, quality.min_sample, quality.below_min_sample),
    )


def _cap(tariff: PointsTariff, month: MonthReader) -> CapPlan | None:
    cap = tariff.cap
    if cap is None:
        return None
    limits = {
        key: month.value(dated, ("cap", key))
        for key, dated in (("per_day", cap.per_day), ("per_period", cap.per_period))
        if dated is not None and month.begun(dated, ("cap", key))
    }
    if not limits:
        return None
    ref = month.rule_ref(cap.per_day, cap.per_period)
    return CapPlan(limits.get("per_day"), limits.get("per_period"), ref)
