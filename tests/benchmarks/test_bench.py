"""The benchmark runs and reports what it promises; no time is asserted."""

import json

import pytest

from benchmarks import bench, world


@pytest.fixture(scope="module")
def result():
    return bench.run(quick=True)


def test_a_quick_run_reports_every_part_as_plain_data(result):
    assert set(result) == {"machine", "quick", "reference", "rows", "ratios", "flatness", "phases", "dispatch_us", "memory", "bars"}
    assert json.loads(json.dumps(result)) == result


def test_every_contestant_runs_at_every_size_in_every_world(result):
    ran = {(row["nodes"], row["kind"], row["contestant"]) for row in result["rows"]}
    names = ("engine", "engine_shared_noise", "engine_with_agents", "baseline")
    assert ran == {(n, s, c) for n in bench.QUICK_SIZES for s in world.WORLDS for c in names}


def test_the_engine_is_faster_than_plain_mesa_at_a_thousand_nodes(result):
    assert all(r["engine"] > 1 for r in result["ratios"] if r["nodes"] == 1_000)


def test_every_phase_is_timed_and_every_contestant_weighed(result):
    assert list(result["phases"]["broadcast"]) == ["arrive", "decide", "compute", "propagate", "verify", "settle", "market", "adapt"]
    assert all(size > 0 for held in result["memory"].values() for size in held.values())


def test_the_table_names_every_size(result):
    text = bench.table(result)
    assert "1,000" in text
    assert "bytes per node" in text
    assert "None" not in text


def test_bars_are_judged_only_at_the_sizes_that_they_name():
    ratios = [{"nodes": 10_000, "kind": "broadcast", "engine": 59.0, "engine_with_agents": 50.0}]
    flatness = [{"nodes": n, "kind": "broadcast", "over_reference": over} for n, over in ((100, 2.9), (1_000, 9.0))]
    judged = bench.bars(ratios, flatness, 10_000)
    assert [(b["value"], b["met"]) for b in judged] == [(59.0, False), (2.9, True)]
    assert bench.bars(ratios, flatness, 1_000) == []
