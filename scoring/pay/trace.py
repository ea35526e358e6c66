"""Amounts as trace nodes: gross pay, its components, each down to its factors.

pay                    Σ of components
pay/<id>               the money: round, or the share of a pool, or held
pay/<id>.limited       what limits, gates and leaving left of it
pay/<id>.parts         Σ over segments or entries, where there are several
pay/<id>.product…      the product of factors of one part
pay/<id>.coefficient   the coefficient by score
pay/<id>.contract…     the contract amount
pay/<id>.share…        the share of a pool, and .pool… the splits that led to it
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from scoring.arrow_text import filled
from scoring.columns import Figures, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS
from scoring.grouping import Grouping
from scoring.metric_trace import trace_metric
from scoring.pay.amounts import Law
from scoring.pay.components import Paid
from scoring.pay.lines import residuals
from scoring.pay.nodes import Nodes
from scoring.pay.notes import Notes, any_fired, change_notes
from scoring.pay.part_trace import trace_parts
from scoring.pay.parts import taken
from scoring.pay.share_trace import trace_shares
from scoring.points.paths import first_rows
from scoring.rules.pay_plans import PerformancePlan
from scoring.scores.trace_at import fired_told, gate_inputs
from scoring.trace import Frame, Input, Trace

ONE = Decimal(1)


def trace_pay(trace: Trace, paid: Paid | Sequence[Paid]) -> None:
    """Gross pay of everybody as Σ of components, each down to its factors."""
    plans = [paid] if isinstance(paid, Paid) else list(paid)
    if not any(len(one.amounts) for one in plans):
        return
    _trace_gross(trace, plans)
    for one in plans:
        for amounts in one.amounts:
            _Component(trace, one, amounts).add()


def _trace_gross(trace: Trace, plans: Sequence[Paid]) -> None:
    listed = [amounts for one in plans for amounts in one.amounts]
    stands = first_rows(listed[0].group.people)
    people = Grouping.of(np.concatenate([stands[one.group.rows] for one in listed]))
    fen = np.concatenate([one.paid.units for one in listed])
    gross = Figures(people.sums(fen), MONEY_DIGITS)
    figures = gross.text(MONEY_DIGITS)
    notes = (
        filled("应发合计 ", figures, " = Σ 各项"),
        filled("Gross pay ", figures, " = Σ of components"),
    )
    unit = plans[0].plan.currency
    trace.add(
        Frame(people.keys, "pay", None, "amount", "sum", (), gross, notes, unit, MONEY_DIGITS)
    )


class _Component(Nodes):
    """The money of a component, and what limited it."""

    def add(self) -> None:
        """All nodes of the component, parents before children."""
        amounts, notes = self.amounts, Notes(self.amounts)
        shared = np.full(len(amounts), amounts.share is not None)
        untouched = shared & ~amounts.changed & ~amounts.held
        self._held(notes)
        self._rounded(np.flatnonzero(~amounts.held & ~untouched), notes)
        self._limited()
        if amounts.share is not None:
            trace_shares(self.trace, self.paid, amounts, notes)
        else:
            trace_parts(self)

    def _held(self, notes: Notes) -> None:
        amounts = self.amounts
        fired = any_fired(amounts.fired, len(amounts))
        for by_gate in (True, False):
            who = np.flatnonzero(amounts.held & (fired == by_gate))
            if len(who):
                mode = amounts.component.multipliers
                inputs = gate_inputs(amounts.fired, mode, who) if by_gate else []
                paid = amounts.paid.take(who)
                rows = amounts.group.rows[who]
                self.node(rows, self.path, "pay", "round", "held", inputs, paid, notes.of(who))
        self._gates(np.flatnonzero(amounts.held), self.path)

    def _rounded(self, who: Rows, notes: Notes) -> None:
        if not len(who):
            return
        amounts = self.amounts
        inputs: list[Input] = [
            ("exact", amounts.limited.take(who)),
            ("mode", self.paid.plan.rounding),
            ("residual", residuals(amounts).take(who)),
        ]
        rows, paid = amounts.group.rows[who], amounts.paid.take(who)
        self.node(rows, self.path, "pay", "round", "round", inputs, paid, notes.of(who))

    def _limited(self) -> None:
        amounts = self.amounts
        leaves = amounts.forfeited
        away = np.zeros(len(amounts), dtype=bool) if leaves is None else leaves
        if amounts.law is not None:
            self._lawful(amounts.law)
            return
        acts = amounts.changed & ~amounts.held
        who = np.flatnonzero(acts & ~away)
        if len(who):
            output = amounts.limited.take(who).truncated(SCORE_DIGITS)
            rows, path = amounts.group.rows[who], f"{self.path}.limited"
            notes = change_notes(amounts, who)
            inputs = self._limits(who)
            self.node(rows, path, self.path, "gate", "limit", inputs, output, notes)
            self._gates(who, path)
        self._forfeited(np.flatnonzero(acts & away))

    def _limits(self, who: Rows) -> list[Input]:
        amounts, plan = self.amounts, self.amounts.component
        shared = amounts.share is not None
        inputs: list[Input] = [
            ("exact", amounts.exact.take(who)),
            ("floor", None if shared else plan.floor),
            ("cap", None if shared else plan.cap),
            *gate_inputs(amounts.own, plan.multipliers, who),
            ("variable_pay_gates", fired_told(amounts.whole, who)),
            ("variable_pay_multipliers", self.paid.plan.multipliers),
        ]
        coefficient = amounts.parts.coefficient
        if isinstance(plan, PerformancePlan) and coefficient is not None:
            rest = amounts.persons.fraction_sums(amounts.parts.without("coefficient"))
            scores = [band.score for band in getattr(plan.coefficient, "bands", ())]
            inputs += [("per_coefficient", rest.take(who))]
            inputs += [("coefficient", coefficient.value.take(amounts.first[who]))]
            inputs += [("band_scores", scores)]
        return inputs

    def _lawful(self, law: Law) -> None:
        """What the law leaves of the component, for everybody it is about."""
        amounts, everybody = self.amounts, np.arange(len(self.amounts))
        self.trace.add(
            Frame(
                rows=amounts.group.rows,
                path=f"{self.path}.limited",
                parent=self.path,
                kind="gate",
                operation=law.operation,
                inputs=taken(law.inputs, everybody),
                output=amounts.limited.truncated(SCORE_DIGITS),
                notes=(law.zh, law.en),
                unit=self.paid.plan.currency,
                digits=SCORE_DIGITS,
                rule_ref=law.rule_ref,
            )
        )

    def _forfeited(self, who: Rows) -> None:
        if not len(who):
            return
        amounts = self.amounts
        rows = amounts.group.rows[who]
        zero = amounts.limited.take(who).truncated(SCORE_DIGITS)
        inputs: list[Input] = [("exact", amounts.exact.take(who)), ("on_exit", "forfeited")]
        notes = ("本月离职，按规则不再计发", "Leaves this month; not earned on exit by the rule")
        path = f"{self.path}.limited"
        self.node(rows, path, self.path, "gate", "forfeit", inputs, zero, notes)

    def _gates(self, who: Rows, path: str) -> None:
        """Under a node that gates made, the metrics that made them act."""
        amounts = self.amounts
        for gate in amounts.fired:
            some = who[gate.who[who] & gate.found.present[who]]
            if len(some):
                metric, rows = gate.plan.metric, amounts.group.rows[some]
                at = f"{path}.{gate.plan.id}"
                trace_metric(self.trace, metric, gate.found.take(some), rows, at, path)
