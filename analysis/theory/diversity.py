"""How many classes of hardware peers can hold that check each other: a bound that no audit rate and no slash moves.

A job earns R, honest work costs c, fraud costs g less. An audit comes with
probability p, and a rejection costs the fee and the slash S: the *bite* is
B = p (R + S). A panel rejects honest work with probability a and fraud with b.
Honest nodes stay iff R - c >= a B, and fraud is deterred iff (b - a) B >= g.
Some bite does both iff

    b / a >= 1 + g / (R - c),

so the audit rate and the slash fall out, and only how well a panel tells fraud
from honest work is left. Where one peer judges that rejects fraud and work of
another class alike, of a class of share h: a = 1 - h, b = 1, and

    h >= g / (g + R - c);  of equal classes at most 1 + (R - c) / g.

Derived here; panels as in B1 of the catalogue.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from analysis.theory.quorums import bad_quorum_of_many


class Rejections(NamedTuple):
    """Probabilities that a panel rejects honest work of a class, and fraud in it."""

    honest: float
    fraud: float


def least_share(saving: float, margin: float) -> float:
    """Least share of a class that lives with fraud deterred: g / (g + R - c).

    Parameters
    ----------
    saving : float, USD
        g > 0.
    margin : float, USD
        R - c > 0, what honest work of a job brings beyond what the node would earn elsewhere.
    """
    return saving / (saving + margin)


def most_classes(saving: float, margin: float) -> float:
    """Most equal classes: 1 + (R - c) / g, not rounded down."""
    return 1.0 + margin / saving


def window(rejections: Rejections, saving: float, margin: float) -> tuple[float, float]:
    """Least bite that deters fraud, and largest that honest work bears, USD; none does both where the first is above the second.

    Parameters
    ----------
    rejections : Rejections
    saving, margin : float, USD
    """
    honest, fraud = rejections
    least = saving / (fraud - honest) if fraud > honest else math.inf
    return least, margin / honest if honest > 0 else math.inf


def is_open(rejections: Rejections, saving: float, margin: float) -> bool:
    """Whether some bite deters fraud and leaves honest nodes their living."""
    least, most = window(rejections, saving, margin)
    return math.isfinite(least) and least <= most


def of_panel(share: float, seats: int, need: int) -> Rejections:
    """Rejections by a panel drawn from all peers, of which members of the same class alone approve honest work, and nobody fraud.

    Parameters
    ----------
    share : float
        h, of the executor's class.
    seats, need : int
        Members, and approvals that they need; 1 <= need <= seats.
    """
    return Rejections(1.0 - bad_quorum_of_many(share, seats, need), 1.0)


def of_reference(share: float, reference_share: float) -> Rejections:
    """Rejections by one member that checks against the protocol's reference with this probability, else against its own hardware."""
    return Rejections((1.0 - reference_share) * (1.0 - share), 1.0)


def least_share_of_panel(seats: int, need: int, saving: float, margin: float) -> float:
    """Least share of a class that lives with fraud deterred before a panel: P(Bin(seats, h) >= need) = g / (g + R - c), by bisection.

    One approval of many is enough for small classes, h ~ log(1 + g / (R - c)) / seats; a majority is not enough below about a half.
    """
    low, high, wanted = 0.0, 1.0, least_share(saving, margin)
    for _ in range(60):
        middle = (low + high) / 2
        if bad_quorum_of_many(middle, seats, need) < wanted:
            low = middle
        else:
            high = middle
    return high


def cartel_approves(cartel: float, seats: int, need: int) -> float:
    """Probability that a cartel of a share of the panel's urn approves its own fraud: what a field pays for its tolerance of classes."""
    return bad_quorum_of_many(cartel, seats, need)
