"""The floor: one day's calls, queues and agents, simulated event by event in whole seconds.

An Erlang-A queue with skills: priority then first come, first served; the agent who has been
available longest takes the call; customers leave when their exponential patience is over.
"""

from __future__ import annotations

import heapq

import numpy as np

from pipelines.sample_centre.arrivals import DayArrivals
from pipelines.sample_centre.calendar_effects import CLOSES_S
from pipelines.sample_centre.floor_day import DutyAgent, FloorDay, Segment, Span
from pipelines.sample_centre.handling import Draws, Handling, handling_of
from pipelines.sample_centre.people import QUEUES

PRIORITIES = (0, 2, 1)
CALLBACK_AFTER_S, CALLBACK_SHARE = 90, 0.08
REDIAL_AFTER_ABANDON, REDIAL_AFTER_HANG_UP = 0.22, 0.6
LAST_TRANSFER_S = CLOSES_S - 600
TRANSFER_TO = (1, 0, 0)

# Kinds of event, in the order in which those of the same second happen.
FREED, TIMELINE, CALL_QUEUED, GIVES_UP, CALLBACK_OFFERED = range(5)


def simulate_day(
    arrivals: DayArrivals, crew: list[DutyAgent], rng: np.random.Generator
) -> FloorDay:
    """Run one day until the last agent has logged out."""
    floor = _Floor(arrivals, crew, Draws(rng, len(arrivals.arrived_s)))
    floor.run()
    return FloorDay(floor.segments, floor.spans, floor.logins)


class _Floor:
    """State of the simulation; agents are indices into the crew."""

    def __init__(self, arrivals: DayArrivals, crew: list[DutyAgent], draws: Draws) -> None:
        self.crew, self.draws = crew, draws
        self.segments: list[Segment] = []
        self.spans: list[Span] = []
        self.logins: list[Span] = []
        self.events: list[tuple[int, int, int]] = []
        self.waiting: list[list[tuple[int, int, int]]] = [[] for _ in QUEUES]
        self.idle: list[dict[int, None]] = [{} for _ in QUEUES]
        self.contacts = 0
        for columns in zip(
            arrivals.arrived_s.tolist(),
            arrivals.queue.tolist(),
            arrivals.menu_s.tolist(),
            arrivals.self_served.tolist(),
            arrivals.customer.tolist(),
            strict=True,
        ):
            self._arrive(*columns)
        for index, agent in enumerate(crew):
            self._at(agent.logs_in_s, FREED, index)
            for due, _, _ in agent.interruptions:
                self._at(due, TIMELINE, index)
            self._at(agent.logs_out_s, TIMELINE, index)

    def run(self) -> None:
        """Handle events in order of time; at closing time everyone who waits is routed away."""
        handlers = (self._freed, self._timeline, self._queued, self._gives_up, self._callback)
        closed = False
        while self.events:
            now, kind, subject = heapq.heappop(self.events)
            if now >= CLOSES_S and not closed:
                closed = True
                self._close()
            handlers[kind](now, subject)

    def _at(self, second: int, kind: int, subject: int) -> None:
        heapq.heappush(self.events, (second, kind, subject))

    def _arrive(
        self, arrived: int, queue: int, menu_s: int, self_served: bool, customer: int
    ) -> None:
        self.contacts += 1
        queued = None if self_served else arrived + menu_s
        segment = self._segment(self.contacts, 1, queue, customer, arrived, queued)
        if queued is None:
            segment.contact_type = self.draws.menu_type(segment.draw)
            self._finish(segment, "self_service", arrived + menu_s, None)

    def _segment(
        self, contact: int, number: int, queue: int, customer: int, arrived: int, queued: int | None
    ) -> Segment:
        index = len(self.segments)
        segment = Segment(contact, number, queue, customer, arrived, queued, index)
        self.segments.append(segment)
        if queued is not None:
            segment.gives_up_s = queued + self.draws.patience_s(index, queue, number)
            self._at(queued, CALL_QUEUED, index)
        return segment

    def _finish(self, segment: Segment, outcome: str, at: int, by: str | None) -> None:
        segment.outcome, segment.ended_s, segment.disconnected_by = outcome, at, by
        segment.updated_s = at + 1
        if segment.queued_s is not None:
            segment.wait_s = at - segment.queued_s

    def _queued(self, now: int, index: int) -> None:
        segment = self.segments[index]
        if now >= CLOSES_S:
            self._finish(segment, "flow_out", now, "system")
            return
        agent_index = self._longest_idle(segment)
        if agent_index is not None:
            self._ring(now, agent_index, index)
            return
        heapq.heappush(self.waiting[segment.queue], (-PRIORITIES[segment.queue], now, index))
        self._at(segment.gives_up_s, GIVES_UP, index)
        if segment.gives_up_s > now + CALLBACK_AFTER_S:
            self._at(now + CALLBACK_AFTER_S, CALLBACK_OFFERED, index)

    def _longest_idle(self, segment: Segment) -> int | None:
        """The agent to serve the segment: available longest, and not the one who passed it on."""
        for agent_index in self.idle[segment.queue]:
            if self.crew[agent_index].person.number != segment.transferred_by:
                return agent_index
        return None

    def _gives_up(self, now: int, index: int) -> None:
        segment = self.segments[index]
        if segment.outcome == "waiting":
            self._abandon(now, segment)

    def _abandon(self, now: int, segment: Segment) -> None:
        self._finish(segment, "abandoned", now, "customer")
        if self.draws.redials(segment.draw, REDIAL_AFTER_ABANDON):
            self._redial(now, segment)

    def _redial(self, now: int, segment: Segment) -> None:
        again = now + self.draws.redial_after_s(segment.draw)
        if again + 20 < CLOSES_S and segment.draw < self.draws.calls * 2:
            self._arrive(again, segment.queue, 20, False, segment.customer)

    def _callback(self, now: int, index: int) -> None:
        segment = self.segments[index]
        if segment.outcome == "waiting" and self.draws.accepts_callback(index, CALLBACK_SHARE):
            self._finish(segment, "callback_accepted", now, "customer")

    def _close(self) -> None:
        for queue in self.waiting:
            for _, _, index in queue:
                if self.segments[index].outcome == "waiting":
                    self._finish(self.segments[index], "flow_out", CLOSES_S, "system")

    def _freed(self, now: int, agent_index: int) -> None:
        """An agent logs in, or is done with a call, ring or interruption."""
        agent = self.crew[agent_index]
        if now >= agent.logs_out_s:
            self.logins.append(Span(agent_index, "logged_in", agent.logs_in_s, now))
        elif agent.interruptions and agent.interruptions[0][0] <= now:
            self._interrupt(now, agent_index)
        else:
            self._become_available(now, agent_index)

    def _interrupt(self, now: int, agent_index: int) -> None:
        _, duration, reason = self.crew[agent_index].interruptions.pop(0)
        self._span(agent_index, "aux", now, now + duration, reason)
        self._at(now + duration, FREED, agent_index)

    def _become_available(self, now: int, agent_index: int) -> None:
        agent = self.crew[agent_index]
        agent.available_since_s = now
        for queue in agent.queues:
            self.idle[queue][agent_index] = None
        index = self._next_waiting(agent)
        if index is not None:
            self._ring(now, agent_index, index)

    def _next_waiting(self, agent: DutyAgent) -> int | None:
        """Index of the waiting segment to serve next: highest priority, then longest wait."""
        heads: list[tuple[tuple[int, int, int], int]] = []
        for queue in agent.queues:
            line = self.waiting[queue]
            while line and self.segments[line[0][2]].outcome != "waiting":
                heapq.heappop(line)
            if line and self.segments[line[0][2]].transferred_by != agent.person.number:
                heads.append((line[0], queue))
        return heapq.heappop(self.waiting[min(heads)[1]])[2] if heads else None

    def _timeline(self, now: int, agent_index: int) -> None:
        """An interruption or the end of the shift is due; busy agents see to it when freed."""
        if self.crew[agent_index].available_since_s is not None:
            self._leave_available(now, agent_index)
            self._freed(now, agent_index)

    def _leave_available(self, now: int, agent_index: int) -> None:
        agent = self.crew[agent_index]
        since = agent.available_since_s
        agent.available_since_s = None
        for queue in agent.queues:
            self.idle[queue].pop(agent_index, None)
        if since is not None:
            self._span(agent_index, "available", since, now)

    def _ring(self, now: int, agent_index: int, index: int) -> None:
        """Offer the call to the agent; the customer may give up while it rings."""
        segment = self.segments[index]
        self._leave_available(now, agent_index)
        answered = now + self.draws.ring_s(index)
        if segment.gives_up_s < answered:
            given_up = max(segment.gives_up_s, now)
            self._span(agent_index, "ring", now, given_up, contact=segment.contact_no)
            segment.outcome = "ringing"
            self._abandon(given_up, segment)
            self._at(given_up, FREED, agent_index)
            return
        self._span(agent_index, "ring", now, answered, contact=segment.contact_no)
        self._answer(answered, agent_index, segment)

    def _answer(self, now: int, agent_index: int, segment: Segment) -> None:
        person = self.crew[agent_index].person
        segment.contact_type = self.draws.agent_type(segment.draw, segment.queue)
        handling = handling_of(self.draws, segment.draw, segment.contact_type, person)
        ends = now + handling.talk_s + handling.hold_s
        segment.agent, segment.answered_s = person.number, now
        segment.talk_s, segment.hold_s = handling.talk_s, handling.hold_s
        segment.wrap_s = handling.wrap_s
        segment.transferred = handling.transfers and ends < LAST_TRANSFER_S
        by = "system" if segment.transferred else handling.disconnected_by
        self._finish(segment, "answered", ends, by)
        segment.wait_s = now - (segment.queued_s or now)
        segment.updated_s = ends + handling.wrap_s + 2
        self._talk_spans(now, agent_index, segment, handling)
        self._at(ends + handling.wrap_s, FREED, agent_index)
        self._follow_up(ends, segment, handling)

    def _follow_up(self, ends: int, segment: Segment, handling: Handling) -> None:
        if segment.transferred:
            passed_on = self._segment(
                segment.contact_no,
                segment.segment_no + 1,
                TRANSFER_TO[segment.queue],
                segment.customer,
                segment.arrived_s,
                ends,
            )
            passed_on.transferred_by = segment.agent
        elif handling.hung_up and self.draws.redials(segment.draw, REDIAL_AFTER_HANG_UP):
            self._redial(ends, segment)

    def _talk_spans(self, now: int, agent_index: int, segment: Segment, handling: Handling) -> None:
        before = handling.talk_before_hold_s if handling.hold_s else handling.talk_s
        held, resumed = now + before, now + before + handling.hold_s
        ends = now + handling.talk_s + handling.hold_s
        for state, start, end in (
            ("talk", now, held),
            ("hold", held, resumed),
            ("talk", resumed, ends),
            ("wrap", ends, ends + handling.wrap_s),
        ):
            self._span(agent_index, state, start, end, contact=segment.contact_no)

    def _span(
        self,
        agent_index: int,
        state: str,
        starts: int,
        ends: int,
        reason: str | None = None,
        contact: int | None = None,
    ) -> None:
        if ends > starts:
            self.spans.append(Span(agent_index, state, starts, ends, reason, contact))
