"""On a real field an exploration confirms more cells than uniform sampling does with the same runs, runs again counted on both sides."""

import pytest

from benchmarks import explore


@pytest.mark.nightly
def test_half_as_many_cells_again_are_confirmed_as_by_uniform_sampling():
    """Seed 2: the rules of the search were settled on seed 1."""
    ours, theirs = (explore.real(method, seed=2) for method in ("rarity", "uniform"))
    assert max(ours.told, theirs.told) <= explore.RUNS
    assert len(ours.archive.confirmed()) >= 1.5 * len(theirs.archive.confirmed())
