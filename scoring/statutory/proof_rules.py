"""The statutory tests by name: the parameter that limits each, its unit, whether it blocks.

What the law asks "as a rule" (1 h of extension a day, six days in a row) and what needs a
decision (overtime that nobody approved) is shown and does not block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["h", "d", "money"]
Sense = Literal["at_most", "at_least"]


@dataclass(frozen=True)
class ProofRule:
    """One test. Its figure may be `at_most` or has to be `at_least` the limit; `next_step` is
    what to do where it fails."""

    id: str
    parameter: str
    unit: Unit
    sense: Sense
    blocking: bool
    name_zh: str
    name_en: str
    next_step: str


_ALL = (
    ProofRule(
        *("overtime_paid", "multipliers", "money", "at_least"),
        blocking=True,
        name_zh="加班费按法定倍数足额支付",
        name_en="Overtime is paid in full at the lawful multiples",
        next_step="give the pay plan a P9 for this role, and the person a contract amount",
    ),
    ProofRule(
        *("overtime_normal_day", "overtime_limits", "h", "at_most"),
        blocking=False,
        name_zh="每日延长工作时间的一般上限",
        name_en="Extension of a day, as a rule",
        next_step="spread the work over more people; up to the most a day it is lawful",
    ),
    ProofRule(
        *("overtime_day", "overtime_limits", "h", "at_most"),
        blocking=True,
        name_zh="每日延长工作时间的最高限",
        name_en="Extension of a day, the most",
        next_step="correct the punches or the approval of that day; if it was worked, hear counsel",
    ),
    ProofRule(
        *("overtime_month", "overtime_limits", "h", "at_most"),
        blocking=True,
        name_zh="每月延长工作时间",
        name_en="Extension of the month",
        next_step="correct the punches or the approvals; if it was worked, hear counsel",
    ),
    ProofRule(
        *("weekly_rest", "rest_days_per_week", "d", "at_least"),
        blocking=True,
        name_zh="每周休息日",
        name_en="Days off in a week",
        next_step="correct the punches of that week; if all was worked, hear counsel",
    ),
    ProofRule(
        *("consecutive_days", "maximum_consecutive_days", "d", "at_most"),
        blocking=False,
        name_zh="连续工作日的一般上限",
        name_en="Consecutive days of work, as a rule",
        next_step="see that the roster gives a day off after six",
    ),
    ProofRule(
        *("comp_leave", "comp_leave", "h", "at_most"),
        blocking=True,
        name_zh="补休抵付的加班时数",
        name_en="Overtime settled by time off",
        next_step="take the time off out of the booking: this overtime is paid in money",
    ),
    ProofRule(
        *("overtime_approved", "multipliers", "h", "at_most"),
        blocking=False,
        name_zh="未经批准的加班",
        name_en="Overtime that nobody approved",
        next_step="approve it by an overtime_approvals extract, or record that it was no work",
    ),
    ProofRule(
        *("minimum_wage", "minimum_wage_month_amount", "money", "at_least"),
        blocking=True,
        name_zh="计入最低工资的工资",
        name_en="Wage that counts for the minimum wage",
        next_step="give the pay plan a component P_min that covers this role",
    ),
    ProofRule(
        *("deduction_share", "deduction_share_cap", "money", "at_most"),
        blocking=True,
        name_zh="当月扣款",
        name_en="Deductions of the month",
        next_step="take less this month (P10 carries the rest)",
    ),
    ProofRule(
        *("deduction_floor", "deduction_floor", "money", "at_least"),
        blocking=True,
        name_zh="扣款后的工资",
        name_en="Wage left after deductions",
        next_step="take less this month (P10 carries the rest)",
    ),
)
PROOF_RULES: dict[str, ProofRule] = {rule.id: rule for rule in _ALL}
