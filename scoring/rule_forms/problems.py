"""What is wrong with a cell, in plain Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.rule_forms.given import Cell
from scoring.rules.rule_words import Twin


@dataclass(frozen=True)
class Problem:
    """One fault: the cell's address, what is wrong with it, what it holds, what to do."""

    code: str
    address: str
    words: Twin
    found: str | None = None

    def __str__(self) -> str:
        found = f" [{self.found}]" if self.found else ""
        return f"{self.address}{found}: {self.words.zh} / {self.words.en}"


MESSAGES: Mapping[str, Twin] = {
    "sheet_missing": Twin(
        "缺少工作表“{name}”。请重新导出表单，不要删除工作表",
        "the sheet '{name}' is missing. Export the form again and keep its sheets",
    ),
    "column_missing": Twin(
        "隐藏的标记行中没有“{name}”这一列，列被删除或标记被改动。请重新导出",
        "the hidden row of marks lacks the column '{name}': the column was deleted or its mark "
        "changed. Export the form again",
    ),
    "other_centre": Twin(
        "这份表单属于“{theirs}”，不属于“{ours}”。请导出本中心的表单",
        "this form is of '{theirs}', not of '{ours}'. Export the form of this centre",
    ),
    "outdated": Twin(
        "导出之后，规则文件 {file} 已被他人修改。请重新导出，再填一次",
        "the rule file {file} has changed since this form was exported. Export it again and "
        "enter your changes anew",
    ),
    "merged": Twin(
        "单元格 {range} 被合并。请取消合并，每行各填各的",
        "the cells {range} are merged. Unmerge them and fill each row by itself",
    ),
    "formula": Twin(
        "这里是公式。请直接填写数值（复制后选择性粘贴为数值）",
        "this is a formula. Write the value itself (copy, then paste as values)",
    ),
    "row_unknown": Twin(
        "这一行不属于表单。新值请填在黄色空行里，不要自己插入行",
        "this row does not belong to the form. Enter new values in the yellow rows; insert none",
    ),
    "row_deleted": Twin(
        "{label} 自 {day} 起的值被删除。值不能删除；要终止请在黄色行填日期并写“终止”",
        "the value of {label} since {day} was deleted. Values are never deleted; to end one "
        "write 'ended' with a date in its yellow row",
    ),
    "row_twice": Twin("这一行在表单中出现两次", "this row stands in the form twice"),
    "past_changed": Twin(
        "这个值自 {day} 起生效，所在月份已锁定（至 {upto}），不能修改。新值请填在黄色行",
        "this value holds since {day}, within months that are locked (up to {upto}), and cannot "
        "change. Enter a new value in the yellow row",
    ),
    "date_moved": Twin(
        "已有值的生效日期不能改动，应为 {day}。新日期请填在黄色行",
        "the day of an existing value cannot move, it is {day}. Enter the new day in the yellow "
        "row",
    ),
    "date_missing": Twin("缺少生效日期", "the day from which it holds is missing"),
    "not_a_date": Twin(
        "这不是日期。请写成 2026-07-01", "this is not a day. Write it as 2026-07-01"
    ),
    "date_locked": Twin(
        "生效日期 {day} 落在已锁定的月份（至 {upto}）。请填之后的日期",
        "the day {day} lies within months that are locked (up to {upto}). Choose a later one",
    ),
    "date_taken": Twin(
        "{label} 在 {day} 已有一个值。每个日期只能有一个值",
        "{label} already has a value on {day}. There is one value for each day",
    ),
    "value_missing": Twin("缺少新值", "the new value is missing"),
    "step_incomplete": Twin(
        "这一档没有填完整，缺少“{name}”", "this step is not complete: '{name}' is missing"
    ),
    "steps_one_only": Twin("一个分档表至少要有两行", "a table of steps needs at least two rows"),
    "source_missing": Twin(
        "缺少依据（哪份文件、哪一条）", "the authority is missing (which document, which section)"
    ),
    "not_a_number": Twin("这不是数字", "this is not a number"),
    "percent": Twin(
        "单位是“{unit}”，不能用百分比。请写 {better}，不写 {worse}%",
        "the unit is '{unit}' and takes no per cent. Write {better}, not {worse}%",
    ),
    "not_a_ratio": Twin(
        "单位是比率，应在 0 到 1 之间或写成百分比。请写 {better} 或 {worse}%",
        "the unit is a ratio, between 0 and 1 or in per cent. Write {better} or {worse}%",
    ),
    "not_yes_no": Twin("请填“是”或“否”", "write yes or no"),
}

STEP_WORDS = {
    "from": Twin("起", "from"),
    "to": Twin("止", "up to"),
    "score": Twin("得", "gives"),
}


def problem(code: str, at: Cell | str, **gaps: object) -> Problem:
    """The problem `code` at a cell, or at an address where no cell can be named.

    A gap that is a Twin is filled in each language.
    """
    words = Twin(
        *(
            text.format(**{n: gap[i] if isinstance(gap, Twin) else gap for n, gap in gaps.items()})
            for i, text in enumerate(MESSAGES[code])
        )
    )
    if isinstance(at, str):
        return Problem(code, at, words)
    return Problem(code, at.address, words, None if at.value is None else str(at.value))
