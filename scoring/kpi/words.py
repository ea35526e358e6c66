"""A KPI in one sentence, from its figures alone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.catalogue import Metric
from scoring.exact import rounded

SPANS = {"period": ("本月", "the month"), "year": ("全年", "the year")}


def said(row: Mapping[str, Any], metric: Metric) -> tuple[str, str]:
    """What holds now, against what, and how likely the target is met, in Chinese and English."""
    if row["actual"] is None:
        return "没有数据", "No data"
    actual, target = shown(row["actual"], metric), shown(row["target"], metric)
    zh_span, en_span = SPANS[row["horizon"]]
    met = row["light"] == "green"
    zh = f"{actual}，目标 {target}，{'达标' if met else '未达标'}"
    en = f"{actual} against a target of {target}: {'met' if met else 'missed'}"
    if row["days_left"] and row["hit_probability"] is not None:
        chance = f"{row['hit_probability'] * 100:.0f} %"
        low, high = shown(row["p10"], metric), shown(row["p90"], metric)
        zh += f"；{zh_span}达标概率 {chance}（预计 {low} 至 {high}）"
        en += f"; {chance} chance that {en_span} meets it ({low} to {high})"
    if row["previous"] is not None:
        zh += f"；上月 {shown(row['previous'], metric)}"
        en += f"; last month {shown(row['previous'], metric)}"
    return zh, en


def shown(value: Decimal, metric: Metric) -> str:
    """A value as the semantic layer shows the metric."""
    if metric.unit == "%":
        return f"{rounded(value * 100, max(metric.digits - 2, 1)):f} %"
    digits = 0 if metric.unit in ("n", "currency") else metric.digits
    return f"{rounded(value, digits):,f}"
