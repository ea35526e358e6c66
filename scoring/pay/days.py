"""The share of the month that a row of People is paid for (scoring.md 4.4).

Two rows of a person that fill a month are paid together exactly what one row would be.
"""

from __future__ import annotations

import numpy as np

from scoring.arrow_text import filled
from scoring.columns import Figures, Fractions, Ints, Mask, Rows
from scoring.grouping import Grouping
from scoring.inputs import People
from scoring.pay.parts import Factor
from scoring.period import Period
from scoring.rules.component import OnExit, Proration


def paid_fractions(
    people: People, rows: Rows, period: Period, proration: Proration, on_exit: OnExit
) -> tuple[Factor, ...]:
    """The factors that are not 1, for these rows of People.

    `paid_days`: paid ÷ scheduled days, and employed ÷ calendar days; `standard_days`: paid
    days ÷ the days of a full month. Unknown or no scheduled days count as full, more paid
    than scheduled days as all. Days after a leaver's last one count where the component is
    earned in full on exit.
    """
    if proration == "none":
        return ()
    if proration == "standard_days" and people.standard_days.is_known[rows].any():
        return (_of_standard(people, rows),)
    scheduled, paid = _scheduled(people, rows)
    employed, days = _employed(people, rows, period, on_exit)
    factors = (
        _days("paid_days", paid, scheduled),
        _days("employed_days", employed, Figures(days, 0)),
    )
    return tuple(factor for factor in factors if factor.where is None or factor.where.any())


def _days(name: str, part: Figures, whole: Figures) -> Factor:
    """part ÷ whole of days; parts of a person without such days have no factor."""
    where = np.asarray(part.units < whole.units, dtype=bool) & np.asarray(whole.units > 0)
    over = np.where(where, whole.units, 1)
    value = Fractions(np.where(where, part.units, 1), over).reduced()
    return Factor(name, value, lambda: filled(part.text(), "/", whole.text()), where)


def _of_standard(people: People, rows: Rows) -> Factor:
    """Paid days (scheduled ones where not known) ÷ those of a full month."""
    paid, scheduled = people.paid_days.take(rows), people.scheduled_days.take(rows)
    standard = people.standard_days.take(rows)
    had = np.where(paid.is_known, paid.units, scheduled.units)
    known = (paid.is_known | scheduled.is_known) & standard.is_known
    had = np.where(known, np.minimum(had, standard.units), standard.units)
    return _days("standard_days", Figures(had), standard)


def _scheduled(people: People, rows: Rows) -> tuple[Figures, Figures]:
    """Scheduled days of the person's rows taken together, and the paid days of this row.

    Where the scheduled days of a row are not known, each of its person's rows stands alone.
    """
    scheduled, paid = people.scheduled_days.take(rows), people.paid_days.take(rows)
    days = np.where(scheduled.is_known, scheduled.units, 0)
    had = np.where(paid.is_known, np.minimum(paid.units, days), days)
    persons = Grouping.of(people.person[rows])
    together = _together(people, rows, persons)
    whole = np.where(together, persons.sums(days)[persons.group], days)
    return Figures(whole), Figures(had)


def _together(people: People, rows: Rows, persons: Grouping) -> Mask:
    known = people.scheduled_days.is_known[rows] & np.asarray(
        people.scheduled_days.units[rows] > 0, dtype=bool
    )
    return ~persons.any(~known)[persons.group]


def _employed(people: People, rows: Rows, period: Period, on_exit: OnExit) -> tuple[Figures, Ints]:
    """Employed days, of the person's rows together where scheduled days share them out."""
    days = people.employed_days[rows]
    if on_exit == "full":
        days = days + _days_after_exit(people, rows, period)
    persons = Grouping.of(people.person[rows])
    together = _together(people, rows, persons)
    shared = np.where(together, persons.sums(days)[persons.group], days)
    return Figures(shared, 0), np.full(len(rows), period.days)


def _days_after_exit(people: People, rows: Rows, period: Period) -> Ints:
    """Days of the period after the last day of a leaver, on the person's last row."""
    after = (np.datetime64(period.last) - people.last[rows]).astype(np.int64)
    return np.where(last_rows(people)[rows], np.maximum(after, 0), 0)


def last_rows(people: People) -> Mask:
    """Which rows of People are the last of their person."""
    last = np.ones(len(people), dtype=bool)
    last[:-1] = people.person[1:] != people.person[:-1]
    return last


def leavers(people: People, period: Period) -> Mask:
    """For each row of People whether its person leaves before the period ends."""
    ends = last_rows(people) & (people.last < np.datetime64(period.last)) & people.employed
    leaving = np.zeros(int(people.person.max()) + 1 if len(people) else 0, dtype=bool)
    leaving[people.person[ends]] = True
    return leaving[people.person]
