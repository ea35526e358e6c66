"""The last step of "why": from a metric's figure to its days, and to the rows of the extracts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from data_contracts.refusal import Place, Refusal
from pipelines.centre import Language
from pipelines.contact_types import metric_named
from pipelines.explaining.landing_rows import LandingRows
from pipelines.explaining.lineage import Feed, feeds, read_lineage
from pipelines.explaining.told import SCREEN_LINES, told_rows, told_value
from pipelines.metrics import Metric, metric_values_daily, read_metrics
from pipelines.period import Period
from pipelines.settings import House
from pipelines.warehouse import fetched
from scoring.exact import shown

_NODES = """
    select node_id, kind, inputs, output from scoring.trace_nodes
    where period = $period and agent_id = $agent and kind in ('metric', 'source')
      and contains(inputs, '"metric"') order by node_id"""
_WORDS = {
    "zh_CN": {
        "numerator": "分子", "denominator": "分母", "value": "值",
        "agrees": "各日{side}之和 {sum} 与节点一致", "whole": "单纯求和，分母为 1",
        "differs": "各日{side}之和 {sum} 与节点 {output} 不一致，相差 {gap}："
        "节点经过人工更正，或数据在计分后有变",
        "unowned": "此表的行既不属于人员也不属于日期，无法逐行列出",
        "next": "查看来源行：加 --day {}",
        "days": "{name} {agent} {period}（{mart}{zone}）", "zone": "，时间为 {}",
    },
    "en": {
        "numerator": "numerator", "denominator": "denominator", "value": "value",
        "agrees": "The daily {side}s sum to {sum}, exactly as the node says",
        "whole": "A plain sum: its denominator is 1",
        "differs": "The daily {side}s sum to {sum} and the node says {output}, {gap} apart: the "
        "node was overridden, or the data changed after scoring",
        "unowned": "its rows belong to neither a person nor a day and cannot be told apart",
        "next": "For the rows of the extracts add --day {}",
        "days": "{name} of {agent}, {period} ({mart}{zone})",
        "zone": ", times of {}",
    },
}  # fmt: skip


@dataclass(frozen=True)
class _Figure:
    """A metric of a person's month as the trace has it: outputs of numerator and denominator."""

    metric: Metric
    sides: dict[str, Decimal]


def rows_behind(
    house: House,
    period: Period,
    agent_id: str,
    node: str,
    *,
    zone: str,
    language: Language,
    day: date | None = None,
    table: str | None = None,
) -> str:
    """The days of the metric at `node`, or with `day` the extracts' rows of that day, in words.

    `node` is a metric of the trace or its numerator or denominator; `zone` cuts the days.
    `table` is one landing table, told to its last row. Raises Refusal where the node is none of
    these, where nothing was counted on the day, where the table does not feed the metric, or
    where the run left no lineage.
    """
    words = _WORDS[language]
    metrics = {metric.name: metric for metric in read_metrics(_semantics(house))}
    with duckdb.connect(str(house.published), read_only=True) as connection:
        figure = _figure(connection, period, agent_id, node, metrics)
        days = _days(connection, figure.metric, period, agent_id)
        if day is None:
            lines = list(_told_days(figure, days, words))
        else:
            counted = _counted_on(day, days)
            found = _wanted(feeds(read_lineage(house.dbt_target), figure.metric), table)
            rows = LandingRows(connection, agent_id, day, zone)
            limit = None if table else SCREEN_LINES
            lines = ["  " + _told_day(counted, figure.metric, words)]
            lines += [line for feed in found for line in _told_feed(rows, feed, language, limit)]
    head = words["days"].format(
        name=figure.metric.name_zh if language == "zh_CN" else figure.metric.name_en,
        agent=agent_id,
        period=day or period.name,
        mart=figure.metric.mart,
        zone=words["zone"].format(zone) if day else "",
    )
    return "\n".join([head, *lines])


def _semantics(house: House) -> Path:
    semantics = house.dbt_target / "semantic_manifest.json"
    for path in (house.published, semantics):
        if not path.exists():
            raise Refusal("the run has not left this", place=Place(str(path)), next_step="make run")
    return semantics


def _figure(
    connection: duckdb.DuckDBPyConnection,
    period: Period,
    agent_id: str,
    node: str,
    metrics: dict[str, Metric],
) -> _Figure:
    """The metric at a node of the trace: of one side where the node is one."""
    found = fetched(connection, _NODES, {"period": period.name, "agent": agent_id}).to_pylist()
    path = node.removeprefix(f"{period.name}/{agent_id}/")
    sources = {row["node_id"].split("/", 2)[2]: row for row in found if row["kind"] == "source"}
    wanted = [name for name in (path, f"{path}.numerator", f"{path}.denominator")
              if name in sources]  # fmt: skip
    if not wanted:
        near = [name for name in sources if name.startswith(path)]
        alike = [name for name in sources if name.startswith(path.split("/")[0] + "/")]
        below = [name.rsplit(".", 1)[0] for name in near or alike or sources]
        raise Refusal(
            "this node is not a metric, nor a numerator or denominator of one",
            place=Place("--node"),
            value=node,
            next_step=f"go down to a node such as {below[0]}" if below else "check agent and month",
        )
    given = {i["name"]: i["value"] for i in json.loads(sources[wanted[0]]["inputs"])}
    sides = {name.rsplit(".", 1)[1]: sources[name]["output"] for name in wanted}
    return _Figure(metric_named(given["metric"], metrics), sides)


def _days(
    connection: duckdb.DuckDBPyConnection, metric: Metric, period: Period, agent_id: str
) -> list[dict[str, Any]]:
    daily = metric_values_daily(
        connection, [metric], subject_kind="agent", first=period.first, last=period.last
    )
    return [row for row in daily.to_pylist() if row["subject_id"] == agent_id and _counts(row)]


def _counts(row: dict[str, Any]) -> bool:
    """Whether a day adds anything to its metric; a day of rest in the mart does not."""
    return bool(row["n"] or row["numerator"])


def _wanted(found: Sequence[Feed], table: str | None) -> list[Feed]:
    wanted = [feed for feed in found if table in (None, feed.table)]
    if not wanted:
        raise Refusal(
            "this landing table does not feed the metric",
            place=Place("--table"),
            value=table,
            next_step=f"use one of {', '.join(feed.table for feed in found)}",
        )
    return wanted


def _counted_on(day: date, days: Sequence[dict[str, Any]]) -> dict[str, Any]:
    for row in days:
        if row["business_date"] == day:
            return row
    known = ", ".join(str(row["business_date"]) for row in days[:3])
    raise Refusal(
        "nothing of this metric was counted for this person on this day",
        place=Place("--day"),
        value=str(day),
        next_step=f"use a day such as {known}" if known else "choose another node or person",
    )


def _told_days(figure: _Figure, days: list[dict[str, Any]], words: dict[str, str]) -> Iterator[str]:
    for row in days[:SCREEN_LINES]:
        yield "  " + _told_day(row, figure.metric, words)
    for side, output in figure.sides.items():
        if side == "denominator" and figure.metric.denominator_sql is None:
            yield words["whole"]
            continue
        total = sum((row[side] or Decimal(0) for row in days), Decimal(0))
        yield words["agrees" if total == output else "differs"].format(
            side=words[side], sum=shown(total), output=shown(output), gap=shown(total - output)
        )
    if days:
        yield words["next"].format(days[0]["business_date"])


def _told_day(row: dict[str, Any], metric: Metric, words: dict[str, str]) -> str:
    sides = (
        ("numerator",) if metric.denominator_sql is None else ("numerator", "denominator", "value")
    )
    figures = (f"{words[side]} {told_value(row[side])}" for side in sides)
    return f"{row['business_date']}  {'  '.join(figures)}"


def _told_feed(
    rows: LandingRows, feed: Feed, language: Language, limit: int | None
) -> Iterator[str]:
    if not (feed.parent or (feed.person and feed.when)):
        yield f"  landing.{feed.table}: {_WORDS[language]['unowned']}"
        return
    yield from told_rows(rows.of(feed), feed, zone=rows.zone, language=language, limit=limit)
