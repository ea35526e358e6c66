"""Calibration sessions: everybody judges the same contacts, beside an agreed reference (X19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded
from scoring.inputs.tables import require
from scoring.quality.agreement import (
    Level,
    krippendorff_alpha,
    pairs_within,
    percent_agreement,
)
from scoring.quality.calibration import (
    EVERYBODY,
    REFERENCE,
    Unit,
    items_of,
    level_of,
    shared_contacts,
    without_reference,
)
from scoring.quality.evaluation import Answer, score_form
from scoring.quality.form_lines import ROOT
from scoring.quality.heard import UNKNOWN_CALL_TYPE, Evaluation
from scoring.quality.rules import PolicyInForce, QualityRules

METHOD = "calibration"
NEEDED = ("session_id", "held_on", "contact_id", "agent_id", "evaluator_id", "standing",
          "form_id", "form_version", "item_id", "score", "max_score")  # fmt: skip


@dataclass(frozen=True)
class Session:
    """A calibration session: its judgements as scored forms, the reference among them."""

    session_id: str
    held_on: date
    evaluations: tuple[Evaluation, ...]


@dataclass(frozen=True)
class SessionAgreement:
    """How near an evaluator, or everybody (*), came on a form's total or one question.

    An evaluator is compared with the reference: `mean_difference` is theirs minus the reference,
    in points of 100, so that questions compare. Everybody is compared pair by pair without the
    reference, and has alpha.
    """

    session_id: str
    held_on: date
    form_id: str
    evaluator_id: str
    item_id: str
    contacts: int
    pairs: int
    percent_agreement: Decimal | None
    mean_difference: Decimal | None
    alpha: Decimal | None
    alpha_level: Level | None


def read_sessions(ratings: pa.Table, rules: QualityRules) -> list[Session]:
    """The sessions of calibration_ratings, each form scored as on the day; in their order.

    Raises Refusal where a column is missing, or a form or a day of it has no rule.
    """
    require(ratings, "calibration_ratings", NEEDED)
    forms: defaultdict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in ratings.to_pylist():
        judge = REFERENCE if row["standing"] == "reference" else row["evaluator_id"]
        forms[row["session_id"], row["contact_id"], judge].append(row)
    held: defaultdict[tuple[str, date], list[Evaluation]] = defaultdict(list)
    for (session_id, _, judge), rows in sorted(forms.items()):
        held[session_id, rows[0]["held_on"]].append(_evaluation(rows, judge, rules))
    return [Session(name, day, tuple(found)) for (name, day), found in sorted(held.items())]


def _evaluation(rows: Sequence[Mapping[str, Any]], judge: str, rules: QualityRules) -> Evaluation:
    one = rows[0]
    answers = tuple(Answer(row["item_id"], row["score"], row["max_score"]) for row in rows)
    return Evaluation(
        evaluation_id=f"{one['session_id']}/{one['contact_id']}/{judge}",
        agent_id=one["agent_id"],
        evaluator_id=judge,
        contact_id=one["contact_id"],
        form_id=one["form_id"],
        form_label=one["form_version"],
        call_type=UNKNOWN_CALL_TYPE,
        method=METHOD,
        day=one["held_on"],
        answers=answers,
        scored=score_form(rules.form_on(one["form_id"], one["held_on"]), answers, False),
    )


def session_agreement(session: Session, policy: PolicyInForce) -> Iterator[SessionAgreement]:
    """Of each form and question everybody, then every evaluator against the reference."""
    for form_id, contacts in sorted(shared_contacts(session.evaluations).items()):
        full_points = {
            answer.question_id: answer.full_points
            for contact in contacts
            for evaluation in contact.values()
            for answer in evaluation.answers
        }
        for item_id, units in items_of(contacts):
            at = _Item(session, form_id, item_id, full_points.get(item_id, Decimal(100)), policy)
            yield at.everybody(units)
            for name in sorted({name for unit in units for name in unit} - {REFERENCE}):
                both = [(u[name], u[REFERENCE]) for u in units if name in u and REFERENCE in u]
                if both:
                    yield at.against_reference(name, both)


@dataclass(frozen=True)
class _Item:
    """A form's total or question in a session; `full` is what it gives at most."""

    session: Session
    form_id: str
    item_id: str
    full: Decimal
    policy: PolicyInForce

    def everybody(self, units: Sequence[Unit]) -> SessionAgreement:
        """The evaluators among each other."""
        own = without_reference(units)
        pairs, level = pairs_within(own), level_of(self.item_id)
        return self._row(
            EVERYBODY,
            contacts=sum(len(unit) > 1 for unit in own),
            pairs=len(pairs),
            agreement=percent_agreement(pairs, self._tolerance),
            alpha=krippendorff_alpha([list(unit.values()) for unit in own], level),
            level=level,
        )

    def against_reference(
        self, evaluator: str, both: Sequence[tuple[Decimal, Decimal]]
    ) -> SessionAgreement:
        """One evaluator and the reference."""
        apart = sum((Fraction(given - right) for given, right in both), Fraction(0)) / len(both)
        return self._row(
            evaluator,
            contacts=len(both),
            pairs=len(both),
            agreement=percent_agreement(both, self._tolerance),
            difference=rounded(100 * apart / Fraction(self.full), SCORE_DIGITS),
        )

    @property
    def _tolerance(self) -> Decimal:
        return self.policy.tolerance_points if self.item_id == ROOT else Decimal(0)

    def _row(
        self,
        evaluator: str,
        *,
        contacts: int,
        pairs: int,
        agreement: Decimal | None,
        difference: Decimal | None = None,
        alpha: Decimal | None = None,
        level: Level | None = None,
    ) -> SessionAgreement:
        session = self.session
        return SessionAgreement(
            session.session_id, session.held_on, self.form_id, evaluator, self.item_id,
            contacts, pairs, agreement, difference, alpha, level,
        )  # fmt: skip
