"""The states of one pay group's month, as a fold over the events that happened to it.

OPEN → CALCULATED → IN_REVIEW → APPROVED → LOCKED (scoring.md 4.9, 4.10). An event states a fact
and is never edited; `evolve` says what it does to the state and refuses what cannot follow.
Whether a person may sign is decided before the event is made (`approvals`), so that a ledger
reads the same when the approval rules change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from data_contracts.refusal import Place, Refusal

State = Literal["OPEN", "CALCULATED", "IN_REVIEW", "APPROVED", "LOCKED"]


@dataclass(frozen=True)
class SettlementKey:
    """What is settled: one pay group of one legal entity in one month."""

    legal_entity: str
    pay_group: str
    period: str

    def __str__(self) -> str:
        return f"{self.legal_entity}/{self.pay_group}/{self.period}"


@dataclass(frozen=True)
class Calculated:
    """A run produced this result."""

    at: datetime
    run_id: str
    result_hash: str


@dataclass(frozen=True)
class Submitted:
    """The result was handed to review; `steps` is the approval chain in force that day."""

    at: datetime
    by: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Signed:
    """A person signed one step of the chain: this run and this result, no other."""

    at: datetime
    by: str
    step: str
    run_id: str
    result_hash: str


@dataclass(frozen=True)
class Returned:
    """A reviewer sent the result back; every signature given so far is void."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Locked:
    """The approved result was written as version 1 and is what gets paid."""

    at: datetime
    by: str
    run_id: str
    result_hash: str


@dataclass(frozen=True)
class Restated:
    """A shadow run of the locked month gave another result, stored beside as `version`."""

    at: datetime
    by: str
    version: int
    run_id: str
    result_hash: str
    reason_zh: str
    reason_en: str


Event = Calculated | Submitted | Signed | Returned | Locked | Restated


@dataclass(frozen=True)
class Signature:
    """A signature as it stands now; a void one stays on record with when and why."""

    given: Signed
    voided_at: datetime | None = None
    voided_because: str | None = None

    @property
    def stands(self) -> bool:
        return self.voided_at is None


@dataclass(frozen=True)
class Settlement:
    """Where one pay group's month stands. `version` counts the stored results, 0 before locking."""

    key: SettlementKey
    state: State = "OPEN"
    run_id: str | None = None
    result_hash: str | None = None
    steps: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    version: int = 0
    locked_hash: str | None = None

    @property
    def standing(self) -> tuple[Signed, ...]:
        """Signatures that are not void, in the order they were given."""
        return tuple(signature.given for signature in self.signatures if signature.stands)

    @property
    def next_step(self) -> str | None:
        """The step whose signature is missing, None where none is."""
        return next(iter(self.steps[len(self.standing) :]), None)


def settled(key: SettlementKey, events: Iterable[Event]) -> Settlement:
    """The state after `events`, oldest first. Raises Refusal where one cannot follow."""
    state = Settlement(key)
    for event in events:
        state = evolve(state, event)
    return state


def evolve(before: Settlement, event: Event) -> Settlement:
    """The state after one more event. Raises Refusal where it cannot happen in this state."""
    match event:
        case Calculated():
            return _calculated(before, event)
        case Submitted():
            return _submitted(before, event)
        case Signed():
            return _signed(before, event)
        case Returned():
            return _returned(before, event)
        case Locked():
            return _locked(before, event)
        case Restated():
            return _restated(before, event)


def _calculated(before: Settlement, event: Calculated) -> Settlement:
    """The same result leaves the review alone; another one voids every signature given on it."""
    if before.state == "LOCKED":
        raise _refused(
            before,
            "the month is locked: its rows cannot be calculated again",
            "callfloor period restate makes a shadow run and posts the difference",
        )
    if event.result_hash == before.result_hash:
        return replace(before, run_id=event.run_id)
    return replace(
        before,
        state="CALCULATED",
        run_id=event.run_id,
        result_hash=event.result_hash,
        steps=(),
        signatures=_voided(before, event.at, f"result is now {event.result_hash[:12]}"),
    )


def _submitted(before: Settlement, event: Submitted) -> Settlement:
    _require(before, "CALCULATED", "only a calculated month goes to review")
    if not event.steps:
        raise _refused(before, "the approval chain has no step", "name its steps in approvals.yaml")
    return replace(before, state="IN_REVIEW", steps=event.steps)


def _signed(before: Settlement, event: Signed) -> Settlement:
    _require(before, "IN_REVIEW", "only a month in review is signed")
    if event.step != before.next_step:
        raise _refused(
            before,
            f"the step '{event.step}' is not next",
            f"the chain is {' → '.join(before.steps)}; '{before.next_step}' signs now",
        )
    if event.result_hash != before.result_hash:
        raise _refused(
            before,
            f"the result is {before.result_hash}, another one was signed",
            "look at the result as it is now and sign that",
        )
    after = replace(before, signatures=(*before.signatures, Signature(event)))
    return after if after.next_step else replace(after, state="APPROVED")


def _returned(before: Settlement, event: Returned) -> Settlement:
    if before.state not in {"IN_REVIEW", "APPROVED"}:
        raise _refused(
            before, f"a month that is {before.state} cannot be sent back", "submit it first"
        )
    voided = _voided(before, event.at, f"returned by {event.by}: {event.reason}")
    return replace(before, state="CALCULATED", steps=(), signatures=voided)


def _locked(before: Settlement, event: Locked) -> Settlement:
    if before.state != "APPROVED":
        missing = before.next_step or "the whole chain"
        raise _refused(
            before,
            f"the month is {before.state}, not APPROVED: the signature of {missing} is missing",
            "callfloor period sign, one step after the other",
        )
    if event.result_hash != before.result_hash:
        raise _refused(
            before,
            f"the signatures are on {before.result_hash}, the rows give {event.result_hash}",
            "submit and sign the result as it is now",
        )
    return replace(before, state="LOCKED", version=1, locked_hash=event.result_hash)


def _restated(before: Settlement, event: Restated) -> Settlement:
    _require(before, "LOCKED", "only a locked month is restated")
    if event.version != before.version + 1:
        raise _refused(
            before,
            f"version {event.version} cannot follow version {before.version}",
            "run the restatement again: another one was faster",
        )
    return replace(
        before, version=event.version, run_id=event.run_id, result_hash=event.result_hash
    )


def _voided(before: Settlement, at: datetime, because: str) -> tuple[Signature, ...]:
    return tuple(
        replace(signature, voided_at=at, voided_because=because) if signature.stands else signature
        for signature in before.signatures
    )


def _require(before: Settlement, state: State, what: str) -> None:
    if before.state != state:
        raise _refused(
            before,
            f"{what}; this one is {before.state}",
            "callfloor period status shows what comes next",
        )


def _refused(before: Settlement, what: str, next_step: str) -> Refusal:
    return Refusal(what, place=Place("settlement", key=str(before.key)), next_step=next_step)
