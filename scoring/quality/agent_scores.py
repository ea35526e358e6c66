"""Quality of each agent in a period: raw and adjusted score side by side, and how sure they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.quality.composite import CellLine, composite, evaluation_shares
from scoring.quality.confidence import Interval, band_of, interval, paid_band
from scoring.quality.heard import Evaluation
from scoring.quality.rules import PolicyInForce, WeightsInForce
from scoring.quality.severity import Rating, SeverityModel, estimate_severity


@dataclass(frozen=True)
class Severity:
    """The fitted model, and the evaluators whose leniency is known well enough to take it out."""

    model: SeverityModel
    corrected: frozenset[str]

    def taken_out(self, evaluator_id: str) -> Decimal:
        """Points taken out of the evaluator's scores."""
        if evaluator_id not in self.corrected:
            return Decimal(0)
        return self.model.by_rater[evaluator_id].leniency


@dataclass(frozen=True)
class AgentQuality:
    """An agent's quality; `interval` is of the adjusted score, None where error is unknown.

    `uncorrected` are evaluators whose leniency is not known well enough to take it out. Bands
    count from 0: the score's own, and the one that pay is allowed.
    """

    agent_id: str
    evaluations: int
    form_versions: str
    fatal_errors: int
    raw_score: Decimal
    adjusted_score: Decimal
    interval: Interval | None
    uncorrected: tuple[str, ...]
    band: int
    reference_band: int | None
    paid_band: int
    cells: tuple[CellLine, ...]


def fit_severity(evaluations: Sequence[Evaluation], policy: PolicyInForce) -> Severity:
    """Leniency of every evaluator from these evaluations, before fatal errors."""
    ratings = [
        Rating(e.agent_id, e.evaluator_id, e.scored.ungated_score)
        for e in evaluations
        if e.scored.ungated_score is not None
    ]
    model = estimate_severity(ratings)
    corrected = (
        effect.rater_id
        for effect in model.raters
        if effect.identified
        and effect.ratings >= policy.minimum_evaluations
        and effect.shared_subjects >= policy.minimum_shared_agents
    )
    return Severity(model, frozenset(corrected))


def agent_scores(
    evaluations: Sequence[Evaluation],
    severity: Severity,
    weights: WeightsInForce,
    policy: PolicyInForce,
    reference_bands: Mapping[str, int],
) -> list[AgentQuality]:
    """One row per agent of whom some evaluation counts, in the order of their ids.

    `evaluations` are those of the period; `reference_bands` the bands last paid, by agent.
    """
    by_agent: defaultdict[str, list[Evaluation]] = defaultdict(list)
    for evaluation in evaluations:
        if evaluation.scored.score is not None:
            by_agent[evaluation.agent_id].append(evaluation)
    rows = (
        _agent(agent_id, heard, severity, weights, policy, reference_bands.get(agent_id))
        for agent_id, heard in sorted(by_agent.items())
    )
    return [row for row in rows if row is not None]


def _agent(
    agent_id: str,
    heard: Sequence[Evaluation],
    severity: Severity,
    weights: WeightsInForce,
    policy: PolicyInForce,
    reference: int | None,
) -> AgentQuality | None:
    given = {e.evaluation_id: e.scored.score for e in heard if e.scored.score is not None}
    freed = {e.evaluation_id: e.scored.corrected(severity.taken_out(e.evaluator_id)) for e in heard}
    raw, adjusted = composite(heard, given, weights), composite(heard, freed, weights)
    if raw.score is None or adjusted.score is None:
        return None
    found = _interval(adjusted.score, heard, severity, weights, policy)
    edges = [band.lower for band in policy.bands]
    return AgentQuality(
        agent_id=agent_id,
        evaluations=len(heard),
        form_versions="; ".join(sorted({f"{e.form_id} {e.scored.version.label}" for e in heard})),
        fatal_errors=sum(bool(e.scored.fatal_classes) for e in heard),
        raw_score=raw.score,
        adjusted_score=adjusted.score,
        interval=found,
        uncorrected=tuple(sorted({e.evaluator_id for e in heard} - severity.corrected)),
        band=band_of(adjusted.score, edges),
        reference_band=reference,
        paid_band=paid_band(adjusted.score, found, edges, reference, policy.pay_moves),
        cells=raw.lines,
    )


def _interval(
    score: Decimal,
    heard: Sequence[Evaluation],
    severity: Severity,
    weights: WeightsInForce,
    policy: PolicyInForce,
) -> Interval | None:
    """Error of the evaluations themselves, plus that of the leniencies taken out or left in.

    Fatal errors are facts that move the score; they are not part of the error.
    """
    model = severity.model
    if model.degrees_of_freedom < 1:
        return None
    shares = evaluation_shares(heard, weights)
    by_evaluator: defaultdict[str, Fraction] = defaultdict(Fraction)
    for evaluation, share in zip(heard, shares, strict=True):
        by_evaluator[evaluation.evaluator_id] += share
    variance = Fraction(model.residual_variance) * sum(share**2 for share in shares)
    variance += model.adjustment_variance(by_evaluator)
    for evaluator in by_evaluator.keys() - severity.corrected:
        variance += (by_evaluator[evaluator] * Fraction(model.by_rater[evaluator].leniency)) ** 2
    top = max(evaluation.scored.version.cap_hi for evaluation in heard)
    return interval(score, variance, model.degrees_of_freedom, policy.confidence, top)
