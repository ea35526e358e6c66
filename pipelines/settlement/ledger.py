"""The settlement ledger: every event of every pay group's month, in one append-only file."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.settlement.journal import Journal
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
from scoring.settlement.tables import SETTLEMENT_EVENTS, table_of

KINDS: dict[str, type] = {
    "calculated": Calculated,
    "submitted": Submitted,
    "signed": Signed,
    "returned": Returned,
    "locked": Locked,
    "restated": Restated,
}


class SettlementLedger:
    """What happened to the months of one centre. Read it freely; write inside `held`."""

    def __init__(self, control: Path) -> None:
        self._journal = Journal(control / "settlement" / "events.jsonl", KINDS)

    @contextmanager
    def held(self) -> Generator[None]:
        """Keep every other process from deciding meanwhile."""
        with self._journal.held():
            yield

    def append(self, key: SettlementKey, event: Event) -> Settlement:
        """Record what happened; the state after it. Raises Refusal where it cannot follow."""
        after = self.permitted(key, event)
        self._journal.append(event, **vars(key))
        return after

    def permitted(self, key: SettlementKey, event: Event) -> Settlement:
        """The state that `event` would lead to. Raises Refusal where it cannot follow."""
        return evolve(self.settlement(key), event)

    def settlement(self, key: SettlementKey) -> Settlement:
        """Where a pay group's month stands."""
        return settled(key, self.events(key))

    def events(self, key: SettlementKey) -> list[Event]:
        """Its events, oldest first."""
        return [event for found, event in self._entries() if found == key]

    def settlements(self) -> list[Settlement]:
        """Every month that anything happened to, by period and pay group."""
        keys = {key for key, _ in self._entries()}
        ordered = sorted(keys, key=lambda key: (key.period, key.legal_entity, key.pay_group))
        return [self.settlement(key) for key in ordered]

    def table(self) -> pa.Table:
        """Every event, signatures with what became of them, as outputs/settlement_events."""
        return table_of(
            (row for state in self.settlements() for row in _rows(state, self.events(state.key))),
            SETTLEMENT_EVENTS,
        )

    def _entries(self) -> Iterator[tuple[SettlementKey, Event]]:
        for about, event in self._journal.records():
            yield SettlementKey(**about), event


def _rows(state: Settlement, events: Iterable[Event]) -> Iterator[dict[str, Any]]:
    names = {kind: name for name, kind in KINDS.items()}
    signatures = iter(state.signatures)
    for sequence, event in enumerate(events, start=1):
        row = {
            **vars(state.key),
            **{
                name: value
                for name, value in vars(event).items()
                if name in SETTLEMENT_EVENTS.names
            },
            "sequence": sequence,
            "event": names[type(event)],
            "happened_at": event.at,
            "done_by": getattr(event, "by", "callfloor"),
        }
        if isinstance(event, Returned):
            row |= {"reason_zh": event.reason, "reason_en": event.reason}
        if isinstance(event, Locked):
            row["version"] = 1
        if isinstance(event, Signed):
            signature = next(signatures)
            row |= {"voided_at": signature.voided_at, "voided_because": signature.voided_because}
        yield row
