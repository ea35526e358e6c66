"""The last step of "why": from a metric's figure to its days, and to the rows of the extracts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from data_contracts.contract import Contract
from data_contracts.refusal import Place, Refusal
from pipelines.centre import Language
from pipelines.landing.contracts import load_contract
from pipelines.metrics import Metric, metric_values_daily, read_metrics
from pipelines.period import Period
from pipelines.row_lineage import Feed, feeds, read_lineage
from pipelines.settings import House
from pipelines.warehouse import fetched
from scoring.exact import shown

SCREEN_LINES = 31  # a month of days
_NODES = """
    select node_id, kind, inputs, output from scoring.trace_nodes
    where period = $period and agent_id = $agent and kind in ('metric', 'source')
      and contains(inputs, '"metric"') order by node_id"""
_EMPLOYEES = """
    select employee_id from intermediate.int_people_dated
    where agent_id = ? and calendar_date = ?"""
_WORDS = {
    "zh_CN": {
        "numerator": "分子", "denominator": "分母", "value": "值", "row": "第 {} 行",
        "agrees": "各日{side}之和 {sum} 与节点一致", "whole": "单纯求和，分母为 1",
        "differs": "各日{side}之和 {sum} 与节点 {output} 不一致，相差 {gap}：节点经过人工更正，或数据在计分后有变",
        "more": "…… 另有 {} 行", "old": "（旧版本，未采用）", "none": "当日无记录",
        "unowned": "此表的行既不属于人员也不属于日期，无法逐行列出", "next": "查看来源行：加 --day {}",
        "days": "{name} {agent} {period}（{mart}）", "zone": "时间为 {}", "rows": "{} 行",
    },
    "en": {
        "numerator": "numerator", "denominator": "denominator", "value": "value", "row": "row {}",
        "agrees": "The daily {side}s sum to {sum}, exactly as the node says",
        "whole": "A plain sum: its denominator is 1",
        "differs": "The daily {side}s sum to {sum} and the node says {output}, {gap} apart: the "
        "node was overridden, or the data changed after scoring",
        "more": "… {} more", "old": " (older delivery, not used)", "none": "no rows on this day",
        "unowned": "its rows belong to neither a person nor a day and cannot be told apart",
        "next": "For the rows of the extracts add --day {}",
        "days": "{name} of {agent} in {period} ({mart})", "zone": "times of {}", "rows": "{} rows",
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
) -> str:
    """The days of the metric at `node`, or with `day` the extracts' rows of that day, in words.

    `node` is a metric of the trace or its numerator or denominator; `zone` cuts the days.
    Raises Refusal where the node is none of these, where nothing was counted on the day, or
    where the run left no lineage.
    """
    metrics = {metric.name: metric for metric in read_metrics(_semantics(house))}
    with duckdb.connect(str(house.published), read_only=True) as connection:
        figure = _figure(connection, period, agent_id, node, metrics)
        days = _days(connection, figure.metric, period, agent_id)
        words = _WORDS[language]
        name = figure.metric.name_zh if language == "zh_CN" else figure.metric.name_en
        head = words["days"].format(
            name=name, agent=agent_id, period=day or period.name, mart=figure.metric.mart
        )
        if day is None:
            return "\n".join([head, *_told_days(figure, days, words)])
        counted = [row for row in days if row["business_date"] == day]
        if not counted:
            raise _nothing_counted(day, [row["business_date"] for row in days])
        rows = _Rows(connection, agent_id, day, zone)
        lines = [line for feed in feeds(read_lineage(house.dbt_target), figure.metric)
                 for line in _told_feed(rows, feed, words)]  # fmt: skip
    head = f"{head}, {words['zone'].format(zone)}"
    return "\n".join([head, "  " + _told_day(counted[0], figure.metric, words), *lines])


def _semantics(house: House) -> Any:
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
        below = [name for name in sources if name.startswith(path)] or list(sources)
        raise Refusal(
            "this node is not a metric, nor a numerator or denominator of one",
            place=Place("--node"),
            value=node,
            next_step=f"go down to a node such as {below[0]}" if below else "check agent and month",
        )
    given = {i["name"]: i["value"] for i in json.loads(sources[wanted[0]]["inputs"])}
    sides = {name.rsplit(".", 1)[1]: sources[name]["output"] for name in wanted}
    return _Figure(metrics[given["metric"]], sides)


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


def _nothing_counted(day: date, days: Sequence[date]) -> Refusal:
    known = ", ".join(str(known) for known in days[:3])
    return Refusal(
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
    figures = (f"{words[side]} {_told_value(row[side])}" for side in sides)
    return f"{row['business_date']}  {'  '.join(figures)}"


@dataclass(frozen=True)
class _Rows:
    """The landing rows of one person on one local day."""

    connection: duckdb.DuckDBPyConnection
    agent_id: str
    day: date
    zone: str

    def of(self, feed: Feed) -> list[dict[str, Any]]:
        """The rows of a table in the order of time, each with its `delivery_rank`; 1 is in use."""
        contract = load_contract(feed.table)
        key = ", ".join(contract.key)
        newest = "updated_at desc nulls last, " if "updated_at" in contract.column_names else ""
        query = f"""
            with mine as (select {key} from landing.{feed.table} where {self._condition(feed)}),
            ranked as (
                select *, row_number() over (
                    partition by {key}
                    order by {newest}landing_date desc, source_row desc, source_file desc
                ) as delivery_rank
                from landing.{feed.table} semi join mine using ({key}))
            select * from ranked where {self._condition(feed)}
            order by {", ".join([*feed.when, "source_file", "source_row"])}"""
        return fetched(self.connection, query, self._parameters()).to_pylist()

    def _condition(self, feed: Feed) -> str:
        if feed.parent:
            key = ", ".join(feed.parent_key)
            of_parent = self._condition(feed.parent)
            return f"({key}) in (select ({key}) from landing.{feed.parent.table} where {of_parent})"
        types = {column.name: column.type for column in load_contract(feed.table).columns}
        local = ", ".join(
            f"timezone($zone, timezone('UTC', {name}))"
            if types[name] == "TIMESTAMP" else f"cast({name} as timestamp)"
            for name in feed.when
        )  # fmt: skip
        who = " or ".join(
            f"list_contains($employees, {name})" if name == "employee_id" else f"{name} = $agent"
            for name in feed.person
        )
        return f"""({who}) and least({local}) < $day + interval 1 day
            and (greatest({local}) > $day or least({local}) >= $day)"""

    def _parameters(self) -> dict[str, Any]:
        found = self.connection.execute(_EMPLOYEES, [self.agent_id, self.day]).fetchall()
        return {"agent": self.agent_id, "employees": [row[0] for row in found],
                "day": datetime.combine(self.day, datetime.min.time()), "zone": self.zone}  # fmt: skip


def _told_feed(rows: _Rows, feed: Feed, words: dict[str, str]) -> Iterator[str]:
    if not (feed.parent or (feed.person and feed.when)):
        yield f"  landing.{feed.table}: {words['unowned']}"
        return
    found = rows.of(feed)
    told = words["rows"].format(len(found)) if found else words["none"]
    yield f"  landing.{feed.table}: {told}"
    contract = load_contract(feed.table)
    for row in found[:SCREEN_LINES]:
        old = words["old"] if row["delivery_rank"] > 1 else ""
        where = f"{row['source_file']} {words['row'].format(row['source_row'])}"
        yield f"    {where}  {_told_columns(row, feed, contract, ZoneInfo(rows.zone))}{old}"
    if len(found) > SCREEN_LINES:
        yield f"    {words['more'].format(len(found) - SCREEN_LINES)}"


def _told_columns(row: dict[str, Any], feed: Feed, contract: Contract, zone: ZoneInfo) -> str:
    """Key, person, time and figures of a row; what is personal stays out."""
    names = dict.fromkeys((*contract.key, *feed.person, *feed.when, *feed.figures))
    return " ".join(
        f"{name}={_told_value(row[name], zone)}"
        for name in names
        if contract.column(name).classification is None and row[name] is not None
    )


def _told_value(value: object, zone: ZoneInfo | None = None) -> str:
    if isinstance(value, datetime) and zone:
        return f"{value.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%dT%H:%M:%S}"
    if isinstance(value, Decimal):
        return shown(value)
    return "–" if value is None else str(value)
