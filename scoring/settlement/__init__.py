"""Settlement: a month's result becomes pay that nobody changes; what comes later is a delta.

Belongs here: the states of a period with its signatures (`states`, `approvals`), the hash that is
signed (`result_hash`), deltas against what was paid (`deltas`), appeals and the overrides that
they lead to (`appeals`, `overrides`, `appeal_statistics`), quarters and years (`longer_periods`)
and the difference of two replays (`comparison`). Pure: events, tables and rules in; states,
tables and rows out. Must stay out: the clock, the disk, the ledger's files and the commands,
which are in `pipelines/settlement`. Source: scoring.md 4.9 and 4.10.
"""

from scoring.settlement.appeal_statistics import appeal_statistics
from scoring.settlement.appeals import (
    AppealContext,
    AppealEvent,
    AppealForm,
    Case,
    case_of,
    cases_table,
    deadline_of,
    permitted,
)
from scoring.settlement.approvals import Approvals, ApprovalsOnDay
from scoring.settlement.comparison import Combination, combinations_needed, decomposed
from scoring.settlement.deltas import (
    Adjustment,
    Restatement,
    adjustments_of,
    adjustments_table,
    already_paid,
    paid_components,
    payable,
    restated,
)
from scoring.settlement.longer_periods import Aggregation, MonthResult, period_scores
from scoring.settlement.overrides import Overridden, Override, apply_overrides, overrides_table
from scoring.settlement.result_hash import RESULT_TABLES, result_hash
from scoring.settlement.states import (
    Calculated,
    Event,
    Locked,
    Restated,
    Returned,
    Settlement,
    SettlementKey,
    Signed,
    Submitted,
    evolve,
    settled,
)

__all__ = [
    "RESULT_TABLES",
    "Adjustment",
    "Aggregation",
    "AppealContext",
    "AppealEvent",
    "AppealForm",
    "Approvals",
    "ApprovalsOnDay",
    "Calculated",
    "Case",
    "Combination",
    "Event",
    "Locked",
    "MonthResult",
    "Overridden",
    "Override",
    "Restated",
    "Restatement",
    "Returned",
    "Settlement",
    "SettlementKey",
    "Signed",
    "Submitted",
    "adjustments_of",
    "adjustments_table",
    "already_paid",
    "appeal_statistics",
    "apply_overrides",
    "case_of",
    "cases_table",
    "combinations_needed",
    "deadline_of",
    "decomposed",
    "evolve",
    "overrides_table",
    "paid_components",
    "payable",
    "period_scores",
    "permitted",
    "restated",
    "result_hash",
    "settled",
]
