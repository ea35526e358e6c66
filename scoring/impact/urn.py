"""How the days that are left of a month are drawn: from urns of days that were.

A day left is drawn whole, with everything that was done on it, so that speed and quality stay
as they went together. Whether somebody comes at all is drawn first, as a chain of two states,
because absence comes in runs. Then the day comes out of an urn: each person has one for every
shift, one for absence and one for days off, with their own days and, as `team_days` further
ones, those of their team. A day drawn is put back with a copy of itself. That is the Pólya urn
of Blackwell and MacQueen (Annals of Statistics 1, 1973): the posterior predictive of a
Dirichlet process whose base is the team, so that somebody with few days of their own is drawn
towards the team, and what is not known of a person's level widens what may come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.columns import Mask, Rows
from scoring.impact.draws import WORD, words
from scoring.impact.person_days import PersonDays
from scoring.inputs import People

# Strata are the shifts, numbered from 0, then absence, days off (OFF), and days on nobody's plan
# yet, which are drawn from all days; these three are counted from the end.
AWAY, UNPLANNED, NOT_EMPLOYED = -3, -1, -4
# No day can be drawn.
NOTHING = -1


@dataclass(frozen=True)
class Urn:
    """What stands beside a person's own days: `team_days` days of the team in every urn, and
    `presence_days` days of the role in the chance of being away."""

    team_days: int
    presence_days: int


@dataclass(frozen=True)
class Pools:
    """The days that may be drawn, as places of persons × days, by stratum.

    Those of person p in stratum s are `count[p, s]` places from `start[p, s]` on in `cells`;
    `team_*` the same for the people they are drawn towards.
    """

    cells: Rows
    start: Rows
    count: Rows
    team_cells: Rows
    team_start: Rows
    team_count: Rows


def pools_of(days: PersonDays, people: People) -> Pools:
    """Everybody's urns; the team is that of the month's end, in one role.

    A team without a day in a stratum is replaced by the role, and that by everybody.
    """
    persons, length = days.shift.shape
    strata = len(days.shifts) - AWAY
    stratum = np.where(days.away, AWAY, days.shift) % strata
    here = np.arange(length)[None, :] >= days.begun()[:, None]
    person = np.repeat(np.arange(persons), length).reshape(persons, length)
    cells, start, count = _sorted(person, stratum, here, persons, strata)
    team_cells = np.zeros(0, dtype=np.int64)
    team_start, team_count = np.zeros_like(start), np.zeros_like(count)
    for keys in ((), ("role",), ("team_id", "role")):
        group = _groups(people, keys)
        groups = int(group.max(initial=-1)) + 1
        own, begins, sizes = _sorted(group[person], stratum, here, groups, strata)
        has = sizes[group] > 0
        team_start = np.where(has, begins[group] + len(team_cells), team_start)
        team_count = np.where(has, sizes[group], team_count)
        team_cells = np.concatenate([team_cells, own])
    return Pools(cells, start, count, team_cells, team_start, team_count)


def _groups(people: People, keys: tuple[str, ...]) -> Rows:
    """The group of each person by the attributes of their last row."""
    last = len(people) - 1 - np.unique(people.person[::-1], return_index=True)[1]
    columns = [people.attributes.get(key, [None] * len(people)) for key in keys]
    names = [tuple(column[row] for column in columns) for row in last.tolist()]
    number = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([number[name] for name in names], dtype=np.int64)


def _sorted(
    group: Rows, stratum: Rows, here: Mask, groups: int, strata: int
) -> tuple[Rows, Rows, Rows]:
    """Places by group and stratum, and after them by group alone for the last stratum."""
    flat = np.flatnonzero(here.ravel())
    mine = group.ravel()[flat]
    key = mine * strata + stratum.ravel()[flat]
    by_stratum, by_group = np.argsort(key, kind="stable"), np.argsort(mine, kind="stable")
    cells = np.concatenate([flat[by_stratum], flat[by_group], [NOTHING]])
    count = np.bincount(key, minlength=groups * strata).reshape(groups, strata)
    start = np.cumsum(count).reshape(count.shape) - count
    count[:, UNPLANNED] = whole = count.sum(axis=1)
    start[:, UNPLANNED] = len(flat) + np.cumsum(whole) - whole
    return cells, start, count


@dataclass(frozen=True)
class Presence:
    """The chance of being away on a day with a shift, after a shift worked and after one missed
    (persons × 2), and whether the last shift was missed."""

    chance: NDArray[np.float64]
    missed: Mask


def presence_of(days: PersonDays, people: People, presence_days: int) -> Presence:
    """Everybody's chain: their own shifts, and `presence_days` with the rate of their role."""
    role = _groups(people, ("role",))
    cases = np.zeros((len(days.shift), 2, 2))
    missed = np.zeros(len(days.shift), dtype=bool)
    for person, (shift, away) in enumerate(zip(days.shift, days.away, strict=True)):
        states = away[shift >= 0].astype(np.int64)
        np.add.at(cases[person], (states[:-1], states[1:]), 1)
        missed[person] = bool(states[-1]) if len(states) else False
    of_role = np.zeros((int(role.max(initial=-1)) + 1, 2, 2))
    np.add.at(of_role, role, cases)
    every = np.maximum(of_role.sum(axis=2), 1)
    rate = (of_role[:, :, 1] / every)[role]
    known = cases.sum(axis=2)
    chance = (cases[:, :, 1] + presence_days * rate) / (known + presence_days)
    return Presence(chance, missed)


def drawn_days(
    pools: Pools, presence: Presence, ahead: Rows, urn: Urn, seed: int, numbers: range
) -> Rows:
    """Which day of persons × days stands for each day left: draws × persons × days left.

    `ahead` is the shift of each day left (persons × days left). The draw of a number depends
    on it and the seed alone. NOTHING stands for a day on which nobody can be drawn.
    """
    (persons, left), draws, strata = ahead.shape, len(numbers), pools.start.shape[1]
    uniform = np.stack([words(seed, number, 3 * left * persons) for number in numbers])
    uniform = uniform.reshape(draws, 3, left, persons)
    missed = np.repeat(presence.missed[None, :], draws, axis=0)
    picked = np.full((strata, left, draws, persons), NOTHING, dtype=np.int64)
    taken = np.zeros((strata, draws, persons), dtype=np.int64)
    found = np.full((draws, persons, left), NOTHING, dtype=np.int64)
    draw = np.arange(draws)[:, None]
    for day in range(left):
        who = np.flatnonzero(ahead[:, day] != NOT_EMPLOYED)
        coming, which, among = uniform[:, :, day, who].swapaxes(0, 1)
        shift = ahead[who, day]
        chance = presence.chance[who, missed[:, who].astype(np.int64)]
        away = (shift >= 0) & (coming < chance * WORD)
        missed[:, who] = np.where(shift >= 0, away, missed[:, who])
        kind = np.where(away, AWAY, shift) % strata
        again = taken[kind, draw, who]
        chosen = _of_urn(pools, who, kind, urn.team_days, again, which, among, picked)
        found[:, who, day] = picked[kind, again, draw, who] = chosen
        taken[kind, draw, who] += 1
    return found


def _of_urn(
    pools: Pools, who: Rows, kind: Rows, team_days: int,
    again: Rows, which: Rows, among: Rows, picked: Rows,
) -> Rows:  # fmt: skip
    """One day of each of draws × `who` out of the urn of its `kind`: their own, the team's, or
    one of those `again` drawn before."""
    own, of_team = pools.count[who, kind], pools.team_count[who, kind]
    team = np.where(of_team > 0, team_days, 0)
    size = own + team + again
    place = which * size // WORD
    mine = pools.cells[_within(pools.start[who, kind] + place, place < own)]
    theirs = pools.team_cells[
        _within(pools.team_start[who, kind] + among * of_team // WORD, of_team > 0)
    ]
    back = np.clip(place - own - team, 0, picked.shape[1] - 1)
    before = picked[kind, back, np.arange(len(kind))[:, None], who]
    found = np.where(place < own, mine, np.where(place < own + team, theirs, before))
    return np.where(size > 0, found, NOTHING)


def _within(place: Rows, used: Mask) -> Rows:
    """Places where they are used, else 0."""
    return np.where(used, place, 0)
