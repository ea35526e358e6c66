"""What enters a calculation beside the marts: override rows, and adjustments of earlier months."""

from __future__ import annotations

import pyarrow as pa

from pipelines.settings import House, now
from pipelines.settlement.journal import Journal
from pipelines.settlement.locked import all_versions
from scoring.settlement import (
    Adjustment,
    Overridden,
    Override,
    adjustments_of,
    apply_overrides,
    payable,
)


def override_journal(house: House) -> Journal:
    """The file of override rows."""
    return Journal(house.control / "settlement" / "overrides.jsonl", {"override": Override})


def overrides(house: House) -> list[Override]:
    """Every override row ever entered, oldest first."""
    return [record for _, record in override_journal(house).records()]


def overridden_values(house: House, metric_values: pa.Table) -> Overridden:
    """Metric values with the corrections in force now; what did not fit comes as notices."""
    return apply_overrides(metric_values, overrides(house), now())


def adjustments(house: House) -> list[Adjustment]:
    """Everything that restatements posted, into whichever month."""
    tables = [v.table("adjustments") for v in all_versions(house) if v.has_adjustments]
    return [row for table in tables for row in adjustments_of(table)]


def adjustments_due(house: House, period: str) -> pa.Table:
    """What the pay engine pays or recovers as P12 in `period`, on top of the month's own pay."""
    return payable(adjustments(house), period)
