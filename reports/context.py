"""What a workbook must know besides its tables: centre, period, run, catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Status = Literal["provisional", "in_review", "locked"]
Freshness = Literal["ok", "late", "missing"]


@dataclass(frozen=True)
class Metric:
    """One entry of the metric catalogue, as the semantic layer defines it.

    `unit` is n, s, n/h, points, currency, or % for a ratio kept as 0 to 1; `direction` is
    up, down or none. `source` is the mart, `numerator` and `denominator` the two sums as the
    semantic layer writes them (no denominator: a plain sum); they are printed, not computed.
    """

    name: str
    metric_id: str
    name_zh: str
    name_en: str
    unit: str
    direction: str = "none"
    digits: int = 2
    definition_zh: str = ""
    definition_en: str = ""
    basis: str = "-"
    variant: str = "-"
    owner: str = ""
    source: str = ""
    numerator: str | None = None
    denominator: str | None = None


@dataclass(frozen=True)
class SourceFreshness:
    """How one source arrived: until when its data reach, in UTC, and a light."""

    name: str
    freshness: Freshness
    data_until: datetime | None = None


@dataclass(frozen=True)
class AppealWindow:
    """For how many workdays after its delivery a result may be disputed.

    `open_until` is the last day where it is delivered on the day of its data, so the earliest
    that the window can close.
    """

    workdays: int
    open_until: date


@dataclass(frozen=True)
class ReportContext:
    """Everything a build may know that is not a row. Instants are naive UTC.

    `names` gives the centre's own words for codes (queues, work types, shifts):
    code → (Chinese, English). `targets` gives the target in force by metric name. `mail_queues`
    are those of e-mail, for which nobody waits.
    """

    centre_id: str
    centre_name_zh: str
    centre_name_en: str
    zone: str
    currency: str
    period: str
    period_from: date
    period_to: date
    locale: str
    status: Status
    run_id: str
    code_version: str
    rule_fingerprint: str
    data_as_of: datetime
    sources: tuple[SourceFreshness, ...] = ()
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    appeals: AppealWindow | None = None
    mail_queues: tuple[str, ...] = ()
