"""Every fault of a form is told with the address of its cell, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Place, Refusal
from scoring import compile_rules
from scoring.rule_forms import Base, Cell
from scoring.rule_forms.refusal_words import in_both, in_chinese

Form = Any  # of conftest.py
SPEED = "items/0/weight"
ADHERENCE = "items/1/weight"
BANDS = "items/0/function"
CORNERS = "items/1/function"
GATE = "gates/0/rule"
POOL = "components/0/pools/0/amount"
ENQUIRY = "standard_s/contact:enquiry"
JULY = datetime(2026, 7, 1)
GOOD = {"since": JULY, "source": "修订 2 号"}
CJK = re.compile(r"[\u4e00-\u9fff]")
Act = Callable[[Form], str]  # does something to the form; the address at which it is told


def new(form: Form, key: str, **cells: object) -> int:
    """Fill the blank row of a value; its number."""
    (row,) = form.rows("values", key)
    form.put("values", row, **{**GOOD, **cells})
    return row


def bad_number(form: Form) -> str:
    (row,) = form.rows("values", POOL)
    return form.put("values", row, **GOOD, value="十二万")


def percent_for_points(form: Form) -> str:
    (row,) = form.rows("values", SPEED)
    return form.put("values", row, **GOOD, value=Cell("", 0.35, percent=True))


def percent_word_for_points(form: Form) -> str:
    (row,) = form.rows("values", SPEED)
    return form.put("values", row, **GOOD, value="35%")


def points_for_ratio(form: Form) -> str:
    rows = form.rows("steps", CORNERS)
    form.put("steps", rows[0], **GOOD, score=0, **{"from": 0.85})
    return form.put("steps", rows[1], score=100, **{"from": 95})


def source_missing(form: Form) -> str:
    row = new(form, POOL, value=130000)
    return form.put("values", row, source="")


def value_missing(form: Form) -> str:
    row = new(form, POOL)
    return form.put("values", row, value="")


def date_missing(form: Form) -> str:
    (row,) = form.rows("values", POOL)
    form.put("values", row, value=1, source="x")
    return form.put("values", row, since="")


def not_a_date(form: Form) -> str:
    row = new(form, POOL, value=130000)
    return form.put("values", row, since="七月一日")


def serial_number_for_a_date(form: Form) -> str:
    row = new(form, POOL, value=130000)
    return form.put("values", row, since=46204.0)


def date_locked(form: Form) -> str:
    row = new(form, POOL, value=130000)
    return form.put("values", row, since=datetime(2026, 3, 1))


def date_taken(form: Form) -> str:
    row = new(form, ENQUIRY, value=70)
    return form.put("values", row, since=date(2026, 6, 1))


def past_changed(form: Form) -> str:
    (row,) = form.rows("values", POOL, "2026-01-01")
    return form.put("values", row, value=130000)


def date_moved(form: Form) -> str:
    (row,) = form.rows("values", ENQUIRY, "2026-06-01")
    return form.put("values", row, since=datetime(2026, 7, 1))


def row_deleted(form: Form) -> str:
    (row,) = form.rows("values", ENQUIRY, "2026-06-01")
    for at in [at for at in form.cells["values"] if at[0] == row]:
        del form.cells["values"][at]
    return "规则值!A4"


def row_inserted(form: Form) -> str:
    return form.put("values", 900, since=JULY)


def row_twice(form: Form) -> str:
    (row,) = form.rows("values", ENQUIRY, "2026-06-01")
    cells = form.cells["values"]
    cells |= {(901, column): value for (r, column), value in list(cells.items()) if r == row}
    return "规则值!A901"


def header_renamed(form: Form) -> str:
    at = next(at for at, value in form.cells["values"].items() if value == "values.source")
    form.cells["values"][at] = "依据"
    return "规则值!A4"


def sheet_missing(form: Form) -> str:
    del form.cells["steps"]
    return "steps!A1"


def merged(form: Form) -> str:
    (row,) = form.rows("values", POOL)
    form.merged["values"] = [(row, f"A{row}:C{row}")]
    return f"规则值!A{row}"


def formula(form: Form) -> str:
    (row,) = form.rows("values", POOL)
    return form.put("values", row, **GOOD, value=Cell("", "=B2*2", formula=True))


def formula_for_a_date(form: Form) -> str:
    row = new(form, POOL, value=130000)
    return form.put("values", row, since=Cell("", "=TODAY()", formula=True))


def step_incomplete(form: Form) -> str:
    rows = form.rows("steps", BANDS)
    form.put("steps", rows[0], **GOOD, **{"from": 0, "to": 200, "score": 100})
    form.put("steps", rows[1], score=60, **{"from": 200})
    return form.put("steps", rows[1], to="")


def one_step(form: Form) -> str:
    rows = form.rows("steps", CORNERS)
    form.put("steps", rows[0], **GOOD, score=100)
    return form.put("steps", rows[0], **{"from": 0.95})


def weights_off(form: Form) -> str:
    new(form, ADHERENCE, value=60)
    (row,) = form.rows("values", SPEED)
    return form.put("values", row, **GOOD, value=30)


def bands_gap(form: Form) -> str:
    rows = form.rows("steps", BANDS)
    form.put("steps", rows[1], to="∞", score=60, **{"from": 250})
    form.put("steps", rows[0], **GOOD, to=220, score=100)
    return form.put("steps", rows[0], **{"from": 0})


def unknown_metric(form: Form) -> str:
    rows = form.rows("parameters", GATE)
    return form.put("parameters", rows[0], **GOOD, value="fatal_rat")


def unknown_policy(form: Form) -> str:
    (row,) = form.rows("values", "items/0/missing_policy")
    return form.put("values", row, **GOOD, value="WHATEVER")


def mid_month(form: Form) -> str:
    row = new(form, POOL, value=130000)
    form.put("values", row, since=datetime(2026, 7, 15))
    return form.put("values", row, value=130000)


def half_fen(form: Form) -> str:
    (row,) = form.rows("values", POOL)
    return form.put("values", row, **GOOD, value=130000.005)


BROKEN: list[tuple[Act, str, str]] = [
    (bad_number, "not_a_number", "这不是数字"),
    (percent_for_points, "percent", "请写 35，不写 35%"),
    (percent_word_for_points, "percent", "请写 35，不写 35%"),
    (points_for_ratio, "not_a_ratio", "请写 0.95 或 95%"),
    (source_missing, "source_missing", "缺少依据"),
    (value_missing, "value_missing", "缺少新值"),
    (date_missing, "date_missing", "缺少生效日期"),
    (not_a_date, "not_a_date", "这不是日期"),
    (serial_number_for_a_date, "not_a_date", "这不是日期"),
    (date_locked, "date_locked", "已锁定的月份（至 2026-03-31）"),
    (date_taken, "date_taken", "在 2026-06-01 已有一个值"),
    (past_changed, "past_changed", "已锁定（至 2026-03-31），不能修改"),
    (date_moved, "date_moved", "生效日期不能改动，应为 2026-06-01"),
    (row_deleted, "row_deleted", "自 2026-06-01 起的值被删除"),
    (row_inserted, "row_unknown", "这一行不属于表单"),
    (row_twice, "row_twice", "出现两次"),
    (header_renamed, "column_missing", "values.source"),
    (sheet_missing, "sheet_missing", "缺少工作表“steps”"),
    (merged, "merged", "被合并"),
    (formula, "formula", "这里是公式"),
    (formula_for_a_date, "formula", "这里是公式"),
    (step_incomplete, "step_incomplete", "没有填完整，缺少“止”"),
    (one_step, "steps_one_only", "至少要有两行"),
    (weights_off, "compiler", "的权重在 2026-07-01 合计为 90，应为 100"),
    (bands_gap, "compiler", "分档有缺口：没有一档包含 [220,250)"),
    (unknown_metric, "compiler", "没有这个指标"),
    (unknown_policy, "compiler", "“WHATEVER”不是缺失处理方式"),
    (mid_month, "compiler", "2026-07 月中间变化"),
    (half_fen, "compiler", "金额最多 2 位小数"),
]


@pytest.mark.parametrize(("act", "code", "chinese"), BROKEN, ids=[b[0].__name__ for b in BROKEN])
def test_a_fault_is_told_with_its_cell(form: Form, act: Act, code: str, chinese: str) -> None:
    address = act(form)
    verdict = form.judged()
    (told,) = verdict.problems
    assert (told.code, told.address) == (code, address)
    assert chinese in told.words.zh
    assert told.words.en and not CJK.search(told.words.en)
    assert not verdict.accepted and not verdict.texts


def test_a_form_of_another_centre_is_read_no_further(form: Form) -> None:
    bad_number(form)
    (told,) = form.judged(Base("elsewhere", form.base.fingerprints)).problems
    assert (told.code, told.address) == ("other_centre", "填写说明!B6")


def test_a_form_of_rules_that_changed_meanwhile_names_the_file(form: Form) -> None:
    (told,) = form.judged(Base("tests", {**form.base.fingerprints, "pay.yaml": "NEWER"})).problems
    assert (told.code, told.address) == ("outdated", "填写说明!B9")
    assert "pay.yaml" in told.words.zh


def test_every_fault_is_told_at_once(form: Form) -> None:
    addresses = {bad_number(form), weights_off(form), date_taken(form)}
    assert {problem.address for problem in form.judged().problems} == addresses


def test_each_file_tells_its_first_refusal(form: Form) -> None:
    addresses = {weights_off(form), mid_month(form)}
    assert {problem.address for problem in form.judged().problems} == addresses


def test_rules_wrong_without_the_form_are_not_blamed_on_a_cell(form: Form) -> None:
    new(form, POOL, value=130000)
    texts = [
        type(text)(text.file, text.text.replace("id: plan", "id: plan\nspare: 1"))
        for text in form.texts
    ]
    broken = type(form)(texts, form.metrics)
    broken.cells = form.cells
    with pytest.raises(Refusal, match="unknown key 'spare'"):
        broken.judged()


def test_most_refusals_are_told_in_chinese(catalogue) -> None:
    """Of the broken rule files: all but those that only the layout of a file can cause."""
    told = 0
    for file in sorted((Path(__file__).parents[1] / "broken_rules").glob("*.yaml")):
        try:
            compile_rules([read_yaml(file.read_text("utf-8"), file.name)], catalogue)
        except Refusal as refusal:
            told += bool(CJK.search(in_chinese(refusal.what) or ""))
    assert told >= 57


def test_a_refusal_without_chinese_words_is_quoted() -> None:
    words = in_both(Refusal("something new", place=Place("x"), next_step="do this"))
    assert words == ("规则编译未通过：something new", "something new. Next: do this")
