"""One month under two rules: what either pays each person, and who moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scoring.columns import Ints, Mask, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units
from scoring.impact.money import Money, money_of, scores_of
from scoring.pay.floating_price import AT_CAP, AT_FLOOR
from scoring.run import Run

PAY, SCORE = "pay", "score"


@dataclass(frozen=True)
class Side:
    """What one calculation gives each person: fen by component, the score, hits of limits."""

    money: Money
    score: Ints
    scored: Mask
    floor: Ints
    cap: Ints
    minimum: Ints

    @classmethod
    def of(cls, run: Run) -> Side:
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
class Compared:
    """One month, before and after, with who the people are."""

    period: str
    agents: list[str]
    people: dict[str, list[str | None]]
    before: Side
    after: Side
    pools: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, before: Run, after: Run) -> Compared:
        last = len(before.people) - 1 - np.unique(before.people.person[::-1], return_index=True)[1]
        texts = {"role": before.people.role, **before.people.attributes}
        people = {
            name: [texts[name][row] for row in last.tolist()] if name in texts else []
            for name in ("role", "team_id", "department_id")
        }
        period = before.period.label
        pools = list(_pools(period, before, after))
        return cls(period, before.people.persons, people, Side.of(before), Side.of(after), pools)

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
