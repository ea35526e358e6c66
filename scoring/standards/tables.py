"""Standards as tables: one row per work type and study, and one per element."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded
from scoring.standards.standard import Standard, TimedElement
from scoring.tables import NUMBER, table_of


def _schema(optional: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    may_be_empty = set(optional.split())
    return pa.schema([pa.field(name, kind, nullable=name in may_be_empty) for name, kind in fields])


STANDARD_TIMES = _schema(
    "required_n ci_low_s ci_high_s",
    ("study_id", pa.string()),
    ("work_type", pa.string()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("studied_from", pa.date32()),
    ("studied_to", pa.date32()),
    ("valid_from", pa.date32()),
    ("expires_on", pa.date32()),
    ("n", pa.int64()),
    ("required_n", pa.int64()),
    ("is_sufficient", pa.bool_()),
    ("observed_s", NUMBER),
    ("rating", NUMBER),
    ("normal_s", NUMBER),
    ("allowance", NUMBER),
    ("standard_s", NUMBER),
    ("ci_low_s", NUMBER),
    ("ci_high_s", NUMBER),
    ("reference_s", NUMBER),
    ("skill_factor", NUMBER),
    ("points", NUMBER),
    ("source", pa.string()),
    ("rule_ref", pa.string()),
)

STUDY_ELEMENTS = _schema(
    "sd_s ci_low_s ci_high_s required_n",
    ("study_id", pa.string()),
    ("work_type", pa.string()),
    ("element_id", pa.string()),
    ("name_zh", pa.string()),
    ("name_en", pa.string()),
    ("n", pa.int64()),
    ("mean_s", NUMBER),
    ("sd_s", NUMBER),
    ("ci_low_s", NUMBER),
    ("ci_high_s", NUMBER),
    ("required_n", pa.int64()),
    ("is_sufficient", pa.bool_()),
    ("rating", NUMBER),
    ("frequency", NUMBER),
    ("normal_s", NUMBER),
)

RETIME_TRIGGERS = _schema(
    "study_id standard_s observed_s ratio window_from window_to valid_until",
    ("as_of", pa.date32()),
    ("work_type", pa.string()),
    ("trigger", pa.string()),
    ("study_id", pa.string()),
    ("due_on", pa.date32()),
    ("valid_until", pa.date32()),
    ("standard_s", NUMBER),
    ("observed_s", NUMBER),
    ("ratio", NUMBER),
    ("contacts", pa.int64()),
    ("window_from", pa.date32()),
    ("window_to", pa.date32()),
    ("reason_zh", pa.string()),
    ("reason_en", pa.string()),
)

LEARNING_CURVE = _schema(
    "observed_index",
    ("as_of", pa.date32()),
    ("tenure_week", pa.int64()),
    ("contacts", pa.int64()),
    ("observed_index", NUMBER),
    ("fitted_index", NUMBER),
    ("target_factor", NUMBER),
    ("learning_rate", NUMBER),
)


class StandardTables(NamedTuple):
    """By data_contracts/outputs: standard_times and study_elements."""

    standard_times: pa.Table
    study_elements: pa.Table


def standard_tables(standards: Sequence[Standard]) -> StandardTables:
    """The standards with what they rest on, in the order given."""
    elements = [_element_row(one, part) for one in standards for part in one.elements]
    return StandardTables(
        table_of([_standard_row(one) for one in standards], STANDARD_TIMES),
        table_of(elements, STUDY_ELEMENTS),
    )


def number(value: Decimal | Fraction | float | int) -> Decimal:
    """A figure at 6 digits; a float is converted here, once."""
    return rounded(Fraction(value), SCORE_DIGITS)


def _standard_row(one: Standard) -> dict[str, Any]:
    work = one.work
    low, high = _interval(Fraction(one.standard_s), one.half_width_s)
    return {
        "study_id": one.study.id,
        "work_type": one.work_type,
        "name_zh": work.name_zh,
        "name_en": work.name_en,
        "studied_from": work.studied_from,
        "studied_to": work.studied_to,
        "valid_from": work.valid_from,
        "expires_on": work.expires_on,
        "n": one.n,
        "required_n": one.required_n,
        "is_sufficient": one.is_sufficient,
        "observed_s": number(one.observed_s),
        "rating": number(one.rating),
        "normal_s": number(one.normal_s),
        "allowance": number(work.allowance),
        "standard_s": number(one.standard_s),
        "ci_low_s": low,
        "ci_high_s": high,
        "reference_s": number(one.study.reference_s),
        "skill_factor": number(work.skill_factor),
        "points": number(one.points),
        "source": work.source,
        "rule_ref": f"{one.file}@{work.valid_from.isoformat()}",
    }


def _element_row(standard: Standard, part: TimedElement) -> dict[str, Any]:
    sample, element = part.sample, part.element
    low, high = _interval(sample.mean, sample.half_width(part.z))
    spread = None if sample.variance is None else number(float(sample.variance) ** 0.5)
    return {
        "study_id": standard.study.id,
        "work_type": standard.work_type,
        "element_id": element.id,
        "name_zh": element.name_zh,
        "name_en": element.name_en,
        "n": sample.n,
        "mean_s": number(sample.mean),
        "sd_s": spread,
        "ci_low_s": low,
        "ci_high_s": high,
        "required_n": part.required_n,
        "is_sufficient": part.is_sufficient,
        "rating": number(element.rating),
        "frequency": number(element.frequency),
        "normal_s": number(part.normal_s),
    }


def _interval(middle: Fraction, half: float | None) -> tuple[Decimal | None, Decimal | None]:
    if half is None:
        return None, None
    return number(max(Fraction(0), middle - Fraction(half))), number(middle + Fraction(half))
