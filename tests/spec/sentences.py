"""Sentences of tests/spec read from YAML and made into the tables that the engine takes.

A sentence has `name` and `name_zh`, the `period`, what is true of one person, and what to
`expect`. True of a person may be: `role`, `team_id` and the other columns of people; `given`
(metric: value, or value with n, or numerator and denominator); `earlier` (the same by month);
`work` (type: quantity, or quantity by window of the day, on `work_date`, or by date);
`taken_back`, work that came back, as rows of work_reversed; the tables of `Extras` as rows; and
`segments`, spans of the month with keys of their own. Where several people matter they stand
under `people`, and `expect` names them.
`city` (the sample's, unless another is named), `calendar` and `late` are facts of the month.
A sentence about packs names further files it needs under `rules`.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from data_contracts.located_yaml import read_yaml
from scoring import Facts, Metric, Rules, Scoring, calculate, compile_rules
from scoring.catalogue import of_contact_type
from scoring.inputs import ANY_TIME
from scoring.pay.inputs import Extras
from scoring.points import TakenBack
from scoring.statutory import City, compile_statutory
from scoring.tables import POINT_LINES

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
KINDS = ("scorecards", "points", "pay")
CONTACT_TYPES = ("enquiry", "complaint", "technical")
SAMPLE_CITY = "shanghai"
OPERATORS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
NUMBER = pa.decimal128(18, 6)
MONEY = pa.decimal128(18, 2)
COLUMNS: dict[str, pa.DataType] = {
    "role": pa.string(),
    "team_id": pa.string(),
    "department_id": pa.string(),
    "tenure_band": pa.string(),
    "base_salary_amount": MONEY,
    "currency": pa.string(),
    "scheduled_days": pa.int64(),
    "paid_days": pa.int64(),
    "standard_days": pa.int64(),
    "live_weeks": pa.int64(),
    "employed_from": pa.date32(),
    "employed_to": pa.date32(),
}
EXTRA_TYPES = {"amount": MONEY, "quantity": NUMBER, "points": pa.decimal128(18, 4)}


@dataclass(frozen=True)
class Told:
    """A sentence with the centre and the rule file it is about."""

    centre: str
    file: str
    sentence: Mapping[str, Any]

    @property
    def people(self) -> Mapping[str, Mapping[str, Any]]:
        """What is true of each person; the only one of a sentence is A1."""
        return self.sentence.get("people") or {"A1": self.sentence}

    @property
    def expected(self) -> Mapping[str, Mapping[str, Any]]:
        """The figures to expect of each person."""
        expect = self.sentence["expect"]
        return expect if "people" in self.sentence else {"A1": expect}


def told() -> list[Told]:
    """Every sentence about scorecards, points and pay."""
    files = [f for kind in KINDS for f in sorted(HERE.glob(f"*/{kind}/*.yaml"))]
    return [
        Told(file.relative_to(HERE).parts[0], "/".join(file.relative_to(HERE).parts[1:]), one)
        for file in files
        for one in read_yaml(file.read_text(encoding="utf-8"), file.name).data
    ]


def figure(text: object) -> Fraction:
    """The value of an arithmetic expression over + − × ÷ and brackets, exactly."""

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        return Fraction(ast.get_source_segment(str(text), node) or "")

    return value(ast.parse(str(text), mode="eval").body)


@cache
def catalogue() -> dict[str, Metric]:
    """The metrics of the semantic layer."""
    metrics: dict[str, Metric] = {}
    wanted = ("id", "name_zh", "name_en", "unit", "direction", "basis", "variant", "digits")
    for file in sorted((REPOSITORY / "dbt_project/models/semantic").glob("*.yml")):
        text = file.read_text(encoding="utf-8")
        for metric in (yaml.load(text, yaml.CSafeLoader) or {}).get("metrics", []):
            meta = {key: metric["config"]["meta"][key] for key in wanted}
            known = Metric(**meta, mart=file.stem)
            metrics[metric["name"]] = known
            for kind in CONTACT_TYPES if file.stem == "contacts" else ():
                metrics[of_contact_type(metric["name"], kind)] = known
    return metrics


@cache
def rules_of(centre: str, files: tuple[str, ...] = ()) -> Rules:
    """Rule files of a centre, compiled: these, or all of them."""
    folder = REPOSITORY / "centres" / centre
    every = [f for kind in KINDS for f in sorted((folder / kind).glob("*.yaml"))]
    chosen = [folder / name for name in files] or every
    documents = [read_yaml(f.read_text(encoding="utf-8"), f.name) for f in chosen]
    return compile_rules(documents, catalogue())


def calculated(one: Told) -> Scoring:
    """The month of the people in the sentence, by the rules of the centre.

    A pack is an offer, not a centre: only its own file counts, and those under `rules`.
    """
    period = one.sentence["period"]
    files = (one.file, *one.sentence.get("rules", ())) if one.centre == "packs" else ()
    return calculate(
        rules_of(one.centre, tuple(dict.fromkeys(files))),
        period,
        people_table(one.people),
        metric_values(one),
        work_done(one),
        facts(one),
    )


def people_table(people: Mapping[str, Mapping[str, Any]]) -> pa.Table:
    """One row per person, or per segment of the person's month."""
    rows = []
    for agent, person in people.items():
        for span in person.get("segments", [{}]):
            merged = {**person, **span}
            row = {key: _typed(merged.get(key), kind) for key, kind in COLUMNS.items()}
            rows.append({"agent_id": agent, **row, "currency": merged.get("currency", "CNY")})
    schema = pa.schema([("agent_id", pa.string()), *COLUMNS.items()])
    return pa.Table.from_pylist(rows, schema=schema)


def _typed(value: Any, kind: pa.DataType) -> Any:
    return Decimal(str(value)) if value is not None and pa.types.is_decimal(kind) else value


def metric_values(one: Told) -> pa.Table:
    """What is given of every person, in this month, its segments, and earlier months."""
    period = one.sentence["period"]
    rows = []
    for agent, person in one.people.items():
        rows += _measured(period, agent, person.get("given"), None)
        for span in person.get("segments", ()):
            rows += _measured(period, agent, span.get("given"), span["employed_from"])
        for month, given in person.get("earlier", {}).items():
            rows += _measured(str(month), agent, given, None)
    names = ("period", "subject_kind", "subject_id", "metric", "variant")
    fields_ = [*((name, pa.string()) for name in names), ("n", pa.int64())]
    fields_ += [(name, NUMBER) for name in ("numerator", "denominator", "value")]
    schema = pa.schema([*fields_, ("segment_from", pa.date32())])
    return pa.Table.from_pylist([dict(zip(schema.names, r, strict=True)) for r in rows], schema)


def _measured(
    period: str, agent: str, given: Mapping[str, Any] | None, since: date | None
) -> Iterator[tuple[Any, ...]]:
    for name, said in (given or {}).items():
        parts = said if isinstance(said, Mapping) else {"value": said}
        numerator = Decimal(str(parts.get("value", parts.get("numerator"))))
        denominator = Decimal(str(parts.get("denominator", 1)))
        value = (numerator / denominator).quantize(Decimal("0.000001"))
        identity = (period, "agent", agent, name, catalogue()[name].variant)
        yield (*identity, parts.get("n", 100), numerator, denominator, value, since)


def work_done(one: Told) -> pa.Table:
    """The work of every person; on the first of the month where no date is told."""
    first = date.fromisoformat(f"{one.sentence['period']}-01")
    rows = [
        {"agent_id": agent, "business_date": day, "work_type": kind, "time_window": window,
         "quantity": quantity}
        for agent, person in one.people.items()
        for day, kinds in _by_day(person, first).items()
        for kind, told in kinds.items()
        for window, quantity in (told if isinstance(told, Mapping) else {ANY_TIME: told}).items()
    ]  # fmt: skip
    types = {"agent_id": pa.string(), "business_date": pa.date32(), "work_type": pa.string(),
             "time_window": pa.string(), "quantity": pa.int64()}  # fmt: skip
    return pa.Table.from_pylist(rows, pa.schema([*types.items()]))


def _by_day(person: Mapping[str, Any], first: date) -> Mapping[date, Mapping[str, int]]:
    work = person.get("work") or {}
    dated = all(isinstance(key, date) for key in work)
    return work if dated else {person.get("work_date") or first: work}


def facts(one: Told) -> Facts:
    """City, calendar, late marts, and the tables that pay components read."""
    sentence = one.sentence
    named = [field.name for field in fields(Extras)]
    tables = {name: _extra(one.people, name) for name in named}
    return Facts(
        extras=Extras(**{name: table for name, table in tables.items() if table is not None}),
        day_classes=sentence.get("calendar"),
        city=city_of(sentence.get("city", SAMPLE_CITY)),
        late_marts=frozenset(sentence.get("late", ())),
        taken_back=_taken_back(one.people),
    )


def _taken_back(people: Mapping[str, Mapping[str, Any]]) -> TakenBack | None:
    """Tickets that were opened again; none of them earned points in an earlier month."""
    rows = [
        {"agent_id": agent, "reason": "reopened", "quantity": 1, **row}
        for agent, person in people.items()
        for row in person.get("taken_back", ())
    ]
    return TakenBack(pa.Table.from_pylist(rows), POINT_LINES.empty_table()) if rows else None


def _extra(people: Mapping[str, Mapping[str, Any]], name: str) -> pa.Table | None:
    rows = [{"agent_id": a, **row} for a, person in people.items() for row in person.get(name, ())]
    if not rows:
        return None
    columns = {key: [row.get(key) for row in rows] for key in rows[0]}
    return pa.table({key: _column(key, values) for key, values in columns.items()})


def _column(name: str, values: Sequence[Any]) -> pa.Array:
    kind = EXTRA_TYPES.get(name)
    if kind is not None:
        return pa.array([Decimal(str(value)) for value in values], kind)
    return pa.array(values, pa.date32() if name.endswith(("_on", "_date")) else None)


@cache
def city_of(name: str) -> City:
    """The statutory parameters of a city of the sample centre."""
    file = REPOSITORY / "centres/sample/statutory" / f"{name}.yaml"
    return compile_statutory([read_yaml(file.read_text(encoding="utf-8"), file.name)])[name]


def figures(result: Scoring, agent: str) -> dict[str, Any]:
    """Every figure a sentence may expect of a person, by its name."""
    found: dict[str, Any] = {}
    for line in _of(result.score_lines, agent):
        found[line["node_id"]] = line["contribution" if line["function"] == "F14" else "score"]
        found[f"{line['node_id']}.target"] = line["target"]
        found[f"{line['node_id']}.ungated"] = line["ungated_score"]
    for line in _of(result.pay_lines, agent):
        found[line["component"]] = line["pay_amount"]
        if line["code"] == "P4":
            found["points_pay"] = line["pay_amount"]
        found[f"{line['component']}.residual"] = line["rounding_residual"]
    for line in _of(result.grade_lines, agent):
        found["grade"], found["grade_by_score"] = line["grade"], line["grade_by_score"]
    points = [line["points"] for line in _of(result.point_lines, agent)]
    return {**found, "points": sum(points, Decimal(0))}


def _of(table: pa.Table, agent: str) -> list[dict[str, Any]]:
    return [row for row in table.to_pylist() if row["agent_id"] == agent]
