"""The benchmark of outlooks gives its figures, and asks both ways about the same; no time is asserted."""

from benchmarks import outlook


def test_both_ways_of_asking_agree():
    speed = outlook.measure("posp", outlook.contestants()["posp"], count=300, repeats=1, singly=5)
    assert speed.largest_difference <= 1e-6
    assert min(speed.rate, speed.singly) > 0
