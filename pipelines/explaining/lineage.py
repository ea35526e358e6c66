"""Which landing tables and columns feed a metric, from the lineage that dbt's models have.

Nothing is listed by hand: the columns of a metric's sums, of its subject and of its date are
followed from the mart down to `landing`, through what the run remembered of its models
(`defs/column_metadata.py`). A column that only counts rows has no columns below it; the tables
that its query counts stand in for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.optimizer.scope import Scope, build_scope

from data_contracts.refusal import Place, Refusal
from pipelines.landing.contracts import load_contract
from pipelines.metrics import Metric

Column = tuple[str, str, str]  # schema, table, column
LANDING = "landing"
WORK = ("intermediate", "int_work_timed")


@dataclass(frozen=True)
class Lineage:
    """The models of one run: what each column is made of, and each model's query and parents."""

    below: Mapping[Column, tuple[Column, ...]]
    queries: Mapping[tuple[str, str], str]
    parents: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Feed:
    """A landing table that feeds a metric: the columns that say whose, when and how much.

    Without `person` the rows belong to those of `parent`, joined over `parent_key`.
    """

    table: str
    person: tuple[str, ...]
    when: tuple[str, ...]
    figures: tuple[str, ...]
    parent: Feed | None = None
    parent_key: tuple[str, ...] = ()


def read_lineage(dbt_target: Path) -> Lineage:
    """The lineage that the newest run left beside its manifest. Refusal where there is none."""
    try:
        columns = json.loads((dbt_target / "columns.json").read_text(encoding="utf-8"))["columns"]
        built = json.loads((dbt_target / "build" / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError) as error:
        raise Refusal(
            "the run has left no lineage of its models",
            place=Place(str(getattr(error, "filename", None) or dbt_target)),
            next_step="make run",
        ) from None
    names = {
        key: (node["schema"], node.get("identifier") or node["alias"])
        for key, node in {**built["nodes"], **built["sources"]}.items()
        if node["resource_type"] in {"model", "source"}
    }
    return Lineage(
        below=dict(_columns_below(columns)),
        queries={names[k]: built["nodes"][k].get("compiled_code") or ""
                 for k in names if k in built["nodes"]},
        parents={name: tuple(names[p] for p in built["parent_map"].get(key, ()) if p in names)
                 for key, name in names.items()},
    )  # fmt: skip


def feeds(lineage: Lineage, metric: Metric) -> tuple[Feed, ...]:
    """The landing tables that a metric of agents is made of, by name.

    A table belongs to a person through the columns that become the metric's subject, or through
    `employee_id`, and to a day through those that become its date; a table with neither belongs
    to rows of another table of the metric by that table's key.
    """
    schema, mart = metric.mart.split(".")
    sums = [sql for sql in (metric.numerator_sql, metric.denominator_sql) if sql]
    used = sorted(
        {c.name for sql in sums for c in parse_one(sql, dialect="duckdb").find_all(exp.Column)}
    )
    person = _by_table(_landing(lineage, (schema, mart, metric.subject_columns["agent"])))
    when = _by_table(_landing(lineage, (schema, mart, metric.time_column)))
    counted = {table for name in used for table in _counted(lineage, (schema, mart, name))}
    figures = _by_table(c for name in used for c in _landing(lineage, (schema, mart, name)))
    for table in sorted(counted & set(person) & set(when)):
        figures.setdefault(table, ())
    owned = {t: _feed(t, person, when, figures.get(t, ())) for t in {*person, *when, *figures}}
    return tuple(_with_parent(owned[table], owned) for table in sorted(figures))


def work_feed(lineage: Lineage, table: str) -> Feed:
    """A landing table whose rows are pieces of work: whose they are, when, and what was done."""
    who, when = (_by_table(_landing(lineage, (*WORK, c))) for c in ("agent_id", "business_date"))
    what = _by_table(
        c for n in ("work_type", "reopened_date") for c in _landing(lineage, (*WORK, n))
    )
    return _feed(table, who, when, what.get(table, ()))


def identity(table: str) -> tuple[str, ...]:
    """The columns that all deliveries of one landing row share: its key without the version."""
    return tuple(name for name in load_contract(table).key if name != "updated_at")


def _columns_below(columns: dict[str, Any]) -> Iterator[tuple[Column, tuple[Column, ...]]]:
    for model, told in columns.items():
        schema, table = model.split("__", 1)
        lineage = json.loads(told.get("dagster/column_lineage", '{"deps_by_column": {}}'))
        for name, deps in lineage["deps_by_column"].items():
            found = ((*dep["asset_key"]["path"], dep["column_name"]) for dep in deps)
            yield (schema, table, name), tuple(found)


def _followed(lineage: Lineage, column: Column) -> set[Column]:
    """A column with everything below it."""
    seen, todo = set[Column](), [column]
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo.extend(lineage.below.get(current, ()))
    return seen


def _landing(lineage: Lineage, column: Column) -> list[Column]:
    return sorted(c for c in _followed(lineage, column) if c[0] == LANDING)


def _by_table(columns: Iterable[Column]) -> dict[str, tuple[str, ...]]:
    ordered = sorted({(table, name) for _, table, name in columns})
    return {t: tuple(name for _, name in group) for t, group in groupby(ordered, lambda c: c[0])}


def _counted(lineage: Lineage, column: Column) -> Iterator[str]:
    """Landing tables below the queries that make `column` by counting rows."""
    for schema, table, name in _followed(lineage, column):
        query = lineage.queries.get((schema, table))
        if query and not lineage.below.get((schema, table, name)):
            for model in _tables_of(query, name):
                yield from _landing_tables(lineage, model)


def _tables_of(query: str, name: str) -> Iterator[tuple[str, str]]:
    """The tables read by the part of a query that makes a column without naming another."""
    root = build_scope(parse_one(query, dialect="duckdb"))
    for scope in root.traverse() if root else ():
        selects = scope.expression.selects if isinstance(scope.expression, exp.Select) else ()
        if any(made.alias == name and not made.find(exp.Column) for made in selects):
            yield from _tables_under(scope)


def _tables_under(scope: Scope) -> Iterator[tuple[str, str]]:
    for _, source in scope.selected_sources.values():
        if isinstance(source, Scope):
            yield from _tables_under(source)
        else:
            yield source.db, source.name


def _landing_tables(lineage: Lineage, model: tuple[str, str]) -> Iterator[str]:
    if model[0] == LANDING:
        yield model[1]
    for parent in lineage.parents.get(model, ()):
        yield from _landing_tables(lineage, parent)


def _feed(
    table: str,
    person: Mapping[str, tuple[str, ...]],
    when: Mapping[str, tuple[str, ...]],
    figures: tuple[str, ...],
) -> Feed:
    columns = {column.name: column.type for column in load_contract(table).columns}
    by_employee = ("employee_id",) if "employee_id" in columns else ()
    instants = tuple(c for c in figures if columns[c] in {"TIMESTAMP", "DATE"})
    dated = tuple(c for c in when.get(table, ()) if columns[c] in {"TIMESTAMP", "DATE"})
    return Feed(table, by_employee or person.get(table, ()), dated or instants, figures)


def _with_parent(feed: Feed, owned: Mapping[str, Feed]) -> Feed:
    if feed.person:
        return feed
    names = set(load_contract(feed.table).column_names)
    for other in sorted(owned.values(), key=lambda o: o.table):
        key = identity(other.table)
        if other.table != feed.table and other.person and other.when and names.issuperset(key):
            return Feed(feed.table, (), (), feed.figures, other, key)
    return feed
