"""Figures as files: PDF and PNG, with provenance in their metadata."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def rendered(figure: Figure, facts: dict[str, Any]) -> dict[str, bytes]:
    """The figure as PDF and PNG.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    facts : dict
        Provenance; written into the metadata of both.

    Returns
    -------
    dict of bytes
        By suffix, ``.pdf`` and ``.png``.
    """
    import matplotlib as mpl

    from analysis.figures import style

    words = json.dumps(facts)
    files = {}
    with mpl.rc_context(style.PARAMETERS):
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # the layout moves a little at each drawing, and both files shall show the same
        for suffix, metadata in ((".pdf", {"Subject": words, "Creator": "cfield", "CreationDate": None}), (".png", {"Description": words, "Software": "cfield"})):
            buffer = io.BytesIO()
            figure.savefig(buffer, format=suffix[1:], metadata=metadata)
            files[suffix] = buffer.getvalue()
    return files
