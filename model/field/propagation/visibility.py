"""Who may look at traces before a job is settled: a setting of every kind of propagation."""

from __future__ import annotations

from typing import Literal

from model.quantity import Part, number

VISIBILITIES = ("commit_reveal", "public")


class Traces(Part):
    """What all kinds of propagation share."""

    visibility: Literal["commit_reveal", "public"] = number(
        "commit_reveal", "", "whether answers are shown only after all have committed to theirs, or at once, so that they can be copied"
    )
