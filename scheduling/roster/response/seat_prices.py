"""Prices of seats by site and half-hour, so that nobody on shift is without one.

A site's seats are one more coupling of everybody's lines: people on shift n_t, pauses included, not
above s_t. Beside softened costs of width w a person more costs max(0, v_t + (n_t - s_t) / w), and
v_t moves by half of (n_t - s_t) / w after a sweep, never below nothing: the multiplier method for
an inequality. Beside the true costs a seat that is not there is a wall. The prices are no part of
the objective, and the Lagrangian bound ignores them.
"""

from __future__ import annotations

import numpy as np

from scheduling.roster.response.arrays import Floats, Lines, Whole
from scheduling.roster.response.encoding import SLOTS, Encoded
from scheduling.roster.response.problem import WEEK

DEAREST = 1000.0
"""What a person without a seat costs at most, in a half-hour."""
NEAR = 0.85
"""Share of the seats from which on people are charged one by one."""
LEARNED = 0.5


class SeatPrices:
    """Who is seated where, and what it makes of everybody's penalties (`people`)."""

    def __init__(self, given: Encoded) -> None:
        problem, slots = given.problem, given.problem.days * SLOTS + given.spill
        self.given = given
        self.people = given.people._replace(penalty=given.people.penalty.copy())
        self.sites = [
            site for site in problem.seats if any(one.site == site for one in problem.people)
        ]
        self.seats = np.array([self._per_slot(site, slots) for site in self.sites])
        self.prices = np.zeros(self.seats.shape)
        self.taken: Whole = np.zeros(self.seats.shape, np.int64)
        self.site_of = [
            self.sites.index(one.site) if one.site in self.sites else -1 for one in problem.people
        ]

    def missing(self) -> float:
        """People without a seat, summed over half-hours."""
        return float(np.maximum(0, self.taken - self.seats).sum())

    def count(self, lines: Lines) -> bool:
        """Count everybody anew; whether a site comes near its seats, or did. If not, all are free
        of charge."""
        self.taken[:] = 0
        for i, site in enumerate(self.site_of):
            if site >= 0:
                self.taken[site] += self._on_shift(lines.option[i])
        near = bool((self.taken > NEAR * self.seats).any() or self.prices.any())
        if self.sites and not near:
            self.people.penalty[:] = self.given.people.penalty
        return near

    def leave(self, i: int, option: Whole, width: float) -> None:
        """Take a person's line away and charge them what seats cost beside the others.

        `width` is that of the softened costs, 0 for the true ones.
        """
        site = self.site_of[i]
        if site < 0:
            return
        self.taken[site] -= self._on_shift(option)
        over = self.taken[site] + 1 - self.seats[site]
        wall: Floats = np.where(over > 0, DEAREST, 0.0)
        price = np.clip(self.prices[site] + (over - 0.5) / width, 0.0, DEAREST) if width else wall
        upto = np.concatenate([[0.0], np.cumsum(price)])
        shifts, days = self.given.shifts, np.arange(self.given.problem.days)
        first = days[:, None] * SLOTS + shifts.first_slot
        paid = upto[first + shifts.slots] - upto[first]
        self.people.penalty[i] = self.given.people.penalty[i] + paid

    def join(self, i: int, option: Whole) -> None:
        """Seat a person who is back."""
        if self.site_of[i] >= 0:
            self.taken[self.site_of[i]] += self._on_shift(option)

    def learn(self, width: float) -> None:
        """Move the prices by what seats are short, or free."""
        step = LEARNED * (self.taken - self.seats) / width
        self.prices = np.clip(self.prices + step, 0.0, DEAREST)

    def _on_shift(self, option: Whole) -> Whole:
        """1 for every half-hour of a line's shifts; pauses keep their seat."""
        shifts, days = self.given.shifts, np.flatnonzero(option >= 0)
        first = days * SLOTS + shifts.first_slot[option[days]]
        change = np.zeros(self.taken.shape[1] + 1, np.int64)
        np.add.at(change, first, 1)
        np.subtract.at(change, first + shifts.slots[option[days]], 1)
        return np.cumsum(change)[:-1]

    def _per_slot(self, site: str, slots: int) -> Whole:
        seats = np.repeat(np.array(self.given.problem.seats[site], np.int64), WEEK * SLOTS)
        return np.concatenate([seats, np.repeat(seats[-1:], slots - seats.size)])
