"""Reads results and closed forms; never runs the model."""

import experiments  # noqa: F401  says clearly when a script's own model.py hides our package
