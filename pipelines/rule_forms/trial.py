"""A change of rules tried on past months, as if it had always held."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from data_contracts.refusal import Refusal
from pipelines.impact.previews import Tried, try_rules
from pipelines.rule_forms.centre_rules import CentreRules
from pipelines.scores import RULE_FOLDERS, catalogue, centre_rules
from scoring import Rules
from scoring.rule_forms import RuleText, Verdict, standing_text


@dataclass(frozen=True)
class Trial:
    """The months, and the preview's summary: pay before and after by centre and team."""

    tried: Tried
    summary: pa.Table


def tried(rules: CentreRules, verdict: Verdict, count: int) -> Trial | None:
    """What the last `count` months would have paid with the change, against what they would
    have paid without it under the rules of its latest day.

    None where nothing changes that is scored or paid by, or no month has been calculated yet.
    """
    folders = {rules.path(file).parent.name for file in verdict.texts}
    if not folders & set(RULE_FOLDERS) or not rules.house.warehouse.exists():
        return None
    day = max(change.day for change in verdict.changes)
    known = {text.file: text for text in rules.texts}
    old = {file: standing_text(known[file], day) for file in verdict.texts}
    new = {f: standing_text(RuleText(f, text), day) for f, text in verdict.texts.items()}
    try:
        months, preview = try_rules(rules.house, _rules(rules, old), _rules(rules, new), count)
    except Refusal as refusal:
        if refusal.place.file == "--periods":  # nothing to try it on
            return None
        raise
    return Trial(months, preview.summary)


def _rules(rules: CentreRules, texts: dict[str, str]) -> Rules:
    with rules.with_texts(texts) as (_, centre):
        return centre_rules(centre, catalogue(rules.house, rules.centre))
