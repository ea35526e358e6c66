"""What the month's pay and contributions are to the ledger: balanced entries (X16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from scoring.cost.allocation import Allocation
from scoring.cost.elements import ON_COST, PAY
from scoring.cost.rules import Account
from scoring.cost.tables import JOURNAL_LINES
from scoring.exact import MONEY_DIGITS, from_units
from scoring.tables import table_of

DEBIT, CREDIT = "debit", "credit"


def journal_lines(done: Allocation) -> pa.Table:
    """Rows of outputs/journal_lines: per kind of cost a debit for each cost centre and one
    credit. Overheads are other people's entries and are not made here."""
    return table_of([*_lines(done)], JOURNAL_LINES)


def _lines(done: Allocation) -> Iterator[dict[str, Any]]:
    sums = _by_cost_centre(done)
    accounts = {PAY: done.plan.accounts.pay, ON_COST: done.plan.accounts.on_cost}
    for number, (kind, posting) in enumerate(accounts.items(), start=1):
        own = {team: fen for (one, team), fen in sorted(sums.items()) if one == kind and fen}
        for team, fen in own.items():
            yield _line(done, number, posting.debit, DEBIT, team, kind, fen)
        yield _line(done, number, posting.credit, CREDIT, "", kind, sum(own.values()))


def _by_cost_centre(done: Allocation) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for one, parts in done.used:
        for place, part in parts.items():
            sums[one.kind, place.cost_centre_id] += part.fen
    return sums


def _line(
    done: Allocation, number: int, account: Account, side: str, team: str, kind: str, fen: int
) -> dict[str, Any]:
    return {
        "period": done.plan.period,
        "entry_no": number,
        "account": account.account,
        "account_zh": account.name_zh,
        "account_en": account.name_en,
        "side": side,
        "cost_centre_id": team,
        "element_kind": kind,
        "amount": from_units(fen, MONEY_DIGITS),
    }
