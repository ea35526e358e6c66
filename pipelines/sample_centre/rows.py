"""The other systems' exports as rows: tickets, quality, shifts, leaves, surveys, sales, punches."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from pipelines.sample_centre.appeals import SUBMITTED_AT_S, Appeal
from pipelines.sample_centre.breakage import Row
from pipelines.sample_centre.calibration import HELD_AT_S, Mark
from pipelines.sample_centre.callbacks import CallbackState
from pipelines.sample_centre.claims import DECIDED_AT_S, Claim
from pipelines.sample_centre.coaching import Session
from pipelines.sample_centre.hr import QUEUE_WORDS
from pipelines.sample_centre.overtime import DECIDED_AT_S as OVERTIME_DECIDED_AT_S
from pipelines.sample_centre.overtime import OvertimeRequest
from pipelines.sample_centre.people import QUEUES
from pipelines.sample_centre.quality import FORM, FORM_VERSION, Evaluation
from pipelines.sample_centre.reviews import Rating
from pipelines.sample_centre.shifts import Shift
from pipelines.sample_centre.surveys_sales import Sale, Survey
from pipelines.sample_centre.tickets import Ticket, TicketEvent
from pipelines.sample_centre.timekeeping import PAID_LEAVE, Leave, Punch

TICKETS_HEADER = [
    "number", "contact", "category", "priority", "state", "caller_id", "opened_by", "assigned_to",
    "assignment_group", "opened_at", "first_reply_at", "resolved_at", "closed_at",
    "reply_due_at", "resolution_due_at", "reopen_count", "sys_updated_at",
]  # fmt: skip
EVENTS_HEADER = [
    "event_id", "number", "event", "step", "occurred_at", "actor", "to_user", "to_group",
]  # fmt: skip
SCORES_SHEET, DETAILS_SHEET = "评分", "明细"
SCORES_HEADER = [
    "质检单号", "话单号", "坐席工号", "质检员工号", "评分表", "版本", "方式", "质检时间", "得分",
    "致命错误", "评语", "更新时间",
]  # fmt: skip
DETAILS_HEADER = [
    "质检单号", "项目编号", "分组", "权重", "得分", "满分", "适用", "致命",
]  # fmt: skip
SESSIONS_HEADER = [
    "辅导单号", "坐席工号", "辅导人工号", "辅导时间", "主题", "时长分钟", "质检单号", "下次日期",
    "更新时间",
]  # fmt: skip
CLAIMS_HEADER = [
    "扣款单号", "工号", "发生日期", "金额", "原因", "依据", "同意日期", "状态", "更新时间",
]  # fmt: skip
OVERTIME_HEADER = ["工号", "日期", "决定", "结算方式", "批准人", "批准时间", "事由"]
APPEALS_HEADER = [
    "申诉单号", "工号", "月份", "争议项", "主张值", "理由", "证据", "提交时间", "说明",
]  # fmt: skip
CALIBRATION_HEADER = [
    "会议单号", "会议日期", "录音流水号", "坐席工号", "评分人", "身份", "表单", "版本", "项目编号",
    "满分", "得分", "更新时间",
]  # fmt: skip
CALLBACKS_HEADER = [
    "回呼单号", "话单号", "技能组", "预约时间", "承诺开始", "承诺结束", "首呼时间", "结果", "工号",
    "撤回时间", "更新时间",
]  # fmt: skip
RATINGS_HEADER = [
    "评价单号", "评价表", "被评价人", "评价人", "来源", "维度", "得分", "评语", "评价时间",
]  # fmt: skip
SHIFTS_HEADER = ["工号", "日期", "班次", "活动", "开始", "结束", "带薪", "更新时间"]
LEAVES_HEADER = ["申请单号", "工号", "假别", "开始", "结束", "是否带薪", "状态", "更新时间"]
SURVEYS_HEADER = [
    "邀请号", "话单号", "工号", "邀请时间", "回复时间", "满意度", "是否解决", "客户留言",
]  # fmt: skip
SALES_HEADER = [
    "订单号", "话单号", "工号", "产品", "成交时间", "金额", "币种", "状态", "更新时间",
]  # fmt: skip
PUNCHES_HEADER = ["id", "time", "device", "direction", "verify", "work_code"]

PRIORITY_WORDS = {
    "low": "4 - Low",
    "normal": "3 - Moderate",
    "high": "2 - High",
    "urgent": "1 - Critical",
}
STATE_WORDS = {
    "open": "Active",
    "pending": "Awaiting User Info",
    "solved": "Resolved",
    "closed": "Closed",
}
METHOD_WORDS = {
    "recording": "录音",
    "remote": "远程监听",
    "live": "现场旁听",
    "mystery": "神秘客户",
}
SECTION_WORDS = {
    "opening": "开场",
    "knowledge": "业务知识",
    "resolution": "问题解决",
    "compliance": "合规",
    "closing": "结束",
}
ACTIVITY_WORDS = {
    "work": "上线",
    "break": "小休",
    "meal": "用餐",
    "meeting": "会议",
    "training": "培训",
}
LEAVE_WORDS = {"annual": "年假", "sick": "病假", "personal": "事假"}
DECISION_WORDS = {"requested": "已申请", "approved": "已批准", "rejected": "已驳回"}
SALE_WORDS = {
    "pending": "待核",
    "certified": "已核",
    "cancelled": "取消",
    "refunded": "退款",
}


def ticket_row(t: Ticket) -> Row:
    """A ticket as the service desk exports it: day first, `?` for nothing."""
    return [
        t.ticket_id, t.contact_id, t.ticket_type, PRIORITY_WORDS[t.priority],
        STATE_WORDS[t.status], f"000{t.customer:08d}", t.created_by, t.owner or "?",
        t.team or "?", *map(_day_first, (t.opened_at, t.first_reply_at, t.resolved_at)),
        *map(_day_first, (t.closed_at, t.reply_due_at, t.resolution_due_at)), t.reopened,
        _day_first(t.updated_at),
    ]  # fmt: skip


def event_row(e: TicketEvent) -> Row:
    """A ticket's event as the service desk exports it."""
    return [
        e.event_id, e.ticket_id, e.event_type.upper(), e.step or "", _day_first(e.at),
        e.actor or "", e.to_agent or "", e.to_team or "",
    ]  # fmt: skip


def score_row(e: Evaluation) -> Row:
    """An evaluation on the sheet of scores; times are real Excel times."""
    at = datetime.combine(e.day, time()) + timedelta(seconds=e.at_s)
    return [
        e.evaluation_id, e.contact_id, e.agent.agent_id, e.evaluator.agent_id, FORM, FORM_VERSION,
        METHOD_WORDS[e.method], at, e.reported_score, "是" if e.fatal else "否", e.remark, at,
    ]  # fmt: skip


def detail_rows(e: Evaluation) -> list[Row]:
    """The questions of an evaluation."""
    return [
        [
            e.evaluation_id, item.item_id, SECTION_WORDS[item.section_id], item.weight, item.score,
            item.max_score, "否" if item.score is None else "是", "是" if item.fatal else "否",
        ]
        for item in e.items
    ]  # fmt: skip


def session_row(s: Session) -> Row:
    """A coaching session as the leaders' log has it."""
    at = clock(s.day, s.at_s)
    return [
        s.session_id, s.agent.agent_id, s.coach.agent_id, at, s.topic, s.minutes,
        s.evaluation_id, s.next_on.isoformat(), at,
    ]  # fmt: skip


def calibration_row(m: Mark) -> Row:
    """A mark as the quality system has it."""
    return [
        m.session_id, m.day, m.contact_id, m.agent.agent_id, m.evaluator.agent_id, m.standing,
        FORM, FORM_VERSION, m.item_id, m.max_score, m.score, clock(m.day, HELD_AT_S),
    ]  # fmt: skip


def callback_row(c: CallbackState) -> Row:
    """A call-back as the switch has it at the end of the day."""
    p, called = c.promise, c.caller is not None
    return [
        p.callback_id, p.contact_id, QUEUE_WORDS[QUEUES[p.queue]], str(p.requested_at),
        str(p.window_from), str(p.window_to), str(p.called_at) if called else "",
        ("已接通" if p.reached else "未接通") if called else "",
        c.caller.agent_id if c.caller else "",
        str(p.withdrawn_at) if c.ended and p.withdrawn_at else "",
        str(p.ends_at if c.ended else p.requested_at),
    ]  # fmt: skip


def claim_row(c: Claim) -> Row:
    """A claim on wages as HR has it."""
    return [
        c.claim_id, c.person.agent_id, c.day, f"{c.fen // 100}.{c.fen % 100:02d}", c.reason,
        c.basis, c.consent_on or "", "有效", clock(c.day, DECIDED_AT_S),
    ]  # fmt: skip


def overtime_row(o: OvertimeRequest) -> Row:
    """A decision about overtime as HR has it."""
    return [
        o.person.agent_id, o.day, "批准" if o.approved else "驳回", "加班费",
        o.decided_by.agent_id, clock(o.day, OVERTIME_DECIDED_AT_S), o.reason,
    ]  # fmt: skip


def appeal_row(a: Appeal) -> Row:
    """A form of appeal as HR has it."""
    claimed = "" if a.claimed is None else f"{a.claimed:.2f}"
    return [
        a.appeal_id, a.person.agent_id, a.period, a.node, claimed, a.reason, a.evidence,
        clock(a.day, SUBMITTED_AT_S), "",
    ]  # fmt: skip


def rating_row(r: Rating) -> Row:
    """A rating as the review system has it."""
    return [
        r.rating_id, r.review_id, r.subject.agent_id, r.rater.agent_id, r.source, r.question,
        r.score, r.comment, clock(r.day, r.at_s),
    ]  # fmt: skip


def shift_rows(shift: Shift) -> list[Row]:
    """The planned activities of a shift, published two weeks before."""
    published = datetime.combine(shift.day - timedelta(14), time(18))
    return [
        [
            shift.person.employee_id, shift.day.isoformat(), shift.kind.code,
            ACTIVITY_WORDS[a.kind], clock(shift.day, a.starts_s), clock(shift.day, a.ends_s),
            "是" if a.paid else "否", str(published),
        ]
        for a in shift.activities
    ]  # fmt: skip


def leave_row(leave: Leave, status: str, updated_at: datetime) -> Row:
    """A request for leave in a given state of decision."""
    return [
        leave.leave_id, leave.person.employee_id, LEAVE_WORDS[leave.leave_type],
        clock(leave.first, 0), clock(leave.after, 0),
        "是" if leave.leave_type in PAID_LEAVE else "否", DECISION_WORDS[status], str(updated_at),
    ]  # fmt: skip


def survey_row(s: Survey) -> Row:
    """An invitation with the customer's answer, if any."""
    resolved = {None: "", True: "是", False: "否"}[s.resolved]
    return [
        s.survey_id, s.contact_id, f"A{1000 + s.agent}", str(s.invited_at),
        str(s.answered_at or ""), s.score or "", resolved, s.comment or "",
    ]  # fmt: skip


def sale_row(s: Sale) -> Row:
    """A sale in one of its states."""
    return [
        s.sale_id, s.contact_id, f"A{1000 + s.agent}", s.product, str(s.sold_at),
        f"{s.amount:.2f}", "CNY", SALE_WORDS[s.status], str(s.updated_at),
    ]  # fmt: skip


def punch_row(punch: Punch, day: date) -> Row:
    """A punch as a terminal logs it; the direction is always 255, unknown."""
    number = f"{punch.person.number:>9}"
    return [number, clock(day, punch.at_s), str(punch.device), "255", "1", "0"]


def clock(day: date, second: int) -> str:
    """Local time of a second counted from the day's midnight."""
    return str(datetime.combine(day, time()) + timedelta(seconds=second))


def _day_first(at: datetime | None) -> str:
    return at.strftime("%d/%m/%Y %H:%M:%S") if at else "?"
