"""How many sweeps fit into a time, by counting work: engines have no clock.

The constants are seconds per step of one core of about 2020; a slower machine takes longer and
gives the same roster.
"""

from __future__ import annotations

from scheduling.roster.response.counters import NOTHING, size_of
from scheduling.roster.response.encoding import Encoded
from scheduling.roster.response.prices import starts_priced

SECONDS_PER_STEP, SECONDS_PER_STEP_TAKEN = 1.6e-9, 1e-8
"""Of all steps that there might be with nothing counted, and of those that a sweep took."""
SECONDS_PER_GAIN = 6e-7
SECONDS_PER_START, MOST_SECONDS_OF_PRICES = 1.6e-4, 7.0
"""Of the linear program: per column that counts starts, and per week at most."""
FIXED_SWEEPS = 5
"""The bound's sweep and those at the true cost."""
FEWEST, MOST = 12, 500


def softened_sweeps(given: Encoded, time_limit_s: float, steps: int) -> int:
    """Softened sweeps that fit beside prices, bound and the last sweeps; never fewer than 12.

    `steps` are those that a sweep took: many, where limits bind for many people.
    """
    left = time_limit_s - _price_seconds(given)
    seconds = max(sweep_seconds(given), SECONDS_PER_STEP_TAKEN * steps)
    return max(FEWEST, min(MOST, round(left / seconds) - FIXED_SWEEPS))


def _price_seconds(given: Encoded) -> float:
    weeks = given.problem.weeks
    starts = sum(starts_priced(given, week) for week in range(weeks))
    return min(SECONDS_PER_START * starts, MOST_SECONDS_OF_PRICES * weeks)


def sweep_seconds(given: Encoded) -> float:
    """About how long everybody's best line takes once."""
    steps = sum(_steps(given, i) for i in range(len(given.problem.people)))
    gains = float(given.people.serves.sum()) * len(given.problem.options)
    return SECONDS_PER_STEP * steps + SECONDS_PER_GAIN * gains + 1e-3


def _steps(given: Encoded, i: int) -> int:
    size = size_of(i, given.people, given.kinds, NOTHING)
    signs, classes = given.kinds.follow_cost.shape
    states = size.hours * size.days * size.spare * size.nights * size.weekends
    per_state = size.run * (int(given.kinds.units.size) + signs * classes)
    return given.problem.days * states * per_state
