"""Appeals from forms in the landing to an override row that the next run reads."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from pipelines.settlement.appeal_desk import AppealDesk
from pipelines.settlement.control_tables import settlement_tables
from pipelines.settlement.corrections import overridden_values, overrides
from pipelines.settlement.results import published
from pipelines.settlement.settling import Settling
from scoring.tables import NUMBER

QA, LATE = "2026-06/A1/score/qa", "2026-06/A1/score/late"
HEAD, SPECIALIST = "department-head@sample.example", "performance@sample.example"


@pytest.fixture
def desk(settling: Settling) -> AppealDesk:
    """A1 was judged by E1, got the slip on 3 July, and disputes twice; the second form is late."""
    house = settling.house
    with duckdb.connect(str(house.published)) as connection:
        connection.execute("insert into marts.evaluations values ('A1', 'E1', '2026-06-12')")
        for number, (node, day) in enumerate([(QA, 6), (LATE, 13)], start=1):
            connection.execute(
                "insert into landing.appeals values "
                "(?, 'A1', '2026-06', ?, 95, 'wrong_score', null, ?, '2026-07-13', ?)",
                [f"F{number}", node, datetime(2026, 7, day, 1), number],
            )
    delivery = {
        "message_id": "m", "period": "2026-06", "recipient": "A1@sample.example",
        "workbook": "WB01", "workbook_sha256": "x", "status": "sent",
        "delivered_at": "2026-07-03T00:00:00", "detail": "",
    }  # fmt: skip
    (house.control / "deliveries.jsonl").write_text(json.dumps(delivery) + "\n", encoding="utf-8")
    return AppealDesk(settling)


def decide(desk: AppealDesk) -> None:
    desk.act("F1", "triage", SPECIALIST, assignee=HEAD)
    desk.act("F1", "uphold", HEAD, note="the recording is clear")


def test_a_form_is_known_with_its_rule_its_scorers_and_its_deadline(desk: AppealDesk) -> None:
    judged, late = desk.cases()
    assert (judged.state, judged.context.scorers) == ("SUBMITTED", {"E1"})
    assert judged.context.rule_ref == "qa@2026-01-01"
    assert judged.context.deadline is not None
    assert judged.context.deadline.isoformat() == "2026-07-10"  # five workdays after Friday 3 July
    assert (late.state, late.context.scorers) == ("EXPIRED", frozenset())


def test_only_who_may_decide_decides(desk: AppealDesk) -> None:
    desk.act("F1", "triage", SPECIALIST, assignee=HEAD)
    with pytest.raises(Refusal, match="does not decide appeals"):
        desk.act("F1", "uphold", "finance@sample.example")
    assert desk.act("F1", "uphold", HEAD).decider == HEAD


def test_the_scorer_cannot_decide_even_where_the_office_could(
    desk: AppealDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.settling.centre.directory / "approvals.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"[{HEAD}]", f"[{HEAD}, E1]"), encoding="utf-8")
    desk.act("F1", "triage", SPECIALIST, assignee="E1")
    with pytest.raises(Refusal, match="E1 scored this and cannot decide"):
        desk.act("F1", "uphold", "E1")


def test_an_upheld_appeal_is_applied_by_an_override_that_the_next_run_reads(
    desk: AppealDesk,
) -> None:
    decide(desk)
    entered = desk.override(
        period="2026-06", agent_id="A1", metric="qa_score", variant="-", figure="numerator",
        old_value=Decimal(180), new_value=Decimal(190), by=HEAD,
        reasons=("误判", "misjudged"), appeal_id="F1",
    )  # fmt: skip
    assert overrides(desk.settling.house) == [entered]
    [applied, _] = desk.cases()
    assert (applied.state, applied.correction) == ("APPLIED", "override O00001")
    row = {
        "period": "2026-06", "subject_kind": "agent", "subject_id": "A1", "metric": "qa_score",
        "variant": "-", "numerator": Decimal(180), "denominator": Decimal(2), "value": Decimal(90),
    }  # fmt: skip
    text = ("period", "subject_kind", "subject_id", "metric", "variant")
    schema = pa.schema([*((n, pa.string()) for n in text),
                        *((n, NUMBER) for n in ("numerator", "denominator", "value"))])  # fmt: skip
    done = overridden_values(desk.settling.house, pa.Table.from_pylist([row], schema))
    [corrected] = done.metric_values.to_pylist()
    assert corrected["value"] == 95
    assert "appeal F1" in corrected["override_en"]


def test_an_appeal_that_was_not_upheld_leaves_no_override(desk: AppealDesk) -> None:
    with pytest.raises(Refusal, match="'apply' does not follow"):
        desk.override(
            period="2026-06", agent_id="A1", metric="qa_score", variant="-", figure="numerator",
            old_value=Decimal(180), new_value=Decimal(190), by=HEAD,
            reasons=("误判", "misjudged"), appeal_id="F1",
        )  # fmt: skip
    assert overrides(desk.settling.house) == []


def test_an_override_that_changes_nothing_is_refused(desk: AppealDesk) -> None:
    with pytest.raises(Refusal, match="is the old one"):
        desk.override(
            period="2026-06", agent_id="A1", metric="qa_score", variant="-", figure="value",
            old_value=Decimal(90), new_value=Decimal(90), by=HEAD, reasons=("无", "none"),
        )  # fmt: skip


def test_an_unknown_appeal_is_refused(desk: AppealDesk) -> None:
    with pytest.raises(Refusal, match="no such appeal"):
        desk.act("F9", "triage", SPECIALIST, assignee=HEAD)


def test_readers_find_it_all_in_tables(desk: AppealDesk) -> None:
    decide(desk)
    with published(desk.settling.house) as connection:
        tables = settlement_tables(connection, desk.settling)
    cases = {row["appeal_id"]: row["state"] for row in tables["scoring.appeal_cases"].to_pylist()}
    assert cases == {"F1": "UPHELD", "F2": "EXPIRED"}
    counted = tables["scoring.appeal_statistics"].to_pylist()
    assert {(row["subject_kind"], row["subject_id"], row["upheld"]) for row in counted} == {
        ("evaluator", "E1", 1), ("rule", "qa@2026-01-01", 1), ("rule", "late@2026-01-01", 0),
    }  # fmt: skip
    assert tables["scoring.adjustments"].num_rows == 0
