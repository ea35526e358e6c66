"""Values that take the place of missing ones, and the groups they come from (scoring.md 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.columns import Figures, Ints, Mask, Rows, divided, plus, product
from scoring.exact import SCORE_DIGITS
from scoring.inputs import Measured, ratios
from scoring.inputs.group import Group
from scoring.rules.missing import MissingPolicy
from scoring.rules.scorecard import Peers
from scoring.rules.who import covers


@dataclass(frozen=True)
class StandIn:
    """A value for people who lack one (known where there is one), and what it is made of."""

    value: Figures
    evidence: tuple[tuple[str, Figures], ...]


def stand_in(
    policy: MissingPolicy,
    measured: Measured,
    earlier: Sequence[Measured],
    groups: Rows,
    least: Ints,
) -> StandIn:
    """What `policy` puts in the place of one metric's value.

    `groups` numbers the group whose mean counts (−1: none), `earlier` are the months before,
    the latest first, `least` the cases a value must rest on.
    """
    if policy.name == "CARRY_FORWARD":
        return _carried(earlier[: policy.number], least)
    mean, numerator, denominator = _group_mean(measured, groups)
    if policy.name == "TEAM_MEAN":
        return StandIn(mean, (("numerator", numerator), ("denominator", denominator)))
    return _shrunk(measured, mean, policy.number)


def _carried(earlier: Sequence[Measured], least: Ints) -> StandIn:
    units, months = np.zeros(len(least), dtype=np.int64), np.zeros(len(least), dtype=np.int64)
    for back, month in enumerate(earlier, start=1):
        good = month.value.is_known & np.asarray(month.n >= least, dtype=bool) & (months == 0)
        units, months = np.where(good, month.value.units, units), np.where(good, back, months)
    known = months > 0
    value = Figures(units, SCORE_DIGITS, known)
    return StandIn(value, (("months_back", Figures(months, 0)), ("carried", value)))


def _shrunk(measured: Measured, mean: Figures, cases: int) -> StandIn:
    """(n·x̄ + k·m) ÷ (n + k)."""
    n = np.where(measured.value.is_known, measured.n, 0)
    own = np.where(measured.value.is_known, measured.value.units, 0)
    mixed = plus(product(own, n), product(mean.units, cases))
    value = Figures(divided(mixed, n + cases), SCORE_DIGITS, mean.known)
    evidence = (
        ("n", Figures(n, 0)),
        ("own", Figures(own)),
        ("cases", Figures(np.full(len(n), cases), 0)),
        ("group_mean", mean),
    )
    return StandIn(value, evidence)


def _group_mean(measured: Measured, groups: Rows) -> tuple[Figures, Figures, Figures]:
    """Σ numerator ÷ Σ denominator of each person's group; the plain mean where there are none."""
    known = measured.value.is_known
    both = measured.numerator.is_known & measured.denominator.is_known & known
    above = np.where(both, measured.numerator.units, np.where(known, measured.value.units, 0))
    below = np.where(both, measured.denominator.units, np.where(known, 10**SCORE_DIGITS, 0))
    numerator, denominator = _group_sum(above, groups), _group_sum(below, groups)
    return ratios(numerator, denominator), Figures(numerator), Figures(denominator)


def _group_sum(units: Ints, groups: Rows) -> Ints:
    sums = np.zeros(int(groups.max(initial=-1)) + 2, dtype=units.dtype)
    np.add.at(sums, groups, units)
    sums[-1] = 0
    return sums[groups]


def peer_groups(group: Group, peers: Peers | None) -> Rows:
    """The number of each person's peer group, −1 for people who are nobody's peers."""
    if peers is None:
        return np.zeros(len(group), dtype=np.int64)
    columns = [group.texts(column) for column in peers.by]
    keys = list(zip(*columns, strict=True))
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    codes = np.array([numbers[key] for key in keys], dtype=np.int64)
    return np.where(_left_out(group, peers), -1, codes)


def _left_out(group: Group, peers: Peers) -> Mask:
    left_out = peers.without
    if left_out is None:
        return np.zeros(len(group), dtype=bool)
    return np.array([covers(left_out, role) for role in group.texts("role")], dtype=bool)
