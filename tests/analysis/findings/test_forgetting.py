"""How the tables of ``forgetting`` are read: runs that remember by the law, that forget everywhere, and that are too few."""

import warnings

import numpy as np
import pandas as pd
import pytest

from analysis.findings import forgetting as reading
from analysis.findings.claims import FAILS, HOLDS, judge
from experiments.studies.forgetting import AUDIT, LOOKS, STARTS
from model import networks


@pytest.fixture(scope="module")
def posp():
    return networks.load("posp")


def histories(ends, seeds):
    """Runs that stay at their start until epoch 40 and then are where `ends` says, of reference share and start."""
    rows = []
    for auditors, audit, reference in (("peers", AUDIT, 0.0), ("peers", AUDIT, 0.9), ("protocol", AUDIT, 0.0)):
        for start in STARTS:
            for seed in range(seeds):
                row = {"auditors": auditors, "audit": audit, "reference": reference, "start": start, "nodes": 400, "seed": seed}
                end = ends(auditors, reference, start)
                rows.append(row | {f"after_{t}": start if t < 40 else end for t in LOOKS})
    return pd.DataFrame(rows)


def escapes():
    at = {"auditors": "peers", "audit": AUDIT, "reference": 0.53, "start": 0.0}
    few = [at | {"nodes": 10, "seed": s, "epochs": 100, "escaped": 1} for s in range(20)]
    return pd.DataFrame(few + [at | {"nodes": 40, "seed": s, "epochs": 400, "escaped": 0} for s in range(20)])


def by_the_law(auditors, reference, start):
    return float(start > 0.5) if auditors == "peers" and reference < 0.5 else 1.0


def forgets(auditors, reference, start):
    return 1.0


def tables(network, ends, seeds=40):
    measured = {"histories": histories(ends, seeds), "escapes": escapes()}
    return measured | reading.closed_forms(network, measured)


def verdicts(network, *args):
    finding = reading.find(network, tables(network, *args))
    return [judged.verdict for judged in judge(finding.claims) if judged.claim.decides], finding


def test_runs_that_remember_by_the_law_stand(posp):
    found, finding = verdicts(posp, by_the_law)
    assert found == [HOLDS, HOLDS, HOLDS]
    assert "20 of 20 populations of 10, 0 of 20 populations of 40" in finding.departs


def test_peers_that_forget_refute_it(posp):
    found, _ = verdicts(posp, forgets)
    assert found == [FAILS, HOLDS, HOLDS]


def test_a_protocol_that_does_not_undo_the_start_refutes_it(posp):
    found, _ = verdicts(posp, lambda auditors, reference, start: float(start > 0.5))
    assert found == [HOLDS, FAILS, FAILS]


def test_few_runs_decide_little(posp):
    noisy = np.random.Generator(np.random.PCG64(2))
    found, _ = verdicts(posp, lambda auditors, reference, start: float(noisy.random() < 0.2 + 0.6 * start), 2)
    assert HOLDS not in found[:1]


def test_the_law_of_posp(posp):
    """G = .8 x .48 / (.2 x 11 x (A(0) - A(10))) = .17455 / .99939, A at a tolerance of 5 and two noises of 1."""
    law = tables(posp, by_the_law)["law"]
    assert law["strength"].iloc[0] == pytest.approx(0.384 / 2.2 / 0.99939, rel=1e-4)
    assert law["threshold"].iloc[0] == pytest.approx(0.5873, abs=1e-4)
    assert law["tipping"].iloc[0] == pytest.approx(0.5873, abs=1e-4)
    assert np.isnan(law["tipping"].iloc[2])


def test_two_bits_at_the_start_and_one_at_the_end(posp):
    bits = tables(posp, by_the_law)["of_start"]
    peers = bits[(bits["auditors"] == "peers") & (bits["reference"] == 0.0)]
    assert peers["bits"].iloc[0] == pytest.approx(2.0, abs=0.05)
    assert peers["bits"].iloc[-1] == pytest.approx(1.0, abs=0.05)


def test_the_figure_draws_without_warnings(posp, tmp_path):
    everything = tables(posp, by_the_law)
    for drawing in reading.READING.drawings.values():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawing.draw({name: everything[name] for name in drawing.tables}).savefig(tmp_path / "figure.pdf")
