"""docs/scoring/spec: the sentences of tests/spec as pages that operations can read and sign.

`python -m pipelines.spec_page --write` brings the pages up to date; a test proves them current.
Belongs here: the words of the pages. What a sentence means is decided by the tests that run it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from data_contracts.located_yaml import read_yaml

PROJECT = Path(__file__).resolve().parent.parent
SENTENCES = PROJECT / "tests" / "spec"
PAGES = PROJECT / "docs" / "scoring" / "spec"
Names = Mapping[str, str]
Sentence = Mapping[str, Any]

_INTRODUCTION = """# {centre}

Made from `tests/spec/{centre}` by `python -m pipelines.spec_page --write`; do not edit.
由 `tests/spec/{centre}` 生成，请勿手改。

Every sentence is run as a test against the rule files of `centres/{centre}`, with exact arithmetic.
每句话都作为测试用精确算术对 `centres/{centre}` 的规则文件运行。
"""
_SIGNATURES = """## Signed 签署

| for 部门 | name 姓名 | date 日期 |
|---|---|---|
| Operations 运营 | | |
| Quality 质检 | | |
| Human resources and payroll 人力与薪酬 | | |"""
WORDS: Names = {
    "role": "role 岗位",
    "team_id": "team 班组",
    "base_salary_amount": "contract salary 合同工资",
    "scheduled_days": "scheduled days 计薪日",
    "paid_days": "paid days 出勤日",
    "standard_days": "days of a full month 满月天数",
    "live_weeks": "weeks since going live 上线周数",
    "employed_from": "employed from 在岗自",
    "employed_to": "employed to 在岗至",
    "work": "work 工作量",
    "work_date": "on 日期",
    "taken_back": "came back 被重新打开",
    "earlier": "earlier months 往月",
    "late": "data not complete yet 数据未齐",
    "city": "city 城市",
    "calendar": "calendar 日历",
    "sales": "sales 成交",
    "overtime": "overtime 加班",
    "overtime_points": "points made in overtime 加班积分",
    "allowance_days": "days with an allowance 补贴天数",
    "prizes": "prizes 竞赛奖",
    "team_awards": "team awards 团队奖",
    "deductions": "claims 索赔",
    "adjustments": "adjustments 补发与追回",
    "contract_amount": "contract wage 合同工资",
    "worked": "worked 工作时段",
    "rostered": "rostered 排班日",
    "wage": "wage 工资",
    "days": "days attended 出勤天数",
    "claims": "claims 索赔",
    "contributions": "own contributions 个人缴费",
    "worked_h": "hours worked 工作小时",
    "comp_leave_h": "settled by time off 调休小时",
    "system": "work-time system 工时制度",
    "cycle": "cycle 周期",
    "rules": "with the files 连同文件",
}
FIGURES: Names = {
    "total": "Total 总分",
    "points": "Points 积分",
    "points_pay": "Points pay 积分工资",
    "grade": "Grade 等级",
    "grade_by_score": "Grade by score alone 仅按得分的等级",
    "hourly": "Hourly amount 小时工资",
    "overtime_pay": "Overtime pay 加班费",
    "top_up": "Top-up 补足",
    "counted": "Counted for the minimum 计入最低工资",
    "deducted": "Deducted 扣款",
    "carried": "Carried on 结转",
    "carried_of": "Carried on, by claim 各笔结转",
    "breaches": "Limits broken 突破的限制",
    "workday_h": "Hours of extension 延时小时",
    "rest_day_h": "Rest-day hours 休息日小时",
    "statutory_holiday_h": "Holiday hours 法定节假日小时",
}
NOT_GIVEN = ("name", "name_zh", "period", "given", "expect", "refused", "people", "segments")


def spec_pages() -> dict[str, str]:
    """Every page by its file name: one per centre that has sentences."""
    centres = sorted({file.relative_to(SENTENCES).parts[0] for file in _files("*")})
    return {f"{centre}.md": _page(centre) for centre in centres}


def _files(centre: str) -> list[Path]:
    return sorted(SENTENCES.glob(f"{centre}/*/**/*.yaml"))


def _page(centre: str) -> str:
    metrics = metric_names()
    parts = [_INTRODUCTION.format(centre=centre).rstrip()]
    for file in _files(centre):
        parts.append(_section(centre, file, metrics))
    return "\n\n".join([*parts, _SIGNATURES]) + "\n"


def _section(centre: str, file: Path, metrics: Names) -> str:
    path = file.relative_to(SENTENCES / centre).as_posix()
    rules = _rule_document(centre, path)
    names = {**metrics, **named_nodes(rules), **FIGURES}
    title = f"{rules['name_en']} {rules['name_zh']}" if "name_en" in rules else file.stem
    sentences = read_yaml(file.read_text(encoding="utf-8"), file.name).data
    told = [_sentence(number, one, names) for number, one in enumerate(sentences, start=1)]
    return "\n\n".join([f"## {title}\n\n`{path}`", *told])


def _rule_document(centre: str, path: str) -> Mapping[str, Any]:
    """The rule file of a file of sentences; a city's sentences stand in a folder of its name."""
    folder = PROJECT / "centres" / centre
    rules = next(
        (file for file in (folder / path, folder / f"{Path(path).parent}.yaml") if file.is_file()),
        None,
    )
    return read_yaml(rules.read_text(encoding="utf-8"), path).data if rules else {}


def named_nodes(data: Any) -> dict[str, str]:
    """Everything in a rule file that has an id and names, in both languages."""
    found: dict[str, str] = {}
    if isinstance(data, Mapping):
        if {"id", "name_en", "name_zh"} <= data.keys():
            found[str(data["id"])] = f"{data['name_en']} {data['name_zh']}"
        data = list(data.values())
    for one in data if isinstance(data, list) else ():
        found |= named_nodes(one)
    return found


def metric_names() -> dict[str, str]:
    """The metrics of the semantic layer, in both languages."""
    names: dict[str, str] = {}
    for file in sorted((PROJECT / "dbt_project/models/semantic").glob("*.yml")):
        text = file.read_text(encoding="utf-8")
        for metric in (yaml.load(text, yaml.CSafeLoader) or {}).get("metrics", []):
            meta = metric["config"]["meta"]
            names[metric["name"]] = f"{meta['name_en']} {meta['name_zh']}"
    return names


def _sentence(number: int, sentence: Sentence, names: Names) -> str:
    heading = [f"**{number}. {sentence['name']}**"]
    heading += [f"**{sentence['name_zh']}**"] if "name_zh" in sentence else []
    lines = [*_given(sentence, names), *_expected(sentence, names)]
    return "<br>\n".join(heading) + "\n\n" + "\n".join(lines)


def _given(sentence: Sentence, names: Names) -> Iterator[str]:
    if "period" in sentence:
        yield f"- Month 月份: {sentence['period']}"
    if facts := list(_facts(sentence, names)):
        yield f"- Given 条件: {'; '.join(facts)}"
    for who, person in sentence.get("people", {}).items():
        yield f"- {who}: {'; '.join(_facts(person, names)) or '–'}"


def _facts(person: Mapping[str, Any], names: Names) -> Iterator[str]:
    for key, value in person.items():
        if key not in NOT_GIVEN and value is not None:
            yield f"{WORDS.get(key, key)} {_value(value, names)}"
    for name, value in (person.get("given") or {}).items():
        yield f"{_of_type(name, names)} {_measured(value)}"
    for span in person.get("segments", ()):
        yield f"[{', '.join(_facts(span, names))}]"


def _measured(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    ratio = f"{value['numerator']} / {value['denominator']}" if "numerator" in value else None
    cases = f" (n = {value['n']})" if "n" in value else ""
    return f"{ratio or value['value']}{cases}"


def _value(value: Any, names: Names) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{names.get(str(k), k)} {_value(v, names)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(_entry(one, names) for one in value) or "–"
    return value.isoformat() if isinstance(value, date) else str(value)


def _entry(value: Any, names: Names) -> str:
    told = _value(value, names)
    return f"({told})" if isinstance(value, Mapping) else told


def _expected(sentence: Sentence, names: Names) -> Iterator[str]:
    if "refused" in sentence:
        yield f"- Refused 拒收: {sentence['refused']}"
        return
    expect = sentence["expect"]
    if "people" not in sentence:
        yield f"- Expect 预期: {'; '.join(_figures(expect, names))}"
        return
    told = [f"{who}: {', '.join(_figures(expect[who], names))}" for who in expect]
    yield f"- Expect 预期: {'; '.join(told)}"


def _figures(expect: Mapping[str, Any], names: Names) -> Iterator[str]:
    for name, value in expect.items():
        label = _label(str(name), names)
        if value is None:
            yield f"{label}: no score 不计分"
        elif value == "none":
            yield f"{label}: there is none 无此项"
        else:
            yield f"{label} = {_value(value, names).replace(' * ', ' × ')}"


def _of_type(name: str, names: Names) -> str:
    """A metric or item in words, with the contact type it is about where it has one."""
    whole, _, contact_type = name.partition("@")
    words = names.get(whole, whole)
    return f"{words} · {contact_type}" if contact_type else words


def _label(name: str, names: Names) -> str:
    """A figure by name; `s1.` is a part of the month, `.gate`, `.ungated` and `.residual` what
    they say."""
    told = _of_type(name, names)
    if told != name:
        return told
    first, _, rest = name.partition(".")
    if rest == "gate":
        return f"{_label(first, names)}, by gates 门槛扣减"
    if rest == "ungated":
        return f"{_label(first, names)}, before gates 门槛前"
    if rest == "residual":
        return f"{_label(first, names)}, rounding 舍入差"
    if first[:1] == "s" and first[1:].isdigit():
        return f"Part {first[1:]} 第 {first[1:]} 段 {_label(rest, names)}"
    return name


def main(arguments: list[str]) -> int:
    """Compare, or with --write replace, the pages. Returns 1 where one is not current."""
    pages = spec_pages()
    stale = [n for n, text in pages.items() if not _current(n, text)]
    stale += [page.name for page in PAGES.glob("*.md") if page.name not in pages]
    if "--write" not in arguments:
        for name in stale:
            print(f"not current: {name}; run python -m pipelines.spec_page --write")
        return 1 if stale else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in pages:
            (PAGES / name).write_text(pages[name], encoding="utf-8")
        else:
            (PAGES / name).unlink()
    return 0


def _current(name: str, text: str) -> bool:
    page = PAGES / name
    return page.is_file() and page.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
