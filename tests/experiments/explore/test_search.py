"""The explorer on maps whose truth is known: what it finds beside uniform sampling, and whether what it says holds."""

import numpy as np
import pytest

from experiments.explore.archive import Proof
from experiments.explore.outcomes import MISSING, Wanted
from experiments.explore.search import PILOT, PROVE, SCREEN, SEARCH, UNIFORM, VERIFY, Shares
from tests.experiments.explore.toys import ONLY_SEARCH, SQUARE, TWO, explorer, noisy, pattern_square, played, rare, truth


def cells(method, seed, wanted=TWO, runs=1000):
    return len(played(explorer(len(wanted), wanted, runs, seed, method=method, shares=ONLY_SEARCH), rare, seed).archive.cells)


def expected_uniform(cells_per_axis, dimensions, runs):
    """Cells that uniform sampling hits on average under u = x^10, exactly: the sum of 1 - (1 - p)^n (theory H1)."""
    p = np.diff(np.linspace(0, 1, cells_per_axis + 1) ** 0.1)
    p = np.outer(p, p).ravel() if dimensions == 2 else p
    return float(np.sum(1 - (1 - p) ** runs))


def test_rare_patterns_are_found_twice_as_well_as_by_uniform_sampling():
    """Theory H1b, 20 x 20 cells, 1000 runs, 20 repetitions."""
    baseline = expected_uniform(20, 2, 1000)
    assert baseline == pytest.approx(92.5, abs=0.1)
    ours = np.array([cells("rarity", seed) for seed in range(20)])
    assert ours.mean() - 4 * ours.std(ddof=1) / np.sqrt(20) >= 2 * baseline


def test_in_one_dimension_too():
    """100 cells, 200 runs: uniform sampling expects 40.2, and there are 100 at most."""
    baseline = expected_uniform(100, 1, 200)
    assert baseline == pytest.approx(40.2, abs=0.1)
    ours = np.array([cells("rarity", seed, (Wanted("u", 0, 1, 100),), 200) for seed in range(20)])
    assert ours.mean() - 4 * ours.std(ddof=1) / np.sqrt(20) >= 1.4 * baseline


def test_the_baseline_is_uniform_sampling():
    theirs = np.array([cells("uniform", seed) for seed in range(20)])
    assert abs(theirs.mean() - expected_uniform(20, 2, 1000)) < 4 * theirs.std(ddof=1) / np.sqrt(20)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_pattern_square(seed):
    """500 cells of probability 1e-6 each: uniform sampling expects 500 (1 - (1 - 1e-6)^n), which is 130 of them."""
    runs = 300_000
    assert 500 * (1 - (1 - 1e-6) ** runs) == pytest.approx(129.6, abs=0.1)
    found = played(explorer(2, SQUARE, runs, seed, shares=Shares(uniform=0.1, again=0, verify=0, generation=500)), pattern_square)
    assert len(found.archive.cells) - 1 >= 495


@pytest.fixture(scope="module")
def held():
    """The noisy map, explored with 12,000 runs."""
    return played(explorer(3, TWO, 12_000, 5), noisy)


def test_a_one_shot_archive_is_mostly_luck_and_the_confirmed_cells_are_not(held):
    """Of cells that keep their first candidate few are hit again in one run of four; of the confirmed ones 95 % hold their interval."""
    luck = played(explorer(3, TWO, 12_000, 5, method="rarity", shares=ONLY_SEARCH), noisy)
    once = [truth(luck.candidates[cell.contenders[0].candidate], luck.grid, at) for at, cell in luck.archive.cells.items()]
    assert np.mean(np.array(once) >= 0.25) < 0.1, "about 4 %"
    confirmed = held.archive.confirmed()
    inside, above = [], []
    for cell, claim in confirmed.items():
        low, high = held.archive.proof.interval(claim.hits, claim.runs)
        real = truth(held.candidates[claim.candidate], held.grid, cell)
        inside.append(low <= real <= high)
        above.append(real >= 0.25)
    assert len(confirmed) >= 40
    assert np.mean(inside) >= 0.95
    assert np.mean(above) >= 0.95


def test_half_of_the_runs_are_made_again_and_none_beyond_the_budget(held):
    spent = held.spent
    assert sum(spent.values()) == held.told <= 12_000
    assert spent[SCREEN] + spent[PROVE] <= 0.4 * 12_000
    assert spent[SCREEN] + spent[PROVE] + spent[VERIFY] >= 0.44 * 12_000
    assert spent[UNIFORM] == pytest.approx(0.15 * 0.9 * 12_000, abs=2)
    assert spent[PILOT] == 0, "ranges were given"
    assert spent[SEARCH] > 0


def test_verification_runs_candidates_of_confirmed_cells_only(held):
    assert set(held.fresh) == set(held.archive.confirmed())
    assert len({fresh.runs for fresh in held.fresh.values()}) == 1


def test_cells_are_never_lost(held):
    found = [cells for _, cells in held.filled]
    assert found == sorted(found)


def test_the_least_cost_is_kept_of_what_is_confirmed():
    """Outcome and cost are different genes: the archive ends near the cheapest candidate of each cell."""
    found = played(explorer(2, (Wanted("u", 0, 1, 4),), 6_000, 2, cost=lambda genes: float(genes[1])), lambda genes, luck: genes[:, :1])
    confirmed = found.archive.confirmed()
    assert len(confirmed) == 4
    assert max(claim.cost for claim in confirmed.values()) < 0.02


def test_unknown_ranges_come_from_a_pilot():
    wanted = (Wanted("u", float("nan"), float("nan"), 10),)
    found = played(explorer(1, wanted, 500, 1, shares=Shares(pilot=80)), lambda genes, luck: 5 + 3 * genes)
    assert found.spent[PILOT] == 80
    assert 4.5 < found.grid.axes[0].low < 5.1
    assert 7.9 < found.grid.axes[0].high < 8.5


def test_runs_without_a_value_belong_to_no_cell():
    found = played(explorer(1, (Wanted("u", 0, 1, 10),), 300, 1), lambda genes, luck: np.where(genes < 0.5, np.nan, genes))
    assert found.missing > 8, "of 40 uniform candidates half have none; 4 standard errors below 20"
    assert MISSING not in found.archive.cells
    assert min(found.archive.cells) == 5


def test_a_generation_follows_from_what_was_told():
    first, second = (played(explorer(3, TWO, 900, 9), noisy, 4) for _ in range(2))
    assert np.array_equal(first.candidates, second.candidates)
    other = played(explorer(3, TWO, 900, 10), noisy, 4)
    assert not np.array_equal(first.candidates, other.candidates)


def test_asking_and_telling_take_turns():
    one = explorer(1, (Wanted("u", 0, 1, 10),), 300)
    with pytest.raises(RuntimeError, match="nothing was asked"):
        one.tell(np.zeros((1, 1)))
    one.ask()
    with pytest.raises(RuntimeError, match="not told"):
        one.ask()


@pytest.mark.parametrize(
    ("shares", "words"), [({"uniform": 1.2}, "uniform = 1.2"), ({"again": 0.9}, "add up"), ({"pilot": 0}, "at least 1")]
)
def test_shares_that_cannot_be_are_refused(shares, words):
    with pytest.raises(ValueError, match=words):
        Shares(**shares)


def test_a_proof_holds_from_seven_of_twelve():
    """Wilson's 99 % interval by hand: (h/12 + z2/24 -+ ...) / (1 + z2/12), z2 = 6.635: about .20 for 6, .26 for 7 of 12."""
    proof = Proof()
    assert not proof.holds(6, 12)
    assert proof.holds(7, 12)
    assert not proof.holds(11, 11), "too few runs"
    assert proof.interval(7, 12)[0] == pytest.approx(0.2637, abs=0.02)
