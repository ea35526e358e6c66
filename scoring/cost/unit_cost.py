"""Cost per contact, minute and resolution (M149); what nobody's contact caused stands apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.cost.allocation import Allocation
from scoring.cost.facts import AVAILABLE, HANDLE, SHRINKAGE, SUPPORT, CostObject, object_of
from scoring.cost.tables import COST_UNIT
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.tables import table_of

UNASSIGNED = "unassigned"
COUNTED = ("contacts", "resolutions", "handle_s")
# The column of each activity; other work (evaluations, tickets) shares one.
COLUMNS = {HANDLE: "handle", AVAILABLE: "idle", SHRINKAGE: "shrinkage", SUPPORT: "support"}
OTHER = "other"

Where = Callable[[CostObject | None, str], str]
SCOPES: Mapping[str, Where] = {
    "centre": lambda one, team: "centre",
    "channel": lambda one, team: one.channel if one else UNASSIGNED,
    "queue": lambda one, team: one.queue_id if one else UNASSIGNED,
    "contact_type": lambda one, team: one.contact_type if one else UNASSIGNED,
    "cost_centre": lambda one, team: team,
}


@dataclass
class _Sum:
    """What a scope handled, and the fen it cost by column."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    fen: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def unit_costs(done: Allocation) -> pa.Table:
    """Rows of outputs/cost_unit: the centre, then every channel, queue, contact type, product
    and cost centre. Where nothing was handled, there is no cost per unit."""
    products = done.product_of
    scopes: Mapping[str, Where] = {
        **SCOPES,
        "product": lambda one, team: products.get(one.contact_type, UNASSIGNED)
        if one else UNASSIGNED
    }  # fmt: skip
    names = {one.id: (one.name_zh, one.name_en) for one in done.plan.products}
    rows = [
        _row(done.plan.period, kind, name, found, names if kind == "product" else {})
        for kind, where in scopes.items()
        for name, found in sorted(_summed(done, where).items())
    ]
    return table_of(rows, COST_UNIT)


def _summed(done: Allocation, where: Where) -> dict[str, _Sum]:
    found: dict[str, _Sum] = defaultdict(_Sum)
    for row in done.facts.handled:
        counts = found[where(object_of(row), row["team_id"] or "")].counts
        for name in COUNTED:
            counts[name] += row[name] or 0
    for one, team, activity, fen in _costs(done):
        found[where(one, team)].fen[COLUMNS.get(activity, OTHER)] += fen
    return found


def _costs(done: Allocation) -> Iterator[tuple[CostObject | None, str, str, int]]:
    for served in done.served:
        for one, part in served.parts.items():
            yield one, served.place.cost_centre_id, served.place.activity, part.fen


def _row(
    period: str, kind: str, name: str, found: _Sum, names: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    cost = sum(found.fen.values())
    amounts = {
        f"{column}_amount": from_units(found.fen[column], MONEY_DIGITS)
        for column in (*COLUMNS.values(), OTHER)
    }
    zh, en = names.get(name, (None, None))
    return {
        "period": period,
        "scope_kind": kind,
        "scope_id": name,
        "name_zh": zh,
        "name_en": en,
        **found.counts,
        **amounts,
        "cost_amount": from_units(cost, MONEY_DIGITS),
        "cost_per_contact": _per(cost, found.counts["contacts"]),
        "cost_per_minute": _per(cost * 60, found.counts["handle_s"]),
        "cost_per_resolution": _per(cost, found.counts["resolutions"]),
    }


def _per(fen: int, count: int) -> object:
    return rounded(Fraction(fen, 100 * count), SCORE_DIGITS) if count else None
