"""A rule file as it stands on a day, told as if it had always been so: for trying on the past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from scoring.rule_forms.rule_text import RuleText, as_yaml

EVER = date(1970, 1, 1)


def standing_text(text: RuleText, day: date) -> str:
    """A rule file with the values in force on `day`, as YAML without its comments."""
    return as_yaml(standing(text.document.data, day, EVER))


def standing(data: Any, day: date, since: date) -> Any:
    """The data of a rule file with every dated value in force on `day` moved back to `since`.

    Values that begin after `day` stay where they are. A change that begins in July can so be
    tried on the months up to June, without any other change of that time.
    """
    if isinstance(data, Mapping):
        if data and all(isinstance(key, date) for key in data):
            begun = max((key for key in data if key <= day), default=None)
            kept = {} if begun is None else {min(begun, since): data[begun]}
            return kept | {key: data[key] for key in sorted(data) if key > day}
        return {key: standing(part, day, since) for key, part in data.items()}
    if isinstance(data, list):
        return [standing(part, day, since) for part in data]
    return data
