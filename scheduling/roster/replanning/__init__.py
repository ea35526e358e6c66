"""Changes to a roster in force, each with its effect on coverage and its legality.

Belongs here: pure proposals - breaks only, cover for somebody sick, a swap, extra hours or time
off, a slot for a meeting - and the tables of a roster once one is accepted. Stays out: who
decides, files and the clock. Nothing here changes a roster: whoever accepts a proposal writes it.
"""

from scheduling.roster.replanning.approval import Approval, read_approval
from scheduling.roster.replanning.breaks import better_breaks
from scheduling.roster.replanning.meetings import MeetingSlot, meeting_slots
from scheduling.roster.replanning.offers import extra_shift, swap, time_off
from scheduling.roster.replanning.proposal import Change, Proposal, Verdict
from scheduling.roster.replanning.published import Published, read_published
from scheduling.roster.replanning.restated import Restated, restated
from scheduling.roster.replanning.sick import cover_for_sick, overtime_for_sick

__all__ = [
    "Approval",
    "Change",
    "MeetingSlot",
    "Proposal",
    "Published",
    "Restated",
    "Verdict",
    "better_breaks",
    "cover_for_sick",
    "extra_shift",
    "meeting_slots",
    "overtime_for_sick",
    "read_approval",
    "read_published",
    "restated",
    "swap",
    "time_off",
]
