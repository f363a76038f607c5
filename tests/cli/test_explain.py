"""``cfield explain`` and ``cfield run --record``: what they print and write, and what they refuse."""

import json
import shutil
import textwrap

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from cli.main import app
from experiments.store import read_facts
from model import strategies

RICH = {
    "audit_probability": 0.6, "panel_size": 3, "need": 2, "segments": 4, "sampled_segments": 2, "decoy_rate": 0.3, "decoy_penalty": 0.3,
    "dissent_penalty": 0.2, "jackpot": 1, "slash": 5, "slash_burned": 0.5, "slash_to_verifiers": 0.5, "fee_to_verifiers": 0.1,
    "emission": 20, "compounding_share": 0.5, "capital_cost": 0.001, "shard_loss": 0.5, "unavailable_penalty": 1,
}  # fmt: skip
SETTINGS = [word for name, value in RICH.items() for word in ("--set", f"{name}={value}")]


def call(*words, code=0):
    result = CliRunner().invoke(app, list(map(str, words)))
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.stderr


def refused(*words):
    (line,) = call(*words, code=2).splitlines()
    assert line.startswith("cfield: ")
    return line


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "rich"
    call("run", "posp", "--nodes", 40, "--epochs", 25, "--seed", 3, *SETTINGS, "--out", folder)
    return folder


@pytest.fixture
def copied(rich, tmp_path):
    return shutil.copytree(rich, tmp_path / "copy")


def data(*words):
    return json.loads(call("explain", *words, "--json"))


class TestSummary:
    def test_of_every_node_adds_up_to_the_files_of_the_run(self, rich):
        final = pd.read_parquet(rich / "nodes.parquet")
        for node in range(0, 40, 7):
            told, row = data(rich, "--node", node), final.loc[node]
            totals = told["totals"]
            income = sum(totals.get(kind, {"amount": 0.0})["amount"] for kind in (
                "fee", "verifier_pay", "decoy_pay", "fee_share", "slash_share", "penalty_share", "jackpot", "emission"))  # fmt: skip
            assert income == pytest.approx(row["earned"], rel=1e-9, abs=1e-9)
            assert told["accounts"]["closing"]["stake"] == row["stake"]
            assert told["accounts"]["closing"]["wallet"] == row["wallet"]
            assert told["epochs"] == 25
            assert told["strategies"][-1]["strategy"] == row["strategy_name"]

    def test_says_who_the_node_is_and_what_was_notable(self, rich):
        caught = pd.read_parquet(rich / "nodes.parquet").caught.idxmax()
        text = call("explain", rich, "--node", caught)
        for words in (f"node {caught} of 40", "owner", "from epoch 0", "slashes", "Accounts", "utility", "Notable epochs", "slashed for"):
            assert words in text

    def test_frozen_stakes_are_explained(self, rich):
        caught = pd.read_parquet(rich / "nodes.parquet").caught.idxmax()
        assert "accounts.stakes = frozen" in call("explain", rich, "--node", caught)


class TestEpoch:
    def test_lists_every_flow_and_adds_up(self, rich):
        kept = pd.read_parquet(rich / "nodes.parquet")
        for node in range(0, 40, 7):
            told = data(rich, "--node", node, "--epoch", 24)
            row = kept.loc[node]
            sums = {}
            for flow in told["flows"]:
                sums[flow["kind"]] = sums.get(flow["kind"], 0.0) + flow["amount"]
            assert sums.get("fee", 0.0) == pytest.approx(row["fees"])
            assert sums.get("verifier_pay", 0.0) + sums.get("decoy_pay", 0.0) == pytest.approx(row["pay"])
            assert sum(sums.get(kind, 0.0) for kind in ("fee_share", "slash_share", "penalty_share", "jackpot")) == pytest.approx(
                row["spoils"]
            )
            assert -sums.get("compute", 0.0) == pytest.approx(row["compute_spent"])
            assert told["utility"] == row["utility"]
            assert len(told["jobs"]) == row["load"]
            assert sum(vote["checked"] for seat in told["seats"] for vote in seat["votes"]) == row["checks"]

    def test_prints_jobs_panels_and_seats(self, rich):
        text = "".join(call("explain", rich, "--node", node, "--epoch", 10) for node in range(40))
        for words in ("Jobs that it executed", "panel: node", "Seats that it held", "planted output beside job", "checked)", "unseen",
                      "without the trace", "rejected unavailable", "share in", "Of the epoch as a whole"):  # fmt: skip
            assert words in text, words


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_line_is_wider_than_the_terminal(rich, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    for node in range(0, 40, 3):
        for words in ((), ("--epoch", 10)):
            assert max(map(len, call("explain", rich, "--node", node, *words).splitlines())) <= width


class TestRefusals:
    def test_a_folder_that_is_no_run(self, tmp_path):
        assert "is no folder of a run, since it has no run.json; cfield run NETWORK --out DIR makes one" in refused(
            "explain", tmp_path, "--node", 1
        )

    def test_a_rerun_that_does_not_end_where_the_run_ended(self, copied):
        facts = json.loads((copied / "run.json").read_text())
        facts["run"]["seed"] = 4
        (copied / "run.json").write_text(json.dumps(facts))
        earner = pd.read_parquet(copied / "nodes.parquet").wallet.idxmax()
        line = refused("explain", copied, "--node", earner)
        for words in (f"nodes.parquet ends with wallet = {pd.read_parquet(copied / 'nodes.parquet').wallet[earner]:.6g}", "run it anew"):
            assert words in line

    def test_final_nodes_that_cannot_be_read(self, copied):
        whole = (copied / "nodes.parquet").read_bytes()
        (copied / "nodes.parquet").write_bytes(whole[: len(whole) // 2])
        assert "nodes.parquet cannot be read; put it back, or run it anew" in refused("explain", copied, "--node", 1)

    def test_a_folder_without_final_nodes_is_explained_by_its_rerun_alone(self, copied):
        (copied / "nodes.parquet").unlink()
        call("explain", copied, "--node", 1)

    def test_a_seed_that_is_none(self, copied):
        facts = json.loads((copied / "run.json").read_text())
        facts["run"]["seed"] = "x"
        (copied / "run.json").write_text(json.dumps(facts))
        assert "run.json does not say how the run was made" in refused("explain", copied, "--node", 1)

    def test_a_folder_without_its_scenario(self, copied):
        (copied / "scenario.toml").unlink()
        assert "has no scenario.toml" in refused("explain", copied, "--node", 1)

    @pytest.mark.parametrize("content", ["{", "[]", '{"run": 3}', '{"run": {}, "measures": {}}'])
    def test_a_run_json_that_says_nothing(self, copied, content):
        (copied / "run.json").write_text(content)
        assert "does not say how the run was made" in refused("explain", copied, "--node", 1)

    def test_a_scenario_that_was_edited(self, copied):
        file = copied / "scenario.toml"
        file.write_text(file.read_text().replace("slash = 5", "slash = 6"))
        assert "is not the scenario of this run any more" in refused("explain", copied, "--node", 1)

    def test_another_version_of_the_model(self, copied):
        file = copied / "run.json"
        version = json.loads(file.read_text())["run"]["model_version"]
        file.write_text(file.read_text().replace(version, "0.0.9+0123456789abcdef"))
        line = refused("explain", copied, "--node", 1)
        assert "made by model 0.0.9+0123456789abcdef" in line
        assert f"this is {version}" in line
        assert "--seed 3" in line

    @pytest.mark.parametrize("node", [-1, 40, 10**12])
    def test_a_node_outside(self, rich, node):
        assert f"--node {node} is outside [0, 39]" in refused("explain", rich, "--node", node)

    @pytest.mark.parametrize("epoch", [-1, 25, 10**12])
    def test_an_epoch_outside(self, rich, epoch):
        assert f"--epoch {epoch} is outside [0, 24]" in refused("explain", rich, "--node", 1, "--epoch", epoch)

    def test_an_epoch_after_the_run_ended_early(self, tmp_path):
        call(
            "run", "none", "--set", "stop_when=absorbed", "--set", "mutation=0", "--nodes", 8, "--epochs", 400, "--out", tmp_path / "short"
        )
        ran = int(json.loads((tmp_path / "short" / "run.json").read_text())["measures"]["epochs"])
        assert ran < 400
        assert f"[0, {ran - 1}]" in refused("explain", tmp_path / "short", "--node", 1, "--epoch", ran)
        assert data(tmp_path / "short", "--node", 1)["epochs"] == ran


PLUGIN = """
    class Sloth:
        name = "sloth"
        family = "lazy"
        source = "written for the tests"
        numbers = {}
        def decide(self, nodes, public, luck):
            nodes.effort[:] = 0.25
    """


class TestPlugins:
    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "sloth.py").write_text(textwrap.dedent(PLUGIN))
        entry = 'population.mine={strategy="sloth", share=0.5, role="executor"}'
        call("run", "posp", "--nodes", 20, "--epochs", 4, "--plugin", tmp_path / "sloth.py", "--set", entry, "--out", tmp_path / "run")
        strategies.REGISTERED.pop("sloth")
        strategies.PLUGINS.clear()
        yield tmp_path
        strategies.REGISTERED.pop("sloth", None)

    def test_are_loaded_from_where_they_were(self, folder):
        assert data(folder / "run", "--node", 0)["epochs"] == 4

    def test_moved_ones_are_given_again(self, folder):
        (folder / "sloth.py").rename(folder / "elsewhere.py")
        line = refused("explain", folder / "run", "--node", 0)
        assert "sloth.py" in line
        assert "is not there; give the same file with --plugin FILE.py" in line
        assert data(folder / "run", "--node", 0, "--plugin", folder / "elsewhere.py")["epochs"] == 4

    def test_changed_ones_are_refused_with_both_digests(self, folder):
        was = strategies.digest_of(folder / "sloth.py")
        (folder / "sloth.py").write_text(textwrap.dedent(PLUGIN).replace("0.25", "0.75"))
        line = refused("explain", folder / "run", "--node", 0)
        assert was in line
        assert strategies.digest_of(folder / "sloth.py") in line


class TestRecord:
    def test_writes_tables_with_units_and_provenance(self, tmp_path):
        words = ("run", "posp", "--nodes", 30, "--epochs", 21, "--seed", 4, *SETTINGS, "--out", tmp_path)
        text = call(*words, "--record", "nodes,jobs,events", "--every", 10)
        assert "nodes_over_time.parquet, jobs.parquet, events.parquet" in " ".join(text.split())
        nodes, jobs, events = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("nodes_over_time", "jobs", "events"))
        assert sorted(set(nodes.epoch)) == sorted(set(jobs.epoch)) == [0, 10, 20]
        assert len(nodes) == 3 * 30
        final = pd.read_parquet(tmp_path / "nodes.parquet")
        assert np.array_equal(nodes[nodes.epoch == 20].stake, final.stake)
        assert nodes[nodes.epoch == 20].strategy.astype(str).tolist() == final.strategy_name.tolist()
        records = pd.read_parquet(tmp_path / "records.parquet")
        assert (events.kind == "slash").sum() == records.slashes.sum() > 0
        assert set(events.kind) == {"slash", "unavailable"} | ({"decoy"} & set(events.kind))
        facts = read_facts(tmp_path / "events.parquet")
        assert facts["columns"]["tokens"] == {"unit": "tok", "meaning": "tokens taken; of jail and ejection none"}
        assert facts["recorded"] == {"every": 1, "first": 0}
        run = json.loads((tmp_path / "run.json").read_text())["run"]
        assert {key: facts[key] for key in run} == run
        assert set(read_facts(tmp_path / "jobs.parquet")["columns"]) == set(jobs.columns)

        call(*words)
        assert {path.name for path in tmp_path.iterdir()} == {"records.parquet", "nodes.parquet", "scenario.toml", "run.json"}, (
            "tables of an earlier run would not fit the new one"
        )

    def test_single_columns(self, tmp_path):
        call("run", "posp", "--nodes", 30, "--epochs", 4, "--out", tmp_path, "--record", "nodes.stake, nodes.effort")
        assert list(pd.read_parquet(tmp_path / "nodes_over_time.parquet")) == ["epoch", "node", "stake", "effort"]
        assert not (tmp_path / "jobs.parquet").exists()

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (("--record", "nodes,job"), "'job' is not known; give some of nodes, jobs, events"),
            (("--record", "events", "--every", 10), "--every 10 thins nodes and jobs, and --record events asks for neither"),
            (("--record", "nodes.stke"), "did you mean stake?"),
            (("--record", "events.tokens"), "is not known"),
            (("--record", ","), "nothing is to be recorded"),
            (("--record", "nodes", "--every", "0"), "every = 0"),
            (("--every", "3"), "add --record"),
        ],
    )
    def test_wrong_words_are_one_line_and_nothing_is_written(self, words, message, tmp_path):
        assert message in refused("run", "posp", "--nodes", 10, "--epochs", 2, *words, "--out", tmp_path / "kept")
        assert not (tmp_path / "kept").exists()

    def test_a_record_needs_a_folder(self):
        assert "add --out DIR" in refused("run", "posp", "--record", "nodes")


def test_a_file_of_a_run_is_not_its_folder(rich):
    assert refused("explain", rich / "run.json", "--node", 1).endswith(f"is a file, and a run is a folder; give {rich}")
