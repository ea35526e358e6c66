"""The HR system's weekly workbook: staff list, dated assignments and skills."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.sample_centre.breakage import Row
from pipelines.sample_centre.people import SITE, TEAM_NAMES, Assignment, Person, Staff

EMPLOYEES_SHEET, ASSIGNMENTS_SHEET, SKILLS_SHEET = "员工", "任职", "技能"
EMPLOYEES_HEADER = [
    "工号", "登录号", "姓名", "入职日期", "离职日期", "用工类型", "周工时", "基本工资", "币种",
    "邮箱", "语言",
]  # fmt: skip
ASSIGNMENTS_HEADER = [
    "工号", "生效日期", "失效日期", "部门", "班组", "班组名称", "岗位", "站点",
]  # fmt: skip
SKILLS_HEADER = ["工号", "技能组", "生效日期", "失效日期", "级别", "证书到期日"]
ROLE_WORDS = {
    "agent": "坐席",
    "team_leader": "班长",
    "evaluator": "质检员",
    "trainer": "培训师",
    "planner": "排班师",
    "manager": "经理",
}
QUEUE_WORDS = {
    "voice_general": "综合服务组",
    "voice_complaints": "投诉处理组",
    "voice_sales": "营销受理组",
}
DEPARTMENTS = {"T05": "投诉部", "T06": "营销部", "T08": "质检部", "T00": "运营部"}
KNOWN_AHEAD = timedelta(days=7)


def snapshot_days(first: date, last: date) -> list[date]:
    """The first day of the span and every Monday in it."""
    span = [first + timedelta(n) for n in range((last - first).days + 1)]
    return [day for day in span if day == first or day.weekday() == 0]


def employee_rows(staff: Staff, day: date) -> list[Row]:
    """Everybody whom HR knows on the day: changes are entered up to a week ahead."""
    return [_employee(p, day) for p in staff.people if p.hired_on <= day + KNOWN_AHEAD]


def assignment_rows(staff: Staff, day: date) -> list[Row]:
    """Every assignment that HR knows on the day."""
    return [
        _assignment(p, one, day)
        for p in staff.people
        for one in p.assignments
        if one.effective_from <= day + KNOWN_AHEAD
    ]


def skill_rows(staff: Staff, day: date) -> list[Row]:
    """Every skill that HR knows on the day."""
    return [
        [p.employee_id, QUEUE_WORDS[s.queue_id], s.effective_from, None, s.level, None]
        for p in staff.people
        for s in p.skills
        if s.effective_from <= day + KNOWN_AHEAD
    ]


def _employee(p: Person, day: date) -> Row:
    left = p.left_on if p.left_on and p.left_on <= day + KNOWN_AHEAD else None
    return [
        p.employee_id, p.agent_id, p.full_name, p.hired_on, left, "全职", 40, p.salary_amount,
        "CNY", f"{p.agent_id.lower()}@sample.example", p.language,
    ]  # fmt: skip


def _assignment(p: Person, one: Assignment, day: date) -> Row:
    ends = one.effective_to if one.effective_to and one.effective_to <= day + KNOWN_AHEAD else None
    department = DEPARTMENTS.get(one.team_id, "客服部")
    return [
        p.employee_id, one.effective_from, ends, department, one.team_id,
        TEAM_NAMES[one.team_id], ROLE_WORDS[one.role], SITE,
    ]  # fmt: skip
