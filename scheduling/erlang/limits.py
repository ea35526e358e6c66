"""Targets as limits on measures that rise with the load and fall with every agent."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduling.erlang.abandonment import ErlangA, erlang_a
from scheduling.erlang.delay import ErlangC, erlang_c
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
        return Limits(
            **{
                field.name: value if value is None or value.size == 1 else value[rows]
                for field in fields(self)
                for value in (getattr(self, field.name),)
            }
        )

    def hold(self, load: Array, agents: ArrayLike) -> Truths:
        """Whether every target holds; in Erlang C the agents must exceed the load besides."""
        n = np.asarray(agents, float)
        found = self._measures(load, n)
        holds = n > load if self.patience_s is None else np.ones(load.shape, bool)
        if self.service_level is not None:
            holds &= found.service_level >= self.service_level
        if self.asa_s is not None:
            holds &= found.asa_s <= self.asa_s
        if self.maximum_occupancy is not None:
            holds &= found.occupancy <= self.maximum_occupancy
        if self.abandon_rate is not None and isinstance(found, ErlangA):
            holds &= found.abandon_rate <= self.abandon_rate
        return holds | (load == 0)

    def slack(self, load: Array, agents: ArrayLike) -> Array:
        """The smallest log(limit / measure): 0 where the tightest target just holds."""
        n = np.asarray(agents, float)
        found = self._measures(load, n)
        least = np.full(load.shape, np.inf)
        if self.service_level is not None:
            least = _closest(least, 1.0 - self.service_level, 1.0 - found.service_level)
        if self.asa_s is not None:
            least = _closest(least, self.asa_s, found.asa_s)
        if self.maximum_occupancy is not None:
            least = _closest(least, self.maximum_occupancy, found.occupancy)
        if self.abandon_rate is not None and isinstance(found, ErlangA):
            least = _closest(least, self.abandon_rate, found.abandon_rate)
        return least

    def _measures(self, load: Array, n: Array) -> ErlangC | ErlangA:
        wait = self.target_wait_s
        if self.patience_s is None:
            return erlang_c(load, n, aht_s=self.aht_s, target_wait_s=wait)
        return erlang_a(load, n, aht_s=self.aht_s, patience_s=self.patience_s, target_wait_s=wait)


def limits_of(
    targets: Targets, aht_s: ArrayLike, patience_s: ArrayLike | None, shape: tuple[int, ...]
) -> Limits:
    """Limits for loads of a shape. Raises ValueError on a target outside its range."""
    _refuse_targets(targets, patience_s)
    given = {**vars(targets), "aht_s": aht_s, "patience_s": patience_s}
    return Limits(
        **{name: None if value is None else _flat(value, shape) for name, value in given.items()}
    )


def _flat(value: ArrayLike, shape: tuple[int, ...]) -> Array:
    array = np.asarray(value, float)
    if array.size == 1 or (array.size and (array == array.flat[0]).all()):
        return array.reshape(-1)[:1]
    return np.broadcast_to(array, shape).ravel()


def _closest(least: Array, limit: Array, measure: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.minimum(least, np.log(limit) - np.log(np.maximum(measure, 1e-300)))


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
