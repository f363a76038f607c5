"""The volume of accepted deviations: how far, over all deviations, what is audited still passes (C4 of the catalogue).

For one check it is twice the tolerance, whatever the noise: noise blurs the
boundary and leaves the volume. A vote of need of v changes it by the order
statistics of the verifiers' noise.
"""

from __future__ import annotations

import numpy as np

from analysis.possibility.sets import given_audit
from model.field.verification.panel.numbers import Panel
from model.outlook import Outlook
from model.scenario import Scenario

REACH = 12.0
"""Standard deviations of the noise beyond the tolerance up to which deviations are summed."""
PIECES, ORDER = 64, 8
"""Of the quadrature: intervals, and Gauss-Legendre points in each."""


def accepted_volume(scenario: Scenario, crowd: str = "written") -> float | None:
    """Integral over all deviations of the probability that an audited job passes which deviates so in all segments, sigma.

    Parameters
    ----------
    scenario : Scenario
    crowd : str
        ``written`` or ``effective``.

    Returns
    -------
    float or None
        None where no panel compares outputs, or where what deviates without end is still accepted.
    """
    fields = [
        field for field in scenario.fields.values() if isinstance(field.verification, Panel) and field.verification.audit_probability > 0
    ]
    if not fields:
        return None
    tolerance = max(field.verification.tolerance for field in fields if isinstance(field.verification, Panel))
    reach = tolerance + REACH * max(1.0, *(field.noise.level for field in fields)) * max(1.0, Outlook(scenario).desk.noise_factor)
    outlook = Outlook(scenario, crowd)
    if _passing(outlook, np.array([2.0 * reach + 1.0]))[0] > 1e-9:
        return None
    nodes, weights = np.polynomial.legendre.leggauss(ORDER)
    edges = np.union1d(np.linspace(-reach, reach, PIECES + 1), [-tolerance, tolerance])
    half, middle = np.diff(edges)[:, None] / 2.0, ((edges[1:] + edges[:-1]) / 2.0)[:, None]
    return float((_passing(outlook, (middle + half * nodes).ravel()) * (half * weights).ravel()).sum())


def _passing(outlook: Outlook, deviations: np.ndarray) -> np.ndarray:
    return given_audit(outlook.of({"attack_rate": np.ones_like(deviations), "deviation": deviations}))
