"""How a coming month is drawn: the declared model, and the draws as columns.

A draw gives every person one of their own recent months for all metrics together (so that
speed and quality stay as they went together), and for each day they are to work one of the
days of that month; the volume factor of the draw scales all work alike. Random numbers are
whole numbers of a seeded generator; the factor is converted once at 6 digits and quantities
are whole units, half up. Somebody without a month of their own draws from people of their role.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from scoring.columns import Ints, Rows, divided, ints, product, units_of
from scoring.exact import SCORE_DIGITS
from scoring.impact.records import Records

WORD = 2**32
UNIT = 10**SCORE_DIGITS
TENTHS = ints([0, WORD // 10, WORD // 2, WORD * 9 // 10, WORD])


@dataclass(frozen=True)
class Volume:
    """The coming month's volume ÷ that of the months drawn from: what the forecast expects and
    its 10th and 90th percentile.

    Between the three the distribution is straight; beyond them it goes on as far again as the
    nearest percentile is from the middle, but not below 0.
    """

    low: Decimal
    middle: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not Decimal(0) <= self.low <= self.middle <= self.high:
            raise ValueError("a volume factor needs 0 ≤ low ≤ middle ≤ high")

    def factors(self, uniform: Rows) -> Ints:
        """Factors in 10^−6 of uniform whole numbers below 2^32."""
        low, middle, high = (units_of(one) for one in (self.low, self.middle, self.high))
        knots = ints([max(0, 2 * low - middle), low, middle, high, 2 * high - middle])
        left = np.clip(np.searchsorted(TENTHS, uniform, side="right") - 1, 0, 3)
        run = TENTHS[left + 1] - TENTHS[left]
        rise = product(uniform - TENTHS[left], knots[left + 1] - knots[left])
        return knots[left] + divided(rise, run)


@dataclass(frozen=True)
class DrawModel:
    """How many draws of which seed, and how the volume may turn out.

    The n-th draw depends on the seed and n alone, so more draws only add to fewer.
    """

    draws: int
    seed: int
    volume: Volume


@dataclass(frozen=True)
class Drawn:
    """Some draws: the record and the work of each (draws × persons, × spans × kinds of work)."""

    record: Rows
    work: Ints
    factor: Ints


def draws_of(
    model: DrawModel, records: Records, days: Rows, span_of_day: Rows, batch: int
) -> Iterator[Drawn]:
    """All draws, `batch` at a time.

    `days` is how many days each person is to work (−1: as many as in the record drawn);
    `span_of_day` numbers the span of each calendar day of the month.
    """
    sizes = np.array([len(mine) for mine in records.of], dtype=np.int64)
    begins = np.cumsum(sizes) - sizes
    choices = np.concatenate(records.of)
    most = len(span_of_day)
    for start in range(0, model.draws, batch):
        numbers = range(start, min(start + batch, model.draws))
        drawn = [_words(model.seed, number, len(sizes), most) for number in numbers]
        factor = model.volume.factors(np.array([one[0] for one in drawn], dtype=np.int64))
        month = np.stack([one[1] for one in drawn])
        record = choices[begins + month * sizes // WORD]
        uniform = np.stack([one[2] for one in drawn])
        work = _summed(records, record, uniform, days, span_of_day)
        scaled = divided(product(work, factor[:, None, None, None]), UNIT)
        yield Drawn(record, scaled, factor)


def _words(seed: int, number: int, persons: int, days: int) -> tuple[int, Rows, Rows]:
    """The uniform numbers of one draw: its volume, everybody's month, everybody's days."""
    drawn = words(seed, number, 1 + persons * (1 + days))
    return int(drawn[0]), drawn[1 : 1 + persons], drawn[1 + persons :].reshape(days, persons)


def words(seed: int, number: int, count: int) -> Rows:
    """`count` uniform whole numbers below 2^32, which depend on the seed and the number alone."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, number])))
    return generator.integers(0, WORD, size=count, dtype=np.uint32).astype(np.int64)


def _summed(records: Records, record: Rows, uniform: Rows, days: Rows, span_of_day: Rows) -> Ints:
    """Σ of the days drawn, by span; day k of D falls on calendar day k × length ÷ D."""
    draws, persons = record.shape
    length, spans = len(span_of_day), int(span_of_day.max()) + 1
    count, start = records.count[record], records.start[record]
    wanted = np.where(days >= 0, days, count)
    wanted = np.minimum(np.where(count > 0, wanted, 0), length)
    work = np.zeros((draws, persons, spans, records.days.shape[1]), dtype=np.int64)
    for k in range(int(wanted.max(initial=0))):
        at = start + uniform[:, k] * count // WORD
        here = k < wanted
        drawn = np.where(here[:, :, None], records.days[np.where(here, at, 0)], 0)
        if spans == 1:
            work[:, :, 0] += drawn
            continue
        span = span_of_day[np.where(here, k * length // np.maximum(wanted, 1), 0)]
        for number in range(spans):
            work[:, :, number] += np.where((span == number)[:, :, None], drawn, 0)
    return work
