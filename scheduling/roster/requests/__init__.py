"""What became of everybody's wishes: granted or refused, why, and what granting would cost.

Belongs here: wishes as a centre writes them, the one-person questions asked of a finished roster,
and the rules that clash where no line exists. Stays out: how the roster is found.
"""

from scheduling.roster.requests.clash import Clash, clash
from scheduling.roster.requests.dealing import with_wishes
from scheduling.roster.requests.finished import Alternative, FinishedRoster
from scheduling.roster.requests.outcomes import request_rows
from scheduling.roster.requests.preferences import Preferences, read_preferences

__all__ = [
    "Alternative",
    "Clash",
    "FinishedRoster",
    "Preferences",
    "clash",
    "read_preferences",
    "request_rows",
    "with_wishes",
]
