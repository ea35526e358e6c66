"""Who moves by how much if the rules change: locked months under old and new rules (N6, X17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.calculation import Run, Scoring
from scoring.columns import Ints, Mask, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.impact.cliffs import Cliff, Distances, near_cliffs, rule_cliffs
from scoring.impact.impact_tables import PREVIEW_CLIFFS, PREVIEW_MOVERS, PREVIEW_SUMMARY
from scoring.impact.money import Money, gini, money_of, scores_of
from scoring.impact.months import Month
from scoring.pay.floating_price import AT_CAP, AT_FLOOR
from scoring.rules.compiled import Rules
from scoring.tables import table_of

PAY, SCORE, ALL = "pay", "score", "all"


@dataclass(frozen=True)
class Preview:
    """`movers`: agent × component whose amount, score or rank changes. `summary`: a row per
    period and scope, and over all periods. `cliffs`: of the rules, and of people near one."""

    movers: pa.Table
    summary: pa.Table
    cliffs: pa.Table


def preview_rules(
    old: Rules, new: Rules, months: Sequence[Month], distances: Distances | None = None
) -> Preview:
    """Every month of `months` under both rules. Raises Refusal as scoring.calculate does."""
    pairs = [(month.under(old), month.under(new)) for month in months]
    return preview(pairs, distances)


def preview(
    pairs: Sequence[tuple[Scoring, Scoring]], distances: Distances | None = None
) -> Preview:
    """The same from results that are known: (before, after) of each month, of the same people.

    `distances` says how near to a cliff is near; one point of score where left out.
    """
    near = distances or Distances()
    compared = [_Compared.of(before.run, after.run) for before, after in pairs]
    movers = [row for one in compared for row in one.movers()]
    cliffs = [row for before, after in pairs for row in _cliffs(before.run, after.run, near)]
    return Preview(
        table_of(movers, PREVIEW_MOVERS),
        table_of(list(_summary(compared)), PREVIEW_SUMMARY),
        table_of(cliffs, PREVIEW_CLIFFS),
    )


@dataclass(frozen=True)
class _Side:
    """What one calculation gives each person: fen by component, the score, hits of limits."""

    money: Money
    score: Ints
    scored: Mask
    floor: Ints
    cap: Ints
    minimum: Ints

    @classmethod
    def of(cls, run: Run) -> _Side:
        score, scored = scores_of(run)
        floor, cap = _limits(run)
        money = money_of(run)
        minimum = np.zeros(len(score), dtype=np.int64)
        for component in money.components:
            if component.code == "P_min":
                minimum += np.asarray(money.fen[component.id] > 0, dtype=np.int64)
        return cls(money, score, scored, floor, cap, minimum)

    def of_component(self, name: str) -> Ints:
        """Fen of one component, or of all pay."""
        if name == PAY:
            return self.money.total
        return self.money.fen.get(name, np.zeros_like(self.score))


def _limits(run: Run) -> tuple[Ints, Ints]:
    """How many components of each person lie on their floor and on their cap."""
    persons = len(run.people.persons)
    floor, cap = np.zeros(persons, dtype=np.int64), np.zeros(persons, dtype=np.int64)
    for paid in run.paid:
        for amounts in paid.amounts:
            person = run.people.person[amounts.group.rows]
            plan = amounts.component
            if amounts.share is not None:
                whose = run.people.person[amounts.parts.rows]
                np.add.at(floor, whose, amounts.share.frozen == AT_FLOOR)
                np.add.at(cap, whose, amounts.share.frozen == AT_CAP)
            else:
                rounded_ = amounts.limited.rounded(MONEY_DIGITS).units
                hit = amounts.changed & ~amounts.held
                for limit, column in ((plan.floor, floor), (plan.cap, cap)):
                    if limit is not None:
                        on = rounded_ == int(limit.scaleb(MONEY_DIGITS))
                        np.add.at(column, person, np.asarray(hit & on, dtype=np.int64))
    return floor, cap


@dataclass(frozen=True)
class _Compared:
    """One month, before and after, with who the people are."""

    period: str
    agents: list[str]
    people: dict[str, list[str | None]]
    before: _Side
    after: _Side
    pools: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, before: Run, after: Run) -> _Compared:
        last = len(before.people) - 1 - np.unique(before.people.person[::-1], return_index=True)[1]
        texts = {"role": before.people.role, **before.people.attributes}
        people = {
            name: [texts[name][row] for row in last.tolist()] if name in texts else []
            for name in ("role", "team_id", "department_id")
        }
        period = before.period.label
        pools = list(_pools(period, before, after))
        return cls(period, before.people.persons, people, _Side.of(before), _Side.of(after), pools)

    @property
    def components(self) -> list[str]:
        """Every component of either side, the older rules' first."""
        both = (*self.before.money.components, *self.after.money.components)
        return list(dict.fromkeys(one.id for one in both))

    def movers(self) -> Iterator[dict[str, Any]]:
        """Whoever's amount, score or rank changes, by component and person."""
        for name in (*self.components, PAY):
            sides = (self.before.of_component(name), self.after.of_component(name))
            yield from self._moved("pay" if name == PAY else "component", name, sides, MONEY_DIGITS)
        scores = (self.before.score, self.after.score)
        yield from self._moved("score", SCORE, scores, SCORE_DIGITS)

    def _moved(
        self, kind: str, name: str, sides: tuple[Ints, Ints], digits: int
    ) -> Iterator[dict[str, Any]]:
        before, after = sides
        ranks = (_ranks(before), _ranks(after))
        moved = np.asarray((before != after) | (ranks[0] != ranks[1]), dtype=bool)
        for person in np.flatnonzero(moved).tolist():
            yield {
                "period": self.period,
                "agent_id": self.agents[person],
                "team_id": self._text("team_id", person),
                "department_id": self._text("department_id", person),
                "kind": kind,
                "component": name,
                "before": from_units(int(before[person]), digits),
                "after": from_units(int(after[person]), digits),
                "delta": from_units(int(after[person] - before[person]), digits),
                "rank_before": int(ranks[0][person]),
                "rank_after": int(ranks[1][person]),
            }

    def _text(self, name: str, person: int) -> str | None:
        return self.people[name][person] if self.people[name] else None


def _ranks(column: Ints) -> Rows:
    """1 for the largest; equals share the better rank."""
    rising = np.sort(column)
    return len(column) - np.searchsorted(rising, column, side="right") + 1


def _pools(period: str, before: Run, after: Run) -> Iterator[dict[str, Any]]:
    sides = [_spent(run) for run in (before, after)]
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        spent = [side.get(name, (0, 0)) for side in sides]
        yield {
            "period": period,
            "scope_kind": "pool",
            "scope_id": name,
            "people": max(spent[0][1], spent[1][1]),
            "before": spent[0][0],
            "after": spent[1][0],
        }


def _spent(run: Run) -> dict[str, tuple[int, int]]:
    """Fen spent and people, by pool."""
    found: dict[str, tuple[int, int]] = {}
    for paid in run.paid:
        for amounts in paid.amounts:
            if amounts.share is None:
                continue
            for number, name in enumerate(amounts.share.pools.ids):
                mine = np.flatnonzero(amounts.share.pool[amounts.first] == number)
                fen = int(amounts.paid.units[mine].sum()) if len(mine) else 0
                found[f"{amounts.component.id}/{name}"] = (fen, len(mine))
    return found


Scope = tuple[str, str, Rows]


def _scopes(one: _Compared) -> Iterator[Scope]:
    """The centre, its departments and its components, each with its people."""
    everybody = np.arange(len(one.agents))
    yield "centre", "centre", everybody
    departments = one.people["department_id"]
    for name in sorted({name for name in departments if name is not None}):
        yield "department", name, np.flatnonzero([d == name for d in departments])
    for name in one.components:
        about = [side.money.about.get(name, everybody[:0]) for side in (one.before, one.after)]
        yield "component", name, np.unique(np.concatenate(about))


def _summary(compared: Sequence[_Compared]) -> Iterator[dict[str, Any]]:
    joined: dict[tuple[str, str], list[_Totals]] = {}
    for one in compared:
        for kind, name, who in _scopes(one):
            totals = _Totals.of(one, PAY if kind != "component" else name, who)
            joined.setdefault((kind, name), []).append(totals)
            yield _summary_row(one.period, kind, name, totals)
        for pool in one.pools:
            totals = _Totals.of_pool(pool)
            joined.setdefault(("pool", pool["scope_id"]), []).append(totals)
            yield _summary_row(one.period, "pool", pool["scope_id"], totals)
    for (kind, name), parts in joined.items():
        yield _summary_row(ALL, kind, name, _Totals.joined(parts))


@dataclass(frozen=True)
class _Totals:
    """Some people's amounts in fen, before and after, one entry per person and period."""

    before: Ints
    after: Ints
    hits: tuple[int, ...] = (0,) * 6
    people: int | None = None

    @classmethod
    def of(cls, one: _Compared, component: str, who: Rows) -> _Totals:
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
    def of_pool(cls, pool: dict[str, Any]) -> _Totals:
        before, after = (np.array([pool[side]]) for side in ("before", "after"))
        return cls(before, after, people=pool["people"])

    @classmethod
    def joined(cls, parts: Sequence[_Totals]) -> _Totals:
        people = [one.people for one in parts if one.people is not None]
        return cls(
            np.concatenate([one.before for one in parts]),
            np.concatenate([one.after for one in parts]),
            tuple(sum(hits) for hits in zip(*(one.hits for one in parts), strict=True)),
            sum(people) if people else None,
        )


def _summary_row(period: str, kind: str, name: str, totals: _Totals) -> dict[str, Any]:
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


def _cliffs(before: Run, after: Run, distances: Distances) -> Iterator[dict[str, Any]]:
    for side, run in (("before", before), ("after", after)):
        for cliff in rule_cliffs(run.plan.pay):
            yield _cliff_row(run.period.label, side, cliff, "", None, None)
        for near in near_cliffs(run, distances):
            yield _cliff_row(
                run.period.label, side, near.cliff, near.agent_id, near.value, near.distance
            )


def _cliff_row(
    period: str,
    side: str,
    cliff: Cliff,
    agent_id: str,
    value: Decimal | None,
    distance: Decimal | None,
) -> dict[str, Any]:
    return {
        "period": period,
        "side": side,
        "component": cliff.component,
        "quantity": cliff.quantity,
        "edge": cliff.edge,
        "agent_id": agent_id,
        "value": value,
        "distance": distance,
        "below_amount": cliff.below,
        "above_amount": cliff.above,
        "jump_amount": cliff.jump,
    }
