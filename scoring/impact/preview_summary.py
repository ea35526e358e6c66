"""The sums of a preview: by month and over all months, for the centre and each of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from scoring.columns import Ints, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.impact.compared import PAY, Compared
from scoring.impact.money import gini

ALL = "all"

Scope = tuple[str, str, Rows]


def _scopes(one: Compared) -> Iterator[Scope]:
    """The centre, its departments and its components, each with its people."""
    everybody = np.arange(len(one.agents))
    yield "centre", "centre", everybody
    departments = one.people["department_id"]
    for name in sorted({name for name in departments if name is not None}):
        yield "department", name, np.flatnonzero([d == name for d in departments])
    for name in one.components:
        about = [side.money.about.get(name, everybody[:0]) for side in (one.before, one.after)]
        yield "component", name, np.unique(np.concatenate(about))


def summary_rows(compared: Sequence[Compared]) -> Iterator[dict[str, Any]]:
    """Rows of outputs/rule_preview_summary: by month and scope, then over all months."""
    joined: dict[tuple[str, str], list[Totals]] = {}
    for one in compared:
        for kind, name, who in _scopes(one):
            totals = Totals.of(one, PAY if kind != "component" else name, who)
            joined.setdefault((kind, name), []).append(totals)
            yield _summary_row(one.period, kind, name, totals)
        for pool in one.pools:
            totals = Totals.of_pool(pool)
            joined.setdefault(("pool", pool["scope_id"]), []).append(totals)
            yield _summary_row(one.period, "pool", pool["scope_id"], totals)
    for (kind, name), parts in joined.items():
        yield _summary_row(ALL, kind, name, Totals.joined(parts))


@dataclass(frozen=True)
class Totals:
    """Some people's amounts in fen, before and after, one entry per person and period."""

    before: Ints
    after: Ints
    hits: tuple[int, ...] = (0,) * 6
    people: int | None = None

    @classmethod
    def of(cls, one: Compared, component: str, who: Rows) -> Totals:
        hits = tuple(
            int(np.asarray(column[who] > 0, dtype=bool).sum())
            for name in ("floor", "cap", "minimum")
            for column in (getattr(one.before, name), getattr(one.after, name))
        )
        return cls(
            one.before.of_component(component)[who],
            one.after.of_component(component)[who],
            hits if component == PAY else (0,) * 6,
        )

    @classmethod
    def of_pool(cls, pool: dict[str, Any]) -> Totals:
        before, after = (np.array([pool[side]]) for side in ("before", "after"))
        return cls(before, after, people=pool["people"])

    @classmethod
    def joined(cls, parts: Sequence[Totals]) -> Totals:
        people = [one.people for one in parts if one.people is not None]
        return cls(
            np.concatenate([one.before for one in parts]),
            np.concatenate([one.after for one in parts]),
            tuple(sum(hits) for hits in zip(*(one.hits for one in parts), strict=True)),
            sum(people) if people else None,
        )


def _summary_row(period: str, kind: str, name: str, totals: Totals) -> dict[str, Any]:
    before, after, pool = totals.before, totals.after, totals.people is not None
    floor, cap, minimum = (totals.hits[at : at + 2] for at in (0, 2, 4))
    return {
        "period": period,
        "scope_kind": kind,
        "scope_id": name,
        "people": totals.people if pool else len(before),
        "winners": None if pool else int((after > before).sum()),
        "losers": None if pool else int((after < before).sum()),
        "before_amount": _money(before.sum()),
        "after_amount": _money(after.sum()),
        "delta_amount": _money(after.sum() - before.sum()),
        "won_amount": None if pool else _money(np.maximum(after - before, 0).sum()),
        "lost_amount": None if pool else _money(np.maximum(before - after, 0).sum()),
        "gini_before": None if pool else shown_gini(before),
        "gini_after": None if pool else shown_gini(after),
        "floor_hits_before": floor[0],
        "floor_hits_after": floor[1],
        "cap_hits_before": cap[0],
        "cap_hits_after": cap[1],
        "minimum_wage_hits_before": minimum[0],
        "minimum_wage_hits_after": minimum[1],
    }


def _money(fen: Any) -> Decimal:
    return from_units(int(fen), MONEY_DIGITS)


def shown_gini(fen: Ints) -> Decimal | None:
    """The Gini coefficient at 6 digits; none where somebody owes."""
    if len(fen) and int(fen.min()) < 0:
        return None
    above, below = gini(fen.tolist())
    return rounded(Fraction(above, below), SCORE_DIGITS)
