"""Work that may wait until a deadline: e-mail, tickets, the back office.

Belongs here: earliest-deadline-first over opening hours, the capacity with which every deadline
holds, or holds with a chosen probability, and a week of such work. Stays out: contacts that people
wait for (queues), and who is on duty.
"""

from scheduling.backlog.deadlines import Work, open_work
from scheduling.backlog.earliest_first import Processed, earliest_deadline_first
from scheduling.backlog.in_order import InOrder, levelled_agents, whole_agents
from scheduling.backlog.required import constant_capacity, levelled_capacity, safe_capacity
from scheduling.backlog.rules import BackOffice, read_back_office
from scheduling.backlog.week import BacklogWeek, backlog_week

__all__ = [
    "BackOffice",
    "BacklogWeek",
    "InOrder",
    "Processed",
    "Work",
    "backlog_week",
    "constant_capacity",
    "earliest_deadline_first",
    "levelled_agents",
    "levelled_capacity",
    "open_work",
    "read_back_office",
    "safe_capacity",
    "whole_agents",
]
