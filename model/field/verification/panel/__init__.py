"""Panels of nodes that re-run sampled segments and vote."""
