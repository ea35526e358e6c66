"""Nested pools: centre → department → team, each level split to the fen (scoring.md 4.7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Place, Refusal
from scoring.columns import Ints, Rows, ints, units_of
from scoring.exact import MONEY_DIGITS
from scoring.grouping import Grouping
from scoring.inputs.group import Group
from scoring.pay.floating_price import balance_groups
from scoring.pay.inputs import PayInputs
from scoring.pay.shares import Leaves, Split
from scoring.rules.pay_plans import PointsPayPlan, PoolPlan, SplitPlan


@dataclass(frozen=True)
class _Pool:
    """A pool on the way down: its money and the places of its rows in the group."""

    id: str
    fen: int
    places: Rows
    splits: tuple[Split, ...] = ()


def leaves_of(
    plan: PointsPayPlan, group: Group, inputs: PayInputs, pool: Rows, document: LocatedYaml
) -> Leaves:
    """The pools of the component split down to their leaves; `pool` numbers `plan.pools` per
    row of the group.

    A pool in which nobody has any of the key is not split. Raises Refusal where somebody has
    no department, team … to be split by.
    """
    leaves: list[_Pool] = []
    for number, one in enumerate(plan.pools):
        fen = units_of(one.amount, MONEY_DIGITS)
        whole = [_Pool(one.id, fen, np.flatnonzero(pool == number))]
        for split in one.splits:
            whole = [part for parent in whole for part in _split(parent, split, group, inputs, one)]
        leaves += whole
    leaf = np.full(len(group), -1, dtype=np.int64)
    for number, one_leaf in enumerate(leaves):
        leaf[one_leaf.places] = number
    return Leaves(
        ids=tuple(one.id for one in leaves),
        amount=ints([one.fen for one in leaves]),
        splits=tuple(one.splits for one in leaves),
        pool=leaf,
    )


def _split(
    parent: _Pool, split: SplitPlan, group: Group, inputs: PayInputs, plan: PoolPlan
) -> list[_Pool]:
    part = group.part(parent.places)
    names, codes = _named(part, split, plan)
    if not names:
        return [parent]
    key = KEYS[split.key](part, inputs, codes, len(names))
    if not key.any():
        return [parent]
    shared = balance_groups(ints([parent.fen]), np.zeros(len(names), dtype=np.int64), key)
    last = shared.shares - shared.raw // int(shared.price.denominators[0])
    return [
        _Pool(
            id=f"{parent.id}/{name}",
            fen=int(shared.shares[at]),
            places=parent.places[codes == at],
            splits=(
                *parent.splits,
                Split(
                    parent=parent.id,
                    by=split.by,
                    name=name,
                    key_name=split.key,
                    key=int(key[at]),
                    keys=int(key.sum()),
                    parent_fen=parent.fen,
                    fen=int(shared.shares[at]),
                    last_fen=int(last[at]),
                ),
            ),
        )
        for at, name in enumerate(names)
    ]


def _named(group: Group, split: SplitPlan, plan: PoolPlan) -> tuple[list[str], Rows]:
    """The parts by name, and the part of each row. Raises Refusal for a row without one."""
    texts = group.texts(split.by)
    if None in texts:
        agent = group.people.agent_ids[group.rows[texts.index(None)]]
        raise Refusal(
            f"the pool '{plan.id}' is split by {split.by}, but {agent} has none",
            place=Place("people", key=split.by),
            next_step="complete the staff list, or split the pool by something everybody has",
        )
    names = sorted({str(text) for text in texts})
    number = {name: code for code, name in enumerate(names)}
    return names, np.array([number[str(text)] for text in texts], dtype=np.int64)


Key = Callable[[Group, PayInputs, Rows, int], Ints]


def _headcount(group: Group, inputs: PayInputs, codes: Rows, count: int) -> Ints:
    persons = Grouping.of(codes * (len(group.people) + 1) + group.people.person[group.rows])
    return np.bincount(codes[persons.first], minlength=count)


def _scheduled_days(group: Group, inputs: PayInputs, codes: Rows, count: int) -> Ints:
    days = group.people.scheduled_days.take(group.rows)
    if not days.is_known.all():
        agent = group.people.agent_ids[group.rows[int(np.argmin(days.is_known))]]
        raise Refusal(
            f"a pool is split by scheduled days, but those of {agent} are not known",
            place=Place("people", key="scheduled_days"),
            next_step="complete the roster, or split the pool by headcount",
        )
    return _summed(days.units, codes, count)


def _score(group: Group, inputs: PayInputs, codes: Rows, count: int) -> Ints:
    """Σ total scores, each person once; nobody's score counts below 0."""
    scores = inputs.scores.take(group.rows)
    known = np.where(scores.is_known, np.maximum(scores.units, 0), 0)
    persons = Grouping.of(codes * (len(group.people) + 1) + group.people.person[group.rows])
    return _summed(known[persons.first], codes[persons.first], count)


def _points(group: Group, inputs: PayInputs, codes: Rows, count: int) -> Ints:
    return _summed(inputs.points.units[group.rows], codes, count)


def _summed(column: Ints, codes: Rows, count: int) -> Ints:
    grouping = Grouping.of(codes)
    sums = np.zeros(count, dtype=grouping.sums(column).dtype)
    sums[grouping.keys] = grouping.sums(column)
    return sums


KEYS: dict[str, Key] = {
    "headcount": _headcount,
    "scheduled_days": _scheduled_days,
    "score": _score,
    "points": _points,
}
