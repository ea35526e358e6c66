"""Reading working_time.yaml, and which rules it may make soft.

A centre may soften its own rules, never the law's (scoring.md 4.12) nor what makes a roster.
"""

from __future__ import annotations

from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scheduling.roster.rule import Authority
from scheduling.roster.rules import ALL_RULES
from scheduling.roster.working_time import WorkingTimeFile, WorkingTimeRules

_WHY: dict[Authority | None, str] = {
    None: "is unknown",
    "law": "is a limit of the law",
    "roster": "is part of what a roster is",
}


def read_working_time(document: LocatedYaml) -> WorkingTimeRules:
    """The working-time rules of a centre. Raises Refusal with file, line and key on a bad rule."""
    rules = WorkingTimeRules(validated(WorkingTimeFile, document), document)
    _refuse_soft_law(rules)
    return rules


def _refuse_soft_law(rules: WorkingTimeRules) -> None:
    """Refuse an unknown rule among `soft_rules`, and one that is not the centre's to soften."""
    authority: dict[str, Authority] = {rule.__name__: rule.authority for rule in ALL_RULES}
    may = ", ".join(name for name, who in authority.items() if who == "centre")
    for name in rules.file.soft_rules:
        who = authority.get(name)
        if who != "centre":
            raise Refusal(
                f"the rule '{name}' {_WHY[who]} and cannot be soft",
                place=rules.document.place(("soft_rules", name)),
                value=name,
                next_step=f"take it out of soft_rules; these may be soft: {may}",
            )
