"""How each study is read, by its name."""

from __future__ import annotations

import importlib

from analysis.findings.contract import Reading


def find(name: str) -> Reading:
    """The reading of the study of that name (``analysis.findings.NAME``)."""
    reading: Reading = importlib.import_module(f"analysis.findings.{name}").READING
    return reading
