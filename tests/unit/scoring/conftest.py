"""What the scoring tests share: the metric catalogue, the rule files, and tables in brief."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
import yaml

from data_contracts.located_yaml import LocatedYaml, read_yaml
from scoring import Facts, Metric, Rules, Scoring, calculate, compile_rules
from scoring.catalogue import of_contact_type
from scoring.statutory import compile_statutory

REPOSITORY = Path(__file__).parents[3]
NUMBER = pa.decimal128(18, 6)
CONTACT_TYPES = ("enquiry", "complaint", "technical")

PEOPLE = pa.schema(
    [
        ("agent_id", pa.string()),
        ("employee_id", pa.string()),
        ("role", pa.string()),
        ("team_id", pa.string()),
        ("base_salary_amount", pa.decimal128(18, 2)),
        ("currency", pa.string()),
        ("scheduled_days", pa.int64()),
        ("paid_days", pa.int64()),
        ("employed_from", pa.date32()),
        ("employed_to", pa.date32()),
    ]
)
METRIC_VALUES = pa.schema(
    [
        *((name, pa.string()) for name in ("period", "subject_kind", "subject_id", "metric")),
        *((name, pa.string()) for name in ("variant", "basis")),
        ("n", pa.int64()),
        *((name, NUMBER) for name in ("numerator", "denominator", "value")),
    ]
)
WORK_DONE = pa.schema(
    [
        ("agent_id", pa.string()),
        ("business_date", pa.date32()),
        ("work_type", pa.string()),
        ("quantity", pa.int64()),
    ]
)


def semantic_layer() -> dict[str, Metric]:
    """Every metric of the dbt semantic layer, read from its YAML files."""
    catalogue: dict[str, Metric] = {}
    for file in sorted((REPOSITORY / "dbt_project/models/semantic").glob("*.yml")):
        text = file.read_text(encoding="utf-8")
        for metric in (yaml.load(text, yaml.CSafeLoader) or {}).get("metrics", []):
            meta = metric["config"]["meta"]
            wanted = ("id", "name_zh", "name_en", "unit", "direction", "basis", "variant", "digits")
            known = Metric(**{key: meta[key] for key in wanted})
            kinds = CONTACT_TYPES if file.stem == "contacts" else ()
            catalogue |= {name: known for name in called(metric["name"], kinds)}
    return catalogue


def called(metric: str, contact_types: Sequence[str]) -> list[str]:
    """A metric's name, and its names by contact type."""
    return [metric, *(of_contact_type(metric, kind) for kind in contact_types)]


def rule_files(centre: str) -> list[LocatedYaml]:
    """The rule files of a centre, named from the centre's folder."""
    folder = REPOSITORY / "centres" / centre
    files = [f for kind in ("scorecards", "points", "pay") for f in (folder / kind).glob("*.yaml")]
    return [read_yaml(f.read_text(encoding="utf-8"), str(f.relative_to(folder))) for f in files]


def sample_facts() -> Facts:
    """The city of the sample centre, which its overtime and minimum wage are paid by."""
    file = REPOSITORY / "centres/sample/statutory/shanghai.yaml"
    document = read_yaml(file.read_text(encoding="utf-8"), file.name)
    return Facts(city=compile_statutory([document])["shanghai"])


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Metric]:
    return semantic_layer()


@pytest.fixture(scope="session")
def sample_rules(catalogue: dict[str, Metric]) -> Rules:
    return compile_rules(rule_files("sample"), catalogue)


@pytest.fixture(scope="session")
def bank_rules(catalogue: dict[str, Metric]) -> Rules:
    return compile_rules(rule_files("anonymous_bank"), catalogue)


def people_table(people: Sequence[Mapping[str, Any]]) -> pa.Table:
    """People from the few fields that matter; the rest is a full month of an agent."""
    usual = {
        **dict.fromkeys(PEOPLE.names),
        "role": "agent",
        "base_salary_amount": Decimal("4350.00"),
        "currency": "CNY",
    }
    return pa.Table.from_pylist([{**usual, **person} for person in people], schema=PEOPLE)


def metric_table(
    period: str, values: Mapping[tuple[str, str], Any], catalogue: Mapping[str, Metric]
) -> pa.Table:
    """{(agent, metric): value | (numerator, denominator, n)} as metric_values."""
    rows = []
    for (agent, name), given in values.items():
        numerator, denominator, n = given if isinstance(given, tuple) else (given, 1, 99)
        numerator, denominator = Decimal(str(numerator)), Decimal(str(denominator))
        value = (numerator / denominator).quantize(Decimal("0.000001")) if denominator else None
        rows.append(
            {
                "period": period,
                "subject_kind": "agent",
                "subject_id": agent,
                "metric": name,
                "variant": catalogue[name].variant,
                "basis": catalogue[name].basis,
                "n": n,
                "numerator": numerator,
                "denominator": denominator,
                "value": value,
            }
        )
    return pa.Table.from_pylist(rows, schema=METRIC_VALUES)


def work_table(work: Mapping[tuple[str, date, str], int]) -> pa.Table:
    """{(agent, date, work type): quantity} as work_done."""
    rows = [
        {"agent_id": agent, "business_date": day, "work_type": kind, "quantity": quantity}
        for (agent, day, kind), quantity in work.items()
    ]
    return pa.Table.from_pylist(rows, schema=WORK_DONE)


@pytest.fixture(scope="session")
def brief() -> SimpleNamespace:
    """The writers of tables in brief, and the reader of a centre's rule files."""
    return SimpleNamespace(
        people=people_table,
        metrics=metric_table,
        work=work_table,
        rule_files=rule_files,
        facts=sample_facts,
    )


Calculate = Callable[..., Scoring]


@pytest.fixture(scope="session")
def month(catalogue: dict[str, Metric]) -> Calculate:
    """month(rules, people, values, work, period="2026-06") → Scoring, in the sample's city."""
    facts = sample_facts()

    def run(
        rules: Rules,
        people: Sequence[Mapping[str, Any]],
        values: Mapping[tuple[str, str], Any] | None = None,
        work: Mapping[tuple[str, date, str], int] | None = None,
        period: str = "2026-06",
    ) -> Scoring:
        return calculate(
            rules,
            period,
            people_table(people),
            metric_table(period, values or {}, catalogue),
            work_table(work or {}),
            facts,
        )

    return run
