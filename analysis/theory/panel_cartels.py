"""Closed forms of a cartel whose members do no work and approve each other on panels: when that pays, and what becomes of its stake.

A member's job is audited with probability a by a panel; its quorum is bad with
probability Q (B1), and where it is not, fee and slash are lost. Cheating gains

    c - a (1 - Q) (R + S)

a job, so it pays once Q >= 1 - c / (a (R + S)) (A3 with a panel for a seat).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analysis.theory.quorums import bad_quorum, bad_quorum_of_many


class Stakes(NamedTuple):
    """Stakes over time.

    Attributes
    ----------
    cartel, honest : ndarray, (epochs + 1,), tok
        Of all members, and of all others.
    """

    cartel: np.ndarray
    honest: np.ndarray

    @property
    def share(self) -> np.ndarray:
        """Of all stake, held by the cartel."""
        return self.cartel / (self.cartel + self.honest)


def gain(saving: float, loss: float, audit: float, bad: float) -> float:
    """What a job brings a member that does no work, more than an honest one, USD.

    Parameters
    ----------
    saving : float, USD
        Cost of the work.
    loss : float, USD
        Fee and slash.
    audit, bad : float
        Probability of an audit, and that its quorum is bad.
    """
    return saving - audit * (1.0 - bad) * loss


def paying_share(saving: float, loss: float, audit: float, seats: int, need: int) -> float:
    """Least share of the seats drawn that makes cheating pay, of many nodes, by bisection.

    Parameters
    ----------
    saving, loss : float, USD
    audit : float
    seats, need : int

    Returns
    -------
    float
        0 where it pays even alone.
    """
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if gain(saving, loss, audit, bad_quorum_of_many(middle, seats, need)) >= 0:
            high = middle
        else:
            low = middle
    return high if low > 0 else 0.0


def block_quorum(block: int, reach: int, seats: int, need: int) -> float:
    """Chance of a bad quorum, mean over a block of members in a row on a ring, judged by neighbours.

    Parameters
    ----------
    block : int
        Members; far fewer than the ring has vertices.
    reach : int
        Neighbours on either side.
    seats, need : int
    """
    spots = range(block)
    fellows = [min(i, reach) + min(block - 1 - i, reach) for i in spots]
    return sum(bad_quorum(2 * reach, f, seats, need) for f in fellows) / block


def stakes_over_time(
    start: tuple[float, float], jobs: float, fee: float, loss: float, audit: float, panel: tuple[int, int], node_share: float | None,
    epochs: int,
) -> Stakes:  # fmt: skip
    """Mean path of stakes that fees join, where jobs go by stake and the cartel rejects all outsiders.

    In each epoch dM = J m (R - a (1 - Q) (R + S)), dH = J (1 - m) (R - a Q (R + S)), with m = M / (M + H): the cartel's
    share grows if and only if Q > 1/2. An honest executor fails before a bad quorum, a member before any other.

    Parameters
    ----------
    start : (float, float), tok
        Stake of the cartel and of the others.
    jobs : float
        J, an epoch.
    fee, loss : float, tok
        R, and R + S.
    audit : float
    panel : (seats, need)
        Odd seats, need a majority.
    node_share : float, optional
        Of the cartel, by which panels are drawn; by stake where it is left out.
    epochs : int
    """
    path = [start]
    for _ in range(epochs):
        cartel, honest = path[-1]
        mine = cartel / (cartel + honest)
        bad = bad_quorum_of_many(mine if node_share is None else node_share, *panel)
        path.append((
            max(0.0, cartel + jobs * mine * (fee - audit * (1.0 - bad) * loss)),
            max(0.0, honest + jobs * (1.0 - mine) * (fee - audit * bad * loss)),
        ))  # fmt: skip
    return Stakes(*np.array(path).T)
