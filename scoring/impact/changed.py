"""Measures with other values in some rows, and the months that follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scoring.calculation import earn_people_points, score_people
from scoring.columns import Figures, Ints, Mask, Rows, divided, product
from scoring.exact import SCORE_DIGITS
from scoring.impact.alone import one_change_at_a_time
from scoring.impact.scenarios import spread_scorecards, taken_assigned, taken_people
from scoring.inputs import Measured, Measures, ratios
from scoring.pay.components import Paid, pay_people
from scoring.pay.inputs import PayInputs
from scoring.run import Run
from scoring.scores.cards import score_cards
from scoring.scores.segments import combine

UNIT = 10**SCORE_DIGITS
ROWS_AT_ONCE = 50_000
Key = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """Other values of one metric: a row of `places` (rows of the measures' columns), and what
    it becomes, with its numerator; `person` says whose it is. Nobody has two."""

    key: Key
    person: Rows
    places: Rows
    value: Figures
    numerator: Figures

    def take(self, some: Rows) -> Change:
        """The changes at these places."""
        return Change(
            self.key,
            self.person[some],
            self.places[some],
            self.value.take(some),
            self.numerator.take(some),
        )


def change_of(measures: Measures, key: Key, person: Rows, places: Rows, wanted: Ints) -> Change:
    """The change to the `wanted` values (10^−6): the numerator that gives them with the present
    denominator, at 6 digits, and the value that numerator really gives."""
    columns = measures.columns.take(places)
    both = columns.numerator.is_known & columns.denominator.is_known
    exact = divided(product(wanted, columns.denominator.units), UNIT)
    numerator = np.where(both, exact, columns.numerator.units)
    real = ratios(numerator, columns.denominator.units)
    value = np.where(both & real.is_known, real.units, wanted)
    return Change(
        key,
        person,
        places,
        Figures(value),
        Figures(numerator, SCORE_DIGITS, columns.numerator.is_known),
    )


def changed_columns(columns: Measured, change: Change) -> Measured:
    """The columns with the changed rows before the last one, which stands for nobody."""
    old, last = np.arange(len(columns.n) - 1), np.array([len(columns.n) - 1])
    order = np.concatenate([old, change.places, last])
    taken = columns.take(order)
    begin = len(old)

    def put(figures: Figures, new: Figures) -> Figures:
        units, known = figures.units, figures.is_known.copy()
        wide = object in (units.dtype, new.units.dtype)
        units = units.astype(object) if wide else units.copy()
        units[begin : begin + len(new)] = new.units
        known[begin : begin + len(new)] = new.is_known
        return Figures(units, figures.digits, known)

    return replace(
        taken,
        value=put(taken.value, change.value),
        numerator=put(taken.numerator, change.numerator),
    )


def _moved(columns: Measured, change: Change) -> Rows:
    """Where each row of the old columns is found among the changed ones; the last is nobody."""
    moved = np.arange(len(columns.n))
    moved[-1] = -1
    moved[change.places] = len(columns.n) - 1 + np.arange(len(change.places))
    return moved


def all_changed(measures: Measures, change: Change) -> Measures:
    """Measures in which every changed value holds at once."""
    moved = _moved(measures.columns, change)

    def put(places: dict[Key, Rows]) -> dict[Key, Rows]:
        return {**places, change.key: moved[places[change.key]]} if change.key in places else places

    columns = changed_columns(measures.columns, change)
    return Measures(columns, put(measures.whole), put(measures.place), measures.count)


@dataclass(frozen=True)
class After:
    """What follows for everybody from their own change: total scores by row of People, who is
    held, the points, and the pay."""

    scores: Figures
    held: Mask
    points: Figures
    paid: tuple[Paid, ...]


def after_change(run: Run, change: Change, *, scored: bool, earns: bool, with_peers: bool) -> After:
    """Everybody's month if their change were the only one.

    `scored` and `earns` say whether scorecards and the points read the metric, `with_peers`
    whether somebody's score depends on the values of others.
    """
    measures = all_changed(run.measures, change)
    new = replace(run, measures=measures, cards=run.cards, ledgers=[], paid=[])
    scores, held = run.totals
    if scored and with_peers:
        scores, held = _scores_one_by_one(run, change)
    elif scored:
        score_people(new)
        scores, held = new.totals
    new.ledgers = run.ledgers
    if earns:
        new.ledgers = []
        earn_people_points(new)
    before, after = (
        _pay_inputs(run, *run.totals, run.points),
        _pay_inputs(run, scores, held, new.points),
    )
    share = one_change_at_a_time(before)
    paid = tuple(
        pay_people(one.plan, replace(one.group, measures=measures), after, share)
        for one in run.paid
    )
    return After(scores, held, new.points, paid)


def _pay_inputs(run: Run, scores: Figures, held: Mask, points: Figures) -> PayInputs:
    facts = run.facts
    return PayInputs(run.period, scores, points, held, facts.extras, facts.city)


def _scores_one_by_one(run: Run, change: Change) -> tuple[Figures, Mask]:
    """Total scores where people are compared: a scenario for each change, with everybody the
    same scorecard sets beside them."""
    totals, held = run.totals
    units, known, held = totals.units.copy(), totals.is_known.copy(), held.copy()
    for some, rows, scenario in _scenarios(run, change):
        part = _scored(run, change.take(some), rows, scenario)
        person = run.people.person[rows]
        own = np.flatnonzero(person == change.person[some][scenario])
        mine = rows[own]
        if part[0].units.dtype == object:
            units = units.astype(object)
        units[mine], known[mine] = part[0].units[own], part[0].is_known[own]
        held[mine] = part[1][own]
    return Figures(units, totals.digits, known), held


def _scenarios(run: Run, change: Change) -> Iterator[tuple[Rows, Rows, Rows]]:
    """Changes in chunks: which, the rows of People of their scenarios, and whose scenario."""
    card = run.assigned.card
    members: list[Rows] = []
    for person in change.person.tolist():
        mine = np.unique(card[run.people.person == person])
        members.append(np.flatnonzero(np.isin(card, mine[mine >= 0])))
    start = 0
    while start < len(members):
        size, stop = 0, start
        while stop < len(members) and (stop == start or size + len(members[stop]) <= ROWS_AT_ONCE):
            size += len(members[stop])
            stop += 1
        chunk = members[start:stop]
        scenario = np.repeat(np.arange(len(chunk)), [len(one) for one in chunk])
        yield np.arange(start, stop), np.concatenate(chunk), scenario
        start = stop


def _scored(run: Run, change: Change, rows: Rows, scenario: Rows) -> tuple[Figures, Mask]:
    people = taken_people(run.people, rows, scenario)
    own = run.people.person[rows] == change.person[scenario]
    moved = _moved(run.measures.columns, change)
    measures = Measures(
        changed_columns(run.measures.columns, change),
        whole=_placed(run.measures.whole, change.key, rows, own, moved),
        place=_placed(run.measures.place, change.key, rows, own, moved),
        count=len(rows),
    )
    history = tuple(_rows_of(month, rows) for month in run.history)
    assigned = taken_assigned(run.assigned, rows)
    cards = spread_scorecards(run.plan.scorecards)
    done = score_cards(cards, assigned, people, measures, history, run.facts.late_marts)
    new = replace(run, people=people, assigned=assigned, cards=done, combined=[])
    new.combined = combine(done, assigned, people)
    return new.totals


def _placed(
    places: dict[Key, Rows], key: Key, rows: Rows, own: Mask, moved: Rows
) -> dict[Key, Rows]:
    found = {name: place[rows] for name, place in places.items()}
    if key in found:
        found[key] = np.where(own, moved[found[key]], found[key])
    return found


def _rows_of(measures: Measures, rows: Rows) -> Measures:
    return Measures(
        measures.columns,
        whole={key: place[rows] for key, place in measures.whole.items()},
        place={key: place[rows] for key, place in measures.place.items()},
        count=len(rows),
    )
