"""Scores level by level: the tree of each scorecard by team, and leaders' cascaded scores."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read
from reports.table import Cell, write_table
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.score_sheets import measured_cell
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import NAME, TEAM, named

LEVELS = (
    Figure("node", N_("Section, item"), "text", N_("Node of the scorecard, set in by its depth"),
           "score_lines.name_zh"),
    Figure("depth", N_("Depth"), "count", N_("0 is the total"), "score_lines.parent_id"),
    Figure("people", N_("People"), "count", N_("People with a score of the node"),
           "score_lines.agent_id"),
    Figure("weight", N_("Weight applied"), "score",
           N_("Mean weight within the node above, after exclusions"),
           "score_lines.weight_applied"),
    Figure("score", N_("Mean score"), "score", N_("Mean score of the people who have one"),
           "score_lines.score"),
    Figure("contribution", N_("Adds above"), "score",
           N_("Mean contribution to the node above, over everybody with a total"),
           "score_lines.contribution"),
    Figure("below", N_("Children add"), "score",
           N_("Sum of the mean contributions of the children"), "score_lines.contribution"),
)  # fmt: skip
LEADERS = (
    NAME,
    TEAM,
    Figure("part", N_("Part"), "text", N_("Own result, teams led, centre; set in by depth"),
           "cascade_lines.name_zh"),
    Figure("value", N_("Value"), "number", N_("Value of the KPI, recomputed from its sums"),
           "cascade_lines.metric_value"),
    Figure("hours", N_("Hours"), "h", N_("Hours in the team, by day: its weight"),
           "cascade_lines.hours"),
    Figure("share_declared", N_("Share by rule"), "ratio", N_("Share that the rule declares"),
           "cascade_lines.share_declared", digits=0),
    Figure("share_applied", N_("Share applied"), "ratio",
           N_("Share after parts without a figure are left out"), "cascade_lines.share_applied",
           digits=0),
    Figure("score", N_("Score"), "score", N_("Score of the part"), "cascade_lines.score"),
    Figure("contribution", N_("Adds above"), "score", N_("What it adds to the part above"),
           "cascade_lines.contribution"),
    Figure("coefficient", N_("Coefficient"), "number", N_("Factor of the award by the score"),
           "team_awards.coefficient", digits=2),
    Figure("amount", N_("Award"), "amount", N_("Award of the month"), "team_awards.amount"),
)  # fmt: skip
NO_LEADER = N_("No leader has a cascaded score this month.")


def add_levels(book: Book, peers: Peers) -> None:
    """Every scorecard as a tree, to its full depth, for the centre and for each team."""
    sheet = open_sheet(
        book,
        N_("Score tree"),
        N_("Each level of the scorecards rolled up: what children add is their parent's score"),
        "score_lines",
    )
    lines = month_rows(book, "score_lines")
    cards = sorted({row["scorecard_id"] for row in lines})
    teams = {row["agent_id"]: row["team_id"] for row in read(book.tables, "directory")}
    rows = [
        row
        for card in cards
        for row in _tree([line for line in lines if line["scorecard_id"] == card], teams)
    ]
    names = sorted({team for row in rows for team in row if team.startswith("T:")})
    columns = [_team_figure(key) for key in names]
    whole = [_shown(book, row) for row in rows]
    write_table(sheet, (*LEVELS, *columns), whole, freeze=1, filtered=False)


def _team_figure(key: str) -> Figure:
    name = key.removeprefix("T:")
    return Figure(key, name, "score", N_("Mean score of the team's people"), "score_lines.score")


def _tree(lines: Sequence[Row], teams: dict[str, str | None]) -> list[dict[str, Any]]:
    """The nodes of one scorecard, each with its means, parents before children."""
    nodes = grouped(lines, "node_id")
    children: dict[str | None, list[str]] = {}
    for (node,), own in nodes.items():
        children.setdefault(own[0]["parent_id"], []).append(node)
    everybody = len({row["agent_id"] for row in lines})

    def below(node: str, depth: int) -> list[dict[str, Any]]:
        own, under = nodes[(node,)], children.get(node, [])
        adds = [_mean(nodes[(child,)], "contribution", everybody) for child in under]
        here = _node(own, depth, everybody, teams) | {"below": _sum(adds)}
        return [here, *(row for child in under for row in below(child, depth + 1))]

    return [row for root in children.get(None, []) for row in below(root, 0)]


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _node(
    own: Sequence[Row], depth: int, everybody: int, teams: dict[str, str | None]
) -> dict[str, Any]:
    scored = [row for row in own if row["score"] is not None]
    by_team: dict[str, list[Row]] = {}
    for row in scored:
        by_team.setdefault(f"T:{teams.get(row['agent_id']) or '—'}", []).append(row)
    return {
        "name_zh": own[0]["name_zh"],
        "name_en": own[0]["name_en"],
        "depth": depth,
        "people": len(scored),
        "weight": _mean(own, "weight_applied"),
        "score": _mean(scored, "score"),
        "contribution": _mean(own, "contribution", everybody),
        **{team: _mean(rows, "score") for team, rows in by_team.items()},
    }


def _mean(rows: Sequence[Row], key: str, people: int | None = None) -> Decimal | None:
    values = [row[key] for row in rows if row[key] is not None]
    return sum(values, Decimal(0)) / (people or len(values)) if values else None


def _shown(book: Book, row: dict[str, Any]) -> dict[str, Any]:
    name = "\u3000" * row["depth"] + (twin(book, row, "name") or "")
    if row["depth"]:
        return row | {"node": name}
    return {key: Cell(value, "total") for key, value in (row | {"node": name}).items()}


def add_leaders(book: Book, peers: Peers) -> None:
    """What each leader's score is made of: the teams led, by the days they led them."""
    sheet = open_sheet(
        book,
        N_("Team leaders"),
        N_("Own part, teams led by day, centre: recomputed from sums, never from scores"),
    )
    lines = month_rows(book, "cascade_lines", "agent_id", "part_id")
    awards = {row["agent_id"]: row for row in month_rows(book, "team_awards")}
    own = named(book, [row for row in lines if row["agent_id"] in awards])
    if sheet.says_none("cascade_lines", own, NO_LEADER):
        return
    write_table(sheet, LEADERS, [_part(book, row, awards) for row in _in_order(own)], freeze=1)


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Each leader's parts, the whole first."""
    return sorted(rows, key=lambda r: (r["agent_id"], r["parent_id"] is not None, r["part_id"]))


def _part(book: Book, row: Row, awards: dict[str, Row]) -> dict[str, Any]:
    is_whole = row["parent_id"] is None
    depth = 0 if is_whole else row["part_id"].count("/") + 1
    shown = row | {
        "part": "\u3000" * depth + (twin(book, row, "name") or row["part_id"]),
        "value": measured_cell(book, row, "metric_value"),
    }
    if not is_whole:
        return shown
    award = awards[row["agent_id"]]
    shown |= {"coefficient": award["coefficient"], "amount": award["amount"]}
    keys = ("person", "part", "score", "amount")
    return shown | {key: Cell(shown[key], "total") for key in keys}
