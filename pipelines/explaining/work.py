"""The last step of "why" for points: from a node to the ledger's days, and from a day to the
pieces of work that it counts and the rows of the extracts that tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from data_contracts.refusal import Place, Refusal
from pipelines.centre import Language
from pipelines.explaining.landing_rows import LandingRows
from pipelines.explaining.lineage import read_lineage, work_feed
from pipelines.explaining.told import SCREEN_LINES, told_rows
from pipelines.period import Period
from pipelines.settings import House
from pipelines.warehouse import fetched
from scoring.exact import shown

Row = dict[str, Any]

_LINES = """
    select
        lines.work_date, lines.quantity, lines.points, lines.point_id,
        nodes.note_zh, nodes.note_en, contains(nodes.inputs, '"mart"') as is_work
    from scoring.point_lines as lines
    inner join scoring.trace_nodes as nodes on lines.point_id = nodes.node_id
    where nodes.period = $period and nodes.agent_id = $agent
        and (nodes.node_id = $node or starts_with(nodes.node_id, $node || '/'))
    order by lines.work_date, lines.point_id"""
# A row without a window counts what was done in no window that has a row of its own; a row that
# takes work back counts what came back on its day.
PIECES = """
    select
        work.source_table, work.source_key,
        case when lines.reverses is not null then work.reopen_event_id end as reopen_event_id
    from scoring.point_lines as lines
    left join scoring.point_lines as earned on lines.reverses = earned.point_id
    inner join intermediate.int_work_timed as work
        on lines.agent_id = work.agent_id and lines.work_type = work.work_type
        and coalesce(earned.work_date, lines.work_date) = work.business_date
    where list_contains($lines, lines.point_id)
        and (lines.reverses is null or work.reopened_date = lines.work_date)
        and (work.time_window = lines.time_window or (lines.time_window is null and not exists (
            select 1 from scoring.point_lines as apart
            where apart.agent_id = work.agent_id and apart.work_type = work.work_type
                and apart.work_date = work.business_date and apart.reverses is null
                and apart.time_window = work.time_window)))
    order by all"""
_WORDS = {
    "zh_CN": {
        "days": "{agent} {period} {node}（scoring.point_lines{zone}）", "zone": "，时间为 {}",
        "day": "{}  {} 分", "agrees": "各日积分之和 {} 与节点一致",
        "differs": "各日积分之和 {} 与节点 {} 不一致，相差 {}：数据在计分后有变",
        "next": "查看来源行：加 --day {}", "more": "…… 另有 {} 项：从更下一级节点查看",
        "pieces": "共 {} 件工作，与台账数量一致",
        "missing": "共 {} 件工作，台账数量为 {}：数据在计分后有变",
        "limit": "上限与核销不出自某一行",
    },
    "en": {
        "days": "{node} of {agent}, {period} (scoring.point_lines{zone})", "zone": ", times of {}",
        "day": "{}  points {}", "agrees": "The daily points sum to {}, exactly as the node says",
        "differs": "The daily points sum to {} and the node says {}, {} apart: the data changed "
        "after scoring",
        "next": "For the rows of the extracts add --day {}",
        "more": "… {} more: start at a node below this one",
        "pieces": "Pieces of work: {}, exactly the quantity of the ledger",
        "missing": "Pieces of work: {}, the ledger counts {}: the data changed after scoring",
        "limit": "What a limit takes off or writes off comes from no row of its own",
    },
}  # fmt: skip


def is_points(node: str, period: Period, agent_id: str) -> bool:
    """Whether a node is a sum of points or a line of the ledger."""
    path = _path(node, period, agent_id)
    quality = path.startswith("points/quality")
    return path == "points" or (path.startswith("points/") and not quality)


def work_behind(
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
    """The ledger's days at a node of points, or with `day` the work of that day, in words.

    The pieces of work are told with the rows of the extracts they come from; `table` is one
    landing table, told to its last row. Raises Refusal where the node has no points, where none
    were earned on the day, or where the table tells of none of the work.
    """
    words, path = _WORDS[language], _path(node, period, agent_id)
    root = f"{period.name}/{agent_id}/{path}"
    with duckdb.connect(str(house.published), read_only=True) as connection:
        lines = _lines(connection, period, agent_id, root)
        if day is None:
            told = list(_told_days(lines, _output(connection, root), words))
        else:
            mine = _of_day(lines, day)
            found = _told_lines(mine, words, language)
            work = [line for line in mine if line["is_work"]]
            rows = LandingRows(connection, agent_id, day, zone)
            pieces = _told_pieces(house, rows, work, language, table) if work else [words["limit"]]
            told = [*found, *pieces]
    head = words["days"].format(
        agent=agent_id, period=day or period.name, node=path,
        zone=words["zone"].format(zone) if day else "",
    )  # fmt: skip
    return "\n".join([head, *told])


def _path(node: str, period: Period, agent_id: str) -> str:
    return node.removeprefix(f"{period.name}/{agent_id}/")


def _lines(
    connection: duckdb.DuckDBPyConnection, period: Period, agent_id: str, root: str
) -> list[Row]:
    known = {"period": period.name, "agent": agent_id, "node": root}
    lines = fetched(connection, _LINES, known).to_pylist()
    if not lines:
        raise Refusal(
            "no row of the points ledger is under this node",
            place=Place("--node"),
            value=root,
            next_step="go down to a node such as points",
        )
    return lines


def _output(connection: duckdb.DuckDBPyConnection, root: str) -> Decimal:
    query = "select output from scoring.trace_nodes where node_id = $node"
    return fetched(connection, query, {"node": root})["output"][0].as_py()


def _told_days(lines: Sequence[Row], output: Decimal, words: dict[str, str]) -> Iterator[str]:
    days: dict[date, Decimal] = {}
    for line in lines:
        days[line["work_date"]] = days.get(line["work_date"], Decimal(0)) + line["points"]
    for day, points in days.items():
        yield "  " + words["day"].format(day, shown(points))
    total = sum(days.values(), Decimal(0))
    told = (shown(total), shown(output), shown(total - output))
    yield words["agrees" if total == output else "differs"].format(*told)
    yield words["next"].format(next(iter(days)))


def _of_day(lines: Sequence[Row], day: date) -> list[Row]:
    found = [line for line in lines if line["work_date"] == day]
    if not found:
        known = ", ".join(dict.fromkeys(str(line["work_date"]) for line in lines[:3]))
        raise Refusal(
            "nothing stands in the points ledger for this person on this day",
            place=Place("--day"),
            value=str(day),
            next_step=f"use a day such as {known}",
        )
    return found


def _told_lines(lines: Sequence[Row], words: dict[str, str], language: Language) -> Iterator[str]:
    note = "note_zh" if language == "zh_CN" else "note_en"
    for line in lines[:SCREEN_LINES]:
        yield f"  {line[note]}  [{line['point_id'].split('/', 2)[2]}]"
    if len(lines) > SCREEN_LINES:
        yield "  " + words["more"].format(len(lines) - SCREEN_LINES)


def _told_pieces(
    house: House,
    rows: LandingRows,
    lines: Sequence[Row],
    language: Language,
    table: str | None,
) -> Iterator[str]:
    words, limit = _WORDS[language], None if table else SCREEN_LINES
    pieces = _pieces(rows.connection, lines)
    counted = sum((abs(line["quantity"]) for line in lines), Decimal(0))
    agrees = words["pieces" if len(pieces) == counted else "missing"]
    yield agrees.format(len(pieces), shown(counted))
    lineage = read_lineage(house.dbt_target)
    for name, keys in _sources(pieces, table).items():
        feed, found = work_feed(lineage, name), rows.named(name, keys)
        yield from told_rows(found, feed, zone=rows.zone, language=language, limit=limit)


def _pieces(connection: duckdb.DuckDBPyConnection, lines: Sequence[Row]) -> list[Row]:
    known = {"lines": [line["point_id"] for line in lines]}
    return fetched(connection, PIECES, known).to_pylist()


def _sources(pieces: Sequence[Row], table: str | None) -> dict[str, list[str]]:
    """The keys of the landing rows by table: of the work, and of what took it back."""
    found: dict[str, list[str]] = {}
    for piece in pieces:
        keys = (piece["source_key"], piece["reopen_event_id"])
        found.setdefault(piece["source_table"], []).extend(key for key in keys if key)
    if table is None:
        return found
    if table not in found:
        raise Refusal(
            "this landing table tells of none of this work",
            place=Place("--table"),
            value=table,
            next_step=f"use one of {', '.join(found)}",
        )
    return {table: found[table]}
