"""By how much one segment deviates: asked by partition for the truth and by verification for the check."""

from __future__ import annotations

from model.jit import rule
from model.luck import uniform


@rule
def segment_deviation(deviation, idiosyncratic, key, segment):
    """Deviation of one segment, sigma.

    A systematic one is the same signed number for all who run that model; an
    idiosyncratic one has a fresh sign and a size of delta (1 + u).
    """
    if idiosyncratic == 0:
        return deviation
    sign = 1.0 if uniform(key, 2 * segment) < 0.5 else -1.0
    return sign * deviation * (1.0 + uniform(key, 2 * segment + 1))
