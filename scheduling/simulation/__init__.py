"""A day of contacts, simulated: M(t)/G/n(t)+G with queues, skills, shifts that end, and chats.

Belongs here: drawing contacts, routing them to agents, counting what happened; compiled with numba.
Stays out: how many agents there should be (`scheduling.staffing`), forecasts, targets of a centre.
Equal seeds give equal days whatever else changes, so scenarios differ by themselves only.
"""

from scheduling.simulation.contacts import Contacts, Queue, draw_contacts
from scheduling.simulation.engine import simulate
from scheduling.simulation.groups import Group, Skill
from scheduling.simulation.result import Simulated
from scheduling.simulation.shapes import Constant, Empirical, Exponential, Lognormal, Shape

__all__ = [
    "Constant",
    "Contacts",
    "Empirical",
    "Exponential",
    "Group",
    "Lognormal",
    "Queue",
    "Shape",
    "Simulated",
    "Skill",
    "draw_contacts",
    "simulate",
]
