"""A day's log by a state-space model: a walking level, a surplus that dies away, and effects.

log of a day = level + surplus + effects · regressors + noise. The level is a random walk, the
surplus an AR(1), effects are constant states drawn to nothing, so few witnesses say little. The
three dynamics are those of greatest likelihood, weakly drawn to usual ones; statsmodels' Kalman
filter leaves out unknown days. What it expects of a day has seen only the days before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from scheduling.forecast.windows import TO_SIGMA, Array

if TYPE_CHECKING:
    from statsmodels.tsa.statespace.kalman_filter import KalmanFilter

_EFFECT_PRIOR, _LEVEL_PRIOR = 0.5, 1.0
_USUAL = np.array([-5.0, -0.7, 1.5])
_SPREAD = np.array([1.5, 1.5, 1.0])
_FIRST_STEPS = np.array([1.5, 1.0, 1.0])
_TRIALS = 60
_FIRST_DAYS = 14
_SMALLEST_NOISE = 1e-3


@dataclass(frozen=True)
class DailyStates:
    """States as expected before each day; the last row lies after the data (days + 1 rows).

    `effects`: log effect of each regressor. `covariance`: of the effects, after the data.
    `lasting`: share of the surplus that is left a day later.
    """

    level: Array
    surplus: Array
    effects: Array
    covariance: Array
    lasting: float

    def ahead(self, origins: NDArray[np.int_], days: int) -> Array:
        """Logs without regressors of the days after each origin: origins x days."""
        left = self.lasting ** np.arange(days)
        return self.level[origins, None] + self.surplus[origins, None] * left


def daily_states(logs: Array, regressors: Array) -> DailyStates:
    """Fit a row of logs (NaN: unknown) with its regressors (days x any number)."""
    count = regressors.shape[1]
    noise = _noise(logs)
    model = _model(logs, regressors)
    known = logs[np.isfinite(logs)][:_FIRST_DAYS]
    start = np.zeros(2 + count)
    start[0] = known.mean() if known.size else 0.0

    def loss(dynamics: Array) -> float:
        _set(model, dynamics, start, noise)
        far = (dynamics - _USUAL) / _SPREAD
        return float(far @ far / 2 - model.loglike())

    simplex = _USUAL + np.vstack([np.zeros(3), np.diag(_FIRST_STEPS)])
    options = {"initial_simplex": simplex, "maxfev": _TRIALS, "xatol": 0.1, "fatol": 0.2}
    found = minimize(loss, _USUAL, method="Nelder-Mead", options=options).x
    lasting = _set(model, found, start, noise)
    filtered = model.filter()
    states = filtered.predicted_state
    covariance = filtered.predicted_state_cov[2:, 2:, -1]
    return DailyStates(states[0], states[1], states[2:].T, covariance, lasting)


def _model(logs: Array, regressors: Array) -> KalmanFilter:
    from statsmodels.tsa.statespace.kalman_filter import KalmanFilter

    size = 2 + regressors.shape[1]
    model = KalmanFilter(k_endog=1, k_states=size, k_posdef=2)
    model.bind(logs[None].copy())
    design = np.concatenate([np.ones((len(logs), 2)), regressors], axis=1)
    model["design"] = np.ascontiguousarray(design.T[None])
    model["transition"] = np.eye(size)
    model["selection"] = np.eye(size)[:, :2]
    model["obs_cov"] = np.eye(1)
    model["state_cov"] = np.zeros((2, 2))
    model.filter_concentrated = True
    model.tolerance = 0
    return model


def _set(model: KalmanFilter, dynamics: Array, start: Array, noise: float) -> float:
    """Variances of level and surplus over the noise's, and the share that lasts, which it gives."""
    walk, pushed = np.exp(dynamics[:2])
    lasting = float(1 / (1 + np.exp(-dynamics[2])))
    model["state_cov"] = np.diag([walk, pushed])
    model["transition", 1, 1] = lasting
    prior = np.full(len(start), (_EFFECT_PRIOR / noise) ** 2)
    prior[:2] = (_LEVEL_PRIOR / noise) ** 2, pushed / (1 - lasting**2)
    model.initialize_known(start, np.diag(prior))
    return lasting


def _noise(logs: Array) -> float:
    """Robust size of a day's noise, from steps between neighbours."""
    steps = np.abs(np.diff(logs))
    steps = steps[np.isfinite(steps)]
    middle = TO_SIGMA * float(np.median(steps)) / np.sqrt(2) if steps.size else 0.1
    return max(float(middle), _SMALLEST_NOISE)
