"""The packs of centres/packs: every one compiles alone, scores people, and has its proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from scoring import Facts, Metric, calculate, check_trace, compile_rules
from scoring.pay.inputs import Extras
from scoring.rules.compiled import Rules
from scoring.standards import TariffHeading, read_time_studies, standards_of, tariff_text
from scoring.statutory import compile_statutory

REPOSITORY = Path(__file__).parents[3]
PACKS = REPOSITORY / "centres/packs"
SOURCE = "Pack: example value, decide your own"
MONTHS = ("2026-04", "2026-05", "2026-06")
PEOPLE = 14
CARDS = sorted(file.stem for file in (PACKS / "scorecards").glob("*.yaml"))
PLANS = sorted(file.stem for file in (PACKS / "pay").glob("*.yaml"))
ROLES = {
    "qa_evaluator": "evaluator",
    "team_leader": "team_leader",
    "planner": "planner",
    "trainer": "trainer",
}
Metrics = Mapping[str, Metric]


def compiled(catalogue: Metrics, *names: str) -> Rules:
    """These pack files as rules."""
    files = [(PACKS / name) for name in names]
    return compile_rules([read_yaml(f.read_text("utf-8"), f.name) for f in files], catalogue)


def people(role: str) -> pa.Table:
    """People of one role: newcomers and old hands, full months and a half."""
    rows = [
        {
            "agent_id": f"A{n:02}",
            "role": role,
            "team_id": f"T{n % 3}",
            "base_salary_amount": Decimal("4350.00"),
            "currency": "CNY",
            "live_weeks": n * 2,
            "employed_from": date(2026, 6, 16) if n == 3 else None,
        }
        for n in range(PEOPLE)
    ]
    schema = {"agent_id": pa.string(), "role": pa.string(), "team_id": pa.string()}
    money = {"base_salary_amount": pa.decimal128(18, 2), "currency": pa.string()}
    days = {"live_weeks": pa.int64(), "employed_from": pa.date32()}
    return pa.Table.from_pylist(rows, pa.schema([*(schema | money | days).items()]))


# From the poorest to the best person; a metric that is not named runs from 0 to 13.
RANGES = {
    "contacts_per_hour": ("3", "0.5"),
    "average_handle_time_s": ("520", "-25"),
    "average_wrap_s": ("60", "-3"),
    "qa_score": ("70", "2"),
    "csat_mean": ("3.2", "0.13"),
    "csat_top_box": ("0.55", "0.03"),
    "adherence_strict": ("0.80", "0.014"),
    "attendance_rate": ("0.84", "0.012"),
    "transfer_rate": ("0.16", "-0.01"),
    "fatal_rate": ("0.10", "-0.05"),
    "sales_certified": ("5", "4"),
    "sale_amount": ("2000", "2100"),
    "handled": ("400", "90"),
    "tickets_resolved": ("20", "14"),
    "ticket_sla_met": ("0.75", "0.019"),
    "ticket_reply_sla_met": ("0.75", "0.019"),
    "full_resolution_s": ("300000", "-20000"),
    "evaluations_done": ("0", "7"),
    "service_level_xat": ("0.55", "0.03"),
    "abandon_rate": ("0.12", "-0.009"),
    "occupancy": ("0.55", "0.03"),
    "late_count": ("5", "-1"),
    "early_leave_count": ("3", "-1"),
}

RANGES |= {
    f"{name}@{kind}": RANGES[name]
    for name in ("average_handle_time_s", "transfer_rate")
    for kind in ("enquiry", "complaint", "technical")
}


def metric_values(catalogue: Metrics) -> pa.Table:
    """Every metric of everybody in three months, every fifth value on too few cases."""
    rows = []
    for month, period in enumerate(MONTHS):
        for name, (first, step) in RANGES.items():
            for n in range(PEOPLE):
                value = max(Decimal(first) + Decimal(step) * n + Decimal(month) / 1000, Decimal(0))
                few = (n + len(name)) % 5 == 0
                row = ("agent", f"A{n:02}", name, catalogue[name].variant, 2 if few else 100)
                rows.append((period, *row, value))
    names = ("period", "subject_kind", "subject_id", "metric", "variant")
    schema = pa.schema([*((n, pa.string()) for n in names), ("n", pa.int64())])
    schema = schema.append(pa.field("value", pa.decimal128(18, 6)))
    return pa.Table.from_pylist([dict(zip(schema.names, r, strict=True)) for r in rows], schema)


def work_done() -> pa.Table:
    """Enquiries and a complaint of everybody on two days."""
    rows = [
        (f"A{n:02}", date(2026, 6, day), kind, 10 * n + day)
        for n in range(PEOPLE)
        for day in (1, 20)
        for kind in ("contact:complaint", "contact:enquiry")
    ]
    names = ("agent_id", "business_date", "work_type", "quantity")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def test_the_packs_of_the_issue_are_there() -> None:
    eight = {"call_agent", "sales_agent", "complaints_agent", "qa_evaluator", "team_leader"}
    eight |= {"planner", "trainer", "work_order_handler"}
    assert eight | {
        "star_card",
        "online_service",
        "e_commerce",
        "all_or_nothing",
        "mixed_roles",
        "multi_skill_agent",
    } == set(CARDS)


@pytest.mark.parametrize("name", CARDS)
def test_a_scorecard_pack_scores_people_end_to_end(name: str, catalogue: Metrics) -> None:
    rules = compiled(catalogue, f"scorecards/{name}.yaml")
    role = ROLES.get(name, "agent")
    done = calculate(
        rules, "2026-06", people(role), metric_values(catalogue), work_done().slice(0, 0)
    )
    totals = [line for line in done.score_lines.to_pylist() if line["node_id"] == "total"]
    assert len(totals) == PEOPLE
    scores = [line["score"] for line in totals]
    assert None not in scores and len(set(scores)) > 1
    assert check_trace(done.trace_nodes) == []


@pytest.mark.parametrize("name", PLANS)
def test_a_pay_pack_pays_people_end_to_end(name: str, catalogue: Metrics) -> None:
    files = ("scorecards/call_agent.yaml", "points/time_study_points.yaml", f"pay/{name}.yaml")
    city = compile_statutory(
        [read_yaml((REPOSITORY / "centres/sample/statutory/shanghai.yaml").read_text("utf-8"), "s")]
    )["shanghai"]
    sales = pa.table(
        {
            "agent_id": ["A01"],
            "sale_id": ["S1"],
            "sold_on": [date(2026, 6, 2)],
            "certified": [True],
            "amount": pa.array([Decimal("1000.00")], pa.decimal128(18, 2)),
            "cancelled_on": pa.array([None], pa.date32()),
        }
    )
    facts = Facts(extras=Extras(sales=sales), city=city)
    done = calculate(
        compiled(catalogue, *files), "2026-06", people("agent"), metric_values(catalogue),
        work_done(), facts,
    )  # fmt: skip
    paid = {line["agent_id"] for line in done.pay_lines.to_pylist() if line["pay_amount"]}
    assert len(paid) == PEOPLE
    assert check_trace(done.trace_nodes) == []


def test_every_value_of_a_pack_says_that_it_is_an_example() -> None:
    for file in sorted(PACKS.glob("*/*.yaml")):
        for source in _sources(read_yaml(file.read_text("utf-8"), file.name).data):
            assert source.startswith((SOURCE, "pack_time_study:")), (file.name, source)


def _sources(data: object) -> list[str]:
    if isinstance(data, list):
        return [source for one in data for source in _sources(one)]
    if isinstance(data, Mapping):
        own = [str(data["source"])] if "source" in data else []
        return own + [source for one in data.values() for source in _sources(one)]
    return []


def test_the_points_pack_is_what_the_time_study_makes() -> None:
    study = PACKS / "standards/time_study.yaml"
    standards = standards_of(read_time_studies([read_yaml(study.read_text("utf-8"), study.name)]))
    heading = TariffHeading(
        id="time_study_points",
        name_zh="测时积分标准",
        name_en="Points by time study",
        owner="Operations performance",
        role=("agent", "evaluator"),
        unmeasured={"contact:uncoded": (date(2026, 1, 1), Decimal(0), SOURCE)},
    )
    file = PACKS / "points/time_study_points.yaml"
    assert file.read_text("utf-8") == tariff_text(standards, heading)
