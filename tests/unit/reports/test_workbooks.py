"""Every workbook, read back by an independent reader."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from reports import WORKBOOK_IDS, ReportContext, Scope, Workbook, build_workbook, required_tables
from reports.chart import plain_text
from reports.language import language
from reports.workbooks.pay_sheets import recomputed

Tables = Mapping[str, pa.Table]
Contexts = Callable[..., ReportContext]
Scopes = Callable[[str], Scope]
CHARTS = {
    "WB01": 11, "WB02": 3, "WB03": 10, "WB04": 1, "WB05": 11, "WB06": 4, "WB07": 1, "WB08": 5,
    "WB09": 3, "WB13": 0, "WB14": 2, "WB15": 1, "WB16": 4, "WB17": 0, "WB18": 2, "WB19": 1,
    "WB20": 2,
}  # fmt: skip
LIVING = (
    "Pay slip", "Pay overview", "Pay by person", "Overtime", "Overtime check", "Overtime lines",
    "Adjustments", "Actual cost", "Budget variance", "Price and points", "Journal",
    "Control totals",
)  # fmt: skip
SIGNS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module", params=[(w, c) for w in WORKBOOK_IDS for c in ("zh_CN", "en")])
def built(
    request: pytest.FixtureRequest, tables: Tables, context_for: Contexts, scope_for: Scopes
) -> tuple[str, str, Workbook, Any]:
    workbook_id, locale = request.param
    made = build_workbook(
        workbook_id, tables, scope_for(workbook_id), context_for(workbook_id, locale)
    )
    return workbook_id, locale, made, openpyxl.load_workbook(BytesIO(made.content))


def test_two_builds_are_equal_byte_by_byte(
    built: Any, tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    workbook_id, locale, made, _ = built
    again = build_workbook(
        workbook_id, tables, scope_for(workbook_id), context_for(workbook_id, locale)
    )
    assert again.content == made.content
    assert again.sha256 == made.sha256


def test_the_zip_bears_no_clock(built: Any, context_for: Contexts) -> None:
    _, _, made, book = built
    with zipfile.ZipFile(BytesIO(made.content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    as_of = context_for().data_as_of
    assert book.properties.created == as_of
    assert book.properties.modified == as_of


def test_first_and_last_sheets(built: Any) -> None:
    workbook_id, locale, made, book = built
    text = language(locale).text
    assert book.sheetnames == list(made.sheets)
    assert book.sheetnames[0] == text("Cover")
    traced = workbook_id in ("WB01", "WB03")
    assert book.sheetnames[-1] == text("Trace" if traced else "Glossary")


def test_every_sheet_is_frozen_and_set_up_for_print(built: Any) -> None:
    *_, book = built
    for sheet in book:
        assert sheet.freeze_panes, sheet.title
        assert sheet.print_title_rows, sheet.title
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in (None, 1), "one page wide"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text


def test_charts_are_native(built: Any) -> None:
    workbook_id, _, _, book = built
    assert sum(len(sheet._charts) for sheet in book) >= CHARTS[workbook_id]


def test_formulas_stand_on_pay_alone(built: Any) -> None:
    _, locale, _, book = built
    living = {language(locale).text(name) for name in LIVING}
    found = {
        sheet.title
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert found <= living


def test_injected_text_stays_text(built: Any) -> None:
    workbook_id, _, _, book = built
    texts = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value[:1] in SIGNS and cell.data_type != "f"
    ]
    expected = {"WB02": 1, "WB03": 1, "WB05": 1, "WB06": 1, "WB14": 6}.get(workbook_id, 0)
    assert len(texts) >= expected
    assert all(cell.data_type == "s" for cell in texts)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_chart_label_is_never_a_formula(sign: str) -> None:
    assert plain_text(sign + "SUM(A1)")[0] == " "


def test_the_glossary_explains_every_heading(built: Any) -> None:
    _, locale, _, book = built
    text = language(locale).text
    glossary = book[text("Glossary")]
    explained = {(row[0].value, row[1].value) for row in glossary.iter_rows(min_row=6)}
    meanings = [row[2].value for row in glossary.iter_rows(min_row=6) if row[0].value]
    assert all(meanings)
    headings = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if _is_heading(cell):
                    headings += 1
                    name = cell.value.split("\n")[0]
                    assert (sheet.title, name) in explained, (sheet.title, name)
    assert headings > 20


def _is_heading(cell: Any) -> bool:
    fill = cell.fill.fgColor.rgb if cell.fill and cell.fill.fill_type else None
    title_band = cell.row <= 3
    return fill == "FF1F3A5F" and isinstance(cell.value, str) and not title_band


def test_the_cover_links_to_every_sheet(built: Any) -> None:
    *_, book = built
    cover = book.worksheets[0]
    links = {c.hyperlink.location for row in cover.iter_rows() for c in row if c.hyperlink}
    assert {f"'{name}'!A1" for name in book.sheetnames[1:]} <= links


def test_the_living_slip_agrees_with_the_engine(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    made = build_workbook("WB01", tables, scope_for("WB01"), context_for("WB01", "en"))
    values = openpyxl.load_workbook(BytesIO(made.content), data_only=True)["Pay slip"]
    formulas = openpyxl.load_workbook(BytesIO(made.content))["Pay slip"]
    head = {str(c.value).split("\n")[0]: c.column for c in values[5] if c.value}
    for row in range(6, 10):
        assert values.cell(row, head["Difference"]).value == 0
    assert formulas.cell(6, head["Recomputed"]).value == "=ROUND(D6*E6,2)"
    assert formulas.cell(8, head["Recomputed"]).value == "=ROUND(D8*E8+F8,2)"
    assert str(formulas.cell(8, head["Base"]).value).startswith("=SUM('Points detail'!$F$6:$F$")
    assert formulas.cell(9, head["Recomputed"]).value == "=SUM(G6:G8)"


def test_a_gate_on_pay_is_recomputed_from_the_gated_amount() -> None:
    line = {
        "base_amount": Decimal(1200),
        "factor": Decimal("1.1"),
        "code": "P2",
        "pay_amount": Decimal("0.00"),
        "rounding_residual": Decimal(0),
        "unrounded_amount": Decimal(0),
    }
    assert recomputed(line) == 0


def test_a_proration_is_recomputed_from_its_fraction_and_not_from_six_digits() -> None:
    line = {
        "base_amount": Decimal("6450.00"),
        "factor": Decimal("0.954545"),
        "formula": "6,450.00 × 21/22",
        "code": "P1",
        "pay_amount": Decimal("6156.82"),
        "rounding_residual": Decimal("0.001819"),
        "unrounded_amount": Decimal("6156.818181"),
    }
    assert Decimal("6450.00") * line["factor"] < Decimal("6156.8153")
    assert recomputed(line) == Decimal("6156.82")


def test_a_wrong_engine_figure_shows_on_the_slip() -> None:
    line = {
        "base_amount": Decimal("1140.33"),
        "factor": Decimal("1.1"),
        "code": "P2",
        "pay_amount": Decimal("1254.37"),
        "rounding_residual": Decimal("0.007"),
        "unrounded_amount": Decimal("1254.363"),
    }
    assert recomputed(line) == Decimal("1254.36") != line["pay_amount"]


@pytest.mark.parametrize("workbook_id", WORKBOOK_IDS)
def test_missing_sources_leave_figures_empty_and_say_so(
    workbook_id: str, tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    scope, context = scope_for(workbook_id), context_for(workbook_id, "en")
    made = build_workbook(workbook_id, {}, scope, context)
    book = openpyxl.load_workbook(BytesIO(made.content))
    cover = " ".join(str(c.value) for row in book["Cover"].iter_rows() for c in row if c.value)
    assert "What is missing" in cover
    may_miss = sorted(set(required_tables(workbook_id)) - {"directory", "score_bands"})
    for missing in each_without_each_other(may_miss):
        others = {name: table for name, table in tables.items() if name not in missing}
        build_workbook(workbook_id, others, scope, context)


def each_without_each_other(names: list[str]) -> Iterator[set[str]]:
    """Few sets in which every name stands once without every other one.

    Two numbers differ in a bit: one of the two sets of that bit holds the first name alone.
    """
    for bit in range(max(len(names) - 1, 1).bit_length()):
        yield {name for number, name in enumerate(names) if number >> bit & 1}
        yield {name for number, name in enumerate(names) if not number >> bit & 1}


def test_an_empty_table_is_a_missing_source(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    empty = {name: table.slice(0, 0) for name, table in tables.items()}
    for workbook_id in WORKBOOK_IDS:
        build_workbook(workbook_id, empty, scope_for(workbook_id), context_for(workbook_id))


def test_a_table_without_a_declared_column_is_a_defect(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    broken = dict(tables) | {"pay_lines": tables["pay_lines"].drop_columns(["factor"])}
    with pytest.raises(ValueError, match=r"pay_lines.*factor"):
        build_workbook("WB01", broken, scope_for("WB01"), context_for())


def test_times_are_on_the_centres_clock(
    tables: Tables, context_for: Contexts, scope_for: Scopes
) -> None:
    made = build_workbook("WB01", tables, scope_for("WB01"), context_for("WB01", "en"))
    sheet = openpyxl.load_workbook(BytesIO(made.content))["Attendance"]
    head = {str(c.value).split("\n")[0]: c.column for c in sheet[5] if c.value}
    assert str(sheet.cell(6, head["From"]).value).endswith("09:00:00")


def test_required_tables_name_the_contracts_columns(tables: Tables) -> None:
    for workbook_id in WORKBOOK_IDS:
        for name, columns in required_tables(workbook_id).items():
            assert set(columns) <= set(tables[name].column_names), (workbook_id, name)


def test_file_names_have_no_path_signs(built: Any) -> None:
    _, _, made, _ = built
    assert re.fullmatch(r"WB\d\d_[^/\\:*?\"<>|\s]+\.xlsx", made.file_name)
