"""Rater severity: how many points a rater gives more or less than the others, all else equal.

The model is two-way with crossed random effects, y = μ_c + subject + rater + error, with one
mean μ_c for each connected component c of the subject–rater graph. Effects are Henderson's
BLUPs (Biometrics 31, 1975), so a rater with few ratings is drawn towards nought; the variance
ratios maximise the restricted likelihood (Searle, Casella & McCulloch, Variance Components,
1992, ch. 6). Subjects are absorbed, so the cost grows with ratings and not with people squared.

Within a component leniencies sum to nought: the reference is its mean rater, and errors are those
of the difference from it. Between components nothing links the raters and no difference can be
told (`identified` is False where a rater is alone in a component; its error is then that of any
rater of whom nothing is known). A single rater of everybody is the reference, without error.

Estimates are binary floats in here, and leave as decimals of 6 digits, converted once. Variance
ratios are cut to 4 significant digits first, so that the optimiser's last bits do not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from scoring.quality.converted import converted

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
LOG_RATIO_BOUNDS = (-7, 12)  # error ÷ effect variance from a thousandth to 160,000
RATIO_DIGITS = 4


@dataclass(frozen=True)
class Rating:
    """One score that a rater gave a subject, of 100."""

    subject_id: str
    rater_id: str
    score: Decimal


@dataclass(frozen=True)
class RaterEffect:
    """A rater's leniency: points of 100 given above the mean rater, negative where strict.

    `standard_error` is that of the prediction, `reliability` 1 − its square ÷ what it would be
    without a rating: 0 nothing learnt, 1 certain. `shared_subjects` were rated by others too.
    """

    rater_id: str
    ratings: int
    subjects: int
    shared_subjects: int
    component: int
    identified: bool
    mean_given: Decimal
    leniency: Decimal
    standard_error: Decimal
    reliability: Decimal


@dataclass(frozen=True)
class SeverityModel:
    """The fitted model; `covariance` is the prediction error covariance of the raters in order."""

    raters: tuple[RaterEffect, ...]
    components: int
    ratings: int
    residual_variance: Decimal
    subject_variance: Decimal
    rater_variance: Decimal
    degrees_of_freedom: int
    covariance: Floats

    @cached_property
    def by_rater(self) -> dict[str, RaterEffect]:
        """Effects by rater."""
        return {effect.rater_id: effect for effect in self.raters}

    def adjustment_variance(self, shares: dict[str, Fraction]) -> Fraction:
        """Variance that uncertain leniencies add to a mean over raters with these shares of 1."""
        weights = np.zeros(len(self.raters))
        for index, effect in enumerate(self.raters):
            weights[index] = np.float64(shares.get(effect.rater_id, 0))
        return Fraction(np.maximum(weights @ self.covariance @ weights, 0).item())


def estimate_severity(ratings: Sequence[Rating]) -> SeverityModel:
    """Fit the two-way model to at least one rating; order of the ratings does not matter.

    With too few ratings to tell subjects, raters and error apart, or several components of one
    rater each, all leniencies are 0 and not identified, and no variance is known.
    """
    data = _Design(sorted(ratings, key=lambda r: (r.subject_id, r.rater_id, r.score)))
    if data.degrees_of_freedom < 1 or np.isclose(data.spread, 0) or not data.comparable:
        return _nothing_learnt(data)
    ratios = _variance_ratios(data)
    solved = _Solved(data, ratios)
    residual = solved.penalised_squares / (data.rows - data.components)
    covariance = data.from_reference @ solved.rater_block @ data.from_reference.T * residual
    return _model(data, solved.leniency, covariance, residual, ratios)


class _Design:
    """Sums of the ratings by subject, rater and component; scores are centred within components."""

    def __init__(self, ratings: Sequence[Rating]) -> None:
        self.rater_ids, rater = np.unique([r.rater_id for r in ratings], return_inverse=True)
        subject_ids, subject = np.unique([r.subject_id for r in ratings], return_inverse=True)
        scores = np.array([r.score for r in ratings], dtype=np.float64)
        self.rows, self.subjects = len(ratings), len(subject_ids)
        self.counts = _cross_counts(rater, subject, len(self.rater_ids), self.subjects)
        self.components, self.component_of_rater = _components(self.counts)
        self.means_given = np.bincount(rater, scores) / np.bincount(rater)
        group = self.component_of_rater[rater]
        centred = scores - (np.bincount(group, scores) / np.bincount(group))[group]
        self.spread = centred @ centred
        self.rater_sums = np.bincount(rater, centred)
        self.subject_sums = np.bincount(subject, centred)

    @property
    def raters(self) -> int:
        return len(self.rater_ids)

    @property
    def degrees_of_freedom(self) -> int:
        """Ratings left after every subject and rater has its own mean."""
        return self.rows - self.subjects - self.raters + self.components

    @property
    def comparable(self) -> bool:
        """False where there are several components, each with one rater."""
        return bool(self.components == 1 or (self.companions > 1).any())

    @cached_property
    def companions(self) -> Floats:
        """Raters in each rater's component, itself included."""
        return self.membership.sum(axis=1)[self.component_of_rater]

    @cached_property
    def membership(self) -> Floats:
        """Component × rater, 1 where the rater belongs."""
        places = np.arange(self.components)
        return np.equal.outer(places, self.component_of_rater).astype(np.float64)

    @cached_property
    def effects(self) -> Floats:
        """Effect × rater: the components' means, then each rater's own leniency."""
        return np.vstack([self.membership, np.eye(self.raters)])

    @cached_property
    def crossed(self) -> Floats:
        """Effect × subject: how many ratings they share."""
        return self.effects @ self.counts

    @cached_property
    def squares(self) -> Floats:
        """Effect × effect: how many ratings they share."""
        return (self.effects * self.counts.sum(axis=1)) @ self.effects.T

    @cached_property
    def from_reference(self) -> Floats:
        """Takes the mean rater of the component away; a rater alone in one of several stays."""
        together = self.membership.T @ self.membership / self.companions
        is_compared = (self.companions > 1) | (self.components == 1)
        return np.eye(self.raters) - np.where(is_compared, together, 0)


def _cross_counts(rater: Counts, subject: Counts, raters: int, subjects: int) -> Floats:
    counts = np.bincount(rater * subjects + subject, minlength=raters * subjects)
    return counts.reshape(raters, subjects).astype(np.float64)


def _components(counts: Floats) -> tuple[int, Counts]:
    """Connected components of the subject–rater graph and the component of each rater."""
    raters, subjects = counts.shape
    rater, subject = np.nonzero(counts)
    graph = coo_array((np.ones(len(rater)), (rater, raters + subject)), (raters + subjects,) * 2)
    components, labels = connected_components(graph, directed=False)
    return int(components), labels[:raters].astype(np.int64)


class _Solved:
    """Henderson's equations at given ratios error ÷ effect variance, the subjects absorbed."""

    def __init__(self, data: _Design, ratios: Floats) -> None:
        subject_ratio, rater_ratio = ratios
        fixed = data.components
        absorbed = data.counts.sum(axis=0) + subject_ratio
        weighted = data.crossed / absorbed
        penalty = np.repeat([0, rater_ratio], [fixed, data.raters])
        right = data.effects @ data.rater_sums - weighted @ data.subject_sums
        factor = cho_factor(data.squares + np.diag(penalty) - weighted @ data.crossed.T)
        solution = cho_solve(factor, right)
        self.leniency = solution[fixed:]
        self.rater_block = cho_solve(factor, np.eye(len(solution)))[fixed:, fixed:]
        self.penalised_squares = (
            data.spread - solution @ right - data.subject_sums**2 @ (1 / absorbed)
        )
        self.log_determinant = 2 * np.log(np.diag(factor[0])).sum() + np.log(absorbed).sum()


def _variance_ratios(data: _Design) -> Floats:
    """Ratios error ÷ subject and error ÷ rater variance of the highest restricted likelihood."""
    sizes = np.array([data.subjects, data.raters])
    free = data.rows - data.components

    def deviance(logs: Floats) -> np.float64:
        solved = _Solved(data, np.exp(logs))
        return free * np.log(solved.penalised_squares) + solved.log_determinant - sizes @ logs

    found = minimize(
        deviance, np.zeros(2), method="L-BFGS-B", bounds=[LOG_RATIO_BOUNDS, LOG_RATIO_BOUNDS]
    )
    return np.array([np.float64(f"{ratio:.{RATIO_DIGITS - 1}e}") for ratio in np.exp(found.x)])


def _model(
    data: _Design, leniency: Floats, covariance: Floats, residual: np.float64, ratios: Floats
) -> SeverityModel:
    subject_ratio, rater_ratio = ratios
    rater_variance = residual / rater_ratio
    errors = np.sqrt(np.maximum(np.diag(covariance), 0))
    unrated = rater_variance * np.diag(data.from_reference @ data.from_reference.T)
    reliability = np.clip((unrated - errors**2) / np.where(unrated > 0, unrated, 1), 0, 1)
    effects = zip(data.rater_ids, leniency, errors, reliability, strict=True)
    return SeverityModel(
        raters=tuple(
            _effect(data, index, str(rater), point, error, trust)
            for index, (rater, point, error, trust) in enumerate(effects)
        ),
        components=data.components,
        ratings=data.rows,
        residual_variance=converted(residual),
        subject_variance=converted(residual / subject_ratio),
        rater_variance=converted(rater_variance),
        degrees_of_freedom=data.degrees_of_freedom,
        covariance=covariance,
    )


def _nothing_learnt(data: _Design) -> SeverityModel:
    nothing = np.zeros(data.raters)
    unit = np.float64(1)
    none = np.zeros((data.raters, data.raters))
    model = _model(data, nothing, none, unit, np.ones(2))
    unknown = Decimal(0)
    raters = tuple(replace(e, identified=False, reliability=unknown) for e in model.raters)
    return replace(
        model,
        raters=raters,
        residual_variance=unknown,
        subject_variance=unknown,
        rater_variance=unknown,
        degrees_of_freedom=0,
    )


def _effect(
    data: _Design,
    index: int,
    rater: str,
    leniency: np.float64,
    error: np.float64,
    reliability: np.float64,
) -> RaterEffect:
    own = data.counts[index] > 0
    others = np.delete(data.counts, index, axis=0).sum(axis=0) > 0
    component = data.component_of_rater[index]
    return RaterEffect(
        rater_id=rater,
        ratings=int(data.counts[index].sum()),
        subjects=int(own.sum()),
        shared_subjects=int((own & others).sum()),
        component=int(component) + 1,
        identified=bool(data.companions[index] > 1),
        mean_given=converted(data.means_given[index]),
        leniency=converted(leniency),
        standard_error=converted(error),
        reliability=converted(reliability),
    )
