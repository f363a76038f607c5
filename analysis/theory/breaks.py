"""What the break of an image takes: at once, until its nodes leave, and after.

All nodes of an image fall silent together. A silent node earns -l in place of m
(it computes, and nothing is accepted); it leaves when the exponential mean of
its epochs, of memory T, has fallen below what it would earn elsewhere, o. After
D epochs of silence that mean is (m + l)(1 - 1/T)^D - l. Derived here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def herfindahl(shares: Sequence[float]) -> float:
    """Expected share lost by a break that strikes an image as often as it is common: the sum of squared shares.

    Parameters
    ----------
    shares : sequence of float
        Of the nodes on each image, adding up to 1.
    """
    return math.fsum(share * share for share in shares)


def endured(earning: float, loss: float, option: float, memory: float) -> float:
    """Epochs of silence after which nodes begin to leave: log((l + o) / (m + l)) / log(1 - 1/T), about T log((m + l) / (l + o)).

    Parameters
    ----------
    earning, loss, option : float, USD/epoch
        m > o > -l.
    memory : float, epoch
        T > 1.
    """
    return math.log((loss + option) / (earning + loss)) / math.log(1.0 - 1.0 / memory)


def left(silent: float, endured_epochs: float, leaving: float) -> float:
    """Share of an image's nodes that have left after so many epochs of silence, each leaving with a probability an epoch from then on.

    Parameters
    ----------
    silent, endured_epochs : float, epoch
    leaving : float, 1/epoch
    """
    return float(1.0 - (1.0 - leaving) ** max(0, math.floor(silent) - math.ceil(endured_epochs) + 1))


def critical_share(headroom: float) -> float:
    """Share whose nodes are not missed when they have left: 1 - 1/headroom, headroom being capacity over load."""
    return max(0.0, 1.0 - 1.0 / headroom)


def served(share: float, gone: float, headroom: float, is_silent: bool) -> float:
    """Share of the demand that is served, of clients who pick among nodes with room, silent ones too.

    Silent nodes still draw their part of the jobs; nodes that have left draw none, and the others serve up to their room.

    Parameters
    ----------
    share : float
        Of the nodes on the image at first.
    gone : float
        Share of these that have left.
    headroom : float
    is_silent : bool
    """
    there = 1.0 - share * gone
    accepted_part = (1.0 - share) / there if is_silent else 1.0
    return min(1.0, headroom * there) * accepted_part
