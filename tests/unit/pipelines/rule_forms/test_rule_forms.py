"""The workbook itself: exported, edited with another library, judged, taken over."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.styles import numbers

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from pipelines.centre import load_centre
from pipelines.rule_forms.answers import send_answer
from pipelines.rule_forms.centre_rules import CentreRules, write_texts
from pipelines.rule_forms.forms import check_form, export_form
from pipelines.settings import PROJECT, House
from pipelines.settlement.ledger import SettlementLedger
from scoring import Metric, compile_rules
from scoring.settlement import Calculated, SettlementKey

JULY = datetime(2026, 7, 1)
CARD, PAY = "scorecards/inbound.yaml", "pay/variable_pay.yaml"
AGENTS_POOL = "components/2/pools/0/amount"


@cache
def semantic_layer() -> Mapping[str, Metric]:
    found: dict[str, Metric] = {}
    for file in (PROJECT / "dbt_project/models/semantic").glob("*.yml"):
        said = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) or {}
        for metric in said.get("metrics", []):
            meta = metric["config"]["meta"]
            names = ("id", "name_zh", "name_en", "unit", "direction", "basis", "variant")
            found[metric["name"]] = Metric(**{name: meta[name] for name in names})
    return found


class Quick(CentreRules):
    """Without dbt: metrics from the YAML of the semantic layer, and the compiler alone."""

    @property
    def metrics(self) -> Mapping[str, Metric]:
        return semantic_layer()

    def compile_with(self, texts: Mapping[str, str], days: Sequence[date]) -> None:
        known = {text.file: text.text for text in self.texts} | dict(texts)
        wanted = [f for f in known if f.split("/")[2] in ("scorecards", "points", "pay")]
        rules = compile_rules([read_yaml(known[file], file) for file in wanted], self.metrics)
        for day in days:
            rules.in_month(f"{day:%Y-%m}")


@pytest.fixture
def rules(tmp_path: Path) -> Quick:
    return small_rules(tmp_path)


def small_rules(folder: Path) -> Quick:
    """The sample centre's scorecards, tariff and pay, in a folder that may be written."""
    ignored = ("awards", "contests", "selection", "quality_forms", "cascades", "gaming.yaml",
               "standards", "working_time.yaml", "period_scores.yaml")  # fmt: skip
    source, copy = PROJECT / "centres" / "sample", folder / "sample"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns(*ignored))
    return Quick(House(copy, folder / "out"), load_centre(copy))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return export_form(small_rules(tmp_path_factory.mktemp("centre")), "zh_CN").content


@pytest.fixture
def form(exported: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(exported))


def put(form: Any, sheet: str, file: str, key: str, entry: str = "", **cells: Any) -> str:
    """Fill the first row of an entry; the address of the last cell filled."""
    page = next(page for page in form if any(_mark(page, f"{sheet}.key")))
    columns = {cell.value.partition(".")[2]: cell.column for cell in page[4] if cell.value}
    for row in range(6, page.max_row + 1):
        held = {mark: page.cell(row, columns[mark]).value for mark in ("file", "key", "entry")}
        if held["file"].endswith(file) and (held["key"], held["entry"] or "") == (key, entry):
            for mark, value in cells.items():
                cell = page.cell(row, columns[mark], value)
            return f"{page.title}!{cell.coordinate}"
    raise AssertionError(f"no row of {key}")


def _mark(page: Any, mark: str) -> list[Any]:
    return [cell for cell in page[4] if cell.value == mark]


def saved(form: Any, folder: Path) -> Path:
    path = folder / "edited.xlsx"
    form.save(path)
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.yaml"))}


def test_an_untouched_form_leaves_every_byte_and_is_answered(
    rules: Quick, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In English, where the other tests are in Chinese."""
    monkeypatch.delenv("CALLFLOOR_SMTP_HOST", raising=False)
    before, path = files(rules.house.centre_dir), tmp_path / "form.xlsx"
    path.write_bytes(export_form(rules, "en").content)
    checked = check_form(rules, path, "en", 0)
    assert checked.verdict.accepted and not checked.verdict.changes
    assert write_texts(rules, checked.verdict.texts) == []
    assert files(rules.house.centre_dir) == before
    assert send_answer(rules, checked, "manager@sample.example") == "written"
    (mail,) = rules.house.mail.glob("*.eml")
    assert "manager@sample.example" in mail.name


def test_changes_are_written_and_nothing_else(rules: Quick, form: Any, tmp_path: Path) -> None:
    put(form, "values", PAY, AGENTS_POOL, since=JULY, value=130000, source="预算修订 2")
    before = files(rules.house.centre_dir)
    checked = check_form(rules, saved(form, tmp_path), "zh_CN", 0)
    (written,) = write_texts(rules, checked.verdict.texts)
    after = files(rules.house.centre_dir)
    line = '          2026-07-01: {value: 130000.00, source: "预算修订 2"}\n'.encode()
    assert after.pop(PAY).replace(line, b"") == before.pop(PAY)
    assert after == before and written == rules.house.centre_dir / PAY
    page = openpyxl.load_workbook(BytesIO(checked.report.content))["变更"]
    assert "126000.00" in [cell.value for cell in page[6]]


def test_faults_of_the_file_name_their_cells(rules: Quick, form: Any, tmp_path: Path) -> None:
    weight = put(form, "values", CARD, "sections/0/weight", since=JULY, value=0.3, source="x")
    form[weight.partition("!")[0]][weight.partition("!")[2]].offset(
        0, -1
    ).number_format = numbers.FORMAT_PERCENTAGE
    pool = put(form, "values", PAY, AGENTS_POOL, since=JULY, source="x", value="=2*65000")
    form["参数"].merge_cells("A8:C8")
    verdict = check_form(rules, saved(form, tmp_path), "zh_CN", 0).verdict
    told = {problem.code: problem.address for problem in verdict.problems}
    sheet = weight.partition("!")[0]
    percent = form[sheet][weight.partition("!")[2]].offset(0, -1).coordinate
    assert told == {"percent": f"{sheet}!{percent}", "formula": pool, "merged": "参数!A8"}
    assert not verdict.texts


def test_months_that_are_locked_are_locked_in_the_form(
    rules: Quick, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Quick, "locked_upto", date(2026, 6, 30))
    form = openpyxl.load_workbook(BytesIO(export_form(rules, "zh_CN").content))
    at = put(form, "values", PAY, AGENTS_POOL, "2026-06-01", value=130000)
    page, coordinate = at.split("!")
    assert form[page].protection.sheet and form[page][coordinate].protection.locked
    late = put(form, "values", PAY, AGENTS_POOL, value=1, source="x", since=datetime(2026, 6, 15))
    (first, second) = check_form(rules, saved(form, tmp_path), "zh_CN", 0).verdict.problems
    assert (first.code, first.address) == ("past_changed", at)
    assert (second.code, second.address) == ("date_locked", late)


def test_an_open_month_locks_nothing(rules: Quick) -> None:
    key = SettlementKey("sample_services", "everyone", "2026-06")
    with (ledger := SettlementLedger(rules.house.control)).held():
        ledger.append(key, Calculated(datetime(2026, 7, 1), "run", "hash"))
    assert rules.locked_upto is None


def test_what_is_no_workbook_is_refused(rules: Quick, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_text("规则", encoding="utf-8")
    with pytest.raises(Refusal, match="no readable workbook"):
        check_form(rules, path, "zh_CN", 0)


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    rules: Quick, form: Any, tmp_path: Path
) -> None:
    put(form, "values", PAY, AGENTS_POOL, since=JULY, value=130000, source="x")
    texts = check_form(rules, saved(form, tmp_path), "zh_CN", 0).verdict.texts
    path = rules.house.centre_dir / PAY
    path.write_text(path.read_text("utf-8") + "# later\n", encoding="utf-8")
    with pytest.raises(Refusal, match="changed while the form was checked"):
        write_texts(rules, texts)
