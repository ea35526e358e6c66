"""In which unit a value is written, told from its key as the house names things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from data_contracts.located_yaml import Path


class Unit(NamedTuple):
    """A unit by code, with its words. `ratio` is a share of 1 and may be written in per cent."""

    code: str
    zh: str
    en: str


NONE = Unit("none", "", "")
SECONDS = Unit("s", "秒", "s")
HOURS = Unit("h", "小时", "h")
DAYS = Unit("days", "天", "days")
WEIGHT = Unit("weight", "分（同层合计 100）", "of 100 in its level")
SCORE = Unit("score", "分", "points")
RATIO = Unit("ratio", "比率（0–1 或 %）", "ratio (0–1 or %)")
TIMES = Unit("times", "倍", "times")
COUNT = Unit("count", "个", "count")
PER_HOUR = Unit("per_hour", "个/小时", "per hour")

# Units of the semantic layer.
_METRIC = {"s": SECONDS, "%": RATIO, "n": COUNT, "n/h": PER_HOUR, "points": SCORE}
_ENDINGS = {"_s": SECONDS, "_h": HOURS, "_days": DAYS, "_workdays": DAYS}
_MONEY = ("amount", "prizes", "lowest", "highest", "unit_price")
_BY_KEY: Mapping[str, Unit] = {
    **dict.fromkeys(("weight", "weight_by_role", "weight_by_contact_type"), WEIGHT),
    **dict.fromkeys(("score", "full_score", "cap_hi", "cap_lo", "per_event", "full_points"), SCORE),
    **dict.fromkeys(
        (
            "share", "shares", "share_of_contract", "recovery_share", "shrinkage", "confidence",
            "service_level_target", "maximum_occupancy", "family_error", "rates", "rate", "trim",
        ),
        RATIO,
    ),
    **dict.fromkeys(
        (
            "coefficient", "role_coefficient", "difficulty_coefficient", "day_class_coefficient",
            "time_window_coefficient",
            "quality_coefficient", "below_min_sample", "min_ratio", "serious_ratio",
            "lowest_ratio", "highest_ratio",
        ),
        TIMES,
    ),
    **dict.fromkeys(("min_sample", "periods", "minimum_evaluations", "min_cases"), COUNT),
}  # fmt: skip
_OF_METRIC = ("from", "to", "threshold", "domain")


def unit_of(path: Path, leaf: Path, metric_unit: str, currency: str) -> Unit:
    """The unit of the value at `leaf` of the dated value at `path`.

    `metric_unit` is that of the metric which the rule reads, as the semantic layer writes it.
    The innermost key that says a unit decides; one that says none has none.
    """
    keys = [str(key) for key in (*path, *leaf)]
    if leaf and str(leaf[0]) in _OF_METRIC:
        return _METRIC.get(metric_unit, NONE)
    if leaf == ("score",) and any("coefficient" in key for key in keys):
        return TIMES
    for key in reversed(keys):
        found = _by_name(key, currency)
        if found is not None:
            return found
    return NONE


def _by_name(key: str, currency: str) -> Unit | None:
    if key in _BY_KEY:
        return _BY_KEY[key]
    if key.endswith("_amount") or key in _MONEY:
        return Unit("amount", currency, currency) if currency else NONE
    return next((unit for ending, unit in _ENDINGS.items() if key.endswith(ending)), None)
