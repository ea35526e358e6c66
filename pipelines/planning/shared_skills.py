"""Groups of skills as a centre has them on a day, and the requirement of days that share them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre
from pipelines.planning.targets import Planning
from scheduling.staffing.skill_rules import SkillRules, read_skill_groups

SKILLS_FILE = "skill_groups.yaml"
SEED = 20260401


def skill_rules(centre: Centre, day: date) -> SkillRules | None:
    """The rules on a day; None for a centre without them.

    Raises Refusal where a group holds several contacts at once and not all of them are chats.
    """
    document = centre.document(SKILLS_FILE)
    if document is None:
        return None
    rules = read_skill_groups(document, day)
    for name, group in rules.groups.items():
        calls = [queue for queue in group.serves if _is_no_chat(centre, queue)]
        if group.at_once > 1 and calls:
            raise Refusal(
                f"agents who hold {group.at_once} contacts at once would serve {calls[0]}, "
                f"which is no chat ({day.isoformat()})",
                place=Place(document.file, key=f"groups.{name}"),
                next_step="give the chats a group of their own, or write at_once: 1",
            )
    return rules


def _is_no_chat(centre: Centre, queue_id: str) -> bool:
    return queue_id in centre.queues and centre.queues[queue_id].channel != "chat"


def with_shared_skills(required: pa.Table, centre: Centre, plan_week: date) -> pa.Table:
    """The week's requirement, shared where the centre's rules have it so from the week's Monday."""
    rules = skill_rules(centre, plan_week)
    if rules is None or rules.requirement != "shared_skills":
        return required
    from scheduling.staffing.shared_requirement import shared_requirement  # compiled on first use

    return shared_requirement(required, Planning(centre).targets, rules, seed=SEED)
