"""Gaming: signs that a figure was made instead of earned, one flag per person and detector.

Belongs here: the detectors of features N12, the comparison of a person with peers at the same
mix of queues and contact types, and the flags with their evidence. Takes the month's contacts,
surveys, days and people as tables and the centre's gaming.yaml; returns the table gaming_flags.
Must stay out: what a flag costs (a gate of a scorecard decides that), the clock, the disk and
databases. Statistics are floats and become decimals once, at FIGURE_DIGITS.

    rules = read_gaming_rules(document)
    found = gaming_flags(rules, "2026-06", observed)
    texts = flag_texts(found.flags, "zh_CN")

A flag is a reason to listen to calls, never a finding of guilt.
"""

from scoring.gaming.detectors import DETECTORS, Detector
from scoring.gaming.flags import GAMING_FLAGS, Found, flag_texts, gaming_flags
from scoring.gaming.observed import Observed
from scoring.gaming.rules import GamingRules, read_gaming_rules

__all__ = [
    "DETECTORS",
    "GAMING_FLAGS",
    "Detector",
    "Found",
    "GamingRules",
    "Observed",
    "flag_texts",
    "gaming_flags",
    "read_gaming_rules",
]
