"""The stationary queue of agents who hold several contacts at once: chats.

Belongs here: the measures of such a queue and the agents that meet targets, by formula. Stays out:
agents with one contact each (`scheduling.erlang`), days that change (`scheduling.simulation`), and
what a centre promises.
"""

from scheduling.chats.measures import ChatMeasures, chat_measures
from scheduling.chats.required import agents_for_chats

__all__ = ["ChatMeasures", "agents_for_chats", "chat_measures"]
