"""Targets as limits on measures that rise with the load and fall with every agent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.erlang.abandonment import PatientQueue, patient_queue
from scheduling.erlang.delay import ErlangC, delayed
from scheduling.erlang.poisson import Array

Rows = NDArray[np.intp]
Truths = NDArray[np.bool_]
_RATIOS = ("service_level", "maximum_occupancy", "abandon_rate")


@dataclass(frozen=True)
class Targets:
    """What must hold. A target that is None does not bind; arrays broadcast with the loads."""

    service_level: ArrayLike | None = None
    target_wait_s: ArrayLike = 20.0
    asa_s: ArrayLike | None = None
    maximum_occupancy: ArrayLike | None = None
    abandon_rate: ArrayLike | None = None


@dataclass(frozen=True)
class Limits:
    """Targets, handle times and patience as flat arrays, of length 1 where all rows share one."""

    aht_s: Array
    target_wait_s: Array
    patience_s: Array | None
    service_level: Array | None
    asa_s: Array | None
    maximum_occupancy: Array | None
    abandon_rate: Array | None

    @property
    def shared(self) -> bool:
        """Whether every row has the same limits."""
        return all(value.size == 1 for value in vars(self).values() if value is not None)

    def of(self, rows: Rows) -> Limits:
        """The limits of some rows."""

        def some(value: Array) -> Array:
            return value if value.size == 1 else value[rows]

        def perhaps(value: Array | None) -> Array | None:
            return None if value is None else some(value)

        return Limits(
            aht_s=some(self.aht_s),
            target_wait_s=some(self.target_wait_s),
            patience_s=perhaps(self.patience_s),
            service_level=perhaps(self.service_level),
            asa_s=perhaps(self.asa_s),
            maximum_occupancy=perhaps(self.maximum_occupancy),
            abandon_rate=perhaps(self.abandon_rate),
        )

    def hold(self, load: Array, agents: ArrayLike) -> Truths:
        """Whether every target holds; in Erlang C the agents must exceed the load besides."""
        return self.judge(load, agents)[0]

    def slack(self, load: Array, agents: ArrayLike) -> Array:
        """The smallest log(limit / measure): 0 where the tightest target just holds."""
        return self.judge(load, agents)[1]

    def judge(self, load: Array, agents: ArrayLike) -> tuple[Truths, Array]:
        """Whether every target holds, and the slack, from one calculation."""
        n = np.asarray(agents, float)
        found = self._queue(load, n)
        holds = n > load if self.patience_s is None else np.ones(load.shape, bool)
        pairs = self._limited(found)
        for measure, limit in pairs:
            holds &= measure <= limit
        if self.service_level is not None:
            level = self._level(found)
            holds &= level >= self.service_level
            any_level = self.service_level <= 0.0
            pairs.append((1.0 - level, np.where(any_level, np.inf, 1.0 - self.service_level)))
        return holds | (load == 0), _least_slack(pairs, load.shape)

    def _queue(self, load: Array, n: Array) -> ErlangC | PatientQueue:
        if self.patience_s is None:
            return delayed(load, n, self.aht_s, self.target_wait_s)
        busy = np.where(load > 0, load, 1.0)
        load, n, aht, patience = np.broadcast_arrays(busy, n, self.aht_s, self.patience_s)
        return patient_queue(load, n, aht, patience)

    def _level(self, found: ErlangC | PatientQueue) -> Array:
        if isinstance(found, ErlangC):
            return found.service_level
        return found.service_level(np.broadcast_to(self.target_wait_s, found.load.shape))

    def _limited(self, found: ErlangC | PatientQueue) -> list[tuple[Array, Array]]:
        """The measures that must not exceed a limit, with it."""
        pairs = []
        if self.asa_s is not None:
            pairs.append((found.asa_s, self.asa_s))
        if self.maximum_occupancy is not None:
            pairs.append((found.occupancy, self.maximum_occupancy))
        if self.abandon_rate is not None and isinstance(found, PatientQueue):
            pairs.append((found.abandon_rate, self.abandon_rate))
        return pairs


def _least_slack(pairs: list[tuple[Array, Array]], shape: tuple[int, ...]) -> Array:
    least = np.full(shape, np.inf)
    with np.errstate(divide="ignore"):
        for measure, limit in pairs:
            slack = np.log(limit) - np.log(np.maximum(measure, 1e-300))
            least = np.minimum(least, slack)
    return least


def limits_of(
    targets: Targets, aht_s: ArrayLike, patience_s: ArrayLike | None, shape: tuple[int, ...]
) -> Limits:
    """Limits for loads of a shape. Raises ValueError on a target outside its range."""
    _refuse_targets(targets, patience_s)

    def perhaps(value: ArrayLike | None) -> Array | None:
        return None if value is None else _flat(value, shape)

    return Limits(
        aht_s=_flat(aht_s, shape),
        target_wait_s=_flat(targets.target_wait_s, shape),
        patience_s=perhaps(patience_s),
        service_level=perhaps(targets.service_level),
        asa_s=perhaps(targets.asa_s),
        maximum_occupancy=perhaps(_binding(targets.maximum_occupancy)),
        abandon_rate=perhaps(targets.abandon_rate),
    )


def _binding(maximum_occupancy: ArrayLike | None) -> ArrayLike | None:
    """Nobody is busier than always: an occupancy of 1 is no limit, whatever the last digit says."""
    if maximum_occupancy is None:
        return None
    limit = np.asarray(maximum_occupancy, float)
    return np.where(limit < 1.0, limit, np.inf)


def _flat(value: ArrayLike, shape: tuple[int, ...]) -> Array:
    array = np.asarray(value, float)
    if array.size == 1 or (array.size and (array == array.flat[0]).all()):
        return array.reshape(-1)[:1]
    return np.broadcast_to(array, shape).ravel()


def _refuse_targets(targets: Targets, patience_s: ArrayLike | None) -> None:
    for name in _RATIOS:
        value = getattr(targets, name)
        if value is None:
            continue
        ratio = np.asarray(value, float)
        low_ok = (ratio > 0).all() if name != "service_level" else (ratio >= 0).all()
        high_ok = (ratio < 1).all() if name == "service_level" else (ratio <= 1).all()
        if not (low_ok and high_ok):
            raise ValueError(f"the target {name} is outside its range 0-1")
    if targets.asa_s is not None and (np.asarray(targets.asa_s, float) <= 0).any():
        raise ValueError("an ASA target must be above 0 s")
    if targets.abandon_rate is not None and patience_s is None:
        raise ValueError("an abandonment target needs patience: Erlang C has no abandonment")
