"""What an executor's behaviour hands in: the law of a job's output, as verification meets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from model.technology import Technology

GARBAGE = 1e9
"""A deviation that no check passes, in sigma: the end of a chain that was found too far off."""


class Output(NamedTuple):
    """One possible output of a job.

    Attributes
    ----------
    probability : float
        Of this output; below 0 where it takes back a part of another one.
    deviating : int, seg
    deviation : float, sigma
        Of each deviating segment; its least size if idiosyncratic.
    idiosyncratic : bool
        Sign and size are fresh in each segment.
    attacked : bool
    wrong : float
        Whether it is wrong, by the class's harm threshold.
    stretch : float
        Largest over least size of an idiosyncratic deviation.
    """

    probability: float
    deviating: int
    deviation: float
    idiosyncratic: bool
    attacked: bool
    wrong: float
    stretch: float = 2.0


def outputs(
    law: list[tuple[float, int, str]], behaviour: Mapping[str, float], technology: Technology, harm_threshold: float = 0.0
) -> list[Output]:
    """The law of a job's output.

    Parameters
    ----------
    law : list of (probability, deviating segments, cause)
        As a partition gives it.
    behaviour : mapping
        Traits by name.
    technology : Technology
        Says whether fillers are idiosyncratic.
    harm_threshold : float, sigma
        An output is wrong iff a segment deviates by more.

    Returns
    -------
    list of Output
        Probabilities sum to one.

    Notes
    -----
    Where fresh sizes decide both whether an output is wrong and whether checks
    pass it, the outputs whose sizes all lie below the threshold are split off:
    given that, sizes are uniform below it. All outputs count as wrong, less
    those, and those count as right, so that P(wrong, verdict) = P(verdict) -
    P(all below) P(verdict | all below) without approximation.
    """
    filler = behaviour["filler_deviation"], bool(technology.idiosyncratic(behaviour["filler_deviation"]))
    attack = behaviour["deviation"], behaviour["deviation_idiosyncratic"] > 0
    found = []
    for probability, deviating, cause in law:
        deviation, idiosyncratic = attack if cause == "attack" else filler
        harmless = 1.0 - wrong_probability(deviating, abs(deviation), idiosyncratic, harm_threshold)
        whole = Output(probability, deviating, deviation, idiosyncratic, cause == "attack", float(harmless < 1.0))
        found.append(whole)
        if 0.0 < harmless < 1.0:
            part, below = harmless * probability, harm_threshold / abs(deviation)
            found.append(whole._replace(probability=-part, stretch=below))
            found.append(whole._replace(probability=part, stretch=below, wrong=0.0))
    return found


def wrong_probability(deviating: int, size: float, idiosyncratic: bool, threshold: float) -> float:
    """Probability that a segment deviates by more than the threshold.

    An idiosyncratic size is uniform in [size, 2 size), independently in each segment.
    """
    if deviating == 0 or size == 0:
        return 0.0
    if not idiosyncratic or size > threshold:
        return float(size > threshold)
    below = min(1.0, (threshold - size) / size)
    return float(1.0 - below**deviating)


def behind_traces(listed: list[Output], hidden: float) -> list[Output]:
    """The law of a job's output as checks meet it, where a forged trace hides it with a probability.

    Parameters
    ----------
    listed : list of Output
        As they are.
    hidden : float
        Probability that checks compare traces alone.
    """
    found = []
    for output in listed:
        if output.deviating == 0 or output.deviation == GARBAGE:  # an end is seen, whatever the trace
            found.append(output)
            continue
        found.append(output._replace(probability=(1.0 - hidden) * output.probability))
        found.append(output._replace(probability=hidden * output.probability, deviating=0))
    return found
