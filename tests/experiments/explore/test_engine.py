"""An exploration on the sweep's engine: killed and resumed, on one worker and on two, it is the same."""

import numpy as np
import pytest

from experiments.explore import engine
from experiments.explore.engine import Exploration, run
from experiments.explore.genome import Budget
from experiments.explore.outcomes import parse
from experiments.explore.reached import difference, notable, reached, read, table, write
from experiments.explore.search import Shares
from experiments.explore.start import honest_start
from experiments.sweep import parts
from experiments.sweep.engine import Local
from experiments.sweep.results import Results
from model import door, measures, networks
from model.run import simulate


def exploration(runs=160, seed=1, network="none", outcomes="integrity,gini_stake"):
    start = honest_start(networks.load(network), 12, 8)
    shares = Shares(pilot=30, generation=40)
    return Exploration(start, parse(outcomes, start.scenario), Budget(120.0, 120.0), runs, seed, shares=shares)


def rows(folder):
    return Results(folder).frame(failed=True).drop(columns=["stopped"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A small exploration, from its beginning to its end on one worker."""
    folder = tmp_path_factory.mktemp("explore") / "whole"
    made = exploration()
    return made, folder, run(made, folder, engine=Local(1)).explorer


@pytest.mark.slow
def test_a_killed_exploration_resumes_to_the_same_map(whole, tmp_path):
    """What a kill leaves are whole parts up to some generation: all others are taken away here."""
    made, folder, explorer = whole
    kept = tmp_path / "resumed"
    (kept / parts.RUNS).mkdir(parents=True)
    (kept / "sweep.json").write_bytes((folder / "sweep.json").read_bytes())
    for part in parts.listed(folder / parts.RUNS):
        if part.first < 60:
            (kept / parts.RUNS / part.path.name).write_bytes(part.path.read_bytes())
    with pytest.raises(ValueError, match="add --resume"):
        run(made, kept, engine=Local(1))
    ended = run(made, kept, engine=Local(2), resume=True)
    assert 0 < ended.here < 160
    assert reached(made, ended.explorer) == reached(made, explorer)
    assert rows(kept).equals(rows(folder)), "and two workers make the rows that one makes"


def test_a_finished_one_runs_nothing_again(whole):
    made, folder, explorer = whole
    ended = run(made, folder, engine=Local(1), resume=True)
    assert ended.here == 0
    assert reached(made, ended.explorer) == reached(made, explorer)


def test_every_run_can_be_made_by_the_model_alone(whole):
    """The scenario of a candidate and the seed of a row give the row's outcomes."""
    made, folder, explorer = whole
    for row in rows(folder).iloc[::37].to_dict("records"):
        changes = made.code.decode(explorer.candidates[row["point"]]).changes(made.start)
        summary = measures.summary(simulate(door.change(made.start.scenario, changes), row["seed"]), ["integrity", "gini_stake"])
        assert summary["gini_stake"] == pytest.approx(row["gini_stake"])
        assert summary["integrity"] == pytest.approx(row["integrity"], nan_ok=True)


def test_no_two_runs_share_their_luck(whole):
    assert rows(whole[1])["seed"].is_unique


def test_runs_of_another_search_are_refused(whole, monkeypatch):
    made, folder, _ = whole
    monkeypatch.setattr(engine, "EXPLORE_SEED", 5)
    with pytest.raises(ValueError, match="another search"):
        run(made, folder, engine=Local(1), resume=True)


def test_another_exploration_does_not_go_into_the_same_folder(whole):
    with pytest.raises(ValueError, match="another sweep"):
        run(exploration(seed=2), whole[1], engine=Local(1), resume=True)


def test_the_map_is_stored_and_read_as_it_was(whole, tmp_path):
    made, _, explorer = whole
    found = reached(made, explorer)
    write(found, tmp_path)
    assert read(tmp_path) == found
    assert len(table(found).splitlines()) == 1 + len(found.ways)
    assert found.empty == 400 - len(found.ways)
    assert sum(found.spent.values()) == explorer.told
    with pytest.raises(ValueError, match=r"cannot be read .* cfield explore has finished"):
        read(tmp_path / "elsewhere")


def test_a_map_differs_from_itself_in_nothing(whole):
    made, _, explorer = whole
    found = reached(made, explorer)
    between = difference(found, found)
    assert between.here == between.there == ()
    assert len(between.both) == len(found.confirmed)
    assert {way.cell for _, way in notable(found)} <= {way.cell for way in found.confirmed}


def test_maps_of_other_cells_are_not_compared(whole):
    made, _, explorer = whole
    found = reached(made, explorer)
    other = reached(exploration(outcomes="integrity=0:1:10,gini_stake"), _moved(made, explorer))
    with pytest.raises(ValueError, match="cells differ"):
        difference(found, other)


def _moved(made, explorer):
    """An explorer of coarser cells that was told a few runs."""
    fresh = exploration(outcomes="integrity=0:1:10,gini_stake").explorer()
    asked = fresh.ask()
    fresh.tell(np.full((len(asked), 2), 0.5))
    return fresh


def test_too_few_runs_are_refused():
    with pytest.raises(ValueError, match="budget = 50 runs"):
        exploration(runs=50)
