"""From every figure of the month to its days, and from a day to the lines of the extracts."""

from __future__ import annotations

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from pipelines.explaining.work import PIECES
from tests.month.conftest import PERIOD, Month

ADHERENCE = "score/adherence.adherence_strict"
FIRST_DAY = re.compile(r"^  (\d{4}-\d\d-\d\d)  ", re.MULTILINE)
STATE = re.compile(
    r"^    (?P<file>\S+) row (?P<row>\d+)  agent_id=(?P<agent>\S+) state=(?P<state>\S+)"
    r" started_at=(?P<started>\S+) .*?ended_at=(?P<ended>\S+)",
    re.MULTILINE,
)


def _explained(month: Month, agent: str, *arguments: str) -> str:
    told = month.centre.callfloor(
        "explain", "--agent", agent, "--period", PERIOD, "--language", "en", *arguments
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


def test_a_figure_goes_down_to_the_lines_of_the_extracts(month: Month) -> None:
    [(agent,)] = month.rows(
        "select min(agent_id) from scoring.trace_nodes where contains(node_id, $1)", ADHERENCE
    )
    days = _explained(month, agent, "--node", ADHERENCE, "--rows")
    assert days.count("exactly as the node says") == 2
    found = FIRST_DAY.search(days)
    assert found
    rows = _explained(
        month, agent, "--node", ADHERENCE, "--day", found[1], "--table", "agent_states"
    )
    states = list(STATE.finditer(rows))
    held = month.rows(
        "select count(*) from landing.agent_states where agent_id = $1"
        " and cast(started_at + interval 8 hour as date) = $2",
        agent,
        found[1],
    )
    assert [(len(states),)] == held
    for state in states[:: max(1, len(states) // 10)]:
        lines = (month.centre.extracts / state["file"]).read_text("utf-8").splitlines()
        _says_the_same(lines[int(state["row"]) - 1], state)


def _says_the_same(line: str, told: re.Match[str]) -> None:
    """The switch logs epoch milliseconds, `explain` tells the time of Asia/Shanghai."""
    given = json.loads(line)
    assert given["agent"] == told["agent"]
    for field, side in (("start", "started"), ("end", "ended")):
        moment = datetime.fromtimestamp(given[field] // 1000, ZoneInfo("Asia/Shanghai"))
        assert f"{moment:%Y-%m-%dT%H:%M:%S}" == told[side]


def test_every_row_of_the_points_ledger_counts_pieces_of_work(month: Month) -> None:
    lines = month.rows(
        "select point_id, cast(abs(quantity) as bigint) from scoring.point_lines"
        " where period = $1 and not contains(work_type, 'excess') and work_type not in"
        " ('below:zero', 'expiry')",
        PERIOD,
    )
    pieces = month.rows(PIECES.replace("$lines", "$1"), [point_id for point_id, _ in lines])
    assert len(pieces) == sum(quantity for _, quantity in lines) > 0


def test_a_node_that_is_no_metric_is_refused(month: Month) -> None:
    told = month.centre.callfloor(
        "explain", "--agent", "A1001", "--period", PERIOD, "--node", "score/total", "--rows"
    )
    assert told.returncode == 3
    assert "Next:" in told.stderr
