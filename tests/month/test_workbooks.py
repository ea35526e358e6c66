"""Each reader gets one file, and in it only what is theirs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.month.conftest import PERIOD, Month

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("month")]

PEOPLE = """
    select distinct agent_id, full_name from landing.employees
    where agent_id is not null and full_name is not null"""
Row = tuple[Any, ...]
AGENT_SHEETS = {
    "zh_CN": ["封面", "摘要", "得分明细", "薪酬计算", "字段说明", "追溯"],
    "en": ["Cover", "Summary", "Score detail", "Pay slip", "Glossary", "Trace"],
}


def agent_books(month: Month) -> dict[str, Path]:
    return {
        path.parent.name: path for path in (month.out / "workbooks" / PERIOD).glob("*/WB01_*.xlsx")
    }


def words_in(path: Path) -> str:
    """Everything that a workbook says: sheets, shared strings, properties, charts."""
    with zipfile.ZipFile(path) as parts:
        return "\n".join(
            parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith("xml")
        )


def cells(path: Path, sheet: str) -> Iterator[Row]:
    book = openpyxl.load_workbook(path)
    yield from book[sheet].iter_rows(values_only=True)


def test_every_agent_of_the_month_has_a_workbook(month: Month) -> None:
    paid = {agent for (agent,) in month.rows("select distinct agent_id from scoring.pay_lines")}
    scored = {agent for (agent,) in month.rows("select distinct agent_id from scoring.score_lines")}
    assert set(agent_books(month)) == paid | scored
    assert len(paid) >= 24


def test_an_agents_workbook_has_its_sheets_in_the_readers_language(month: Month) -> None:
    languages = dict(
        month.rows("select agent_id, max(language) from landing.employees group by agent_id")
    )
    seen = set()
    for agent, path in agent_books(month).items():
        language = languages[agent] or "zh_CN"
        names = openpyxl.load_workbook(path, read_only=True).sheetnames
        assert [name for name in names if name in AGENT_SHEETS[language]] == AGENT_SHEETS[language]
        seen.add(language)
    assert seen == {"zh_CN", "en"}


@pytest.fixture(scope="module")
def slips(month: Month) -> dict[str, tuple[str, list[Row], list[Row]]]:
    """Language, pay slip and summary of every agent's workbook."""
    found = {}
    for agent, path in agent_books(month).items():
        book = openpyxl.load_workbook(path, read_only=True)
        language = "zh_CN" if "封面" in book.sheetnames else "en"
        names = AGENT_SHEETS[language]
        slip, summary = (
            list(book[name].iter_rows(values_only=True)) for name in (names[3], names[1])
        )
        found[agent] = (language, slip, summary)
    return found


def test_the_pay_slip_is_the_sum_of_the_pay_lines(month: Month, slips: dict[str, Any]) -> None:
    pay = month.rows("select agent_id, name_zh, name_en, pay_amount from scoring.pay_lines")
    for agent, (language, slip, _) in slips.items():
        expected = {
            zh if language == "zh_CN" else en: amount
            for login, zh, en, amount in pay
            if login == agent
        }
        start = next(i for i, row in enumerate(slip) if row[0] in {"项目", "Component"})
        column = next(
            i for i, text in enumerate(slip[start]) if str(text).startswith(("金额", "Amount"))
        )
        lines = {row[0]: row[column] for row in slip[start + 1 : start + 1 + len(expected)]}
        assert {name: Decimal(str(amount)) for name, amount in lines.items()} == expected, agent


def test_the_total_of_the_slip_is_shown_on_the_summary(month: Month, slips: dict[str, Any]) -> None:
    totals = dict(
        month.rows("select agent_id, sum(pay_amount) from scoring.pay_lines group by agent_id")
    )
    for agent, (_, _, summary) in slips.items():
        shown = {
            Decimal(str(value)).quantize(Decimal("0.01"))
            for row in summary
            for value in row
            if isinstance(value, int | float)
        }
        assert totals[agent] in shown, agent


def test_an_agents_workbook_names_nobody_else(month: Month) -> None:
    people = month.rows(PEOPLE)
    for agent, path in agent_books(month).items():
        said = words_in(path)
        own = {name for login, name in people if login == agent}
        others = {login for login, _ in people if login != agent}
        assert not others & set(re.findall(r"\bA\d{4}\b", said)), agent
        names = {name for login, name in people if login != agent} - own
        strangers = {name for name in names if len(name) >= 3 and name in said}
        assert not {name for name in strangers if not any(name in mine for mine in own)}, agent


def test_a_team_leaders_workbook_has_no_pay(month: Month) -> None:
    amounts = {
        f"{amount:.2f}".rstrip("0").rstrip(".")
        for (amount,) in month.rows(
            "select pay_amount from scoring.pay_lines where pay_amount > 999"
        )
    }
    totals = {
        f"{amount:.2f}".rstrip("0").rstrip(".")
        for (amount,) in month.rows(
            "select sum(pay_amount) from scoring.pay_lines group by agent_id"
        )
    }
    books = sorted((month.out / "workbooks" / PERIOD).glob("*/WB02_*.xlsx"))
    assert len(books) >= 3
    for path in books:
        said = words_in(path)
        assert not re.search(r"薪酬|工资|应发|CNY|\bGross\b|\bPay slip\b", said), path.name
        assert not (amounts | totals) & set(re.findall(r"<v>([^<]*)</v>", said)), path.name


def test_a_team_leaders_workbook_names_the_own_team_only(month: Month) -> None:
    teams = dict(
        month.rows(
            "select agent_id, list(distinct team_id) from marts.agent_day "
            "where business_date >= date '2026-06-01' group by agent_id"
        )
    )
    for path in (month.out / "workbooks" / PERIOD).glob("*/WB02_*.xlsx"):
        [team] = re.findall(r"_(T\d\d)_", path.name)
        named = set(re.findall(r"\bA\d{4}\b", words_in(path)))
        assert {agent for agent in named if team not in teams.get(agent, [])} <= {path.parent.name}


def test_the_data_quality_workbook_reconciles(month: Month) -> None:
    path = month.workbook("data_team", "WB14")
    *shown, total = [
        row[1:6] for row in cells(path, "Reconciliation") if len(row) > 6 and type(row[1]) is int
    ]
    expected = month.rows(
        """
        select sum(rows_in)::int, sum(rows_accepted)::int, sum(rows_refused)::int,
            sum(rows_duplicate)::int, 0
        from control.ingest_ledger_current
        where landing_date between '2026-06-01' and '2026-06-30' or landing_date = 'undated'
        group by table_name"""
    )
    assert len(expected) == len(month.truth["tables"])
    assert sorted(shown) == sorted(expected)
    assert total == tuple(map(sum, zip(*expected, strict=True)))


def test_a_name_that_begins_like_a_formula_stays_text(month: Month) -> None:
    books = (month.out / "workbooks" / PERIOD).rglob("*.xlsx")
    showing = [path for path in sorted(books) if "evil.example" in words_in(path)]
    assert {path.name[:4] for path in showing} >= {"WB01", "WB02"}
    for path in showing:
        found = [
            cell
            for sheet in openpyxl.load_workbook(path)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and "evil.example" in cell.value
        ]
        assert found, path.name
        assert {cell.data_type for cell in found} == {"s"}, path.name
        assert not re.search(r"<f>[^<]*evil", words_in(path)), path.name


@pytest.mark.parametrize(
    ("recipient", "workbook_id"), [("department", "WB03"), ("planning", "WB05")]
)
def test_mailboxes_get_their_workbook(month: Month, recipient: str, workbook_id: str) -> None:
    book = openpyxl.load_workbook(month.workbook(recipient, workbook_id))
    assert len(book.sheetnames) > 4
    assert sum(sheet.max_row for sheet in book) > 100


def test_no_workbook_shows_where_the_machine_keeps_its_files(month: Month) -> None:
    root = str(month.out.parent)
    named = [
        str(path.relative_to(month.out))
        for path in sorted((month.out / "workbooks").rglob("*.xlsx"))
        if root in words_in(path)
    ]
    assert named == []
