"""A person against peers at the same mix, robustly: how far, and how surely.

1. Expected cases: each stratum at the rate of the other agents in it (indirect standardisation).
2. Effect: 2(√((c + ⅜)/n) − √((e + ⅜)/n)), whose sampling variance is v = 1/n (Anscombe 1948);
   1/n + 1/m where the expectation itself was estimated from m contacts of the agent.
3. Robust z: (effect − median) ÷ √(v + τ²), where τ² is what the MAD of the effects shows
   beyond sampling (the additive over-dispersion of Spiegelhalter 2005, by median and MAD).
4. Whoever stands beyond OUTLIER_Z leaves the reference rates, and 1–3 are done again: honest
   people are compared with honest people.
5. A person stands out where both the robust z and the exact binomial tail at the peers' figure
   are beyond what the whole family of comparisons shows by chance (Bonferroni). z is judged by
   Student's t with the degrees of freedom of its spread (Satterthwaite 1946): the MAD of n
   peers knows as much as a standard deviation of 0.37 n; sampling variance is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import bdtr, bdtrc, stdtrit

from scoring.gaming.frames import Column, Floats, Frame, Ints, Mask

Suspicious = Literal["above", "below"]

ANSCOMBE = 3 / 8
MAD_TO_SD = 1.4826
MAD_EFFICIENCY = 0.37
KNOWN = 1e6
OUTLIER_Z = 3.0
ROUNDS = 3
MIN_STRATUM_PEERS = 3
SIGN: dict[Suspicious, int] = {"above": 1, "below": -1}


@dataclass(frozen=True)
class _Cells:
    """A tally as columns: codes of agent and stratum, and what is known of the expectation."""

    agents: list[str]
    agent: Ints
    stratum: Ints
    cases: Floats
    exposure: Floats
    chance: Floats | None
    estimation: Floats

    def per_agent(self, values: Floats) -> Floats:
        """Σ of the values by agent."""
        sums = np.bincount(self.agent, weights=values, minlength=len(self.agents))
        return sums.astype(float)


def compare(tally: Frame, suspicious: Suspicious, *, min_exposure: int, min_peers: int) -> Frame:
    """One row per agent compared: agent_id, cases, exposure, expected, centre, spread, z, peers,
    freedom (degrees of freedom of the spread) and peer_figure, the share of a middling peer with
    the agent's mix and exposure.

    Agents below `min_exposure` are neither compared nor peers; with fewer than `min_peers`
    others nobody is compared and the frame is empty.
    """
    enough = tally.groupby("agent_id")["exposure"].transform("sum") >= min_exposure
    cells = _cells(tally[enough])
    reference = np.ones(len(cells.agents), dtype=bool)
    standing = _standing(cells, reference, suspicious)
    for _ in range(ROUNDS):
        inside = ~np.isin(cells.agents, standing.loc[standing["z"] > OUTLIER_Z, "agent_id"])
        if np.array_equal(inside, reference):
            break
        reference = inside
        standing = _standing(cells, reference, suspicious)
    if len(standing) <= min_peers:
        return pd.DataFrame()
    return standing.assign(peer_figure=_figure_at(standing["centre"], standing))


def critical_z(freedom: Column, error: float) -> Floats:
    """z that one person exceeds by chance with probability `error`, by degrees of freedom."""
    return -stdtrit(freedom.to_numpy(float), error)


def figure_at_z(standing: Frame, suspicious: Suspicious, z: Floats) -> Floats:
    """The share at which each agent would stand at that z."""
    return _figure_at(standing["centre"] + SIGN[suspicious] * z * standing["spread"], standing)


def exact_tail(standing: Frame, suspicious: Suspicious) -> Floats:
    """Probability of so many cases or more (fewer, where few are suspicious) at the peers' figure.

    A binomial: where strata differ in rate the sum varies less than it, so this errs on the
    side of no flag.
    """
    cases, n, share = (standing[c].to_numpy(float) for c in ("cases", "exposure", "peer_figure"))
    share = np.clip(share, 0.5 / n, 1.0)
    return bdtrc(cases - 1, n, share) if suspicious == "above" else bdtr(cases, n, share)


def _cells(tally: Frame) -> _Cells:
    agent, agents = pd.factorize(tally["agent_id"], sort=True)
    stratum, _ = pd.factorize(tally["stratum"], sort=True)
    zero = np.zeros(len(tally))
    known = "chance" in tally
    return _Cells(
        agents=[str(one) for one in agents],
        agent=agent,
        stratum=stratum,
        cases=tally["cases"].to_numpy(float),
        exposure=tally["exposure"].to_numpy(float),
        chance=tally["chance"].to_numpy(float) if known else None,
        estimation=tally["chance_variance"].to_numpy(float) if known else zero,
    )


def _standing(cells: _Cells, reference: Mask, suspicious: Suspicious) -> Frame:
    """Where each agent stands; strata without peers are left out of cases and exposure."""
    by_cell = _expected(cells, reference) if cells.chance is None else cells.chance
    kept = ~np.isnan(by_cell)
    columns = {
        "cases": cells.cases,
        "exposure": cells.exposure,
        "expected": by_cell,
        "estimation": cells.estimation,
    }
    sums = {name: cells.per_agent(np.where(kept, v, 0.0)) for name, v in columns.items()}
    totals = pd.DataFrame({"agent_id": cells.agents, **sums})
    return _measured(totals[totals["exposure"] > 0].reset_index(drop=True), suspicious)


def _measured(totals: Frame, suspicious: Suspicious) -> Frame:
    """The totals with centre, spread, z and degrees of freedom."""
    n = totals["exposure"].to_numpy(float)
    effect = 2 * (_root(totals["cases"], n) - _root(totals["expected"], n))
    if not len(effect):
        return totals.assign(z=effect)
    centre = float(np.median(effect))
    sampling = 1 / n + totals["estimation"].to_numpy(float)
    robust = (MAD_TO_SD * float(np.median(np.abs(effect - centre)))) ** 2
    variance = sampling + max(0.0, robust - float(np.median(sampling)))
    spread, peers = np.sqrt(variance), len(totals) - 1
    return totals.assign(
        centre=centre,
        spread=spread,
        z=SIGN[suspicious] * (effect - centre) / spread,
        peers=peers,
        freedom=_freedom(variance, robust, peers),
    )


def _freedom(variance: Floats, robust: float, peers: int) -> Floats:
    """Degrees of freedom of `variance`, of which `robust` is an estimate; never below its own."""
    if robust == 0:
        return np.full(len(variance), KNOWN)
    return np.minimum(MAD_EFFICIENCY * peers * np.maximum(variance / robust, 1.0) ** 2, KNOWN)


def _root(cases: Column, n: Floats) -> Floats:
    return np.sqrt((cases.to_numpy(float) + ANSCOMBE) / n)


def _figure_at(effect: Column, totals: Frame) -> Floats:
    n = totals["exposure"].to_numpy(float)
    root = np.maximum(_root(totals["expected"], n) + effect.to_numpy(float) / 2, 0.0)
    return np.clip(root**2 - ANSCOMBE / n, 0.0, 1.0)


def _expected(cells: _Cells, reference: Mask) -> Floats:
    """Exposure × rate of the other agents of the stratum; NaN where they are too few."""
    inside = reference[cells.agent].astype(float)

    def others(values: Floats) -> Floats:
        return np.bincount(cells.stratum, weights=values * inside)[cells.stratum] - values * inside

    cases, exposure = others(cells.cases), others(cells.exposure)
    enough = (others(np.ones(len(inside))) >= MIN_STRATUM_PEERS) & (exposure > 0)
    return cells.exposure * np.divide(
        cases, exposure, out=np.full(len(cases), np.nan), where=enough
    )
