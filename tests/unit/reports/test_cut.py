"""Rows outside the scope never enter a file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest

from reports import ReportContext, Scope, access, build_workbook, cut
from reports.peers import SMALLEST_GROUP, Peers

Tables = Mapping[str, pa.Table]


def _everything(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return "\n".join(package.read(name).decode("utf-8") for name in package.namelist())


def _people(tables: Tables) -> list[dict[str, Any]]:
    return tables["directory"].to_pylist()


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_an_agents_file_names_nobody_else(
    tables: Tables, context_for: Callable[..., ReportContext], locale: str
) -> None:
    scope = Scope("agent", "A1003", "A1003")
    words = _everything(build_workbook("WB01", tables, scope, context_for("WB01", locale)).content)
    for other in _people(tables):
        if other["agent_id"] == "A1003":
            continue
        for key in ("agent_id", "employee_id", "email"):
            assert not re.search(rf"\b{re.escape(other[key])}\b", words), other[key]
        assert f">{other['full_name']}<" not in words
    assert "A1090" not in words, "the evaluator"
    assert "A1003" in words


def test_an_agents_file_holds_nobody_elses_pay(
    tables: Tables, context_for: Callable[..., ReportContext]
) -> None:
    words = _everything(
        build_workbook("WB01", tables, Scope("agent", "A1003", "x"), context_for()).content
    )
    for row in tables["pay_lines"].to_pylist():
        if row["agent_id"] != "A1003" and row["code"] != "P2":
            assert f"<v>{row['pay_amount']:f}".rstrip("0").rstrip(".") + "</v>" not in words


@pytest.mark.parametrize("workbook_id", ["WB02", "WB03", "WB05"])
def test_a_teams_file_names_no_other_team(
    tables: Tables, context_for: Callable[..., ReportContext], workbook_id: str
) -> None:
    scope = Scope("team", "T01", "T01")
    words = _everything(
        build_workbook(workbook_id, tables, scope, context_for(workbook_id)).content
    )
    for other in _people(tables):
        inside = other["team_id"] == "T01"
        found = bool(re.search(rf"\b{other['agent_id']}\b", words))
        assert inside or not found, other["agent_id"]
        assert inside or f">{other['full_name']}<" not in words


def test_a_team_sees_no_pay(tables: Tables) -> None:
    kept = cut(tables, Scope("team", "T01", "T01"))
    assert kept["pay_lines"].num_rows == kept["trace_nodes"].num_rows == 0


def test_a_department_sees_its_own_pay_only(tables: Tables) -> None:
    kept = cut(tables, Scope("department", "d", "d", ("T02",)))
    own = {row["agent_id"] for row in _people(tables) if row["team_id"] == "T02"}
    assert set(kept["pay_lines"]["agent_id"].to_pylist()) == own


def test_team_rows_follow_the_team_of_their_own_day(tables: Tables) -> None:
    days = tables["agent_day"].to_pylist()
    moved = [row | {"team_id": "T01"} if row["agent_id"] == "A1016" else row for row in days]
    changed = dict(tables) | {"agent_day": pa.Table.from_pylist(moved, tables["agent_day"].schema)}
    kept = cut(changed, Scope("team", "T01", "T01"))
    assert "A1016" in kept["agent_day"]["agent_id"].to_pylist()


def test_control_tables_stay_with_the_centre(tables: Tables) -> None:
    for scope in (Scope("agent", "A1003", ""), Scope("team", "T01", "")):
        kept = cut(tables, scope)
        for name in ("ingest_ledger", "quarantine_rows", "delivery_ledger", "check_results"):
            assert kept[name].num_rows == 0
    assert cut(tables, Scope("centre", "c", ""))["quarantine_rows"].num_rows > 0


def test_evaluation_items_follow_their_evaluation(tables: Tables) -> None:
    kept = cut(tables, Scope("agent", "A1003", ""))
    heads = set(kept["evaluations"]["evaluation_id"].to_pylist())
    assert heads and set(kept["evaluation_items"]["evaluation_id"].to_pylist()) == heads
    assert set(kept["evaluations"]["evaluator_id"].to_pylist()) == {None}


def test_an_unknown_table_is_closed_by_default(tables: Tables) -> None:
    secret = pa.table({"salary": [1]})
    assert cut({**tables, "new": secret}, Scope("agent", "A1003", ""))["new"].num_rows == 0


def test_small_groups_give_no_median_and_no_rank(
    tables: Tables, context_for: Callable[..., ReportContext]
) -> None:
    context = context_for()
    few = {f"A{1001 + i}" for i in range(SMALLEST_GROUP - 1)}
    small = {
        name: pa.Table.from_pylist(
            [row for row in tables[name].to_pylist() if row["agent_id"] in few],
            tables[name].schema,
        )
        for name in ("score_lines",)
    }
    daily = tables["metric_values_daily"]
    own = [row for row in daily.to_pylist() if row["subject_id"] in few]
    small["metric_values_daily"] = pa.Table.from_pylist(own, daily.schema)
    small["directory"] = tables["directory"]
    metrics = list(context.metrics.values())
    assert Peers(small, context).rank_quarter("A1001") is None
    assert Peers(small, context).team_medians(["T01"], metrics) == {}
    assert Peers(tables, context).rank_quarter("A1001") in (1, 2, 3, 4)
    assert Peers(tables, context).team_medians(["T01"], metrics)


@pytest.mark.parametrize("kind", ["agent", "team", "department"])
@pytest.mark.parametrize("workbook_id", ["WB03", "WB08", "WB13", "WB16", "WB17", "WB18", "WB20"])
def test_no_file_of_results_names_a_stranger(
    tables: Tables, context_for: Callable[..., ReportContext], workbook_id: str, kind: Any
) -> None:
    subject = "A1003" if kind == "agent" else "T01"
    scope = Scope(kind, subject, subject, ("T01",))
    words = _everything(
        build_workbook(workbook_id, tables, scope, context_for(workbook_id)).content
    )
    own = {"A1003"} if kind == "agent" else {f"A{1001 + i}" for i in range(8)}
    for other in _people(tables):
        if other["agent_id"] not in own:
            assert not re.search(rf"\b{other['agent_id']}\b", words), other["agent_id"]
            assert f">{other['full_name']}<" not in words


@pytest.mark.parametrize("workbook_id", ["WB17", "WB18"])
def test_a_teams_file_of_results_holds_no_money(
    tables: Tables, context_for: Callable[..., ReportContext], workbook_id: str
) -> None:
    kept = cut(tables, Scope("team", "T01", "T01"))
    money = ("contest_prizes", "rule_preview_movers", "rule_preview_summary", "pay_forecast",
             "pack_comparison", "price_sheet")  # fmt: skip
    assert not any(kept[name].num_rows for name in money)
    words = _everything(
        build_workbook(workbook_id, tables, Scope("team", "T01", "T01"), context_for()).content
    )
    assert "873.21" not in words and "91234.5" not in words


def test_the_next_in_the_pool_and_the_owner_of_an_action_are_blank_outside(tables: Tables) -> None:
    kept = cut(tables, Scope("team", "T01", "T01"))
    assert set(kept["talent_pool"]["agent_id"].to_pylist()) == {f"A{1001 + i}" for i in range(8)}
    assert "A1009" not in kept["talent_pool"]["next_agent_id"].to_pylist()
    assert set(kept["improvement_actions"]["owner_id"].to_pylist()) == {None}


def test_access_says_what_the_cut_does() -> None:
    assert access("WB16", "centre") == access("WB16", "department")
    assert access("WB18", "centre").pay and not access("WB18", "team").pay
    assert not access("WB01", "agent").names and not access("WB01", "agent").pay


OWN_ONLY = (
    "grade_lines",
    "quality_scores",
    "evaluation_lines",
    "gaming_flags",
    "counterfactuals",
    "appeal_cases",
    "overtime_lines",
    "statutory_proofs",
    "statutory_violations",
    "deduction_ledger",
    "adjustments",
    "overrides",
    "replay_deltas",
    "comp_leave_ledger",
)
WITH_MONEY = (
    "counterfactuals",
    "appeal_cases",
    "adjustments",
    "replay_deltas",
    "overtime_lines",
    "statutory_proofs",
    "deduction_ledger",
)


@pytest.mark.parametrize("name", OWN_ONLY)
def test_results_are_cut_to_the_person(tables: Tables, name: str) -> None:
    everybody = sorted(set(tables[name]["agent_id"].to_pylist()))
    kept = cut(tables, Scope("agent", everybody[0], ""))[name]
    assert set(kept["agent_id"].to_pylist()) == {everybody[0]}


@pytest.mark.parametrize("name", WITH_MONEY)
def test_a_team_sees_no_result_with_money(tables: Tables, name: str) -> None:
    assert cut(tables, Scope("team", "T01", "T01"))[name].num_rows == 0


def test_who_decides_is_not_named_to_the_person(tables: Tables) -> None:
    kept = cut(tables, Scope("agent", "A1004", ""))
    assert kept["appeal_cases"]["state"].to_pylist() == ["UPHELD"]
    for column in ("assignee", "decider"):
        assert set(kept["appeal_cases"][column].to_pylist()) == {None}
    of_another = cut(tables, Scope("agent", "A1010", ""))["overrides"]
    assert of_another["entered_by"].to_pylist() == [None]


def test_signatures_and_appeals_by_evaluator_stay_with_the_centre(tables: Tables) -> None:
    for scope in (Scope("agent", "A1016", ""), Scope("team", "T02", "")):
        kept = cut(tables, scope)
        assert kept["settlement_events"].num_rows == kept["appeal_statistics"].num_rows == 0


def test_the_spread_of_scores_shows_no_group_below_the_smallest(
    tables: Tables, context_for: Callable[..., ReportContext]
) -> None:
    peers = Peers(tables, context_for())
    for agent in ("A1001", "A1008", "A1016"):
        bands = peers.score_spread(agent)
        assert sum(band.people for band in bands) == len(_people(tables))
        assert all(band.people >= SMALLEST_GROUP for band in bands)
        assert [band.own for band in bands].count(True) == 1
        assert all(one.high == other.low for one, other in pairwise(bands))
    assert peers.score_spread("nobody") == []
