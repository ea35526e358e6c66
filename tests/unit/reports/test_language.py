"""Two languages, complete; no literal reaches a sheet untranslated."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from babel.messages.extract import extract_from_dir

import reports
from reports import WORKBOOK_IDS, ReportContext, Scope, build_workbook
from reports.language import LOCALES, Language, language
from reports.trace import inputs_in_words
from reports.warehouse_words import TABLES

ROOM = Path(reports.__file__).parent
CJK = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def declared() -> set[str]:
    """Every message id that the sources mark with N_."""
    found = extract_from_dir(ROOM, method_map=[("**.py", "python")], keywords={"N_": None})
    return {message for _, _, message, _, _ in found}


def test_every_message_has_a_chinese_translation(declared: set[str]) -> None:
    chinese = language("zh_CN").messages
    assert declared - set(chinese) == set()
    assert {m for m in declared if not CJK.search(chinese[m])} <= {
        "%",
        "25–50 %",
        "50–75 %",
        "{titles} {period} · {centre}",
        "{change} against {month}",
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_catalogues_hold_nothing_obsolete(declared: set[str], locale: str) -> None:
    lines = (ROOM / "locale" / locale / "LC_MESSAGES" / "reports.po").read_text("utf-8")
    for message in language(locale).messages:
        assert message in declared, message
    assert lines.count("\nmsgid ") == len(declared) + 1


def test_translations_keep_the_gaps(declared: set[str]) -> None:
    for message in declared:
        gaps = set(re.findall(r"{\w+}", message))
        assert set(re.findall(r"{\w+}", language("zh_CN").messages[message])) == gaps, message


@pytest.mark.parametrize("workbook_id", WORKBOOK_IDS)
def test_no_literal_reaches_a_sheet_untranslated(
    workbook_id: str,
    declared: set[str],
    tables: Mapping[str, pa.Table],
    context_for: Callable[..., ReportContext],
    scope_for: Callable[[str], Scope],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With each message in brackets, a cell without a bracket must be data."""
    marked = Language("en", {message: f"⟦{message}⟧" for message in declared})
    monkeypatch.setattr("reports.build.language", lambda locale: marked)
    context = context_for(workbook_id, "en")
    made = build_workbook(workbook_id, tables, scope_for(workbook_id), context)
    data = {
        value
        for table in tables.values()
        for column in table.columns
        for value in column.to_pylist()
        if isinstance(value, str)
    }
    data |= {str(inputs_in_words(value)) for value in tables["trace_nodes"]["inputs"].to_pylist()}
    data |= {word for pair in context.names.values() for word in pair}
    data |= {part for value in data for part in (value.removeprefix("centres/sample/"),)}
    data |= {m.name_en for m in context.metrics.values()}
    allowed = "\n".join((*data, repr(context), repr(scope_for(workbook_id))))
    for sheet in openpyxl.load_workbook(BytesIO(made.content)):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "s":
                    assert _known(cell.value, allowed), (sheet.title, cell.coordinate, cell.value)


SHAPES = (
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)( \d\d-\d\d)?",  # weekday of a day column
    r"\w+ \d+, 2026 – \w+ \d+, 2026",  # the period in words
    r"2026-\d\d-\d\d \d\d:\d\d \(Asia/Shanghai\)",
    r"(ARRIVAL|OVERLAP)",  # bases, as the metric dictionary writes them
    r"M\d{3} .* defined",  # a definition from the metric catalogue
    r"[\w•]*•[^A-Za-z]*",  # a masked value
    r"\w\w•••@example.org",
    r"\w{12}",  # a short hash
    r"[\d,.]+ CNY",  # an amount with its currency
    r"inbound 2026[.]1",  # a form and its version
    r"(this sheet|freshness|run|metric catalogue|scorecard and queue rules)",  # sources
    r"[a-z]\w+([.][a-z]\w*)?([ ,÷−×()0-9s.+]+([a-z]\w+)*)*",  # source: table.column ÷ column
)


def _known(words: str, allowed: str) -> bool:
    """Translated, data, without words, or of one of the shapes that need no translation."""
    without_unit = words.strip().removesuffix("\n(CNY)")
    if "⟦" in words or without_unit in allowed or not re.search(r"[A-Za-z]{2}", words):
        return True
    parts = words.split("; ")
    if len(parts) > 1:
        return all(_known(part, allowed) for part in parts)
    return any(re.fullmatch(shape, words) for shape in SHAPES)


def test_every_landed_table_has_a_name_for_readers() -> None:
    inputs = ROOM.parent / "data_contracts" / "inputs"
    landed = {path.name.removesuffix(".odcs.yaml") for path in inputs.glob("*.odcs.yaml")}
    assert len(landed) > 20
    assert landed - set(TABLES) == set()


def test_dates_follow_the_locale() -> None:
    assert language("zh_CN").date(date(2026, 6, 1)) == "2026年6月1日"
    assert language("en").date(date(2026, 6, 1)) == "June 1, 2026"
    assert (
        language("en")
        .instant(datetime(2026, 6, 30, 20), "Asia/Shanghai")
        .startswith("2026-07-01 04:00")
    )


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(ValueError, match="zh_CN, en"):
        language("fr")
