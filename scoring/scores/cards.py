"""Who is scored by which scorecard, for which part of the month (scoring.md 4.4, 4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import pyarrow as pa

from scoring.columns import Fractions, Mask, Rows, ints
from scoring.inputs import Measures, People
from scoring.inputs.group import Group
from scoring.period import Period
from scoring.rules.scorecard import ProrationKey
from scoring.rules.scorecard_plans import ScorecardPlan
from scoring.rules.who import only
from scoring.scores.nodes import Node, Situation
from scoring.scores.sections import score_card
from scoring.scores.targets import training
from scoring.scores.texts import Told, told


@dataclass(frozen=True)
class ScoredCard:
    """A group under one scorecard with its tree. `prefix` comes before the node ids of people
    who have several segments."""

    at: Situation
    total: Node
    prefix: str | pa.Array

    @cached_property
    def told(self) -> Told:
        """The tree with its texts."""
        return told(self.total)


@dataclass(frozen=True)
class Assigned:
    """Per row of People: the place of its scorecard (−1: none), and whether it is scored.

    `whole` marks rows scored on the whole month by the plan of their longest segment, `share`
    the part of the month, `segment` the number of the segment (0: the person has only one).
    """

    card: Rows
    scored: Mask
    whole: Mask
    share: Fractions
    segment: Rows


def assign(cards: Sequence[ScorecardPlan], people: People, period: Period) -> Assigned:
    """The scorecard of each employed row. Raises Refusal for a role in two scorecards."""
    place = _cards_of_rows(cards, people)
    scored = people.employed & (place >= 0)
    share = shares(cards, place, people, period)
    whole, segment = np.zeros(len(people), dtype=bool), np.zeros(len(people), dtype=np.int64)
    for rows in _divided_people(people):
        last = int(place[rows[-1]])
        mode = cards[last].segments.mode if last >= 0 else "SCORE_SEGMENTS"
        if mode != "SCORE_SEGMENTS":
            kept = _longest(rows, people)
            scored[rows], whole[kept] = (rows == kept) & scored[kept], True
            under = rows if mode == "MAJORITY" else rows[place[rows] == place[kept]]
            share = _summed(share, under, kept)
        else:
            segment[rows] = np.arange(1, len(rows) + 1)
    return Assigned(place, scored, whole, share, segment)


def _cards_of_rows(cards: Sequence[ScorecardPlan], people: People) -> Rows:
    of_role: dict[str | None, int] = {}
    for row in np.flatnonzero(people.employed).tolist():
        role = people.role[row]
        if role not in of_role:
            found = only(cards, role, people.agent_ids[row], lambda card: card.file)
            of_role[role] = -1 if found is None else cards.index(found)
    return np.array([of_role.get(role, -1) for role in people.role], dtype=np.int64)


def _divided_people(people: People) -> list[Rows]:
    """The employed rows of each person who has several."""
    employed = np.flatnonzero(people.employed)
    counts = np.bincount(people.person[employed], minlength=1)
    several = np.flatnonzero(counts > 1)
    return [employed[people.person[employed] == one] for one in several]


def _summed(share: Fractions, rows: Rows, into: int) -> Fractions:
    """The shares of some rows summed into one of them."""
    parts = zip(share.numerators[rows].tolist(), share.denominators[rows].tolist(), strict=True)
    whole = sum((Fraction(above, below) for above, below in parts), Fraction(0))
    here = np.arange(len(share)) != into
    return share.where(here, Fractions.constant(min(whole, Fraction(1)), len(share)))


def _longest(rows: Rows, people: People) -> int:
    """The longest segment, the later one on a tie."""
    days = people.employed_days[rows]
    return int(rows[len(rows) - 1 - int(np.argmax(days[::-1]))])


def shares(
    cards: Sequence[ScorecardPlan], place: Rows, people: People, period: Period
) -> Fractions:
    """The part of a full month that each row is, by its scorecard's key; never above 1."""
    one = Fractions(ints([1] * len(people)), ints([1] * len(people)))
    share = one
    for number, card in enumerate(cards):
        share = _share(card.segments.key, people, period).where(place == number, share)
    return one.where(one.less(share), share)


def _share(key: ProrationKey, people: People, period: Period) -> Fractions:
    if key == "calendar_days":
        return Fractions(people.employed_days, np.full(len(people), period.days)).reduced()
    days = people.scheduled_days if key == "scheduled_days" else people.paid_days
    known = days.is_known & people.standard_days.is_known
    known &= np.asarray(people.standard_days.units > 0, dtype=bool)
    return Fractions(
        np.where(known, days.units, 1), np.where(known, people.standard_days.units, 1)
    ).reduced()


def score_cards(
    cards: Sequence[ScorecardPlan],
    assigned: Assigned,
    people: People,
    measures: Measures,
    history: tuple[Measures, ...],
    late: frozenset[str],
) -> list[ScoredCard]:
    """Every group of people under one scorecard, scored."""
    done: list[ScoredCard] = []
    for number, card in enumerate(cards):
        rows = np.flatnonzero(assigned.scored & (assigned.card == number))
        if len(rows):
            group = Group(people, rows, measures, history, assigned.whole)
            at = Situation(
                group=group,
                card=card,
                share=_unless_full(assigned.share.take(rows)),
                training=training(card.ramp, people.live_weeks.take(rows)),
                late=late,
            )
            done.append(ScoredCard(at, score_card(at), _prefixes(assigned.segment[rows])))
    return done


def _unless_full(share: Fractions) -> Fractions | None:
    full = share.numerators == share.denominators
    return None if np.asarray(full, dtype=bool).all() else share


def _prefixes(segments: Rows) -> str | pa.Array:
    if not segments.any():
        return ""
    return pa.array([f"s{one}." if one else "" for one in segments], pa.string())
