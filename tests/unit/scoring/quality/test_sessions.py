"""Calibration sessions: evaluators against the reference, and the severity that was planted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from pipelines.sample_centre.calibration import REFERENCE as GOLD
from pipelines.sample_centre.calibration import Mark, calibration_on
from pipelines.sample_centre.people import build_staff
from pipelines.sample_centre.quality import FORM, FORM_VERSION
from scoring.quality.calibration import calibration_agreement
from scoring.quality.month import quality_month
from scoring.quality.sessions import SessionAgreement, read_sessions, session_agreement

HELD, POINTS = date(2026, 6, 10), pa.decimal128(18, 6)
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("session_id", "contact_id", "evaluator_id", "standing")),
        *((name, pa.string()) for name in ("agent_id", "form_id", "form_version", "item_id")),
        ("held_on", pa.date32()), ("score", POINTS), ("max_score", POINTS),
    ]
)  # fmt: skip
Given = dict[str, int | None]  # "C1/E1/R1": points of the 20 of R1 on contact C1


def ratings(given: Given) -> pa.Table:
    """Marks of 20 points on two questions of the sample's form."""
    rows = []
    for key, score in given.items():
        contact, judge, item = key.split("/")
        rows.append(
            {
                "session_id": "S1", "contact_id": contact, "evaluator_id": judge,
                "standing": "reference" if judge == "GOLD" else "rater", "agent_id": "A1",
                "form_id": "QF-IN", "form_version": "2026.1", "item_id": item, "held_on": HELD,
                "score": None if score is None else Decimal(score), "max_score": Decimal(20),
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, SCHEMA)


def found_in(given: Given, rules) -> dict[tuple[str, str], SessionAgreement]:
    (session,) = read_sessions(ratings(given), rules)
    rows = session_agreement(session, rules.policy_on(HELD))
    return {(row.evaluator_id, row.item_id): row for row in rows}


def test_an_evaluator_is_told_in_points_of_a_hundred_from_the_reference(sample_quality) -> None:
    """On R1, of 20 points, E1 gives 2 and 4 too many; on C2 they are the reference's."""
    given: Given = {
        "C1/GOLD/R1": 10, "C1/E1/R1": 12, "C1/E2/R1": 10,
        "C2/GOLD/R1": 14, "C2/E1/R1": 18, "C2/E2/R1": 14,
        "C1/GOLD/K1": 20, "C1/E1/K1": 20, "C1/E2/K1": None,
    }  # fmt: skip
    found = found_in(given, sample_quality)
    assert found["E1", "R1"].mean_difference == 15
    assert (found["E1", "R1"].percent_agreement, found["E2", "R1"].percent_agreement) == (0, 1)
    assert (found["E1", "R1"].contacts, found["E1", "K1"].contacts) == (2, 1)
    assert ("E2", "K1") not in found and ("reference", "R1") not in found
    assert found["*", "R1"].pairs == 2, "the reference is none of everybody"
    assert found["*", "R1"].mean_difference is None


def test_who_agrees_with_everybody_has_alpha_1_and_pairs_have_kappa(sample_quality) -> None:
    judges = ("GOLD", "E1", "E2", "E3")
    given: Given = {f"C{n}/{j}/R1": 4 * n for n in range(1, 5) for j in judges}
    found = found_in(given, sample_quality)
    assert found["*", "form"].alpha == found["*", "R1"].alpha == 1
    (session,) = read_sessions(ratings(given), sample_quality)
    pairs = calibration_agreement(session.evaluations, sample_quality.policy_on(HELD))
    of_pair = {(p.evaluator_a, p.evaluator_b): p for p in pairs if p.item_id == "R1"}
    assert of_pair["E1", "reference"].kappa_quadratic == 1
    assert of_pair["*", "*"].pairs == 4 * 3


def marks() -> Iterator[Mark]:
    """A year of the sample centre's sessions."""
    staff = build_staff(11, date(2026, 1, 1), date(2026, 12, 31), 120)
    handled = {person.number: [f"C{person.number}"] for person in staff.people}
    for month in range(1, 13):
        for day in range(8, 15):
            yield from calibration_on(staff, handled, date(2026, month, day), 11)


def test_the_severity_planted_in_the_sample_is_found_by_its_sessions(sample_quality) -> None:
    planted: dict[str, float] = {}
    rows: list[dict[str, Any]] = []
    for mark in marks():
        if mark.standing != GOLD:
            planted[mark.evaluator.agent_id] = mark.evaluator.severity
        rows.append(
            {
                "session_id": mark.session_id, "contact_id": mark.contact_id,
                "evaluator_id": mark.evaluator.agent_id, "held_on": mark.day,
                "standing": "reference" if mark.standing == GOLD else "rater",
                "agent_id": mark.agent.agent_id, "form_id": FORM, "form_version": FORM_VERSION,
                "item_id": mark.item_id, "max_score": Decimal(mark.max_score),
                "score": None if mark.score is None else Decimal(mark.score),
            }
        )  # fmt: skip
    sums: dict[str, list[Decimal]] = {}
    policy = sample_quality.policy_on(HELD)
    for session in read_sessions(pa.Table.from_pylist(rows, SCHEMA), sample_quality):
        for row in session_agreement(session, policy):
            if row.item_id == "form" and row.mean_difference is not None:
                sums.setdefault(row.evaluator_id, []).append(row.mean_difference)
    assert set(sums) == set(planted) and len(sums) == 6
    for evaluator, severity in planted.items():
        found = sum(sums[evaluator]) / len(sums[evaluator])
        # full marks end at 100, so that a kind evaluator cannot be as kind as they would
        assert abs(float(found) - severity) < 1.5, (evaluator, severity, found)


def test_sessions_of_the_month_are_stored_and_count_in_nobodys_score(sample_quality) -> None:
    given: Given = {"C1/GOLD/R1": 10, "C1/E1/R1": 12, "C1/E2/R1": 9}
    nothing = (pa.table({"evaluation_id": []}), pa.table({"evaluation_id": []}))
    month = quality_month(sample_quality, "2026-06", *nothing, calibration=ratings(given))
    assert month.calibration_sessions.num_rows == 6
    assert month.calibration_agreement.num_rows == 2 * 4
    assert month.quality_scores.num_rows == 0
    other = quality_month(sample_quality, "2026-07", *nothing, calibration=ratings(given))
    assert other.calibration_sessions.num_rows == other.calibration_agreement.num_rows == 0


def test_ratings_without_a_column_are_refused(sample_quality) -> None:
    with pytest.raises(Refusal, match="standing"):
        read_sessions(ratings({}).drop(["standing"]), sample_quality)
