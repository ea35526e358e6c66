"""From a forecast to agents, by what a channel promises (docs/scheduling/staffing.md).

Belongs here: people who wait for an answer (voice by Erlang C or A, chats by a chain with several
contacts per agent, both by simulation), e-mail that is answered by a deadline, occupancy, minimum,
shrinkage. Stays out: the formulas themselves, the forecast, the roster.
"""

from scheduling.requirement.by_channel import requirement

__all__ = ["requirement"]
