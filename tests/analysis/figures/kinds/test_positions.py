"""Where each kind puts what it draws, by hand."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from analysis.figures import style
from analysis.figures.kinds import (
    bars,
    basin_map,
    collapse,
    fan,
    hysteresis_loop,
    invasibility,
    over_time,
    phase_diagram,
    roc,
    s_curve,
    simplex,
    spatial_map,
)

XY = ("x (1)", "y (1)")


@pytest.fixture
def axes():
    with style.figure() as figure:
        yield figure.subplots()


def table(columns, *rows):
    return pd.DataFrame(list(rows), columns=columns.split())


def named(axes, name):
    (line,) = [line for line in axes.lines if line.get_label() == name]
    return line


def test_cells_of_a_map_end_half_way_to_the_next():
    assert phase_diagram.borders(np.array([1.0, 2.0, 4.0]), log=False) == pytest.approx([0.5, 1.5, 3.0, 5.0])
    assert phase_diagram.borders(np.array([1.0, 4.0, 16.0]), log=True) == pytest.approx([0.5, 2.0, 8.0, 32.0])
    assert phase_diagram.borders(np.array([3.0]), log=False) == pytest.approx([2.5, 3.5])


def test_a_phase_diagram_has_each_value_in_its_cell_and_the_boundary_where_it_passes(axes):
    rows = table("x y value", (2.0, 10.0, 5.0), (1.0, 20.0, -3.0), (1.0, 10.0, 1.0), (2.0, 20.0, 7.0))
    phase_diagram.draw(axes, rows, (*XY, "v"), boundary=table("x y", (1.0, 12.0), (2.0, 18.0)), diverging=True)
    mesh = axes.collections[0]
    assert np.asarray(mesh.get_array()).tolist() == [[1.0, 5.0], [-3.0, 7.0]]
    assert mesh.get_clim() == (-7.0, 7.0)
    assert named(axes, "closed form").get_xydata().tolist() == [[1.0, 12.0], [2.0, 18.0]]
    assert axes.get_xlim() == (0.5, 2.5)


def test_measured_points_of_a_phase_diagram_have_their_intervals(axes):
    points = table("x y low high", (2.0, 10.0, 8.0, 15.0))
    phase_diagram.draw(axes, table("x y value", (1.0, 8.0, 0.0), (2.0, 16.0, 1.0)), (*XY, ""), points=points)
    (container,) = axes.containers
    (arm,) = container.lines[2][0].get_segments()
    assert arm.tolist() == [[2.0, 8.0], [2.0, 15.0]]
    assert len(axes.figure.axes) == 1, "no name, no colour bar"


def test_a_collapse_has_one_marker_a_series_and_the_master_curve_in_black(axes):
    rows = table("series x y low high", ("a", 1.0, 2.0, 1.5, 2.5), ("b", 3.0, 4.0, 3.0, 5.0), ("a", 2.0, 3.0, 2.0, 3.5))
    collapse.draw(axes, rows, XY, master=table("x y", (0.0, 0.0), (5.0, 5.0)), name="identity")
    drawn = {container.get_label(): container.lines[0] for container in axes.containers}
    assert drawn["a"].get_xydata().tolist() == [[1.0, 2.0], [2.0, 3.0]]
    assert drawn["a"].get_marker() != drawn["b"].get_marker()
    assert drawn["a"].get_color() != drawn["b"].get_color()
    assert named(axes, "identity").get_color() == style.BLACK


def test_corners_of_a_simplex_are_pure_populations(axes):
    orbit = table("series a b c", ("o", 1.0, 0.0, 0.0), ("o", 0.0, 0.5, 0.5), ("o", 0.0, 0.0, 1.0))
    simplex.draw(axes, orbit, ("honest", "lazy", "adversarial"), rests=table("a b c kind", (1 / 3, 1 / 3, 1 / 3, "stable")))
    assert axes.lines[0].get_xydata().ravel() == pytest.approx([0, 0, 0.75, np.sqrt(3) / 4, 0.5, np.sqrt(3) / 2])
    assert named(axes, "stable").get_xydata().ravel() == pytest.approx([0.5, np.sqrt(3) / 6])
    assert {text.get_text() for text in axes.texts} >= {"honest", "lazy", "adversarial"}


def test_a_simplex_refuses_shares_that_do_not_add_up_and_rests_of_an_unknown_kind(axes):
    with pytest.raises(ValueError, match="add up to 1.2"):
        simplex.draw(axes, table("series a b c", ("o", 0.4, 0.4, 0.4)), ("a", "b", "c"))
    orbit = table("series a b c", ("o", 0.4, 0.4, 0.2))
    with pytest.raises(ValueError, match="kind = centre is not one of stable, unstable, saddle"):
        simplex.draw(axes, orbit, ("a", "b", "c"), rests=table("a b c kind", (0.4, 0.4, 0.2, "centre")))


def test_a_fan_spans_five_to_ninety_five_per_cent(axes):
    rows = table("epoch value seed", *[(0, v, v) for v in range(101)], *[(1, 2 * v, v) for v in range(101)])
    fan.draw(axes, rows, XY)
    wide, narrow = (band.get_paths()[0].vertices for band in axes.collections)
    assert (wide[:, 1].min(), wide[:, 1].max()) == pytest.approx((5.0, 190.0))
    assert (narrow[:, 1].min(), narrow[:, 1].max()) == pytest.approx((25.0, 150.0))
    assert named(axes, "median").get_ydata() == pytest.approx([50.0, 100.0])


def test_a_fan_takes_quantiles_as_they_are_and_families_in_their_colours(axes):
    rows = table("series epoch q05 q25 q50 q75 q95", ("lazy", 0, 1, 2, 3, 4, 5), ("lazy", 1, 1, 2, 4, 4, 5), ("honest", 0, 6, 7, 8, 9, 10))
    fan.draw(axes, rows, XY)
    assert named(axes, "lazy").get_ydata().tolist() == [3, 4]
    assert named(axes, "lazy").get_color() == style.FAMILIES["lazy"]
    assert named(axes, "honest").get_color() == style.FAMILIES["honest"]


def test_lines_over_time_have_intervals_of_their_mean(axes):
    """Values 0 and 2: mean 1, standard deviation sqrt 2, error 1, interval 1 -/+ 1.96."""
    over_time.draw(axes, table("series epoch value seed", ("Gini", 0, 0.0, 1), ("Gini", 0, 2.0, 2), ("Gini", 1, 3.0, 1), ("Gini", 1, 3.0, 2)), XY)
    band = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == pytest.approx((1 - 1.959964, 3.0))
    assert named(axes, "Gini").get_ydata().tolist() == [1.0, 3.0]


def test_the_area_below_a_roc_is_that_of_its_trapezoids(axes):
    """(0,0) (.5,1) (1,1): a triangle of .25 and a square of .5."""
    rows = table("series false_positive true_positive", ("INT4", 0.5, 1.0))
    roc.draw(axes, rows, chosen=table("false_positive true_positive", (0.5, 1.0)))
    assert roc.area(rows) == 0.75
    assert named(axes, "INT4, area 0.75").get_xydata().tolist() == [[0.5, 1.0]]
    assert named(axes, "in use").get_xydata().tolist() == [[0.5, 1.0]]


def test_an_s_curve_has_wilsons_intervals(axes):
    """Wilson's interval of 5 in 10 is .2366 to .7634, that of 0 in 10 ends at .2775."""
    s_curve.draw(axes, table("x hits n", (1.0, 0, 10), (2.0, 5, 10)), XY, law=table("x y", (1.0, 0.0), (2.0, 0.5)))
    first, second = axes.containers[0].lines[2][0].get_segments()
    assert first[:, 1] == pytest.approx([0.0, 0.2775], abs=1e-4)
    assert second[:, 1] == pytest.approx([0.2366, 0.7634], abs=1e-4)
    assert named(axes, "closed form").get_color() == style.BLACK


def test_a_basin_map_has_the_most_frequent_outcome_paler_where_runs_disagree(axes):
    rows = table("x y outcome", (0.0, 0.0, "cycling"), (0.0, 0.0, "cycling"), (1.0, 0.0, "mixed"), (1.0, 0.0, "cycling"), (1.0, 0.0, "mixed"),
                 (1.0, 0.0, "mixed"), (0.0, 1.0, "cycling"))  # fmt: skip
    basin_map.draw(axes, rows, XY, separatrix=table("x y", (0.5, -0.5), (0.5, 1.5)))
    cells = np.asarray(axes.collections[0].get_array())
    assert cells.shape == (2, 2, 3)
    assert cells[0, 0] == pytest.approx(to_rgb(style.REGIMES["cycling"]))
    strength = 0.25 + 0.75 * 0.75
    assert cells[0, 1] == pytest.approx(strength * np.array(to_rgb(style.REGIMES["mixed"])) + 1 - strength)
    assert cells[1, 1] == pytest.approx([1, 1, 1]), "nobody ran there"
    assert named(axes, "separatrix").get_xdata().tolist() == [0.5, 0.5]


def test_a_hysteresis_loop_has_an_arrow_at_the_jump_of_each_branch(axes):
    rows = table("branch x mean low high", *[("up", x, float(x > 2), float(x > 2), float(x > 2)) for x in range(5)],
                 *[("down", x, float(x > 1), float(x > 1), float(x > 1)) for x in range(5)])  # fmt: skip
    hysteresis_loop.draw(axes, rows, XY, folds=(1.5, 2.5))
    up, down = axes.texts
    assert up.xy == (2.5, 0.5)
    assert up.xyann == (2.0, 0.0), "upwards from 2"
    assert down.xy == (1.5, 0.5)
    assert down.xyann == (2.0, 1.0), "downwards from 2"
    assert sorted(line.get_xdata()[0] for line in axes.lines if "ends" in str(line.get_label())) == [1.5, 2.5]


def test_a_hysteresis_loop_refuses_a_branch_that_is_neither(axes):
    with pytest.raises(ValueError, match="branch = left is not one of up, down"):
        hysteresis_loop.draw(axes, table("branch x mean low high", ("left", 0, 0, 0, 0)), XY)


def test_a_pairwise_invasibility_plot_has_the_sign_of_each_cell(axes):
    rows = table("resident mutant fitness", (0.0, 0.0, 0.0), (0.0, 1.0, 2.0), (1.0, 0.0, -0.3), (1.0, 1.0, 0.01))
    invasibility.draw(axes, rows, XY, singular=table("at kind", (0.5, "branching")), neutral=0.05)
    assert np.asarray(axes.collections[0].get_array()).tolist() == [[0, -1], [1, 0]], "rows are mutants, columns residents"
    assert named(axes, "branching").get_xydata().tolist() == [[0.5, 0.5]]
    with pytest.raises(ValueError, match="kind = ESS is not one of evolutionarily stable"):
        invasibility.draw(axes, rows, XY, singular=table("at kind", (0.5, "ESS")))


def test_nodes_of_a_ring_stand_on_a_circle_and_those_of_a_lattice_in_rows():
    none = np.zeros((0, 2), dtype=int)
    assert spatial_map.places("ring", 4, none).ravel() == pytest.approx([0, 1, 1, 0, 0, -1, -1, 0], abs=1e-12)
    assert spatial_map.places("lattice", 4, none).tolist() == [[-1, 1], [1, 1], [-1, -1], [1, -1]]
    with pytest.raises(ValueError, match="without edges"):
        spatial_map.places("graph", 4, none)
    with pytest.raises(ValueError, match="layout = 'torus' is not one of ring, lattice, graph"):
        spatial_map.places("torus", 4, none)


def test_a_spatial_map_colours_nodes_by_what_they_do_and_ties_the_right_ones(axes):
    rows = table("node series x y", (2, "honest", 9.0, 0.0), (0, "skimmer", 1.0, 0.0), (1, "honest", 4.0, 1.0))
    spatial_map.draw(axes, rows, edges=table("a b", (0, 2)))
    ties, *dots = axes.collections
    assert ties.get_segments()[0].tolist() == [[1.0, 0.0], [9.0, 0.0]]
    assert dots[0].get_offsets().tolist() == [[1.0, 0.0]]
    assert dots[0].get_facecolor()[0, :3] == pytest.approx(to_rgb(style.STRATEGIES["skimmer"]))
    assert dots[2].get_offsets().tolist() == [[4.0, 1.0], [9.0, 0.0]]


def test_bars_stand_in_the_order_of_their_names_with_the_intervals_as_they_are(axes):
    rows = table("name value low high series", ("slash", 0.4, 0.5, 0.6, "total"), ("fee", 0.2, 0.1, 0.3, "total"), ("fee", 0.1, 0.0, 0.2, "first"))
    bars.draw(axes, rows, "effect (1)", law=table("name value", ("fee", 0.15), ("other", 1.0)))
    total, first = axes.containers
    assert [bar.get_width() for bar in total] == [0.4, 0.2]
    assert [bar.get_y() + bar.get_height() / 2 for bar in total] == pytest.approx([-0.19, 0.81])
    assert [bar.get_y() + bar.get_height() / 2 for bar in first] == pytest.approx([1.19])
    assert axes.collections[0].get_segments()[0][:, 0].tolist() == [0.5, 0.6], "an interval need not lie around its number"
    assert axes.collections[2].get_segments()[0].ravel() == pytest.approx([0.15, 0.56, 0.15, 1.44])
