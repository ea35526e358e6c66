"""The sample centre's gaming.yaml, whole or changed."""

from __future__ import annotations

from pathlib import Path

from data_contracts.located_yaml import read_yaml
from scoring.gaming import read_gaming_rules
from scoring.gaming.rules import LocatedGamingRules

FILE = Path(__file__).parents[4] / "centres/sample/gaming.yaml"


def sample_rules(*changes: tuple[str, str]) -> LocatedGamingRules:
    """The sample's rules; each change is a text that stands in them and what replaces it."""
    text = FILE.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return read_gaming_rules(read_yaml(text, "gaming.yaml"))
