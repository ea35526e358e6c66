"""Evaluations read from tables and scored under the form version of their day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from scoring.notices import Notice
from scoring.quality.evaluation import Answer, ScoredForm, score_form
from scoring.quality.rules import QualityRules

UNKNOWN_CALL_TYPE = "unknown"


@dataclass(frozen=True)
class Evaluation:
    """One evaluation, scored. `day` is the local date that pins the form's version."""

    evaluation_id: str
    agent_id: str
    evaluator_id: str
    contact_id: str | None
    form_id: str
    form_label: str
    call_type: str
    method: str
    day: date
    answers: tuple[Answer, ...]
    scored: ScoredForm


def read_evaluations(
    evaluations: pa.Table,
    items: pa.Table,
    rules: QualityRules,
    form_day: date | None = None,
) -> list[Evaluation]:
    """Score every evaluation that has an answer; in the order of their ids.

    `evaluations`: evaluation_id, agent_id, evaluator_id, contact_id, form_id, form_version,
    call_type, method, business_date, fatal (0/1). `items`: evaluation_id, item_id, score,
    max_score, applicable, fatal. `form_day` re-scores all of them under the version of that day.
    Raises Refusal for a form, or a day of one, that no file describes.
    """
    answers = _answers(items)
    rows = sorted(evaluations.to_pylist(), key=lambda row: row["evaluation_id"])
    return [
        _evaluation(row, answers[row["evaluation_id"]], rules, form_day or row["business_date"])
        for row in rows
        if row["evaluation_id"] in answers
    ]


def _answers(items: pa.Table) -> Mapping[str, tuple[Answer, ...]]:
    found: defaultdict[str, tuple[Answer, ...]] = defaultdict(tuple)
    for row in items.to_pylist():
        answer = Answer(
            question_id=row["item_id"],
            points=row["score"] if row["applicable"] else None,
            full_points=row["max_score"],
            fatal=row["fatal"],
        )
        found[row["evaluation_id"]] += (answer,)
    return dict(found)


def _evaluation(
    row: Mapping[str, Any], answers: tuple[Answer, ...], rules: QualityRules, form_day: date
) -> Evaluation:
    version = rules.form_on(row["form_id"], form_day)
    return Evaluation(
        evaluation_id=row["evaluation_id"],
        agent_id=row["agent_id"],
        evaluator_id=row["evaluator_id"],
        contact_id=row["contact_id"],
        form_id=row["form_id"],
        form_label=row["form_version"],
        call_type=row["call_type"] or UNKNOWN_CALL_TYPE,
        method=row["method"],
        day=row["business_date"],
        answers=answers,
        scored=score_form(version, answers, bool(row["fatal"])),
    )


def reading_notices(evaluations: pa.Table, heard: Sequence[Evaluation]) -> list[Notice]:
    """What was left out or does not fit its form, by evaluation id."""
    ids = set(evaluations["evaluation_id"].to_pylist()) - {e.evaluation_id for e in heard}
    empty = sorted(ids | {e.evaluation_id for e in heard if e.scored.score is None})
    other = [e.evaluation_id for e in heard if e.form_label != e.scored.version.label]
    partial = [e.evaluation_id for e in heard if e.scored.unanswered or e.scored.unasked]
    return [
        Notice(code, f"{zh}：{_listed(found)}", f"{en}: {_listed(found)}")
        for code, zh, en, found in (
            ("nothing_applied", "没有适用项目的评测，不计分",
             "evaluations in which nothing applied have no score", empty),
            ("form_version_differs", "评测所写表单版本与当日生效版本不同，按生效版本计分",
             "evaluations name another form version than was in force; scored under the latter",
             other),
            ("questions_differ", "评测项目与表单不一致：缺项按不适用，多余项不计",
             "questions differ from the form's: missing ones count as N/A, others not at all",
             partial),
        )
        if found
    ]  # fmt: skip


def _listed(ids: Sequence[str], most: int = 5) -> str:
    more = f" (+{len(ids) - most})" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more
