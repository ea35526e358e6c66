"""The life of a month up to its lock: observed, submitted, signed, locked.

What is signed and locked is the published copy. Each act first observes it, so that a result
that changed since voids the signatures it had.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from zoneinfo import ZoneInfo

from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre, shown
from pipelines.identity import RunIdentity
from pipelines.period import Period
from pipelines.settings import House, now
from pipelines.settlement.gates import last_run, require_releasable
from pipelines.settlement.ledger import SettlementLedger
from pipelines.settlement.locked import Description, LockedVersion, write_version
from pipelines.settlement.results import Result, published, published_results
from scoring.settlement import (
    Approvals,
    ApprovalsOnDay,
    Calculated,
    Locked,
    Returned,
    Settlement,
    SettlementKey,
    Submitted,
)

APPROVALS_FILE = "approvals.yaml"


@dataclass(frozen=True)
class Settling:
    """The acts on the months of one centre."""

    house: House
    centre: Centre

    @cached_property
    def approvals(self) -> Approvals:
        """The centre's approvals.yaml. Raises Refusal where it has none."""
        document = self.centre.document(APPROVALS_FILE)
        if document is None:
            raise Refusal(
                "this centre does not say who approves its pay",
                place=Place(shown(self.centre.directory / APPROVALS_FILE)),
                next_step="copy it from centres/sample and name your steps and people",
            )
        return Approvals.read(document)

    @cached_property
    def ledger(self) -> SettlementLedger:
        """What happened so far."""
        return SettlementLedger(self.house.control)

    @property
    def today(self) -> ApprovalsOnDay:
        """The approval rules of today, by the centre's clock."""
        zone = ZoneInfo(self.centre.settings.zone)
        return self.approvals.on(now().replace(tzinfo=UTC).astimezone(zone).date())

    def key(self, pay_group: str, period: Period) -> SettlementKey:
        """What is settled. Raises Refusal for an unknown pay group."""
        return self.today.key(pay_group, period.name)

    def observe(self, period: Period) -> list[Settlement]:
        """Record the published result of every pay group that is not locked; their states.

        A result that is not the one in the ledger voids its signatures.
        """
        with self.ledger.held(), published(self.house) as connection:
            run_id = last_run(self.house, period.name).identity.run_id
            results = published_results(connection, self.approvals, period)
            return [
                self._observed(self.key(group, period), run_id, result)
                for group, result in results.items()
            ]

    def submit(self, period: Period, pay_group: str, by: str) -> Settlement:
        """Hand the published result to review. Raises GateBlocked where a gate is closed."""
        self._require_result(period, pay_group)
        with self.ledger.held():
            event = Submitted(now(), by, self.today.steps)
            return self.ledger.append(self.key(pay_group, period), event)

    def sign(self, period: Period, pay_group: str, step: str, by: str) -> Settlement:
        """Sign one step on the published result. Raises GateBlocked where a gate is closed."""
        self._require_result(period, pay_group)
        key = self.key(pay_group, period)
        with self.ledger.held():
            event = self.today.signature(self.ledger.settlement(key), step, by, now())
            return self.ledger.append(key, event)

    def send_back(self, period: Period, pay_group: str, by: str, reason: str) -> Settlement:
        """Void the signatures given so far, and say why."""
        with self.ledger.held():
            return self.ledger.append(self.key(pay_group, period), Returned(now(), by, reason))

    def lock(self, period: Period, pay_group: str, by: str) -> LockedVersion:
        """Write the approved rows as version 1, read-only, and close the month for the group.

        Raises Refusal where a signature is missing, GateBlocked where a gate is closed.
        """
        self._require_result(period, pay_group)
        key = self.key(pay_group, period)
        with self.ledger.held(), published(self.house) as connection:
            result = published_results(connection, self.approvals, period)[pay_group]
            identity = last_run(self.house, period.name).identity
            event = Locked(now(), by, identity.run_id, result.hash)
            self.ledger.permitted(key, event)
            said = described(key, 1, result, identity, ("发薪", "Paid"))
            version = write_version(self.house, said, result.files)
            self.ledger.append(key, event)
        return version

    def _observed(self, key: SettlementKey, run_id: str, result: Result) -> Settlement:
        before = self.ledger.settlement(key)
        same = (before.result_hash, before.run_id) == (result.hash, run_id)
        if before.state == "LOCKED" or same:
            return before
        return self.ledger.append(key, Calculated(now(), run_id, result.hash))

    def _require_result(self, period: Period, pay_group: str) -> None:
        self.key(pay_group, period)
        if pay_group not in {state.key.pay_group for state in self.observe(period)}:
            raise Refusal(
                f"nobody of this pay group was employed in {period.name}",
                place=Place("--pay-group"),
                value=pay_group,
                next_step="callfloor period status shows the groups of the month",
            )
        with published(self.house) as connection:
            require_releasable(self.house, connection, period.name)


def described(
    key: SettlementKey,
    version: int,
    result: Result,
    identity: RunIdentity,
    reasons: tuple[str, str],
) -> Description:
    """What version.json says of a result; `reasons` in Chinese and English."""
    return Description(
        **vars(key),
        version=version,
        result_hash=result.hash,
        identity=identity,
        run_id=identity.run_id,
        created_at=now(),
        reason_zh=reasons[0],
        reason_en=reasons[1],
        agents=tuple(sorted(result.agents)),
        result_tables=tuple(sorted(result.tables)),
    )
