"""A figure: one column or tile, what it means, and how its unit is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.context import Metric, ReportContext
from reports.language import N_, Language

# Units of the semantic layer and the units in which sheets write them.
METRIC_UNITS = {
    "n": "count",
    "%": "ratio",
    "n/h": "per_hour",
    "currency": "amount",
    "points": "score",
}
UNIT_WORDS = {
    "per_hour": N_("per hour"),
    "s": N_("s"),
    "duration": N_("h:mm"),
    "h": N_("h"),
    "ratio": N_("%"),
    "points": N_("points"),
    "erlang": N_("Erlang"),
}


@dataclass(frozen=True)
class Figure:
    """One column of a table or one tile, as the glossary explains it.

    `heading` and `meaning` are message ids. `unit` decides the number format: text, date,
    instant, clock, count, number, s, duration (seconds shown as h:mm), h, ratio, amount,
    score, points, erlang. `source` is table.column; `gap` leaves a missing value blank,
    because a line chart would draw the dash as zero.
    """

    key: str
    heading: str
    unit: str
    meaning: str
    source: str
    basis: str = "-"
    variant: str = "-"
    digits: int | None = None
    gap: bool = False
    read: Callable[[Mapping[str, Any]], object] | None = None

    def value(self, row: Mapping[str, Any]) -> object:
        """The figure's value in `row`."""
        return self.read(row) if self.read else row.get(self.key)


def metric_unit(metric: Metric) -> str:
    """The unit in which sheets write a catalogued metric; a sum of seconds reads as h:mm."""
    if metric.unit == "s" and metric.denominator is None:
        return "duration"
    return METRIC_UNITS.get(metric.unit, metric.unit)


def metric_figure(metric: Metric, language: Language, *, gap: bool = False) -> Figure:
    """The figure of a catalogued metric, in the reader's language."""
    return Figure(
        key=metric.name,
        heading=language.choose(metric.name_zh, metric.name_en),
        unit=metric_unit(metric),
        meaning=f"{metric.metric_id} {_definition(metric, language)}".strip(),
        source=".".join(filter(None, (metric.source, metric.numerator)))
        + (f" ÷ {metric.denominator}" if metric.denominator else ""),
        basis=metric.basis,
        variant=metric.variant,
        digits=metric.digits,
        gap=gap,
    )


def _definition(metric: Metric, language: Language) -> str:
    """The definition; a catalogue that has it in English alone is quoted beside the name."""
    chinese = language.locale.startswith("zh")
    if chinese and metric.definition_zh in ("", metric.definition_en) and metric.definition_en:
        quoted = N_("{name} (definition, in English: {definition})")
        return language.text(quoted, name=metric.name_zh, definition=metric.definition_en)
    return language.choose(metric.definition_zh, metric.definition_en)


def unit_word(unit: str, context: ReportContext, language: Language) -> str:
    """The unit as a header prints it; empty where the number format says it."""
    if unit == "amount":
        return context.currency
    return language.text(UNIT_WORDS[unit]) if unit in UNIT_WORDS else ""


def number_format(unit: str, digits: int | None, locale: str) -> str:
    """The Excel number format of a unit."""
    fixed = {
        "date": "yyyy-mm-dd" if locale.startswith("zh") else "d mmm yyyy",
        "instant": "yyyy-mm-dd hh:mm" if locale.startswith("zh") else "d mmm yyyy hh:mm",
        "clock": "hh:mm",
        "day_hour": "mm-dd hh:mm",
        "duration": "[h]:mm",
        "amount": "#,##0.00",
        "text": "@",
    }
    if unit in fixed:
        return fixed[unit]
    usual = {"count": 0, "s": 0, "ratio": 1, "score": 2, "points": 2, "h": 1, "erlang": 2}
    places = usual.get(unit, 2) if digits is None else digits
    if unit == "ratio":
        places = min(places, 2)
    body = ("0" if unit == "ratio" else "#,##0") + ("." + "0" * places if places else "")
    return body + ("%" if unit == "ratio" else "")
