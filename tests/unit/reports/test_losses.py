"""WB04's Pareto: questions by the points they cost, also those that cost none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.workbooks.loss_sheet import _loss, _ranked


class _Book:
    """Says everything in English."""

    class language:
        @staticmethod
        def choose(zh: str, en: str) -> str:
            return en


def line(evaluation: str, agent: str, name: str, lost: int | None) -> dict[str, Any]:
    points = None if lost is None else Decimal(lost)
    return {
        "evaluation_id": evaluation, "agent_id": agent, "name_zh": name, "name_en": name,
        "points_lost": points,
    }  # fmt: skip


def test_questions_stand_by_what_they_cost_with_those_that_cost_nothing_last() -> None:
    greeting = [line("Q1", "A1", "greeting", 6), line("Q2", "A2", "greeting", 0)]
    solution = [line("Q1", "A1", "solution", 10), line("Q2", "A2", "solution", 8)]
    closing = [line("Q1", "A1", "closing", 0), line("Q2", "A2", "closing", None)]
    book: Any = _Book()
    rows = _ranked([_loss(book, own) for own in (greeting, closing, solution)])
    assert [(row["question"], row["lost_total"]) for row in rows] == [
        ("solution", 18), ("greeting", 6), ("closing", 0),
    ]  # fmt: skip
    assert [row["share"] for row in rows] == [Decimal("0.75"), 1, 1]
    assert [(row["asked"], row["erring"], row["people"]) for row in rows] == [
        (2, 2, 2), (2, 1, 1), (1, 0, 0),
    ]  # fmt: skip
