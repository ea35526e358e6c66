"""What the sheets of rules, selection, contests and standards say of the made-up month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from reports import ReportContext, Scope, build_workbook

Reader = Callable[[str, str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def sheet(
    tables: Mapping[str, pa.Table],
    context_for: Callable[..., ReportContext],
    scope_for: Callable[[str], Scope],
) -> Reader:
    """The rows of a sheet's main table, by the first line of their headings."""
    books: dict[str, Any] = {}

    def rows(workbook_id: str, name: str) -> list[dict[str, Any]]:
        if workbook_id not in books:
            context = context_for(workbook_id, "en")
            made = build_workbook(workbook_id, tables, scope_for(workbook_id), context)
            books[workbook_id] = openpyxl.load_workbook(BytesIO(made.content))
        lines = list(books[workbook_id][name].iter_rows(values_only=True))
        start = next(i for i, line in enumerate(lines) if i > 3 and sum(map(bool, line)) > 3)
        heads = [str(cell).split("\n")[0] for cell in lines[start] if cell]
        found = []
        for line in lines[start + 1 :]:
            if not any(line):
                break
            found.append(dict(zip(heads, line, strict=False)))
        return found

    return rows


def test_the_scorecard_stands_as_a_tree_with_numbers(sheet: Reader) -> None:
    card, section, item, gate = sheet("WB13", "Scorecards")
    assert card["Scorecard, section, item"] == "Inbound scorecard"
    assert section["Scorecard, section, item"] == "\u3000Results" and section["Weight"] == 100
    assert item["Weight"] == 55 and item["Least sample"] == 50
    assert item["Scoring"] == "straight lines: 200 → 110; 260 → 100"
    assert item["Where missing"] == "an earlier month's value(2)"
    assert str(item["In force since"]).startswith("2026-06-01")
    assert gate["Gates and other rules"] == "fatal_errors < 60: capped at 60"


def test_a_changed_weight_stands_with_both_values(sheet: Reader) -> None:
    [change] = sheet("WB13", "Versions and changes")
    assert (change["Before"], change["After"], change["Authority"]) == ("60", "55", "Amendment 1")


def test_the_catalogue_names_the_rules_that_read_a_metric(sheet: Reader) -> None:
    used = {row["English name"]: row["Used in"] for row in sheet("WB13", "Metric catalogue")}
    assert used["Average handle time"] == "Average handle time"
    assert used["Handled"] == "—"


def test_a_late_source_says_so_beside_its_promise(sheet: Reader) -> None:
    light = {row["Table"]: row["Freshness"] for row in sheet("WB13", "Data sources")}
    assert light["Contacts"] == "● complete" and light["Punches"] == "● late"
    assert light["Staff list (employees)"] == "● missing"


def test_the_tariff_is_held_against_the_study_in_force(sheet: Reader) -> None:
    found = {row["Type of work"]: row["Finding"] for row in sheet("WB20", "Tariff against study")}
    assert found == {
        "Enquiry": "as the study says",
        "Billing": "differs from the study",
        "Complaint": "no study in force",
    }


def test_a_no_names_the_criteria_that_are_missing(sheet: Reader) -> None:
    rows = sheet("WB16", "Promotion")
    assert {row["Eligible"] for row in rows if row["Not met"]} == {"no"}
    both = next(row for row in rows if row["Not met"] == 2)
    assert both["What is missing"] == "Quality score below 80; Mean score below 80"


def test_standings_say_what_is_provisional_and_under_review(sheet: Reader) -> None:
    rows = sheet("WB17", "Standings")
    assert {row["State"] for row in rows} == {"provisional"}
    assert [row["May win"] for row in rows[:3]] == ["yes", "under review", "no"]


def test_actions_bear_their_owner_and_state(sheet: Reader) -> None:
    causes = sheet("WB03", "Causes and actions")
    assert len(causes) == 6 and {row["Rank"] for row in causes} == {1, 2, 3}


def test_calibration_says_who_is_kinder_than_the_reference(
    tables: Mapping[str, pa.Table], context_for: Callable[..., ReportContext]
) -> None:
    """Judges are named in the centre's file alone."""
    centre = Scope("centre", "sample", "Sample")
    made = build_workbook("WB03", tables, centre, context_for("WB03", "en"))
    page = openpyxl.load_workbook(BytesIO(made.content))["Calibration"]
    lines = [[cell for cell in line if cell is not None] for line in page.values]
    heads = [line[0] for line in lines if line]
    assert [str(head).startswith("Session") for head in heads].count(True) == 2
    [session, *evaluators] = [line for line in lines if line and line[0] == "CAL20260610"]
    assert session[-2:] == [0.75, 0.81]
    assert [line[2:] for line in evaluators] == [[0.75, -1.5, -1.5, -1.5], [0.75, 4, 4, 4]]
    assert ["Reference" in line for line in lines].count(True) == 1


def test_quarter_and_year_stand_both_ways_with_the_months_they_rest_on(sheet: Reader) -> None:
    rows = sheet("WB03", "Quarter and year")
    assert [row["Quarter or year"] for row in rows] == ["2026-Q2"] * 16 + ["2026"] * 16
    quarter, year = rows[0], rows[16]
    assert (quarter["From months"], quarter["From atoms"]) == (81, 80.4)
    assert quarter["Difference"] == pytest.approx(-0.6)
    assert quarter["Locked months"] == "2026-05 2026-06"
    assert quarter["Months left out"] == "2026-04"
    assert year["Months left out"].split()[0] == "2026-01"


def test_a_month_without_a_longer_score_says_how_to_make_one(
    tables: Mapping[str, pa.Table], context_for: Callable[..., ReportContext]
) -> None:
    others = {name: table for name, table in tables.items() if name != "period_scores"}
    centre = Scope("centre", "sample", "Sample")
    made = build_workbook("WB03", others, centre, context_for("WB03", "en"))
    page = openpyxl.load_workbook(BytesIO(made.content))["Quarter and year"]
    words = " ".join(str(cell) for line in page.values for cell in line if cell)
    assert "callfloor period scores --span 2026-Q2 (or 2026)" in words


def test_situations_add_up_to_the_mean_raw_score(sheet: Reader) -> None:
    first, second, whole = sheet("WB03", "Quality types and evaluators")[:3]
    assert (first["Contact type"], second["Contact type"]) == ("Enquiry", "type not recorded")
    assert (first["Evaluations"], first["Raw score"]) == (48, 80)
    assert whole["Adds to the composite"] == 84 == 48 + 36
    assert whole["Raw score"] == 82.5


def test_an_evaluator_who_stands_out_comes_first(
    tables: Mapping[str, pa.Table], context_for: Callable[..., ReportContext]
) -> None:
    """Evaluators are named in the centre's file alone."""
    pages = {}
    for scope in (Scope("centre", "sample", "Sample"), Scope("department", "v", "Voice", ("T01",))):
        made = build_workbook("WB03", tables, scope, context_for("WB03", "en"))
        book = openpyxl.load_workbook(BytesIO(made.content))
        pages[scope.kind] = book["Quality types and evaluators"]
    lines = [[cell for cell in line if cell is not None] for line in pages["centre"].values]
    judged = [line for line in lines if line and line[-1] == "taken out"]
    assert [line[5] for line in judged] == [4, -1.5, 0.2]
    assert judged[0][8] == "all questions alike, lenient"
    words = " ".join(str(cell) for line in pages["department"].values for cell in line if cell)
    assert "taken out" not in words and "in the centre's file alone" in words
