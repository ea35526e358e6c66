"""Where a P4 amount comes from: pools, their prices, and the share of each person."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.columns import Figures, Fractions, Ints, Mask, Rows


@dataclass(frozen=True)
class Split:
    """One step of a nested pool: of `parent_fen` the part `name` of `by` gets `fen`, in
    proportion of `key` to `keys`; `last_fen` is 1 where a fen left over went to it."""

    parent: str
    by: str
    name: str
    key_name: str
    key: int
    keys: int
    parent_fen: int
    fen: int
    last_fen: int


@dataclass(frozen=True)
class Leaves:
    """The pools that people share, after splitting: ids, money in fen, the steps that led to
    each, and the pool of every row of a group (−1: in none)."""

    ids: tuple[str, ...]
    amount: Ints
    splits: tuple[tuple[Split, ...], ...]
    pool: Rows


@dataclass(frozen=True)
class Pools:
    """Pools that were shared; amounts in fen, prices in fen per point.

    pool = Σ shares + reserve − breach.
    """

    component_id: str
    ids: tuple[str, ...]
    splits: tuple[tuple[Split, ...], ...]
    amount: Ints
    price: Fractions
    reserve: Ints
    breach: Ints


@dataclass(frozen=True)
class Shares:
    """One entry per part, a person in a pool: points at 4 digits, money in fen.

    `raw` is the share before rounding, `frozen` the limit it lies on (see floating_price),
    `exact` says that the pool is spent by largest remainder, and `all_points` that the points
    are all that the person has.
    """

    pools: Pools
    pool: Rows
    points: Figures
    raw: Fractions
    share: Ints
    frozen: Rows
    exact: Mask
    all_points: Mask

    def take(self, parts: Rows) -> Shares:
        """The shares at these places."""
        return Shares(
            self.pools,
            self.pool[parts],
            self.points.take(parts),
            self.raw.take(parts),
            self.share[parts],
            self.frozen[parts],
            self.exact[parts],
            self.all_points[parts],
        )
