"""The state machine against a plain model, over random histories."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from data_contracts.refusal import Refusal
from scoring.settlement import (
    Calculated,
    Event,
    Locked,
    Restated,
    Returned,
    Settlement,
    SettlementKey,
    Signed,
    Submitted,
    evolve,
    settled,
)

KEY = SettlementKey("sample_services", "agents", "2026-06")
STEPS = ("data_steward", "specialist", "head", "payroll", "finance")
HASHES = st.sampled_from(["aa", "bb", "cc"])


class Month(RuleBasedStateMachine):
    """A clerk who does anything at any time; the model is a name, a hash and a count."""

    @initialize()
    def begin(self) -> None:
        self.at = datetime(2026, 7, 1)
        self.events: list[Event] = []
        self.state = Settlement(KEY)
        self.name, self.hash, self.signed, self.version = "OPEN", "", 0, 0
        self.locked_hash: str | None = None

    def happens(self, event: Event, allowed: bool) -> bool:
        self.at += timedelta(minutes=1)
        if not allowed:
            with pytest.raises(Refusal):
                evolve(self.state, event)
            return False
        self.state = evolve(self.state, event)
        self.events.append(event)
        return True

    @rule(found=HASHES)
    def calculate(self, found: str) -> None:
        happened = self.happens(Calculated(self.at, "run", found), self.name != "LOCKED")
        if happened and found != self.hash:
            self.name, self.hash, self.signed = "CALCULATED", found, 0

    @rule()
    def submit(self) -> None:
        if self.happens(Submitted(self.at, "clerk", STEPS), self.name == "CALCULATED"):
            self.name, self.signed = "IN_REVIEW", 0

    @rule(step=st.sampled_from(STEPS), found=HASHES)
    def sign(self, step: str, found: str) -> None:
        due = self.name == "IN_REVIEW" and step == STEPS[self.signed] and found == self.hash
        if self.happens(Signed(self.at, step, step, "run", found), due):
            self.signed += 1
            self.name = "APPROVED" if self.signed == len(STEPS) else "IN_REVIEW"

    @precondition(lambda self: self.name == "IN_REVIEW")
    @rule()
    def sign_next(self) -> None:
        self.sign(STEPS[self.signed], self.hash)

    @precondition(lambda self: self.name == "IN_REVIEW")
    @rule()
    def sign_all(self) -> None:
        while self.name == "IN_REVIEW":
            self.sign_next()

    @rule()
    def send_back(self) -> None:
        allowed = self.name in {"IN_REVIEW", "APPROVED"}
        if self.happens(Returned(self.at, "head", "look again"), allowed):
            self.name, self.signed = "CALCULATED", 0

    @rule(found=HASHES)
    def lock(self, found: str) -> None:
        allowed = self.name == "APPROVED" and found == self.hash
        if self.happens(Locked(self.at, "clerk", "run", found), allowed):
            self.name, self.version, self.locked_hash = "LOCKED", 1, found

    @precondition(lambda self: self.name == "APPROVED")
    @rule()
    def lock_it(self) -> None:
        self.lock(self.hash)

    @rule(found=HASHES, version=st.integers(1, 4))
    def restate(self, found: str, version: int) -> None:
        event = Restated(self.at, "clerk", version, "run", found, "迟到的数据", "late data")
        if self.happens(event, self.name == "LOCKED" and version == self.version + 1):
            self.version, self.hash = version, found

    @invariant()
    def the_state_is_that_of_the_model(self) -> None:
        state = self.state
        assert (state.state, state.result_hash or "", state.version) == (
            self.name, self.hash, self.version,
        )  # fmt: skip
        assert len(state.standing) == self.signed
        assert state.locked_hash == self.locked_hash

    @invariant()
    def standing_signatures_are_on_the_result_until_it_is_locked(self) -> None:
        if self.name != "LOCKED":
            assert all(signed.result_hash == self.hash for signed in self.state.standing)

    @invariant()
    def no_signature_is_ever_forgotten(self) -> None:
        given = [event for event in self.events if isinstance(event, Signed)]
        assert [signature.given for signature in self.state.signatures] == given

    @invariant()
    def the_ledger_read_again_gives_the_same_state(self) -> None:
        assert settled(KEY, self.events) == self.state


Month.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestMonth = Month.TestCase


def test_a_changed_result_voids_and_keeps_the_signatures() -> None:
    at = datetime(2026, 7, 1)
    signed = Signed(at, "steward", "data_steward", "run1", "aa")
    state = settled(
        KEY,
        [
            Calculated(at, "run1", "aa"),
            Submitted(at, "clerk", STEPS),
            signed,
            Calculated(at + timedelta(hours=1), "run2", "bb"),
        ],
    )
    [kept] = state.signatures
    assert (state.state, kept.given, kept.stands) == ("CALCULATED", signed, False)
    assert kept.voided_because == "result is now bb"


def test_a_repeated_run_with_the_same_result_keeps_the_signatures() -> None:
    at = datetime(2026, 7, 1)
    events = [
        Calculated(at, "run1", "aa"),
        Submitted(at, "clerk", STEPS),
        Signed(at, "steward", "data_steward", "run1", "aa"),
        Calculated(at, "run2", "aa"),
    ]
    state = settled(KEY, events)
    assert (state.state, state.run_id, len(state.standing)) == ("IN_REVIEW", "run2", 1)


def test_a_refusal_says_which_step_is_next() -> None:
    at = datetime(2026, 7, 1)
    state = settled(KEY, [Calculated(at, "r", "aa"), Submitted(at, "clerk", STEPS)])
    with pytest.raises(Refusal, match="'data_steward' signs now"):
        evolve(state, Signed(at, "x", "finance", "r", "aa"))
