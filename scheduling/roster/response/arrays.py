"""The roster problem as arrays, the form that the compiled functions read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEVER = np.inf
"""A penalty that forbids."""
NIGHTS, WEEKENDS = 0, 1
"""What limits count."""


class Shifts(NamedTuple):
    """The options of the shift library; an option's pauses, their places and the places' parts.

    `pause_at[o]` is the option's first pause, `place_at[p]` the pause's first place, and
    `part_at[l]` the place's first part: a half-hour after the shift's first one and the halves of
    it that are lost, 1 or 2.
    """

    first_slot: Whole
    slots: Whole
    kind: Whole
    pause_at: Whole
    place_at: Whole
    part_at: Whole
    part_slot: Whole
    part_halves: Whole


class Kinds(NamedTuple):
    """Options that the rules cannot tell apart: one kind, of which the best option counts.

    `follow_cost[b, a]`: what it costs that a kind with `before` b follows, next day, one with
    `after` a; NEVER where it may not.
    """

    before: Whole
    after: Whole
    units: Whole
    night: Whole
    follow_cost: Floats


class People(NamedTuple):
    """Rules and wishes by person; hours are whole units.

    penalty[i, day, option] and off_penalty[i, day]: weights of the wishes refused, NEVER where a
    rule, a leave or a pin forbids. serves[i, day, queue]. `spare` is what the period's hours may
    exceed the sum of the weeks' least hours by, from and to.

    What limits leave of nights and weekends are numbered states (allowances.py): allowance_states
    [i, which] of them, and by [i, which, week, state] the state after one more, what that one
    costs, and the state that the next week begins with.
    """

    penalty: Floats
    off_penalty: Floats
    serves: Flags
    run_before: Whole
    longest_run: Whole
    week_least: Whole
    week_most: Whole
    week_days: Whole
    spare_least: Whole
    spare_most: Whole
    allowance_states: Whole
    allowance_after: Whole
    allowance_cost: Floats
    allowance_carried: Whole


class Demand(NamedTuple):
    """Requirement and people given, by queue and half-hour, and the price of differences."""

    required: Floats
    given: Floats
    band: Floats
    short: float
    short_beyond: float
    over: float
    over_beyond: float


class Lines(NamedTuple):
    """What everybody works: option (-1: off), queue, and the place of every pause."""

    option: Whole
    queue: Whole
    place: Whole


def no_lines(people: int, days: int, pauses: int) -> Lines:
    """Everybody off every day."""
    return Lines(
        np.full((people, days), -1, np.int64),
        np.full((people, days), -1, np.int64),
        np.zeros((people, days, max(1, pauses)), np.int64),
    )
