"""Calibration: how far evaluators agree who heard the same contact."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from scoring.exact import SCORE_DIGITS, rounded
from scoring.quality.agreement import (
    Level,
    krippendorff_alpha,
    pairs_within,
    percent_agreement,
    weighted_kappa,
)
from scoring.quality.form_lines import ROOT
from scoring.quality.heard import Evaluation
from scoring.quality.rules import PolicyInForce

EVERYBODY = "*"
# The agreed reference (gold standard) of a calibration session stands as an evaluator of this
# name: others are compared with it, but it is none of everybody.
REFERENCE = "reference"
Unit = Mapping[str, Decimal]


@dataclass(frozen=True)
class Agreement:
    """Agreement on one form, its total (`form`) or one question, of a pair or of everybody (*).

    `mean_difference` is first minus second evaluator, in points. Kappa is of pairs only.
    """

    form_id: str
    item_id: str
    evaluator_a: str
    evaluator_b: str
    contacts: int
    pairs: int
    percent_agreement: Decimal | None
    mean_difference: Decimal | None
    kappa_linear: Decimal | None
    kappa_quadratic: Decimal | None
    alpha: Decimal | None
    alpha_level: Level


def calibration_agreement(
    evaluations: Sequence[Evaluation], policy: PolicyInForce
) -> list[Agreement]:
    """Rows for the form and each question, of everybody and of each pair of evaluators.

    Units are an agent's contacts that at least two evaluators judged with the same form; of two
    evaluations of a contact by one evaluator the later id counts. Form scores are taken before
    fatal errors. Empty where no contact was heard twice. A reference among the evaluations is
    compared with each evaluator and counts in no figure of everybody.
    """
    rows: list[Agreement] = []
    for form_id, contacts in sorted(shared_contacts(evaluations).items()):
        for item_id, units in items_of(contacts):
            rows += _item_rows(form_id, item_id, units, policy)
    return rows


def shared_contacts(
    evaluations: Sequence[Evaluation],
) -> dict[str, list[dict[str, Evaluation]]]:
    """By form, the contacts that several evaluators judged, each by evaluator."""
    heard: defaultdict[tuple[str, str, str], dict[str, Evaluation]] = defaultdict(dict)
    for evaluation in sorted(evaluations, key=lambda e: e.evaluation_id):
        if evaluation.contact_id is not None and evaluation.scored.score is not None:
            what = evaluation.form_id, evaluation.contact_id, evaluation.agent_id
            heard[what][evaluation.evaluator_id] = evaluation
    shared: defaultdict[str, list[dict[str, Evaluation]]] = defaultdict(list)
    for (form_id, *_), by_evaluator in sorted(heard.items()):
        if len(by_evaluator) > 1:
            shared[form_id].append(by_evaluator)
    return dict(shared)


def items_of(
    contacts: Sequence[Mapping[str, Evaluation]],
) -> Iterator[tuple[str, list[dict[str, Decimal]]]]:
    """The form's total and each question, with what each evaluator gave each contact."""
    yield (
        ROOT,
        [
            {
                name: e.scored.ungated_score
                for name, e in contact.items()
                if e.scored.ungated_score is not None
            }
            for contact in contacts
        ],
    )
    questions = sorted(
        {
            answer.question_id
            for contact in contacts
            for e in contact.values()
            for answer in e.answers
        }
    )
    for question in questions:
        yield (
            question,
            [
                {
                    name: answer.points
                    for name, evaluation in contact.items()
                    for answer in evaluation.answers
                    if answer.question_id == question and answer.points is not None
                }
                for contact in contacts
            ],
        )


def _item_rows(
    form_id: str, item_id: str, units: Sequence[Unit], policy: PolicyInForce
) -> list[Agreement]:
    evaluators = sorted({name for unit in units for name in unit})
    pairs = [
        row
        for a, b in combinations(evaluators, 2)
        if (row := _pair(form_id, item_id, a, b, units, policy)) is not None
    ]
    tolerance = policy.tolerance_points if item_id == ROOT else Decimal(0)
    own = without_reference(units)
    within = pairs_within(own)
    level = level_of(item_id)
    everybody = Agreement(
        form_id=form_id,
        item_id=item_id,
        evaluator_a=EVERYBODY,
        evaluator_b=EVERYBODY,
        contacts=sum(len(unit) > 1 for unit in own),
        pairs=len(within),
        percent_agreement=percent_agreement(within, tolerance),
        mean_difference=None,
        kappa_linear=None,
        kappa_quadratic=None,
        alpha=krippendorff_alpha([list(unit.values()) for unit in own], level),
        alpha_level=level,
    )
    return [everybody, *pairs]


def without_reference(units: Sequence[Unit]) -> list[dict[str, Decimal]]:
    """What evaluators gave."""
    return [{n: value for n, value in unit.items() if n != REFERENCE} for unit in units]


def _pair(
    form_id: str, item_id: str, a: str, b: str, units: Sequence[Unit], policy: PolicyInForce
) -> Agreement | None:
    both = [(unit[a], unit[b]) for unit in units if a in unit and b in unit]
    if not both:
        return None
    is_form = item_id == ROOT
    classed = [(_class(x, policy), _class(y, policy)) for x, y in both] if is_form else both
    classes = sorted({value for pair in classed for value in pair})
    level = level_of(item_id)
    return Agreement(
        form_id=form_id,
        item_id=item_id,
        evaluator_a=a,
        evaluator_b=b,
        contacts=len(both),
        pairs=len(both),
        percent_agreement=percent_agreement(
            both, policy.tolerance_points if is_form else Decimal(0)
        ),
        mean_difference=rounded(sum((Fraction(x - y) for x, y in both), Fraction(0)) / len(both),
                                SCORE_DIGITS),
        kappa_linear=weighted_kappa(classed, classes, "linear"),
        kappa_quadratic=weighted_kappa(classed, classes, "quadratic"),
        alpha=krippendorff_alpha(both, level),
        alpha_level=level,
    )  # fmt: skip


def _class(score: Decimal, policy: PolicyInForce) -> Decimal:
    """The ordered class of a form score, cut by the policy's edges."""
    return Decimal(bisect_right(policy.edges, score))


def level_of(item_id: str) -> Level:
    """Form scores are an interval scale, points of a question ordered classes."""
    return "interval" if item_id == ROOT else "ordinal"
