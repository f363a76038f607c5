"""What is found of facts: a world that shows all of them, one that shows none, one that is undecided; pairs that exclude each other."""

import pandas as pd
import pytest

from analysis.findings import facts as findings
from analysis.findings.claims import FAILS, HOLDS, STANDS, UNDECIDED, judge
from analysis.findings.reading import read
from experiments.studies.facts import STRONG
from experiments.studies.facts import patterns as of
from model import networks
from tests.pictures import clipped, colliding, tiny

NONE = networks.load("none")


def own(hits, draws=100):
    """Draws of which the first `hits` satisfy their criterion, for every fact."""
    return pd.DataFrame(
        {"fact": name, "seed": n, "value": 0.3 + 0.001 * n, "applies": True, "satisfied": n < hits, "drawn": ""}
        for name in of.NAMES
        for n in range(draws)
    )  # fmt: skip


def sample(holds, scenarios=200):
    """Two seeds a scenario; `holds` says of a scenario's number, a seed and a fact whether it agrees."""
    return pd.DataFrame(
        {"first": 1, "scenario": n, "seed": seed}
        | {f"value_{name}": 0.1 for name in of.NAMES}
        | {f"holds_{name}": int(holds(n, seed, name)) for name in of.NAMES}
        for n in range(scenarios)
        for seed in range(2)
    )


def test_a_model_that_shows_all_facts_stands():
    found = read("facts", NONE, {"own": own(80), "sample": sample(lambda n, seed, name: n % 4 == 0)})
    assert found.verdict == STANDS
    assert "show 5:" in found.finding.found
    assert found.finding.departs == ""


def test_a_model_that_shows_no_fact_is_refuted_and_says_on_which_side_it_errs():
    found = read("facts", NONE, {"own": own(10), "sample": sample(lambda n, seed, name: False)})
    assert found.verdict.startswith("the hypothesis is refuted")
    assert found.verdict.count("in its own network") == len(STRONG)
    assert f"Never seen in the sample: {'; '.join(p.title for p in of.PATTERNS)}" in found.finding.found
    assert "its median, 0.349, lies below [0.45, 0.8]" in found.finding.departs


def test_half_of_the_draws_is_undecided():
    claims = findings.find(NONE, _whole(own(55), sample(lambda n, seed, name: True))).claims
    verdicts = {row.claim.statement: row.verdict for row in judge(claims)}
    assert verdicts["in its own network the model shows: a third of endpoints deviates"] == UNDECIDED
    assert verdicts["some scenarios of the sample show: a third of endpoints deviates"] == HOLDS
    assert FAILS not in verdicts.values()


def _whole(mine, scenarios):
    tables = {"own": mine, "sample": scenarios}
    return {**tables, **findings.closed_forms(NONE, tables)}


def test_weak_facts_decide_nothing():
    claims = findings.find(NONE, _whole(own(10), sample(lambda n, seed, name: True))).claims
    weak = [claim for claim in claims if not claim.decides]
    assert len(weak) == sum(bool(p.weak) for p in of.PATTERNS)
    assert all("in its own network" in claim.statement for claim in weak)


def test_a_scenario_satisfies_what_every_seed_does():
    """Endpoints agree under one seed of two, vendors under both, replication shows nothing of the kind."""
    one = sample(lambda n, seed, name: {"endpoints": seed == 0, "vendors": True, "replication": -1}.get(name, False), scenarios=3)
    labels = findings.satisfied(one)
    assert list(labels["endpoints"]) == [0, 0, 0]
    assert list(labels["vendors"]) == [1, 1, 1]
    assert list(labels["replication"]) == [-1, -1, -1]
    assert findings.unsettled(one) == pytest.approx(1 / len(of.NAMES))


def test_pairs_that_exclude_each_other_are_named_and_counts_add_up():
    """Endpoints hold in even scenarios and vendors in odd ones: never both, although 50 of 200 would be expected."""
    matrix = findings.satisfied(sample(lambda n, seed, name: {"endpoints": n % 2 == 0, "vendors": n % 2 == 1}.get(name, False)))
    couples = findings.pairs(matrix).set_index(["first", "second"])
    assert tuple(couples.loc[("endpoints", "vendors")]) == (0, 50.0)
    counts = findings.at_once(matrix)
    assert list(counts["scenarios"])[:3] == [0, 200, 0]
    assert counts["independent"].sum() == pytest.approx(1.0)
    assert list(counts["independent"])[:3] == pytest.approx([0.25, 0.5, 0.25])


def test_figures_draw_from_tables_alone():
    whole = _whole(own(40, 20), sample(lambda n, seed, name: (n + len(name)) % 3 == 0, scenarios=12))
    for name, drawing in findings.READING.drawings.items():
        figure = drawing.draw({table: whole[table] for table in drawing.tables})
        assert clipped(figure) == colliding(figure) == tiny(figure) == []
        assert len(figure.axes) == {"facts_matrix": 4, "facts_beside": 8}[name]
