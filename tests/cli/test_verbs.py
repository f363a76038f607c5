"""The verbs of the command: what they print, what they write, and that a rerun from what was written gives the same numbers."""

import hashlib
import json
import re
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from cli.main import app
from experiments.store import model_version, read_facts
from model import networks
from model.door import from_toml, read

README = Path(__file__).parents[2] / "README.md"
VERBS = (
    "study", "figures", "reproduce", "report", "show", "run", "sweep", "merge", "results", "explain", "validate", "sensitivity",
    "possible", "blind", "design", "explore", "infer", "app", "networks", "schema", "bench",
)  # fmt: skip


def call(*words, code=0):
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, result.output
    return result.stdout


def data_of(*words):
    """What a command prints as JSON; NaN and Infinity are no JSON."""

    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    return json.loads(call(*words, "--json"), parse_constant=refuse)


def ran(*words):
    return data_of("run", "posp", "--nodes", "40", "--epochs", "4", *words)


def scenario_after(tmp_path, *words):
    """The scenario that a run with these words had."""
    call("run", "posp", "--nodes", "40", "--epochs", "2", *words, "--out", str(tmp_path / "kept"))
    return read(tmp_path / "kept" / "scenario.toml")


class TestHelp:
    def test_lists_every_verb(self):
        text = call("--help")
        assert all(verb in text for verb in VERBS)

    @pytest.mark.parametrize("verb", VERBS)
    def test_of_a_verb_fits_80_columns(self, verb, monkeypatch):
        monkeypatch.setenv("COLUMNS", "80")
        assert max(map(len, call(verb, "--help").splitlines())) <= 80


class TestWidths:
    @pytest.mark.parametrize("width", [80, 120])
    @pytest.mark.parametrize(
        "words",
        [("networks",), ("schema",), ("schema", "audit"), ("run", "posp", "--nodes", "40", "--epochs", "2")],
        ids=lambda words: words[0],
    )
    def test_no_line_is_wider_than_the_terminal(self, words, width, monkeypatch):
        monkeypatch.setenv("COLUMNS", str(width))
        assert max(map(len, call(*words).splitlines())) <= width


class TestNetworks:
    def test_names_each_network_at_the_start_of_a_line(self):
        starts = {line.split(" ")[0] for line in call("networks").splitlines()}
        assert set(networks.names()) <= starts

    def test_json(self):
        rows = data_of("networks")
        assert [row["name"] for row in rows] == networks.names()
        assert all(row["what"] and 0 < row["assumed"] <= row["numbers"] for row in rows)


class TestSchema:
    def test_groups_numbers_by_section_with_unit_range_and_default(self):
        lines = call("schema", "audit_probability").splitlines()
        assert lines[0] == "field.verification  (kind = panel)"
        assert "([0, 1]; default 0.05)" in " ".join(lines)

    def test_finds_words_in_meanings(self):
        assert "audit_probability" in call("schema", "job is audited")

    def test_whole_table_names_every_leaf(self):
        text = call("schema")
        assert all(word in text for word in ("hours_per_epoch", "panel_size", "break_rate", "rewiring", "mutation"))

    def test_json_is_the_json_schema(self):
        assert data_of("schema")["properties"]["epochs"]["maximum"] == 100_000_000


class TestShow:
    @pytest.mark.parametrize("network", networks.names())
    def test_every_shipped_network_with_its_incentives(self, network):
        assert "P(accept)" in call("show", network)

    def test_json_has_every_number_with_unit_and_source(self):
        shown = data_of("show", "posp")
        (slash,) = [row for row in shown["numbers"] if row["path"] == "field.settlement.slash"]
        assert slash["value"] == 100
        assert slash["source"]
        assert {row["name"] for row in shown["incentives"]} >= {"honest_executor", "cheat"}

    def marks(self, *words):
        return {row["path"]: (row["mark"], row["source"]) for row in data_of("show", *words)["numbers"]}

    def test_a_number_of_the_users_own_is_not_called_a_default(self):
        marks = self.marks("posp", "--set", "link_loss=0.3")
        assert marks["field.propagation.link_loss"] == ("assumed", "changed by the user")
        assert marks["warm_up"] == ("default", "")

    def test_a_number_of_a_file_without_sources_is_given_without_one(self, tmp_path):
        own = tmp_path / "own.toml"
        own.write_text((networks.FOLDER / "posp.toml").read_text().split("[sources]")[0])
        marks = self.marks(str(own))
        for path in ("nodes.stake", "field.settlement.slash", "population.cheat.numbers.effort", "population.cheat.strategy"):
            assert marks[path] == ("given, no source", ""), path
        for path in ("hours_per_epoch", "nodes.outside_gain", "types.standard.share", "population.honest_executor.numbers"):
            assert marks[path] == ("default", ""), path
        assert marks["field.verification.kind"] == ("given", "")
        assert "given, no source" in call("show", str(own))

    def test_the_sheet_says_what_it_leaves_out(self):
        said = " ".join(call("show", "posp", "--set", "delegation.tokens=5", "--set", "cartel.bribe=1").split())
        assert "What delegators earn and bear and what fellows of a cartel owe each other is not in it." in said
        assert "is not in it" not in call("show", "posp")

    @pytest.mark.parametrize("network", networks.names())
    def test_no_number_of_a_shipped_network_is_without_a_source(self, network):
        assert [path for path, (mark, _) in self.marks(network).items() if mark == "given, no source"] == []

    def test_break_even_of_the_cheat_is_the_closed_form(self):
        """.8 / (.9 x 101) = .0088009, within the digits that are printed."""
        (cheat,) = [row for row in data_of("show", "posp")["incentives"] if row["name"] == "cheat"]
        assert cheat["break_even_audit"] == pytest.approx(0.8 / (0.9 * 101), rel=1e-6)


class TestRun:
    def test_prints_shares_and_measures_with_units(self):
        text = call("run", "posp", "--nodes", "40", "--epochs", "4", "--seed", "3")
        assert "40 nodes, 4 epochs of 1 h, seed 3" in text
        assert "honest_executor" in text
        assert re.search(r"welfare +-?[\d.]+ USD/epoch", text)

    def test_same_seed_same_numbers_and_other_seed_others(self):
        assert ran("--seed", "5")["measures"] == ran("--seed", "5")["measures"]
        assert ran("--seed", "5")["measures"] != ran("--seed", "6")["measures"]

    @pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
    def test_seeds_up_to_the_largest(self, seed):
        assert ran("--seed", str(seed))["run"]["seed"] == seed

    def test_seed_zero_is_the_seed_when_none_is_given(self):
        assert ran()["measures"] == ran("--seed", "0")["measures"]

    def test_nodes_and_epochs_are_those_asked_for(self):
        assert ran()["measures"]["epochs"] == 4

    @pytest.mark.parametrize("network", networks.names())
    def test_every_shipped_network_at_another_size(self, network):
        assert data_of("run", network, "--nodes", "60", "--epochs", "2")["measures"]["epochs"] == 2

    def test_writes_what_a_rerun_needs(self, tmp_path):
        out = tmp_path / "far" / "away"
        printed = ran("--seed", "9", "--set", "audit_probability=0.25", "--out", str(out))
        assert {path.name for path in out.iterdir()} == {"records.parquet", "nodes.parquet", "scenario.toml", "run.json"}
        stored = json.loads((out / "run.json").read_text())
        assert stored == printed
        scenario = read(out / "scenario.toml")
        assert stored["run"]["scenario_digest"] == scenario.digest()
        assert stored["run"]["seed"] == 9
        assert stored["run"]["model_version"] == model_version()
        assert set(stored["run"]) >= {
            "commit",
            "dirty",
            "python",
            "packages",
            "machine",
            "written",
            "network",
            "plugins",
            "seconds",
            "stopped",
        }
        for name in ("records", "nodes"):
            assert read_facts(out / f"{name}.parquet") == stored["run"]
        records, nodes = pd.read_parquet(out / "records.parquet"), pd.read_parquet(out / "nodes.parquet")
        assert len(records) == 4
        assert len(nodes) == 40
        assert records["epoch"].tolist() == [0, 1, 2, 3]
        assert set(nodes["strategy_name"]) <= set(scenario.population)

        again = tmp_path / "again"
        call("run", str(out / "scenario.toml"), "--seed", "9", "--out", str(again))
        assert json.loads((again / "run.json").read_text())["measures"] == stored["measures"]
        pd.testing.assert_frame_equal(pd.read_parquet(again / "records.parquet"), records, check_exact=True)
        pd.testing.assert_frame_equal(pd.read_parquet(again / "nodes.parquet"), nodes, check_exact=True)
        assert (again / "scenario.toml").read_bytes() == (out / "scenario.toml").read_bytes()

    def test_writes_over_earlier_results(self, tmp_path):
        for seed in ("1", "2"):
            ran("--seed", seed, "--out", str(tmp_path))
        assert json.loads((tmp_path / "run.json").read_text())["run"]["seed"] == 2
        assert len(list(tmp_path.iterdir())) == 4

    def test_a_json_file_is_a_network_too(self, tmp_path):
        (tmp_path / "mine.json").write_text('{"name": "mine", "epochs": 2, "nodes": {"count": 10}}')
        assert data_of("run", str(tmp_path / "mine.json"))["run"]["network"] == "mine"


class TestSet:
    @pytest.mark.parametrize("name", ["field.verification.audit_probability", "verification.audit_probability", "audit_probability"])
    def test_by_full_path_or_any_unique_end_of_it(self, name, tmp_path):
        assert scenario_after(tmp_path, "--set", f"{name}=0.5").field.verification.audit_probability == 0.5

    @pytest.mark.parametrize(("text", "value"), [(".05", 0.05), ("0.05", 0.05), ("5e-2", 0.05), (" 1 ", 1.0), ("0", 0.0)])
    def test_numbers_as_people_write_them(self, text, value, tmp_path):
        assert scenario_after(tmp_path, "--set", f"audit_probability={text}").field.verification.audit_probability == value

    @pytest.mark.parametrize("text", ["extinct", '"extinct"', "'extinct'"])
    def test_words_with_or_without_quotes(self, text, tmp_path):
        assert scenario_after(tmp_path, "--set", f"stop_when={text}").stop_when == "extinct"

    def test_truth(self, tmp_path):
        assert scenario_after(tmp_path, "--set", "eject=true").accounts.eject is True

    def test_lists(self, tmp_path):
        scenario = scenario_after(tmp_path, "--set", f"nodes.stake={[1.0] * 39 + [5.0]}")
        assert scenario.nodes.stake[-1] == 5.0

    def test_inline_tables(self, tmp_path):
        scenario = scenario_after(tmp_path, "--set", 'nodes.stake={kind="uniform", low=1, high=3}')
        assert (scenario.nodes.stake.low, scenario.nodes.stake.high) == (1.0, 3.0)

    def test_a_changed_kind_brings_its_own_numbers(self, tmp_path):
        scenario = scenario_after(tmp_path, "--set", "verification.kind=proof", "--set", "soundness_error=0.25")
        assert scenario.field.verification.soundness_error == 0.25

    def test_order_does_not_matter(self, tmp_path):
        one = scenario_after(tmp_path, "--set", "soundness_error=0.25", "--set", "verification.kind=proof")
        other = scenario_after(tmp_path, "--set", "verification.kind=proof", "--set", "soundness_error=0.25")
        assert one == other

    def test_a_share_leaves_the_rest_to_the_others(self, tmp_path):
        shares = [entry.share for entry in scenario_after(tmp_path, "--set", "population.cheat.share=0.5").population.values()]
        assert shares == pytest.approx([1 / 6, 0.5, 0.3, 1 / 30])

    def test_a_changed_number_loses_its_source(self, tmp_path):
        source = scenario_after(tmp_path, "--set", "slash=5").sources["field.settlement.slash"]
        assert source.mark == "assumed"
        assert "changed by the user" in source.source

    def test_the_last_of_two_values_counts(self, tmp_path):
        scenario = scenario_after(tmp_path, "--set", "slash=5", "--set", "slash=6")
        assert scenario.field.settlement.slash == 6.0


class TestPlugin:
    @pytest.fixture
    def strategy(self, tmp_path):
        """The strategy that the README prints, in a file of the name that it says."""
        (code,) = re.findall(r"```python\n(import numpy as np\n+class .*?)```", README.read_text(), re.DOTALL)
        file = tmp_path / "poacher.py"
        file.write_text(code)
        return file

    def test_readme_example_works_as_printed(self, strategy, monkeypatch):
        (line,) = re.findall(r"uv run cfield (run none --plugin poacher.py --set '(.*?)')", README.read_text())
        monkeypatch.chdir(strategy.parent)
        words = line[0].split(" --set")[0].split()
        printed = data_of(*words, "--set", line[1], "--epochs", "1")
        digest = hashlib.sha256(strategy.read_bytes()).hexdigest()[:16]
        assert printed["run"]["plugins"] == {"poacher.py": digest}
        assert printed["measures"]["share_mine"] == pytest.approx(0.3, abs=0.05)

    def test_show_takes_plugins_too(self, strategy):
        shown = data_of("show", "none", "--plugin", str(strategy), "--set", 'population.mine={strategy="poacher", share=0.3}')
        assert "mine" in {row["name"] for row in shown["incentives"]}

    def test_a_strategy_that_raises_in_the_middle_of_a_run_is_one_line(self, tmp_path):
        text = """
            class Bomb:
                name = "bomb"
                family = "lazy"
                source = "written for the tests"
                numbers = {}
                reacts = True
                def decide(self, nodes, public, luck):
                    if public.epoch == 2:
                        raise RuntimeError("boom")
            """
        (tmp_path / "bomb.py").write_text(textwrap.dedent(text))
        words = ["run", "none", "--plugin", str(tmp_path / "bomb.py"), "--set", 'population.mine={strategy="bomb", share=0.3}']
        result = CliRunner().invoke(app, [*words, "--epochs", "4", "--out", str(tmp_path / "kept")])
        assert result.exit_code == 2
        (line,) = result.stderr.splitlines()
        assert "'bomb' raises RuntimeError" in line
        assert "boom" in line
        assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("words", [("show", "posp", "--set", "nodes.count=3"), ("run", "posp", "--nodes", "3", "--epochs", "2")])
def test_a_strategy_too_small_for_the_network_is_noted_on_the_side(words):
    """5 % of 3 nodes is nobody: the share of colluders turns from .1 into 0."""
    result = CliRunner().invoke(app, [*words, "--json"])
    (line,) = result.stderr.splitlines()
    assert line == "note: with 3 nodes no node is left for the share of colluding_verifier (0.05); raise nodes.count"
    json.loads(result.stdout)


@pytest.mark.parametrize(
    ("setting", "note"),
    [
        ('population.mine={strategy="honest"}', "note: population.mine has neither share nor count, so no node follows it; give one"),
        (
            'graph={kind="given", file="nowhere.txt"}',
            "note: nothing in this network walks the graph, so graph.kind = given is without effect",
        ),
        ("graph.kind=ring", "note: nothing in this network walks the graph, so graph.kind = ring is without effect"),
    ],
)
def test_what_is_without_effect_is_noted(setting, note):
    assert CliRunner().invoke(app, ["show", "none", "--set", setting]).stderr.splitlines() == [note]


def test_a_graph_that_is_walked_and_a_strategy_that_may_arise_are_not_noted():
    ring = ["--set", "graph.kind=ring", "--set", "partner=neighbour"]
    arises = ["--set", 'population.mine={strategy="honest"}', "--set", "mutation=0.1"]
    assert CliRunner().invoke(app, ["show", "none", *ring]).stderr == ""
    assert CliRunner().invoke(app, ["show", "none", *arises]).stderr == ""


@pytest.mark.parametrize(("network", "said"), [("posp", True), ("opengradient_announced", False)])
def test_a_run_says_where_losses_go_that_no_stake_takes(network, said):
    words = "a loss or gain that a stake does not take crosses the network's boundary"
    assert (words in " ".join(call("run", network, "--nodes", "40", "--epochs", "2").split())) == said


def test_a_network_with_room_for_all_is_not_noted():
    assert CliRunner().invoke(app, ["show", "posp"]).stderr == ""


def test_readme_commands_are_commands():
    """Every `uv run cfield ...` line of the README that takes a second runs."""
    lines = re.findall(r"`uv run cfield ((?:show|networks|schema)[^`]*)`", README.read_text())
    assert len(lines) >= 3
    for line in lines:
        call(*line.split())


def test_numbers_printed_are_those_of_python(tmp_path):
    """The command adds nothing to what `simulate` gives."""
    from model import measures, simulate

    printed = ran("--seed", "4", "--out", str(tmp_path))["measures"]
    scenario = from_toml((tmp_path / "scenario.toml").read_text())
    numbers = measures.summary(simulate(scenario, seed=4))
    assert {k: v for k, v in numbers.items() if not np.isnan(v)} == {k: v for k, v in printed.items() if v is not None}


def test_the_numbers_that_hold_a_word_come_as_json_too():
    rows = json.loads(CliRunner().invoke(app, ["schema", "tolerance", "--json"]).stdout)
    assert {"field.verification.tolerance", "field.profile.tolerance.kind"} <= {row["path"] for row in rows}
    assert all("tolerance" in f"{row['path']} {row['meaning']}".lower() for row in rows)
