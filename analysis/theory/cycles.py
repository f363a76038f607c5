"""Closed forms of the inspection game between two populations (F1, F1b, F1c and A5 of the catalogue).

Executors cheat with share x, verifiers check with share y. A cheat gains G
unless it is checked and loses D if it is, beside an honest executor; a check
costs C, brings R for a cheat that is found and spares L. By the replicator
equation of two populations (Hofbauer and Sigmund 1998, recalled; derived)

    dx/dt = x (1 - x) (G - y (G + D)),   dy/dt = y (1 - y) (x (R + L) - C)
"""

from __future__ import annotations

import math
from typing import Any

from scipy import integrate


def rest_point(gain: float, loss: float, cost: float, reward: float, miss: float) -> tuple[float, float]:
    """Shares of cheating and of checking at which nobody gains by changing: (C / (R + L), G / (G + D)).

    Parameters
    ----------
    gain, loss : float, USD
        G and D.
    cost, reward, miss : float, USD
        C, R and L; C < R + L, else nobody ever checks.
    """
    return cost / (reward + miss), gain / (gain + loss)


def frequency(gain: float, loss: float, cost: float, reward: float, miss: float) -> float:
    """Angular frequency of small cycles: omega = sqrt(x*(1 - x*) y*(1 - y*) (R + L)(G + D)), in replicator time."""
    x, y = rest_point(gain, loss, cost, reward, miss)
    return math.sqrt(x * (1 - x) * y * (1 - y) * (reward + miss) * (gain + loss))


def small_period(gain: float, loss: float, cost: float, reward: float, miss: float) -> float:
    """Period of small cycles, 2 pi / omega, in replicator time."""
    return 2 * math.pi / frequency(gain, loss, cost, reward, miss)


def invariant(x: float, y: float, gain: float, loss: float, cost: float, reward: float, miss: float) -> float:
    """What no orbit changes: H = C ln x + (R + L - C) ln(1 - x) + G ln y + D ln(1 - y)."""
    return cost * math.log(x) + (reward + miss - cost) * math.log(1 - x) + gain * math.log(y) + loss * math.log(1 - y)


def period(start: tuple[float, float], gain: float, loss: float, cost: float, reward: float, miss: float) -> float:
    """Period of the orbit through a point on the rest point's level of checking, in replicator time, by integration.

    Parameters
    ----------
    start : (x, y)
        x > x*, y = y*: the orbit comes back to y* from below after a whole turn.
    gain, loss, cost, reward, miss : float, USD
    """
    _, level = rest_point(gain, loss, cost, reward, miss)

    def motion(_: float, p: Any) -> list[float]:
        x, y = p
        return [x * (1 - x) * (gain - y * (gain + loss)), y * (1 - y) * (x * (reward + miss) - cost)]

    def comes_back(_: float, p: Any) -> float:
        return float(p[1] - level)

    comes_back.direction = 1.0  # type: ignore[attr-defined]
    longest = 100 * small_period(gain, loss, cost, reward, miss)
    path: Any = integrate.solve_ivp(motion, (0.0, longest), list(start), events=comes_back, rtol=1e-10, atol=1e-12)
    return float(next(t for t in path.t_events[0] if t > 1e-6))


def synchronous_growth(step: float, gain: float, loss: float, cost: float, reward: float, miss: float) -> float:
    """Growth rate of small cycles, per unit of replicator time, when shares move in steps: omega^2 dt / 2.

    Euler's rule multiplies the distance from a centre by |1 + i omega dt| in a step.

    Parameters
    ----------
    step : float
        dt, in replicator time.
    gain, loss, cost, reward, miss : float, USD
    """
    return frequency(gain, loss, cost, reward, miss) ** 2 * step / 2


def attention_margin(challenge: float, penalty: float, cost: float, cheating: float, reward: float, miss: float) -> float:
    """What a verifier that always looks earns more than one that never does, per job.

    X (R + L) + P A - C (1 + P): a challenge cannot be told from a job, so it costs a look as well.

    Parameters
    ----------
    challenge : float
        P, challenges a job.
    penalty : float, USD
        A, for a challenge that was passed unseen.
    cost, reward, miss : float, USD
        C of a look, R and L.
    cheating : float
        X, share of jobs that are cheated.
    """
    return cheating * (reward + miss) + challenge * penalty - cost * (1 + challenge)
