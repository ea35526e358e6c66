"""A locked month recalculated beside itself, and its differences posted into the open month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from pipelines.identity import RunIdentity
from pipelines.period import Period
from pipelines.settings import now
from pipelines.settlement.corrections import adjustments
from pipelines.settlement.locked import LockedVersion, versions, write_version
from pipelines.settlement.replay import Arguments, replayer
from pipelines.settlement.results import Result, cut
from pipelines.settlement.settling import APPROVALS_FILE, Settling, described
from scoring.settlement import (
    Restated,
    Restatement,
    Settlement,
    SettlementKey,
    adjustments_table,
    paid_components,
    restated,
)
from scoring.settlement.months import following


@dataclass(frozen=True)
class ShadowRun:
    """What a restatement came to for one pay group.

    `version` is None where the result is that of the newest version; `posted` has the rows that
    later months pay or recover, as outputs/adjustments.
    """

    settlement: Settlement
    version: LockedVersion | None
    posted: pa.Table


def restate(
    settling: Settling, period: Period, pay_groups: Iterable[str], by: str,
    reasons: tuple[str, str],
) -> list[ShadowRun]:  # fmt: skip
    """Replay a locked month with the data, rules and code of now and post what changed.

    `reasons` in Chinese and English stay with the version and every posted row. Raises Refusal
    where a group is not locked: its month is simply calculated again.
    """
    groups = list(pay_groups)
    for group in groups:
        _require_locked(settling, period, group)
    with settling.ledger.held(), replayer(settling.house) as replays:
        now_known = Arguments()
        replayed = replays.known(period.name, now_known) or replays.replay(period.name, now_known)
        tables = {name: replayed.table(name) for name in replayed.digests}
        results = cut(settling.approvals, tables["people"], tables, period)
        return [
            _shadow_run(settling, group, period, results[group], replayed.identity, by, reasons)
            for group in groups
        ]


def _shadow_run(
    settling: Settling, group: str, period: Period, result: Result, identity: RunIdentity,
    by: str, reasons: tuple[str, str],
) -> ShadowRun:  # fmt: skip
    key = settling.key(group, period)
    before = settling.ledger.settlement(key)
    if result.hash == before.result_hash:
        return ShadowRun(before, None, adjustments_table([]))
    case = _case(settling, key, before.version + 1, result, reasons)
    posted = _posted(settling, case, result)
    said = described(key, case.version, result, identity, reasons)
    version = write_version(settling.house, said, {**result.files, "adjustments": posted})
    event = Restated(now(), by, case.version, identity.run_id, result.hash, *reasons)
    return ShadowRun(settling.ledger.append(key, event), version, posted)


def _posted(settling: Settling, case: Restatement, result: Result) -> pa.Table:
    """The differences against everything that was paid for the month so far."""
    paid = versions(settling.house, case.key.period, case.key.pay_group)[0]
    group = case.key.pay_group
    so_far = [row for row in adjustments(settling.house) if row.pay_group == group]
    latest = paid_components(result.tables["pay_lines"])
    first = paid_components(paid.result()["pay_lines"])
    return adjustments_table(restated(case, latest, first, so_far))


def _case(
    settling: Settling, key: SettlementKey, version: int, result: Result, reasons: tuple[str, str]
) -> Restatement:
    rules = settling.today
    return Restatement(
        key=key,
        version=version,
        posted_from=_first_open_month(settling, key),
        currency=_currency(settling, key, result),
        policy=rules.delta_policy,
        threshold_amount=rules.threshold_amount,
        recovery_share=rules.recovery_share,
        reason_zh=reasons[0],
        reason_en=reasons[1],
    )


def _currency(settling: Settling, key: SettlementKey, result: Result) -> str:
    currencies = sorted(set(result.tables["pay_lines"]["currency"].to_pylist()))
    if len(currencies) > 1:
        raise Refusal(
            f"one pay group is paid in {' and '.join(currencies)}",
            place=Place(APPROVALS_FILE, key=f"pay_groups.{key.pay_group}"),
            next_step="settle each currency in a pay group of its own",
        )
    return currencies[0] if currencies else settling.centre.settings.currency


def _first_open_month(settling: Settling, key: SettlementKey) -> str:
    """The first month after the restated one that is not locked for the group."""
    month = following(key.period)
    while _state(settling, key, month) == "LOCKED":
        month = following(month)
    return month


def _state(settling: Settling, key: SettlementKey, month: str) -> str:
    other = SettlementKey(key.legal_entity, key.pay_group, month)
    return settling.ledger.settlement(other).state


def _require_locked(settling: Settling, period: Period, pay_group: str) -> None:
    key = settling.key(pay_group, period)
    state = settling.ledger.settlement(key).state
    if state != "LOCKED":
        raise Refusal(
            f"{key} is {state}: a month that is not locked is calculated again instead",
            place=Place("--period"),
            value=period.name,
            next_step=f"callfloor run --period {period.name}",
        )
