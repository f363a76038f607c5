"""``cfield sensitivity``: indices of a slice of the model that are known in closed form, what is said of them, and refusals."""

import json
import math

import numpy as np
import pytest
from typer.testing import CliRunner

from cli import sensitivity as verb
from cli.main import app
from experiments.sweep import parts
from experiments.sweep.engine import Local
from experiments.sweep.lever import Lever
from experiments.sweep.plan import Sweep
from experiments.sweep.results import Results
from experiments.sweep.running import run
from model import door, networks

AUDIT, SLASH, COST = "field.verification.audit_probability", "field.settlement.slash", "nodes.compute_cost"
LEVERS = (Lever(AUDIT, low=0.0, high=0.1), Lever(SLASH, low=10.0, high=100.0), Lever(COST, low=0.5, high=1.0))
OUTCOME = "utility_cheat"


def closed_form():
    """A cheat that computes nothing earns R - p (1 - r)(R + S): a product of two uniform levers; its costs do not matter.

    V(XY) = x^2 V(Y) + y^2 V(X) + V(X)V(Y) with means x and y.
    """
    x, y, var_x, var_y = 0.05, 1.0 + 55.0, 0.1**2 / 12, 90.0**2 / 12
    alone_x, alone_y, both = y**2 * var_x, x**2 * var_y, var_x * var_y
    variance = alone_x + alone_y + both
    first = np.array([alone_x, alone_y, 0.0]) / variance
    return first, np.array([alone_x + both, alone_y + both, 0.0]) / variance, 0.9**2 * variance


def sweep(size, nodes, epochs, design="saltelli", **more):
    base = door.change(networks.load("posp"), {"nodes.count": nodes, "adaptation.kind": "fixed"})
    given = {"seeds": (1, 2), "luck": "own", "outcomes": (OUTCOME,)} | more
    return Sweep(base, LEVERS, design=design, size=size, epochs=epochs, **given)


@pytest.fixture(scope="module")
def coarse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sensitivity") / "coarse"
    run(sweep(32, 80, 20), folder, engine=Local(1))
    return folder


def cfield(*words, code=0):
    done = CliRunner().invoke(app, ["sensitivity", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def test_coarse_indices_lie_near_the_closed_form(coarse):
    found = json.loads(cfield(coarse, "--json"))
    first, total, _ = closed_form()
    effects = {effect["path"]: effect for effect in found["effects"]}
    for lever, s, st in zip(LEVERS, first, total, strict=True):
        one = effects[lever.path]
        assert one["first"]["value"] == pytest.approx(s, abs=0.35)
        assert one["total"]["value"] == pytest.approx(st, abs=0.35)
        assert one["total"]["low"] <= one["total"]["value"] <= one["total"]["high"]
    assert [effect["path"] for effect in found["effects"]][-1] == COST
    assert 0 < found["luck"]["share"]["value"] < 1
    assert found["unit"] == "USD/epoch"
    assert found["left_out"] == 0


def test_what_is_printed_explains_negative_numbers_and_luck(coarse):
    text = cfield(coarse)
    found = verb.analyse(Results(coarse))
    below = [effect for effect in found.effects if effect.first.value < 0]
    assert text.count("about 0*") == len(below)
    for effect in below:
        assert f"{effect.path}: no index is negative" in " ".join(text.split())
    assert "Indices are those of the mean over 2 replicates of a point." in text
    assert "a lever without effect has it as its total index" in text


def test_the_figure_is_written_as_asked(coarse, tmp_path):
    for name in ("effects.png", "effects.pdf"):
        assert f"Written: {tmp_path / name}" in cfield(coarse, "--out", tmp_path / name)
    assert (tmp_path / "effects.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "effects.pdf").read_bytes().startswith(b"%PDF")
    (tmp_path / "file").touch()
    assert "give another file with --out FILE" in cfield(coarse, "--out", tmp_path / "file" / "effects.png", code=2)
    (tmp_path / "folder.png").mkdir()
    assert "folder.png is a folder; give a file in it" in cfield(coarse, "--out", tmp_path / "folder.png", code=2)
    assert "neither .png nor .pdf" in cfield(coarse, "--out", tmp_path / "effects.svg", code=2)


def test_morris_of_the_slice(tmp_path):
    """Over its range p costs .9 x .1 x (1 + S), 5.04 at the mean of S; S costs .9 p x 90, 4.05 at that of p."""
    run(sweep(16, 80, 20, design="morris"), tmp_path / "morris", engine=Local(1))
    found = json.loads(cfield(tmp_path / "morris", "--json"))
    effects = {effect["path"]: effect for effect in found["effects"]}
    assert effects[AUDIT]["mu_star"]["value"] == pytest.approx(5.04, rel=0.4)
    assert effects[SLASH]["mu_star"]["value"] == pytest.approx(4.05, rel=0.5)
    assert effects[COST]["mu_star"]["value"] < 2.0
    assert "mu_star of that order" in cfield(tmp_path / "morris")


def test_failed_runs_cost_their_group_only_and_missing_runs_are_refused(coarse, tmp_path):
    import pyarrow

    for part in parts.listed(coarse / parts.RUNS):
        whole = parts.read(part)
        table = whole.to_pandas()
        fails = table["point"] == 9
        table.loc[fails, "status"], table.loc[fails, OUTCOME] = parts.FAILED, math.nan
        mended = pyarrow.Table.from_pandas(table, whole.schema, preserve_index=False)
        parts.write(tmp_path / parts.RUNS, part.first, part.last, mended)
    (tmp_path / "sweep.json").write_bytes((coarse / "sweep.json").read_bytes())
    assert "1 of 32 groups of the design are left out" in cfield(tmp_path)
    parts.listed(tmp_path / parts.RUNS)[-1].path.unlink()
    assert "finish it with cfield sweep --resume" in cfield(tmp_path, code=2)


def test_refusals(coarse, tmp_path):
    assert "outcome 'welfare' was not kept; name one of utility_cheat with --outcome" in cfield(coarse, "--outcome", "welfare", code=2)
    assert "holds no sweep" in cfield(tmp_path, code=2)
    run(Sweep("posp", (Lever(AUDIT, (0.1, 0.2)),), epochs=2, seeds=(1,)), tmp_path / "grid", engine=Local(1))
    assert "design = grid, which has no indices; run the sweep with --design saltelli or morris" in cfield(tmp_path / "grid", code=2)


def test_names_are_as_short_as_they_can_be():
    assert verb.short([AUDIT, SLASH, "population.cheat.share", "population.lazy.share"]) == [
        "audit_probability", "slash", "cheat.share", "lazy.share",
    ]  # fmt: skip


@pytest.mark.slow
def test_the_indices_of_a_slice_of_the_model_are_those_of_the_closed_form(tmp_path):
    run(sweep(512, 200, 50), tmp_path / "fine", engine=Local())
    found = verb.analyse(Results(tmp_path / "fine"))
    first, total, variance = closed_form()
    left = found.luck.left
    effects = {effect.path: effect for effect in found.effects}
    for lever, s, st in zip(LEVERS, first, total, strict=True):
        one = effects[lever.path]
        print(lever.path, f"S {s:.4f} {one.first}, ST {st:.4f} {one.total}")
        assert one.first.value == pytest.approx(s * (1 - left), abs=0.06)
        assert one.total.value == pytest.approx(st * (1 - left) + left, abs=0.06)
    print(f"luck: share {found.luck.share}, left in means {left:.4f}")
    # A job's payoff has the variance (1 + S)^2 q (1 - q) with q = .9 p; 50 cheats over 50 epochs, means over the levers.
    q, q2, y2 = 0.9 * 0.05, 0.81 * 0.1**2 / 3, 56.0**2 + 90.0**2 / 12
    within = y2 * (q - q2) / 2500
    assert found.luck.share.value == pytest.approx(within / (within + variance), rel=0.15)
