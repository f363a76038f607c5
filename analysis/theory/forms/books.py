"""Invariants without luck: nothing is missing, nothing changes. Contrasts do what mistakes do elsewhere."""

from __future__ import annotations

from analysis.theory.forms.contract import Form, Numbers


def _nothing(a: Numbers) -> float:
    return 0.0


FORMS = {
    "M1": Form("held after - held before - minted - paid in + burned + paid out = 0", _nothing, {}),
    "M2": Form("share(lambda tokens, price / lambda) - share(tokens, price) = 0", _nothing, {}),
}
