"""Which faults each extract carries, and the rule under which ingestion must refuse them."""

from __future__ import annotations

import json

from pipelines.sample_centre.breakage import Fault, Record, extra_field, setting, swapping

LONG_AGO = "2020-01-01 00:00:00"


def _undecodable_call(record: Record) -> bytes:
    """A call record with a byte that GB18030 does not know."""
    line = ",".join(map(str, record.values())).encode("gb18030")
    return line + b"\xff"


def _half_of_the_line(record: Record) -> str:
    line = json.dumps(record, separators=(",", ":"))
    return line[: len(line) // 2]


def _without_agent(record: Record) -> Record:
    return {key: value for key, value in record.items() if key != "agent"}


def _unexplained_pause(record: Record) -> Record:
    kept = {key: value for key, value in record.items() if key != "reason"}
    return {**kept, "state": "NOT_READY"}


CONTACTS = (
    Fault("ended_after_arrival", 3, setting(结束时间=LONG_AGO)),
    Fault("unknown_code", 3, setting(结果="异常")),
    Fault("minimum", 4, setting(通话时长="-35")),
    Fault("required", 4, setting(进线时间="")),
    Fault("not_readable", 3, setting(应答时间="25:61:00")),
    Fault("malformed_line", 5, extra_field(",", "gb18030")),
    Fault("undecodable_line", 7, _undecodable_call),
    Fault("answered_has_talk", 4, setting(通话时长="")),
)
AGENT_STATES = (
    Fault("ends_after_start", 3, swapping("start", "end")),
    Fault("unknown_code", 4, setting(state="ZOMBIE")),
    Fault("required", 4, _without_agent),
    Fault("not_readable", 5, setting(start="12:00:00")),
    Fault("invalid_json", 5, _half_of_the_line),
    Fault("aux_has_reason", 4, _unexplained_pause),
)
TICKETS = (
    Fault("unknown_code", 4, setting(priority="0 - Unknown")),
    Fault("resolved_after_opening", 5, setting(resolved_at="01/01/2020 09:00:00")),
    Fault("required", 6, setting(number="?")),
    Fault("not_readable", 5, setting(opened_at="31/31/2026 10:00:00")),
)
TICKET_EVENTS = (
    Fault("unknown_code", 5, setting(event="TELEPORTED")),
    Fault("required", 6, setting(number="")),
    Fault("not_readable", 7, setting(occurred_at="yesterday")),
)
EVALUATIONS = (
    Fault("maximum", 5, setting(得分=105)),
    Fault("required", 6, setting(坐席工号=None)),
    Fault("unknown_code", 7, setting(方式="占卜")),
)
EVALUATION_ITEMS = (
    Fault("score_within_max", 5, setting(得分=25)),
    Fault("applicable_has_score", 6, setting(得分=None)),
)
COACHING_SESSIONS = (
    Fault("required", 5, setting(坐席工号="")),
    Fault("not_readable", 6, setting(辅导时间="昨天")),
    Fault("unknown_code", 7, setting(主题="占卜")),
)
WAGE_CLAIMS = (
    Fault("agreement_is_signed", 2, setting(依据="书面同意", 同意日期="")),
    Fault("required", 3, setting(工号="")),
    Fault("unknown_code", 5, setting(原因="罚款")),
)
OVERTIME_APPROVALS = (
    Fault("unknown_code", 9, setting(决定="待定")),
    Fault("required", 11, setting(批准人="")),
    Fault("not_readable", 13, setting(批准时间="昨天")),
)
APPEALS = (
    Fault("period_is_a_month", 7, setting(月份="六月")),
    Fault("required", 9, setting(争议项="")),
    Fault("unknown_code", 11, setting(理由="占卜")),
)
CALIBRATION_RATINGS = (
    Fault("score_within_max", 1, setting(得分=99)),
    Fault("required", 2, setting(评分人="")),
    Fault("unknown_code", 3, setting(身份="旁听")),
)
CALLBACKS = (
    Fault("window_in_order", 2, swapping("承诺开始", "承诺结束")),
    Fault("called_has_outcome", 3, setting(结果="")),
    Fault("required", 4, setting(回呼单号="")),
    Fault("unknown_code", 5, setting(技能组="未知组")),
)
RATINGS = (
    Fault("maximum", 3, setting(得分=120)),
    Fault("required", 4, setting(被评价人="")),
    Fault("unknown_code", 3, setting(来源="占卜")),
)
PUNCHES = (
    Fault("not_before_2010", 4, setting(time="2000-01-01 00:12:31")),
    Fault("not_readable", 6, setting(time="2026-13-41 08:00:00")),
    Fault("malformed_line", 7, extra_field("\t", "ascii")),
)
PLANNED_SHIFTS = (
    Fault("ends_after_start", 5, swapping("开始", "结束")),
    Fault("unknown_code", 6, setting(活动="午睡")),
)
LEAVES = (
    Fault("ends_after_start", 5, swapping("开始", "结束")),
    Fault("unknown_code", 6, setting(假别="游学假")),
)
SURVEYS = (
    Fault("maximum", 5, setting(满意度="6")),
    Fault("answered_after_invited", 6, setting(回复时间=LONG_AGO)),
)
SALES = (
    Fault("unknown_code", 5, setting(状态="抵押")),
    Fault("not_readable", 6, setting(金额="一千元")),
    Fault("required", 7, setting(工号="")),
)
# The HR export is weekly, so each of its files carries every fault.
EMPLOYEES = (
    Fault("leaves_after_hire", 1, setting(工号="E9001", 离职日期="2001-01-01")),
    Fault("minimum", 1, setting(工号="E9002", 基本工资=-1)),
    Fault("required", 1, setting(工号="E9003", 姓名=None)),
)
ASSIGNMENTS = (
    Fault("ends_after_start", 1, setting(失效日期="2001-01-01")),
    Fault("unknown_code", 1, setting(岗位="巡视员")),
)
SKILLS = (Fault("maximum", 1, setting(级别=9)),)
