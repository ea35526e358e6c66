"""How many agents a changing day takes, decided by simulated days instead of a formula.

Belongs here: the offered load of a day that changes, agents tuned half-hour by half-hour, groups
with several skills, chats. Stays out: the simulation itself (`scheduling.simulation`), stationary
formulas (`scheduling.erlang`), a centre's targets and shrinkage.
"""

from scheduling.staffing.concurrency import concurrency_curve
from scheduling.staffing.judged import JudgedStaffing, judged_agents
from scheduling.staffing.offered_load import offered_load
from scheduling.staffing.queue_team import judged_chats, queue_team
from scheduling.staffing.skill_rules import SkillRules, read_skill_groups
from scheduling.staffing.skill_week import SkillWeek, skill_week
from scheduling.staffing.skilled import SkilledStaffing, skilled_agents
from scheduling.staffing.tuned import TunedStaffing, tuned_agents

__all__ = [
    "JudgedStaffing",
    "SkillRules",
    "SkillWeek",
    "SkilledStaffing",
    "TunedStaffing",
    "concurrency_curve",
    "judged_agents",
    "judged_chats",
    "offered_load",
    "queue_team",
    "read_skill_groups",
    "skill_week",
    "skilled_agents",
    "tuned_agents",
]
