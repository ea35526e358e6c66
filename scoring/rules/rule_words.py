"""Rule values in words, Chinese and English: functions, gates, policies, names of keys.

Every wording gives the figures as the rule file writes them; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.rules.field_names import FIELDS, Twin

FUNCTIONS = {
    "F1": Twin("折线", "straight lines"),
    "F2": Twin("分档", "bands"),
    "F3": Twin("达标", "threshold"),
    "F4": Twin("与目标之比", "ratio to target"),
    "F5": Twin("扣分", "deduction"),
    "F6": Twin("加分", "bonus"),
    "F7": Twin("分层", "layers"),
    "F8": Twin("排名", "rank"),
    "F9": Twin("强制分布", "forced distribution"),
    "F10": Twin("标准化", "standardised"),
    "F11": Twin("较上期改进", "improvement"),
    "F12": Twin("权重矩阵", "matrix"),
    "F13": Twin("分段累进", "tiers"),
    "F15": Twin("主观评价", "judgement"),
    "F16": Twin("公式", "formula"),
}
CODES = {
    "EXCLUDE_REWEIGHT": Twin("不计，权重摊给其余项", "left out, weight shared by the others"),
    "NEUTRAL": Twin("记中性分", "neutral score"),
    "TEAM_MEAN": Twin("取班组平均", "the team's mean"),
    "CARRY_FORWARD": Twin("沿用前期", "an earlier month's value"),
    "SHRINK": Twin("向组平均收缩", "mixed with the group's mean"),
    "ZERO": Twin("记零分", "zero"),
    "HOLD": Twin("暂缓", "held"),
    "everyone": Twin("全体", "everyone"),
    "weighted_mean": Twin("加权平均", "weighted mean"),
    "sum_of_points": Twin("分数相加", "sum of points"),
    "min": Twin("取最低", "minimum"),
    "product": Twin("相乘", "product"),
    "paid_days": Twin("按出勤日折算", "by paid days"),
    "standard_days": Twin("按标准工作日折算", "by standard days"),
    "none": Twin("不折算", "not prorated"),
    "CAP": Twin("封顶", "capped at"),
    "MULTIPLY": Twin("乘以", "times"),
    "DROP_BAND": Twin("降档", "bands lower"),
    "QUESTION_ONLY": Twin("逐题计权", "each question by its own weight"),
    "BY_EVALUATION": Twin("逐次评测加权", "evaluation by evaluation"),
    "CI_CLEARS": Twin("置信区间越过档界才影响薪酬", "only where the interval clears the edge"),
    "FLAG": Twin("标记", "flagged"),
    "STANDARD": Twin("标准工时制", "standard hours"),
    "business": Twin("业务类", "business"),
    "compliance": Twin("合规类", "compliance"),
}
FORMULAS = {
    "P1": Twin("合同工资 × 比例 × 出勤折算", "contract amount × share × paid-day fraction"),
    "P2": Twin("基数 × 得分系数（× 出勤折算）", "base × coefficient of the score (× paid days)"),
    "P3": Twin("积分 × 单价", "points × unit price"),
    "P3_ot": Twin("加班积分 × 单价 × 法定倍数", "overtime points × price × lawful multiple"),
    "P4": Twin(
        "积分 × 浮动单价，奖金池恰好分完", "points × the price that spends the pool exactly"
    ),
    "P5": Twin("按分段累进计发", "amount by tiers"),
    "P6": Twin("认证销售额 × 比率，取消追回", "certified sale × rate, cancelled ones clawed back"),
    "P7": Twin("竞赛奖金", "contest prizes"),
    "P8": Twin("天数或班次 × 津贴", "days or shifts × allowance"),
    "P9": Twin("加班工时 × 时薪 × 法定倍数", "overtime × hourly amount × lawful multiple"),
    "P10": Twin("在法定比例内扣款", "deductions within the lawful share"),
    "P11": Twin("班组奖励", "team awards"),
    "P12": Twin("补发与追回", "adjustments of other months"),
    "P_min": Twin("补足最低工资", "top-up to the minimum wage"),
}


def told(value: Any) -> Twin:
    """A value of a rule file in words. Unknown shapes are told as key and value."""
    if isinstance(value, Mapping):
        if "code" in value and str(value["code"]) in FUNCTIONS:
            return _function(value)
        if "operator" in value and "action" in value:
            return _gate(value)
        return _pairs(value)
    if isinstance(value, str) or not isinstance(value, Sequence):
        return _plain(value)
    return _joined([told(part) for part in value], "、", ", ")


def field_words(field: str) -> Twin:
    """The name of a key; of a key within a key, as standard_s/enquiry, the outer one's words."""
    outer, slash, inner = field.partition("/")
    known = FIELDS.get(outer, Twin(outer, outer))
    if not slash:
        return known
    below = FIELDS.get(inner, Twin(inner, inner))
    return Twin(f"{known.zh} · {below.zh}", f"{known.en} · {below.en}")


def _plain(value: Any) -> Twin:
    if value is None:
        return Twin("终止", "ended")
    if isinstance(value, bool):
        return Twin("是", "yes") if value else Twin("否", "no")
    text = str(value)
    name, bracket, rest = text.partition("(")
    if name in CODES:
        known = CODES[name]
        return Twin(f"{known.zh}{bracket}{rest}", f"{known.en}{bracket}{rest}")
    same = text.replace("-inf", "−∞").replace("inf", "∞") if text in ("inf", "-inf") else text
    return Twin(same, same)


def _function(value: Mapping[str, Any]) -> Twin:
    name = FUNCTIONS[str(value["code"])]
    rest = {key: part for key, part in value.items() if key not in ("code", "domain")}
    if value["code"] == "F1" and "points" in rest:
        corners = "; ".join(f"{x} → {y}" for x, y in rest.pop("points"))
        parts = [Twin(corners, corners)]
    elif value["code"] == "F2" and "bands" in rest:
        parts = [_band(band) for band in rest.pop("bands")]
    elif value["code"] == "F5" and "categories" in rest:
        parts = [_category(kind) for kind in rest.pop("categories")]
    else:
        parts = []
    if rest:
        parts.append(_pairs(rest))
    words = _joined(parts, "；", "; ")
    return Twin(f"{name.zh}：{words.zh}", f"{name.en}: {words.en}")


def _band(band: Mapping[str, Any]) -> Twin:
    low, high = _plain(str(band["from"])).en, _plain(str(band["to"])).en
    span = f"[{low}, {high}) → {band['score']}"
    return Twin(span, span)


def _category(kind: Mapping[str, Any]) -> Twin:
    most = kind.get("cap")
    zh = f"{kind['metric']} 每次扣 {kind['per_event']}"
    en = f"{kind['metric']} {kind['per_event']} each"
    if most is None:
        return Twin(zh, en)
    return Twin(f"{zh}，最多 {most}", f"{en}, at most {most}")


def _gate(value: Mapping[str, Any]) -> Twin:
    action = _plain(value["action"])
    amount = "" if value.get("value") is None else f" {value['value']}"
    metric = value.get("metric", "")
    cases = value.get("figure") == "numerator"
    when = f"{value['operator']} {value.get('threshold', '')}"
    return Twin(
        f"{metric}{'（件数）' if cases else ''} {when} 时{action.zh}{amount}",
        f"{metric}{' (cases)' if cases else ''} {when}: {action.en}{amount}",
    )


def _pairs(value: Mapping[Any, Any]) -> Twin:
    if set(value) == {"role"}:
        return told(value["role"])
    rest = dict(value)
    names = Twin(str(rest.pop("name_zh", "")), str(rest.pop("name_en", "")))
    parts = [names] if names.en else []
    for key, part in rest.items():
        name, words = field_words(str(key)), told(part)
        parts.append(Twin(f"{name.zh} {words.zh}", f"{name.en} {words.en}"))
    return _joined(parts, "；", "; ")


def _joined(parts: Sequence[Twin], zh: str, en: str) -> Twin:
    return Twin(zh.join(part.zh for part in parts), en.join(part.en for part in parts))
