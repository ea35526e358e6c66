"""Erlang B and A in arithmetic of 50 digits and more, from products of rates and integrals."""

from __future__ import annotations

import mpmath


def exact_blocking(load: float, agents: int) -> mpmath.mpf:
    with mpmath.workdps(50):
        a = mpmath.mpf(load)
        return mpmath.exp(agents * mpmath.log(a) - a) / mpmath.gammainc(agents + 1, a)


def exact_erlang_a(load: float, n: int, aht: float, patience: float, wait: float) -> dict:
    """Stationary distribution by products of rates; service level by incomplete gammas.

    With s = exp(-theta t) the density of the wait integrates to a difference of two incomplete
    gamma functions; 120 digits leave enough where that difference is tiny.
    """
    with mpmath.workdps(120):
        lam, mu, theta = (mpmath.mpf(load) / aht, 1 / mpmath.mpf(aht), 1 / mpmath.mpf(patience))
        below = mpmath.mpf(1)
        term = mpmath.mpf(1)
        for k in range(n, 0, -1):
            term = term * k * mu / lam
            below += term
        beyond, length, term, j = mpmath.mpf(0), mpmath.mpf(0), mpmath.mpf(1), 0
        while True:
            j += 1
            term = term * lam / (n * mu + j * theta)
            beyond, length = beyond + term, length + j * term
            if term < mpmath.mpf(10) ** -45 * (1 + length):
                break
        taken = 1 / (below + beyond)
        x, y = n * mu / theta, lam / theta
        gammas = mpmath.gammainc(x + 1, y * mpmath.exp(-theta * wait), y)
        late = x * taken * mpmath.exp(y) * y ** (-x - 1) * gammas
        delayed = taken * (1 + beyond)
        return {
            "waiting_probability": delayed,
            "abandon_rate": theta * length * taken / lam,
            "service_level": taken * (below - 1) + late,
            "occupancy": load * (1 - theta * length * taken / lam) / n,
            "wait_s": length * taken / lam,
        }


def integrated_erlang_a(load: float, n: int, aht: float, patience: float, wait: float) -> dict:
    """Waiting probability and service level by integrating the density of the wait, any load."""
    with mpmath.workdps(40):
        x, y = mpmath.mpf(n) * patience / aht, mpmath.mpf(load) * patience / aht
        peak = max(mpmath.log(y / (x + 1)), 0)
        marks = [peak + k / mpmath.sqrt(y) for k in (-30, -8, 0, 8, 30)]

        def integral(end, power):
            places = sorted({mpmath.mpf(0), end, *(min(max(m, 0), end) for m in marks)})
            return mpmath.quad(
                lambda u: mpmath.exp(y * (1 - mpmath.exp(-u)) - (x + power) * u), places
            )

        weight = x * integral(peak + 200 / mpmath.sqrt(y), 0)
        free = 1 / exact_blocking(load, n) - 1
        taken = 1 / (free + weight)
        late = x * taken * integral(mpmath.mpf(wait) / patience, 1)
        return {"waiting_probability": taken * weight, "service_level": taken * free + late}
