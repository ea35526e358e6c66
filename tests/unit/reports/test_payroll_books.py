"""WB07 and WB19: sums that live, proofs and appeals that are told, and months without any."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from reports import ReportContext, Scope, build_workbook
from reports.workbooks.overtime_sheets import recomputed

from .test_slip_recalculated import without_cached_values

Tables = Mapping[str, pa.Table]
Contexts = Callable[..., ReportContext]
Scopes = Callable[[str], Scope]
OFFICE = shutil.which("soffice")


def _book(workbook_id: str, tables: Tables, contexts: Contexts, scopes: Scopes) -> Any:
    made = build_workbook(workbook_id, tables, scopes(workbook_id), contexts(workbook_id, "en"))
    return openpyxl.load_workbook(BytesIO(made.content), data_only=True)


def _rows(sheet: Any, first: str) -> list[dict[str, Any]]:
    """The table of `sheet` whose header begins with `first`, total line included."""
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(at for at, line in enumerate(lines) if line[0] == first)
    names = [str(each).split("\n")[0] for each in lines[top] if each]
    found = []
    for line in lines[top + 1 :]:
        if line[0] is None:
            break
        found.append(dict(zip(names, line, strict=False)))
    return found


def _words(sheet: Any) -> str:
    return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


def test_pay_adds_up_by_person_and_by_component(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    book = _book("WB07", tables, context_for, scope_for)
    lines = [row for row in tables["pay_lines"].to_pylist() if row["period"] == "2026-06"]
    gross = float(sum(row["pay_amount"] for row in lines))
    people = _rows(book["Pay by person"], "Login")
    assert [row["Login"] for row in people[:-1]] == sorted({row["agent_id"] for row in lines})
    assert people[-1]["Gross pay"] == pytest.approx(gross)
    assert {row["Difference"] for row in people} == {0}
    components = {row["Component"]: row for row in _rows(book["Pay overview"], "Component")}
    assert components["Total"]["Amount"] == pytest.approx(gross)
    assert components["Adjustments"] | {"Amount": 0} == {
        "Component": "Adjustments", "Type": "P12", "Payroll code": "2040", "Taxable": "no",
        "People": 1, "Amount": 0, "Rounding": 0, "Rule": "pay/inbound.yaml@2026-01-01",
    }  # fmt: skip


def test_overtime_is_summed_by_class_and_agrees_with_the_pay_line(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    book = _book("WB07", tables, context_for, scope_for)
    by_class = {
        (row["Login"], row["Day class"]): row for row in _rows(book["Overtime"], "Login")[:-1]
    }
    rest = by_class["A1005", "rest day"]
    assert rest["Amount"] == pytest.approx(24.137931 * 4 * 2, abs=0.005)
    assert rest["Settled by time off"] == timedelta(hours=4)
    check = {row["Login"]: row for row in _rows(book["Overtime check"], "Login")}
    assert check["A1005"]["Difference"] == 0
    assert check["A1012"]["Difference"] == pytest.approx(826.72), "no pay line: it shows"
    refused = [row for row in _rows(book["Overtime lines"], "Login") if row["Approved"] == "no"]
    assert [row["Recomputed"] for row in refused] == [0]


def test_an_inclusive_holiday_pays_one_multiple_less() -> None:
    line = {"paid_s": 28_800, "multiplier": Decimal(3), "covered_s": 28_800,
            "hourly_amount": Decimal("25.000000")}  # fmt: skip
    assert recomputed(line) == Decimal(400)


def test_the_proof_sheet_counts_what_failed_and_what_blocks(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    book = _book("WB07", tables, context_for, scope_for)
    assert "16 people, 48 tests, 2 not passed, 1 of them blocking" in _words(
        book["Statutory proofs"]
    )
    detail = _rows(book["Statutory detail"], "Login")
    assert [(row["Login"], row["Blocks"]) for row in detail[:2]] == [
        ("A1012", "yes"),
        ("A1002", "no"),
    ]
    assert {row["Outcome"] for row in detail[2:]} == {"Passed"}
    nearest = _rows(book["Minimum wage"], "Login")[0]
    assert (nearest["Login"], nearest["Above the minimum"]) == ("A1001", 0)


def test_adjustments_still_to_come_are_shown_and_not_counted_as_posted(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    sheet = _book("WB19", tables, context_for, scope_for)["Adjustments"]
    assert [(row["Login"], row["Posted in"], row["Amount"]) for row in _rows(sheet, "Login")] == [
        ("A1006", "2026-06", -120),
        ("A1006", "2026-07", -40),
        ("A1010", "2026-07", 88.5),
    ]
    assert "Posted in this month, against the pay component" in _words(sheet)


def test_an_overdue_appeal_stands_first_and_is_counted(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    book = _book("WB19", tables, context_for, scope_for)
    cases = _rows(book["Appeals"], "Appeal")
    assert (cases[0]["Appeal"], cases[0]["State"]) == ("AP-2", "waits for information")
    assert "8 appeals, 3 open, 1 of them overdue" in _words(book["Cover"])


def test_a_month_without_any_says_so_and_misses_nothing(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    rare = ("appeal_cases", "appeal_statistics", "overrides", "adjustments", "replay_deltas",
            "settlement_events", "statutory_violations", "deduction_ledger")  # fmt: skip
    quiet = dict(tables) | {name: tables[name].slice(0, 0) for name in rare}
    for workbook_id, said in (
        ("WB07", "Nobody owes a deduction in this month."),
        ("WB19", "Nobody appealed against this month."),
        ("WB01", "You have not appealed against anything."),
    ):
        book = _book(workbook_id, quiet, context_for, scope_for)
        assert said in " ".join(_words(sheet) for sheet in book)
        assert "What is missing" not in _words(book["Cover"])


def test_questions_come_from_the_form_or_as_delivered(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    scored = _rows(_book("WB01", tables, context_for, scope_for)["Quality questions"], "Evaluation")
    own = [row for row in tables["evaluation_lines"].to_pylist()
           if row["agent_id"] == "A1003" and row["kind"] == "question"]  # fmt: skip
    assert sum(row["Lost"] for row in scored) == pytest.approx(
        float(sum(row["points_lost"] for row in own))
    )
    without = {name: table for name, table in tables.items() if name != "evaluation_lines"}
    delivered = _book("WB01", without, context_for, scope_for)
    assert "Weight" in _rows(delivered["Quality questions"], "Evaluation")[0]
    assert "Evaluations by question" in _words(delivered["Cover"]), "a missing source is named"


def test_the_slip_says_what_would_raise_pay_most(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    book = _book("WB01", tables, context_for, scope_for)
    steps = _rows(book["What would raise pay"], "Step")[:3]
    assert [row["Change of pay"] for row in steps] == [135, 42.1, 0]
    assert "Quality score · to the next band, +135.00 CNY" in _words(book["Cover"])


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice: apt-get install libreoffice-calc")
def test_an_office_program_computes_the_same_sums(
    tmp_path: Path, tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    """Formulas stripped of their remembered values come out as the workbook says."""
    made = {
        each: build_workbook(each, tables, scope_for(each), context_for(each, "en")).content
        for each in ("WB07", "WB19")
    }
    for workbook_id, content in made.items():
        (tmp_path / f"{workbook_id}.xlsx").write_bytes(without_cached_values(content))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [str(OFFICE), "--headless", profile, "--convert-to", "xlsx", "--outdir"]
    files = [str(tmp_path / f"{each}.xlsx") for each in made]
    subprocess.run(
        [*command, str(tmp_path / "out"), *files], check=True, capture_output=True, timeout=180
    )
    for workbook_id, content in made.items():
        computed = openpyxl.load_workbook(tmp_path / "out" / f"{workbook_id}.xlsx", data_only=True)
        told = openpyxl.load_workbook(BytesIO(content), data_only=True)
        formulas = openpyxl.load_workbook(BytesIO(content))
        living = 0
        for sheet in formulas:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f":
                    living += 1
                    values = [book[sheet.title][cell.coordinate].value for book in (told, computed)]
                    assert values[1] == pytest.approx(values[0], abs=1e-6), cell.value
        assert living > (100 if workbook_id == "WB07" else 1)
