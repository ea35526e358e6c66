"""Every deduction and gate of a month by person and institution, with double penalties (S0-09).

A deduction is a category of an F5 item in which somebody had events; a gate is one that acted on
an item, a section, the total or a component of pay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.columns import Figures, Ints, Rows
from scoring.exact import SCORE_DIGITS, from_units, rounded
from scoring.functions import Deduction
from scoring.functions.deduction import Category
from scoring.gates import Fired
from scoring.institutions.rules import OTHER, Institutions
from scoring.institutions.tables import INSTITUTION_LINES
from scoring.rules.scorecard_plans import ItemPlan
from scoring.run import Run
from scoring.scores.nodes import WHOLE, Node
from scoring.tables import table_of

UNIT = 10**SCORE_DIGITS
Row = dict[str, Any]
Path = Sequence[Node]


def institution_lines(run: Run, institutions: Institutions | None) -> pa.Table:
    """Rows of outputs/institution_lines, by person, institution and line.

    `of_total` is what a line took from the total score: the deduction times the weights above it;
    empty for gates of pay and for points under a composition other than a weighted mean or sum.
    `rules_on_metric` counts the lines of the person on the same metric: two or more is a double
    penalty (scoring.md 4.3).
    """
    rows = [*_of_cards(run), *_of_pay(run)]
    times = Counter((row["agent_id"], row["metric"]) for row in rows)
    for row in rows:
        row["period"] = run.period.label
        row["institution"] = institutions.of(row["metric"]) if institutions else OTHER
        row["rules_on_metric"] = times[row["agent_id"], row["metric"]]
    rows.sort(key=lambda row: (row["agent_id"], row["institution"], row["line_id"]))
    return table_of(rows, INSTITUTION_LINES)


@dataclass(frozen=True)
class _Place:
    """A node with those above it, and the people of its group."""

    run: Run
    path: Path
    rows: Rows

    @property
    def node(self) -> Node:
        return self.path[-1]

    @property
    def level(self) -> str:
        if isinstance(self.node.plan, ItemPlan):
            return "item"
        return "total" if len(self.path) == 1 else "section"

    def agent(self, place: int) -> str:
        """The person at a place of the group."""
        return self.run.people.agent_ids[int(self.rows[place])]

    def share(self, place: int) -> Fraction | None:
        """What a point of the node is worth in the total: the product of the weights above."""
        share = Fraction(1)
        for above, node in zip(self.path, self.path[1:], strict=False):
            if getattr(above.plan, "composition", "") not in ("weighted_mean", "sum_of_points"):
                return None
            share *= Fraction(int(node.weight_applied[place]), WHOLE)
        return share


def _of_cards(run: Run) -> Iterator[Row]:
    for card in run.cards:
        for path in _paths((card.total,)):
            place = _Place(run, path, card.at.group.rows)
            yield from _deductions(place)
            for fired in place.node.fired:
                yield from _gate(place, fired)


def _paths(path: Path) -> Iterator[Path]:
    yield path
    for child in path[-1].children:
        yield from _paths((*path, child))


def _deductions(place: _Place) -> Iterator[Row]:
    plan, detail = place.node.plan, place.node.detail
    if detail is None or not isinstance(plan, ItemPlan) or not isinstance(plan.function, Deduction):
        return
    kinds = zip(plan.function.categories, plan.metrics, detail.read.values, strict=True)
    for kind, metric, events in kinds:
        lost = kind.lost(events)
        for index in np.flatnonzero(events > 0):
            person = int(detail.ran[index])
            yield {
                "agent_id": place.agent(person),
                "line_id": f"{plan.id}/{metric.name}",
                "level": "item",
                "name_zh": plan.name_zh,
                "name_en": plan.name_en,
                "metric": metric.name,
                "action": "DEDUCT",
                "rule_ref": plan.rule_ref,
                **_deducted(kind, int(events[index]), int(lost[index]), place.share(person)),
            }


def _deducted(kind: Category, events: int, lost: int, share: Fraction | None) -> Row:
    points = Fraction(lost, UNIT * UNIT)
    uncapped = Fraction(events, UNIT) * Fraction(kind.per_event)
    return {
        "figure": from_units(events, SCORE_DIGITS),
        "per_event": rounded(kind.per_event, SCORE_DIGITS),
        "deducted": rounded(points, SCORE_DIGITS),
        "cap": None if kind.cap is None else rounded(kind.cap, SCORE_DIGITS),
        "cap_used": points < uncapped,
        "of_total": None if share is None else rounded(points * share, SCORE_DIGITS),
    }


def _gate(place: _Place, fired: Fired) -> Iterator[Row]:
    """A gate of the scorecard; where several act on one node, each shows their joint effect."""
    lost: Ints = place.node.gate_effect
    for person in np.flatnonzero(fired.who):
        points = Fraction(-int(lost[person]), UNIT)
        share = place.share(int(person))
        yield _gate_row(fired, place.agent(int(person)), place.level, int(person)) | {
            "deducted": rounded(points, SCORE_DIGITS),
            "of_total": None if share is None else rounded(points * share, SCORE_DIGITS),
        }


def _of_pay(run: Run) -> Iterator[Row]:
    for paid in run.paid:
        for amounts in paid.amounts:
            for fired in amounts.fired:
                for person in np.flatnonzero(fired.who):
                    agent = run.people.agent_ids[int(amounts.group.rows[person])]
                    row = _gate_row(fired, agent, "pay", int(person))
                    row["line_id"] = f"{amounts.component.id}/{row['line_id']}"
                    yield row


def _gate_row(fired: Fired, agent: str, level: str, person: int) -> Row:
    gate = fired.plan
    figure: Figures = fired.figure
    return {
        "agent_id": agent,
        "line_id": f"gate:{gate.id}",
        "level": level,
        "name_zh": gate.name_zh,
        "name_en": gate.name_en,
        "metric": gate.metric.name,
        "action": gate.rule.action,
        "figure": from_units(int(figure.units[person]), SCORE_DIGITS),
        "per_event": None,
        "deducted": None,
        "cap": None,
        "cap_used": False,
        "of_total": None,
        "rule_ref": gate.rule_ref,
    }
