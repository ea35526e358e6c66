"""A period's quality: evaluations and rules in, the tables of this room out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from scoring.notices import Notice
from scoring.period import Period
from scoring.quality.agent_scores import AgentQuality, Severity, agent_scores, fit_severity
from scoring.quality.calibration import calibration_agreement
from scoring.quality.heard import Evaluation, read_evaluations, reading_notices
from scoring.quality.notes import agent_note, severity_note, severity_notices
from scoring.quality.rater_bias import evaluator_bias
from scoring.quality.rules import PolicyInForce, QualityRules, WeightsInForce
from scoring.quality.sessions import Session, read_sessions, session_agreement
from scoring.quality.severity import RaterEffect
from scoring.quality.tables import (
    CALIBRATION_AGREEMENT,
    CALIBRATION_SESSIONS,
    EVALUATION_LINES,
    EVALUATOR_SEVERITY,
    QUALITY_CELLS,
    QUALITY_SCORES,
    RATER_BIAS,
)
from scoring.tables import table_of


@dataclass(frozen=True)
class QualityMonth:
    """The tables of one period, by the contracts of their names, and what was left out."""

    quality_scores: pa.Table
    quality_cells: pa.Table
    evaluation_lines: pa.Table
    evaluator_severity: pa.Table
    calibration_agreement: pa.Table
    calibration_sessions: pa.Table
    rater_bias: pa.Table
    notices: tuple[Notice, ...]


def severity_window(rules: QualityRules, period: str) -> tuple[date, date]:
    """First and last day of the evaluations that `quality_month` reads for the period."""
    month = Period.of(period)
    back = rules.severity_window_months(month.last) - 1
    year, index = divmod(month.first.year * 12 + month.first.month - 1 - back, 12)
    return date(year, index + 1, 1), month.last


def quality_month(
    rules: QualityRules,
    period: str,
    evaluations: pa.Table,
    items: pa.Table,
    reference_bands: Mapping[str, int] | None = None,
    form_day: date | None = None,
    calibration: pa.Table | None = None,
) -> QualityMonth:
    """Quality of every agent evaluated in `period` (as 2026-06), and of who evaluated them.

    `evaluations` and `items` as `heard.read_evaluations` takes them, of the days of
    `severity_window`. `reference_bands`: the band last paid, by agent. `form_day` re-scores every
    evaluation under the form versions of that day. `calibration`: rows of calibration_ratings,
    which say how far evaluators agree and count in nobody's score. The weight matrix and the policy
    are those in force on the period's last day. Raises Refusal for a form, day or cell without a
    rule.
    """
    month, window = Period.of(period), severity_window(rules, period)
    read = read_evaluations(evaluations, items, rules, form_day)
    heard = [evaluation for evaluation in read if window[0] <= evaluation.day <= window[1]]
    own = [evaluation for evaluation in heard if evaluation.day >= month.first]
    policy, weights = rules.policy_on(month.last), rules.weights_on(month.last)
    named = {"period": period, "rule_ref": policy.rule_ref}
    sessions = _sessions_of(rules, month, calibration)
    agreement, calibrated = _agreement_tables(own, sessions, policy, named)
    if not any(evaluation.scored.score is not None for evaluation in heard):
        return _nothing_heard(agreement, calibrated)
    severity = fit_severity(heard, policy)
    scores = agent_scores(own, severity, weights, policy, reference_bands or {})
    bias = evaluator_bias(heard, severity.model, policy)
    return QualityMonth(
        quality_scores=table_of([_score_row(s, policy, named) for s in scores], QUALITY_SCORES),
        quality_cells=table_of(_cell_rows(scores, period, weights), QUALITY_CELLS),
        evaluation_lines=table_of(_line_rows(own, period), EVALUATION_LINES),
        evaluator_severity=table_of(
            [_severity_row(e, severity, window, named) for e in severity.model.raters],
            EVALUATOR_SEVERITY,
        ),
        calibration_agreement=agreement,
        calibration_sessions=calibrated,
        rater_bias=table_of(
            [{**vars(row), **named, "flags": " ".join(row.flags)} for row in bias], RATER_BIAS
        ),
        notices=(*reading_notices(evaluations, read), *severity_notices(severity)),
    )


def _sessions_of(rules: QualityRules, month: Period, calibration: pa.Table | None) -> list[Session]:
    """The calibration sessions held in the month."""
    if calibration is None:
        return []
    read = read_sessions(calibration, rules)
    return [session for session in read if month.first <= session.held_on <= month.last]


def _agreement_tables(
    own: Sequence[Evaluation],
    sessions: Sequence[Session],
    policy: PolicyInForce,
    named: Mapping[str, str],
) -> tuple[pa.Table, pa.Table]:
    """Agreement over all contacts that several heard, and by session against the reference."""
    calibrated = [evaluation for session in sessions for evaluation in session.evaluations]
    rows = [row for session in sessions for row in session_agreement(session, policy)]
    return (
        table_of(
            [{**vars(row), **named} for row in calibration_agreement([*own, *calibrated], policy)],
            CALIBRATION_AGREEMENT,
        ),
        table_of([{**vars(row), **named} for row in rows], CALIBRATION_SESSIONS),
    )


def _nothing_heard(agreement: pa.Table, calibrated: pa.Table) -> QualityMonth:
    schemas = (QUALITY_SCORES, QUALITY_CELLS, EVALUATION_LINES, EVALUATOR_SEVERITY)
    notice = Notice("no_evaluations", "本期没有可计分的评测", "no evaluation of the period counts")
    return QualityMonth(
        *(table_of([], schema) for schema in schemas),
        calibration_agreement=agreement,
        calibration_sessions=calibrated,
        rater_bias=table_of([], RATER_BIAS),
        notices=(notice,),
    )


def _score_row(
    quality: AgentQuality, policy: PolicyInForce, named: Mapping[str, str]
) -> dict[str, Any]:
    found, paid = quality.interval, policy.bands[quality.paid_band]
    note_zh, note_en = agent_note(quality, policy)
    return {
        **vars(quality),
        **named,
        "adjustment": quality.adjusted_score - quality.raw_score,
        "ci_low": found.low if found else None,
        "ci_high": found.high if found else None,
        "confidence": policy.confidence,
        "severity_known": not quality.uncorrected,
        "paid_band_zh": paid.name_zh,
        "paid_band_en": paid.name_en,
        "note_zh": note_zh,
        "note_en": note_en,
    }


def _cell_rows(
    scores: Sequence[AgentQuality], period: str, weights: WeightsInForce
) -> list[dict[str, Any]]:
    return [
        {**vars(cell), "period": period, "agent_id": s.agent_id, "rule_ref": weights.rule_ref}
        for s in scores
        for cell in s.cells
    ]


def _severity_row(
    effect: RaterEffect,
    severity: Severity,
    window: tuple[date, date],
    named: Mapping[str, str],
) -> dict[str, Any]:
    corrected = effect.rater_id in severity.corrected
    note_zh, note_en = severity_note(effect, corrected)
    return {
        **vars(effect),
        **named,
        "evaluator_id": effect.rater_id,
        "window_from": window[0],
        "window_to": window[1],
        "evaluations": effect.ratings,
        "agents": effect.subjects,
        "shared_agents": effect.shared_subjects,
        "components": severity.model.components,
        "corrected": corrected,
        "note_zh": note_zh,
        "note_en": note_en,
    }


def _line_rows(evaluations: Sequence[Evaluation], period: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for evaluation in evaluations:
        scored = evaluation.scored
        answers = {answer.question_id: answer for answer in evaluation.answers}
        for position, line in enumerate(scored.lines, start=1):
            answer = answers.get(line.node_id)
            rows.append(
                {
                    **vars(line),
                    "position": position,
                    "evaluation_id": evaluation.evaluation_id,
                    "period": period,
                    "agent_id": evaluation.agent_id,
                    "points": answer.points if answer else None,
                    "full_points": answer.full_points if answer else None,
                    "fatal_classes": " ".join(scored.fatal_classes) or None
                    if line.parent_id is None
                    else None,
                    "rule_ref": scored.version.rule_ref,
                }
            )
    return rows
