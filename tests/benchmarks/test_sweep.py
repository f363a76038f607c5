"""The benchmark of sweeps gives its figures; no time is asserted."""

from benchmarks import sweep, world


def test_what_a_run_costs_beside_its_model():
    cost = sweep.overhead(chunk=20, repeats=1)
    assert {"own", "in_all", "digest", "disk"} <= set(cost)
    assert all(value >= 0 for name, value in cost.items() if name != "own")


def test_both_contestants_run_the_same_points_and_the_world_stays_as_it_was():
    before = world.AUDIT_PROBABILITY
    assert sweep.mesa_rate(30, epochs=3, points=2) > 0
    assert sweep.chunk_rate(30, epochs=3) > 0
    assert before == world.AUDIT_PROBABILITY
