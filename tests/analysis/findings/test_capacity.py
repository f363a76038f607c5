"""How the tables of ``capacity`` are read: runs on the map, runs that tell more or less, and too few of them."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.findings import capacity as reading
from analysis.findings import capacity_bits as looks
from analysis.findings.claims import FAILS, HOLDS, UNDECIDED, conclude
from analysis.theory import channels
from experiments.studies import capacity as study
from model import networks
from model.desk import Desk
from tests.pictures import clipped, colliding, tiny
from tests.studies import read


@pytest.fixture(scope="module")
def posp():
    return networks.load("posp")


def frame(network, table, share_of, seeds):
    """Rows at the first and the last look, with shares by a function of where they lie, the best way of work and the seed."""
    ways, reward, rows = reading.ways_of(network), study.reward_of(network), []
    for cell in study.STUDY.tables[table].cells(network, False):
        at = dict(cell.at)
        worth = channels.worth(ways, reward, at["audit"], at["slash"] * reward, at["tolerance"])
        best = max(list(worth)[: at["ways"]], key=worth.__getitem__)
        for seed in cell.seeds[:seeds]:
            start = dict.fromkeys(study.WAYS, 1.0 / at["ways"])
            rows.append(at | {"seed": seed, "epoch": 1} | start)
            rows.append(at | {"seed": seed, "epoch": at["epochs"]} | share_of(at, best, seed))
    return pd.DataFrame(rows)


def pure(way, share=1.0):
    """That share of the nodes does it, and the others are split among the rest."""
    return {name: share if name == way else (1.0 - share) / 3 for name in study.WAYS}


def on_the_map(at, best, seed):
    """Deterministic; without selection no majority; by own last epochs honest where audits are frequent; borders by the law."""
    if at["intensity"] == 0.0:
        return pure("honest", 0.25)
    if at["signal"] == "own":
        return pure("honest" if at["audit"] > 0.5 else "idle")
    if at["ways"] == 2:
        law = right_share(at["nodes"])
        return pure(best if 37 * seed % 100 < 100 * law else {"honest": "idle", "idle": "honest"}[best])
    return pure(best)


def right_share(nodes):
    """Share of the runs on the right side of a symmetric channel with the capacity of that many nodes."""
    bits = channels.border_capacity(study.NEAR, study.INTENSITY, nodes, study.SIZES_MUTATION)
    grid = np.linspace(0.5, 1.0 - 1e-9, 20_001)
    return grid[np.argmin(np.abs(1.0 + grid * np.log2(grid) + (1 - grid) * np.log2(1 - grid) - bits))]


def judged(network, share_of, seeds=100):
    tables = {name: frame(network, name, share_of, 2 * seeds if name == "sizes" else seeds) for name in study.STUDY.tables}
    whole, finding, claims = read(reading.READING, network, tables)
    return whole, finding, [one.verdict for one in claims if one.claim.decides], conclude(claims)


@pytest.fixture(scope="module")
def standing(posp):
    return judged(posp, on_the_map)


def test_runs_on_the_map_stand(standing):
    whole, finding, verdicts, verdict = standing
    assert verdicts == [HOLDS] * 8, verdict
    assert "tells 2.000 bits" in finding.found
    assert "4 regimes in 45 fields" in finding.found
    mass = whole["map"].groupby("law")["mass"].sum()
    assert mass.to_numpy() == pytest.approx([0.25] * 4, abs=0.02)


def test_a_behaviour_that_the_map_has_not_refutes_it(posp):
    """Where falsifying pays best by little, no way has a majority: log2 5 bits, .32 more than the map."""

    def fifth(at, best, seed):
        return pure("honest", 0.25) if best == "falsifying" and at["audit"] < 0.2 and at["ways"] == 4 else on_the_map(at, best, seed)

    _, _, verdicts, verdict = judged(posp, fifth)
    assert verdicts[0] == FAILS
    assert "log2 M = 2.000 bits" in verdict


def test_a_regime_that_nobody_finds_refutes_it(posp):
    _, _, verdicts, _ = judged(posp, lambda at, best, seed: on_the_map(at, "idle" if best == "falsifying" else best, seed))
    assert verdicts[:2] == [FAILS, FAILS]


def test_shares_that_follow_the_audit_rate_within_a_regime_refute_it(posp):
    def graded(at, best, seed):
        return pure(best, 1.0 - at["audit"] / 2) if at["ways"] == 4 and at["signal"] == "expected" else on_the_map(at, best, seed)

    _, _, verdicts, _ = judged(posp, graded)
    assert verdicts[2] == FAILS
    assert verdicts[3] == FAILS, "the ridge shows then too"


def test_fields_that_own_epochs_do_not_tell_apart_refute_it(posp):
    _, _, verdicts, _ = judged(posp, lambda at, best, seed: pure("honest") if at["signal"] == "own" else on_the_map(at, best, seed))
    assert verdicts[4] == FAILS


def test_bits_without_selection_and_borders_without_noise_refute_it(posp):
    _, _, verdicts, _ = judged(posp, lambda at, best, seed: pure(best) if at["signal"] == "expected" else on_the_map(at, best, seed))
    assert verdicts[5:] == [FAILS, FAILS, FAILS]


def test_few_runs_leave_it_open(posp):
    _, _, verdicts, verdict = judged(posp, on_the_map, 4)
    assert verdict.startswith("undecided")
    assert FAILS not in verdicts
    assert UNDECIDED in verdicts


def test_the_map_is_what_the_model_reckons(posp):
    """Worth of each way in each field, against the model's own closed form of acceptance and settlement."""
    ways = reading.ways_of(posp)
    assert ways["honest"] == pytest.approx((0.8, 0.0, 0.0))
    assert ways["falsifying"] == pytest.approx((0.8, 0.6, 15.0))
    for field in study.CORNERS:
        scenario = study.prepare(posp, {**study.field_cells(posp, True)[0].at, **dict(zip(reading.FIELD, field, strict=True))})
        desk = Desk(scenario)
        for traits, stake, value in zip(desk.behaviours, desk.stakes, channels.worth(ways, 1.0, *field).values(), strict=True):
            verdicts = desk.accept("job", traits, desk.crowd(desk.counts))
            assert desk.execution("job", traits, verdicts, stake).utility == pytest.approx(value, abs=1e-9)


def test_shuffled_fields_tell_nothing_within_four_standard_errors(standing):
    """Half of the runs honest, half idle, whatever the field: the mean corrected capacity over shuffles is zero."""
    generator, found = np.random.Generator(np.random.PCG64(5)), []
    fields = np.repeat(np.arange(4), 60)
    outputs = np.repeat(["honest", "idle", "none"], 80)
    for _ in range(60):
        table = pd.DataFrame({"field": generator.permutation(fields)})
        found.append(looks.bits_of(table, outputs, ["field"]).bits)
    assert abs(np.mean(found)) < 4 * np.std(found, ddof=1) / math.sqrt(60)


def test_kinds_of_looks():
    """Of 100 nodes 62 honest and 38 idle; an even split; one of a hundred."""
    shares = pd.DataFrame([(0.62, 0.38, 0.0, 0.0), (0.5, 0.5, 0.0, 0.0), (0.0, 0.0, 0.01, 0.99)], columns=list(study.WAYS)).assign(
        nodes=100
    )
    assert list(looks.majority(shares)) == ["honest", "no majority", "falsifying"]
    assert list(looks.tenths(shares)) == ["honest 6", "no majority ", "falsifying 9"]
    assert list(looks.counts(shares)) == ["honest 5", "no majority 5", "falsifying 1"]


def test_the_figure_draws_every_word_in_sight(standing):
    whole, _, _, _ = standing
    for drawing in reading.READING.drawings.values():
        drawn = drawing.draw({name: whole[name] for name in drawing.tables})
        assert clipped(drawn) == []
        assert colliding(drawn) == []
        assert tiny(drawn) == []
