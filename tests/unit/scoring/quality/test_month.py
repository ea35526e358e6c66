"""A month of the sample centre, from tables to stored tables, against the truth planted in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
import yaml

from pipelines.period import parse_period
from pipelines.quality.month import (
    QUALITY_TABLES,
    evaluations_add_up,
    last_bands,
    mart_differences,
    situations_add_up,
    store_quality,
)
from pipelines.sample_centre.people import Person, Staff, build_staff
from pipelines.sample_centre.quality import FORM, FORM_VERSION, Evaluation, evaluate_day
from scoring.quality import QualityMonth, quality_month
from scoring.quality import tables as schemas
from scoring.quality.agent_scores import agent_scores, fit_severity
from scoring.quality.calibration import calibration_agreement

REPOSITORY = Path(__file__).parents[4]
FIRST, LAST, SEED = date(2026, 4, 1), date(2026, 6, 30), 20260401
ARROW = {
    "VARCHAR": pa.string(), "BIGINT": pa.int64(), "BOOLEAN": pa.bool_(), "DATE": pa.date32(),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
}  # fmt: skip
CONTACT_TYPES = ("enquiry", "billing", "technical", "complaint", "sales")

# What the mart computes (dbt models int_evaluation_sections_scored and evaluations).
MART_SCORE = """
create table marts.evaluations as
with sections as (
    select evaluation_id, section_id, sum(weight) as section_weight,
        sum(case when applicable then weight * score / max_score end)
        / sum(case when applicable then weight end) as section_score,
        max(fatal) as fatal
    from staging.stg_quality__evaluation_items group by all
), scored as (
    select evaluation_id, bool_or(fatal) as fatal, sum(section_weight * section_score)
        / sum(case when section_score is not null then section_weight end) as score
    from sections group by all
)
select raw.*, cast(fatal as bigint) as fatal,
    cast(case when fatal then 0 else 100 * score end as decimal(18, 6)) as score
from raw inner join scored using (evaluation_id)
"""


@pytest.fixture(scope="module")
def staff() -> Staff:
    return build_staff(SEED, FIRST, LAST, 120)


@pytest.fixture(scope="module")
def evaluations(staff: Staff) -> list[Evaluation]:
    """Three months of the sample centre's evaluations, without simulating its calls."""
    made: list[Evaluation] = []
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(n)
        handled = {p.number: [f"C{day:%m%d}{p.number}"] for p in staff.with_role("agent", day)}
        made += evaluate_day(staff, handled, staff.with_role("evaluator", day), day, SEED)
    return made


@pytest.fixture(scope="module")
def warehouse(evaluations: list[Evaluation]) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    for schema in ("marts", "staging", "scoring"):
        connection.execute(f"create schema {schema}")
    raw = pa.Table.from_pylist([_row(e) for e in evaluations])
    items = pa.Table.from_pylist([row for e in evaluations for row in _items(e)])
    contacts = pa.Table.from_pylist([_contact(e) for e in evaluations])
    connection.register("raw", raw)
    connection.register("items", items)
    connection.register("contacts", contacts)
    connection.execute("create table staging.stg_quality__evaluation_items as from items")
    connection.execute("create table marts.contacts as from contacts")
    connection.execute(MART_SCORE)
    yield connection
    connection.close()


def _row(evaluation: Evaluation) -> dict[str, object]:
    return {
        "evaluation_id": evaluation.evaluation_id,
        "agent_id": evaluation.agent.agent_id,
        "evaluator_id": evaluation.evaluator.agent_id,
        "contact_id": evaluation.contact_id,
        "form_id": FORM,
        "form_version": FORM_VERSION,
        "method": evaluation.method,
        "business_date": evaluation.day,
    }


def _items(evaluation: Evaluation) -> Iterator[dict[str, object]]:
    for item in evaluation.items:
        yield {
            "evaluation_id": evaluation.evaluation_id,
            "item_id": item.item_id,
            "section_id": item.section_id,
            "weight": Decimal(item.weight),
            "score": None if item.score is None else Decimal(item.score),
            "max_score": Decimal(item.max_score),
            "applicable": item.score is not None,
            "fatal": item.fatal,
        }


def _contact(evaluation: Evaluation) -> dict[str, object]:
    kind = CONTACT_TYPES[evaluation.agent.number % len(CONTACT_TYPES)]
    return {
        "contact_id": evaluation.contact_id,
        "agent_id": evaluation.agent.agent_id,
        "segment_no": 1,
        "contact_type": kind,
    }


@pytest.fixture(scope="module")
def june(warehouse, sample_quality) -> QualityMonth:
    return store_quality(warehouse, sample_quality, parse_period("2026-06"))


def planted(staff: Staff) -> dict[str, float]:
    return {person.agent_id: person.severity for person in staff.people}


def test_the_planted_severity_of_every_evaluator_is_found(june, staff) -> None:
    rows = june.evaluator_severity.to_pylist()
    assert len(rows) == 6
    truth = planted(staff)
    for row in rows:
        assert row["identified"] and row["corrected"]
        assert abs(float(row["leniency"]) - truth[row["evaluator_id"]]) < 0.8
        assert row["window_from"] == date(2026, 4, 1)
    ranks = [sorted(rows, key=key) for key in (lambda r: r["leniency"],
                                               lambda r: truth[r["evaluator_id"]])]  # fmt: skip
    assert ranks[0] == ranks[1]


def test_adjusted_scores_are_nearer_to_the_truth_than_raw_ones(june, staff) -> None:
    quality = {person.agent_id: person.quality for person in staff.people}
    rows = [row for row in june.quality_scores.to_pylist() if not row["fatal_errors"]]
    errors = {
        column: np.std([float(row[column]) - 100 * quality[row["agent_id"]] for row in rows])
        for column in ("raw_score", "adjusted_score")
    }
    assert errors["adjusted_score"] < 0.75 * errors["raw_score"]


def test_the_interval_holds_the_truth_about_as_often_as_it_says(june, staff) -> None:
    """The items' ease moves everybody alike; what is left is the agent's own quality."""
    quality = {person.agent_id: 100 * person.quality for person in staff.people}
    rows = [row for row in june.quality_scores.to_pylist() if not row["fatal_errors"]]
    shift = np.mean([float(row["adjusted_score"]) - quality[row["agent_id"]] for row in rows])
    held = [
        row["ci_low"] <= Decimal(f"{quality[row['agent_id']] + shift:.6f}") <= row["ci_high"]
        for row in rows
    ]
    assert 0.83 < np.mean(held) < 0.98


def test_lines_and_situations_sum_exactly(june) -> None:
    assert june.evaluation_lines.num_rows > 5000
    assert evaluations_add_up(june.evaluation_lines) == []
    assert situations_add_up(june) == []


def test_the_form_scores_as_the_mart_does(june, warehouse) -> None:
    assert mart_differences(warehouse, parse_period("2026-06")) == []


def test_the_checks_can_fail(june, warehouse) -> None:
    lines = june.evaluation_lines.to_pylist()
    lines[1]["contribution"] += Decimal("0.000001")
    broken = evaluations_add_up(pa.Table.from_pylist(lines, june.evaluation_lines.schema))
    assert len(broken) == 1 and lines[1]["evaluation_id"] in broken[0]
    first = june.quality_cells.slice(0, 1)
    halved = QualityMonth(**{**vars(june), "quality_cells": first})
    assert len(situations_add_up(halved)) == june.quality_scores.num_rows - 1


def test_storing_again_replaces_and_the_next_month_starts_from_the_bands(
    june, warehouse, sample_quality
) -> None:
    period = parse_period("2026-06")
    again = store_quality(warehouse, sample_quality, period)
    for table in QUALITY_TABLES:
        assert getattr(again, table).equals(getattr(june, table))
        [(rows,)] = warehouse.execute(f"select count(*) from scoring.{table}").fetchall()
        assert rows == getattr(june, table).num_rows
    bands = last_bands(warehouse, period)
    assert len(bands) == june.quality_scores.num_rows
    assert last_bands(warehouse, parse_period("2026-01")) == {}


def test_without_calibration_sessions_there_is_no_agreement_to_report(june) -> None:
    assert june.calibration_agreement.num_rows == 0


def test_pay_stays_in_the_band_it_was_in_unless_the_interval_clears(
    warehouse, sample_quality, heard
) -> None:
    """Twenty people, each heard by two evaluators; one more good month is not enough."""
    policy = sample_quality.policy_on(LAST)
    weights = sample_quality.weights_on(LAST)
    rows = [
        heard(40 * a + n, f"A{a:02d}", f"E{n % 2}", 76 + a % 7 + (n * 7 + a * 3) % 9)
        for a in range(20)
        for n in range(4)
    ]
    severity = fit_severity(rows, policy)
    scores = agent_scores(rows, severity, weights, policy, {f"A{a:02d}": 1 for a in range(20)})
    held = [s for s in scores if s.band != 1]
    assert held, "some scores lie outside the band"
    for score in held:
        edge = policy.bands[max(score.band, 1)].lower
        clear = score.interval.low >= edge or score.interval.high < edge
        assert (score.paid_band != 1) is clear


def test_evaluators_without_overlap_are_named_and_not_corrected(sample_quality, warehouse) -> None:
    """One evaluator per agent: severity cannot be told from the agent."""
    lone = """select * exclude (evaluator_id), 'V' || agent_id as evaluator_id, 'enquiry' as
        call_type from marts.evaluations where business_date >= '2026-06-01'"""
    items = """select i.* from staging.stg_quality__evaluation_items as i
        inner join marts.evaluations as e using (evaluation_id)
        where e.business_date >= '2026-06-01'"""
    tables = [warehouse.sql(query).to_arrow_table() for query in (lone, items)]
    month = quality_month(sample_quality, "2026-06", *tables)
    assert "severity_not_identified" in [notice.code for notice in month.notices]
    rows = month.quality_scores.to_pylist()
    assert all(row["raw_score"] == row["adjusted_score"] for row in rows)
    assert not any(row["severity_known"] or row["ci_low"] for row in rows)
    assert "未剔除" in rows[0]["note_zh"] and "not taken out" in rows[0]["note_en"]


def test_calibration_of_contacts_heard_twice(heard, sample_quality) -> None:
    """E1 gives 5 points more than E2 on each of three contacts, E3 hears one of them."""
    policy = sample_quality.policy_on(LAST)
    rows = []
    for n, score in enumerate((70, 80, 90)):
        rows.append(heard(10 * n, "A", "E1", score + 5, contact=f"C{n}"))
        rows.append(heard(10 * n + 1, "A", "E2", score, contact=f"C{n}"))
    rows.append(heard(99, "A", "E3", 95, contact="C2"))
    rows.append(heard(98, "B", "E3", 20, contact="C1"))  # another agent of the same contact
    found = calibration_agreement(rows, policy)
    form = {(r.evaluator_a, r.evaluator_b): r for r in found if r.item_id == "form"}
    assert form["*", "*"].contacts == 3 and form["*", "*"].pairs == 5
    assert form["E1", "E2"].mean_difference == 5
    assert form["E1", "E2"].percent_agreement == 1
    assert form["E1", "E3"].mean_difference == 0
    assert form["E1", "E2"].kappa_quadratic is not None
    assert {r.item_id for r in found} == {"form", "Q"}
    question = next(r for r in found if r.item_id == "Q" and r.evaluator_b == "E2")
    assert question.percent_agreement == 0


def test_rescoring_under_another_version_changes_the_lines_only_by_the_form(
    warehouse, sample_quality, june
) -> None:
    tables = [
        warehouse.sql(query).to_arrow_table()
        for query in (
            """select *, 'enquiry' as call_type from marts.evaluations
            where business_date >= '2026-06-01'""",
            "from staging.stg_quality__evaluation_items",
        )
    ]
    again = quality_month(sample_quality, "2026-06", *tables, form_day=date(2026, 1, 1))
    assert again.evaluation_lines.equals(june.evaluation_lines)


@pytest.mark.parametrize("table", QUALITY_TABLES)
def test_output_tables_are_those_of_the_contracts(table) -> None:
    file = REPOSITORY / f"data_contracts/outputs/{table}.odcs.yaml"
    columns = yaml.safe_load(file.read_text(encoding="utf-8"))["schema"][0]["properties"]
    wanted = [
        pa.field(column["name"], ARROW[column["physicalType"]], nullable=not column["required"])
        for column in columns
    ]
    assert list(getattr(schemas, table.upper())) == wanted


def test_keys_of_the_contracts_are_unique(june) -> None:
    for table in QUALITY_TABLES:
        file = REPOSITORY / f"data_contracts/outputs/{table}.odcs.yaml"
        columns = yaml.safe_load(file.read_text(encoding="utf-8"))["schema"][0]["properties"]
        key = [column["name"] for column in columns if column.get("primaryKey")]
        rows = sorted(map(tuple, (r.values() for r in
                                  getattr(june, table).select(key).to_pylist())))  # fmt: skip
        assert all(one != other for one, other in pairwise(rows))


def test_an_evaluator_is_a_person_of_the_sample(staff, june) -> None:
    evaluators: list[Person] = staff.with_role("evaluator", LAST)
    ids = set(june.evaluator_severity["evaluator_id"].to_pylist())
    assert ids == {person.agent_id for person in evaluators}
