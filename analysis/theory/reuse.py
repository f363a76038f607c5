"""Closed forms of outputs that lean on earlier outputs (own derivation).

A job takes with probability u a uniformly drawn accepted output of the epoch
before as input; whether it is accepted does not depend on that input. Let w be
the share of accepted outputs that are wrong by their own work. An output is
wrong end to end if it is so itself or else took a wrong one.
"""

from __future__ import annotations


def wrong_end_to_end(reuse: float, wrong: float, epochs: int | None = None) -> float:
    """Share of accepted outputs that are wrong end to end: x = w / (1 - u (1 - w)).

    It solves x = w + (1 - w) u x; after t epochs in which something could be
    taken, x_t = x (1 - (u (1 - w))^(t + 1)).

    Parameters
    ----------
    reuse, wrong : float
        u and w.
    epochs : int, optional
        t; left out, the limit.
    """
    passed_on = reuse * (1.0 - wrong)
    if epochs is not None:
        return wrong * sum(passed_on**t for t in range(epochs + 1))
    return wrong / (1.0 - passed_on)


def cascade_size(reuse: float, wrong: float) -> float:
    """Mean outputs that are wrong for the sake of one wrong output, it included: 1 / (1 - u (1 - w)).

    The total progeny of a branching process whose mean offspring is u (1 - w):
    an output is taken by u others on average, and those that are wrong by
    their own work start cascades of their own.

    Parameters
    ----------
    reuse, wrong : float
        u and w, u (1 - w) < 1.
    """
    return 1.0 / (1.0 - reuse * (1.0 - wrong))


def mean_depth(reuse: float) -> float:
    """Mean number of outputs on which one leans in a row: u / (1 - u), that of a geometric law.

    Parameters
    ----------
    reuse : float
        u < 1.
    """
    return reuse / (1.0 - reuse)


def wrong_among_accepted(attack_rate: float, caught: float) -> float:
    """Share of accepted outputs that are attacked, where an attack is caught with a given probability: a (1 - d) / (1 - a d).

    Parameters
    ----------
    attack_rate, caught : float
        a and d.
    """
    return attack_rate * (1.0 - caught) / (1.0 - attack_rate * caught)


def wrong_by_class(reuse: float, attack_rate: float, shares: tuple[float, ...], caught: tuple[float, ...]) -> tuple[float, ...]:
    """Share of accepted outputs of each class that are wrong end to end: w_k + (1 - w_k) u x, with R1's x of all accepted ones.

    Parameters
    ----------
    reuse, attack_rate : float
        The same in all classes.
    shares, caught : tuple of float
        Of each class: its share of jobs, and the probability that an attack is caught.
    """
    own = [wrong_among_accepted(attack_rate, d) for d in caught]
    accepted = [s * (1.0 - attack_rate * d) for s, d in zip(shares, caught, strict=True)]
    pooled = sum(n * w for n, w in zip(accepted, own, strict=True)) / sum(accepted)
    x = wrong_end_to_end(reuse, pooled)
    return tuple(w + (1.0 - w) * reuse * x for w in own)
