"""The market: what a token is worth."""

from __future__ import annotations

from typing import Literal

from model.quantity import Part, number


class Market(Part):
    """A fixed price."""

    kind: Literal["fixed"] = "fixed"
    price: float = number(1.0, "USD/tok", "price of a token", ge=0)
