"""What the compiler refuses, in plain Chinese: a pattern for each message that values can cause.

The compiler speaks English to those who write YAML; a form is filled by people who may not. A
message without a pattern is quoted.
"""

from __future__ import annotations

import re

from data_contracts.refusal import Refusal
from scoring.rules.rule_words import Twin

_PATTERNS = [
    (r"the weights under '(.+)' for the role '(.+)' sum to (\S+) on (\S+), not to 100",
     "“{0}”下岗位“{1}”的权重在 {3} 合计为 {2}，应为 100。请改同层在该日生效的权重"),
    (r"the weights under '(.+)' sum to (\S+) on (\S+), not to 100",
     "“{0}”下的权重在 {2} 合计为 {1}，应为 100。请改同层在该日生效的权重"),
    (r"the bands leave a gap: no band covers (\S+)",
     "分档有缺口：没有一档包含 {0}。每档的“止”应等于下一档的“起”"),
    (r"the bands overlap: (\S+) is covered twice", "分档重叠：{0} 落在两档里"),
    (r"the band (.+) is empty.*", "区间 {0} 是空的：较小的数应写在“起”"),
    (r"no band covers (\S+)", "没有一档包含 {0}"),
    (r"the semantic layer has no metric of this name", "没有这个指标。请从下拉列表中选择"),
    (r"the metric '(.+)' is not known by contact type", "指标“{0}”不能按业务类型统计"),
    (r"'(.+)' has no weight for the contact type '(.+)'", "“{0}”缺少业务类型“{1}”的权重"),
    (r"the metric '(.+)' has the variant '(.+)'", "指标“{0}”的口径是“{1}”"),
    (r"SL-ANS ignores abandoned contacts.*",
     "SL-ANS 口径不计放弃量，不能用于考核和薪酬。请改用 SL-XAT 等口径"),
    (r"the value changes on (\S+), inside the month (\S+) .*",
     "新值从 {0} 起，在 {1} 月中间变化；考核按整月计算。请从某月 1 日起生效"),
    (r"no value is in force on (\S+)", "{0} 当天没有生效的值"),
    (r"F1 needs at least two breakpoints.*", "折线至少要有两个折点"),
    (r"F1 breakpoints must rise in x, but (\S+) follows (\S+)",
     "折点必须从小到大，但 {0} 排在 {1} 之后"),
    (r"F1 scores must rise or fall throughout.*",
     "折线得分必须一直升或一直降；先升后降请用分档"),
    (r"F1 gives the same score everywhere.*", "折线各点得分相同，没有区分"),
    (r"(\S+) of '(.+)' pays the wrong way: (less|more) of (.+) is better",
     "“{1}”的计分方向反了：{3} 的方向与得分相反"),
    (r"NEUTRAL scores at target, but '(.+)' reaches (\S+) nowhere on (\S+)",
     "缺失时记中性分，但“{0}”的函数在 {2} 达不到 {1} 分。请改函数或缺失处理"),
    (r"the events of '(.+)' are deducted twice on (\S+)", "“{0}”在 {1} 被扣两次分"),
    (r"'(.+)' is no missing policy.*", "“{0}”不是缺失处理方式。请从下拉列表中选择"),
    (r"(CAP|MULTIPLY|DROP_BAND) needs a value", "{0} 需要一个值"),
    (r"MULTIPLY takes a value from 0 to 1.*", "MULTIPLY 的值在 0 到 1 之间：门槛只减不加"),
    (r"DROP_BAND takes a whole number of bands.*", "DROP_BAND 的值是档数，至少 1"),
    (r"DROP_BAND needs bands to drop.*", "这里没有分档，不能用 DROP_BAND"),
    (r"F4 keeps the ratio within lo and hi, but (\S+) ≥ (\S+)", "下限 {0} 不能大于上限 {1}"),
    (r"the lowest price (\S+) is above the highest (\S+)", "最低单价 {0} 高于最高单价 {1}"),
    (r"two .+ count the same metric.*", "同一指标计了两次，请合并"),
    (r"money has (\d) decimals, but this is (\S+)", "金额最多 {0} 位小数，这里是 {1}"),
    (r"points have (\d) decimals, but this is (\S+)", "积分最多 {0} 位小数，这里是 {1}"),
    (r".*\b6 decimals.*", "小数位数过多，最多 6 位"),
    (r"a bound is a number, or inf and -inf.*", "边界应为数字，或 ∞、-∞"),
    (r"grades fall from the best to the worst.*", "等级应从高到低排列"),
    (r"the last grade starts at 0.*", "最后一个等级应从 0 分起"),
    (r"give every grade a quota, or none", "要么每个等级都有名额比例，要么都没有"),
    (r"the quotas sum to (\S+), not to 1", "各等级名额比例合计 {0}，应为 1"),
    (r"the first step of a ramp is from_week: 0", "爬坡的第一步应从第 0 周开始"),
    (r"ramp steps rise in weeks, but (\S+) follows (\S+)", "爬坡周数应递增，但 {0} 在 {1} 之后"),
    (r"the weights of the raters sum to (\S+), not to 100", "评价来源的权重合计 {0}，应为 100"),
    (r"'(.+)' adds points by F6 and has a weight as well", "“{0}”是加分项，权重应为 0"),
    (r"Input should be less than or equal to (\S+)", "数值过大，最大为 {0}"),
    (r"Input should be greater than or equal to (\S+)", "数值过小，最小为 {0}"),
    (r"Input should be greater than (\S+)", "数值应大于 {0}"),
    (r"Input should be less than (\S+)", "数值应小于 {0}"),
    (r"Input should be a valid (integer|decimal|string|boolean).*", "类型不对，应为{0}"),
    (r"Input should be (.+)", "只能是 {0} 之一"),
    (r"Decimal input should have no more than (\d+) .*", "位数过多，最多 {0} 位"),
]  # fmt: skip
_TYPES = {"integer": "整数", "decimal": "数字", "string": "文字", "boolean": "是或否"}


def in_both(refusal: Refusal) -> Twin:
    """A refusal of the compiler in Chinese and English; what to do next is in the English one."""
    english = f"{refusal.what}. Next: {refusal.next_step}"
    return Twin(in_chinese(refusal.what) or f"规则编译未通过：{refusal.what}", english)


def in_chinese(what: str) -> str | None:
    """The Chinese of a compiler's message; None where no pattern knows it."""
    plain = re.sub(r" \(\d+ more after this one\)$", "", what)
    for pattern, chinese in _PATTERNS:
        found = re.fullmatch(pattern, plain)
        if found:
            return chinese.format(*(_TYPES.get(part, part) for part in found.groups("")))
    return None
