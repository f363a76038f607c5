"""The door: numbers are changed by name, and what does not fit is refused in one line that says what to do."""

import json

import networkx
import numpy as np
import pytest

from model import door, networks
from model.door import change, parse_value, resolve, scenario_from
from model.graph import from_networkx
from model.population import NodesPart
from model.run import simulate
from model.scenario import Scenario

PLAIN = Scenario()
PANEL = change(PLAIN, {"field.verification.kind": "panel", "segments": 4, "panel_size": 3})
PAIR = change(PLAIN, {"population.lazy": {"strategy": "skimmer", "share": 0.25}})
DISPERSED = change(PLAIN, {"field.propagation.kind": "dispersed"})


# --- changing by name ---------------------------------------------------------
def test_a_number_is_set_by_its_full_path():
    assert change(PLAIN, {"field.settlement.slash": 0.5}).field.settlement.slash == 0.5


def test_a_number_is_set_by_a_unique_short_name():
    assert change(PLAIN, {"slash": 0.5, "noise.shared": False, "epochs": 7}).field.settlement.slash == 0.5
    assert resolve(PANEL, "audit_probability") == "field.verification.audit_probability"
    assert resolve(PANEL, "noise.shared") == "field.noise.shared"
    assert resolve(PLAIN, "fee") == "job_classes.job.fee"


def test_the_original_stays_as_it_was():
    before = PANEL.to_dict()
    change(PANEL, {"slash": 0.5, "population.honest.strategy": "griefer"})
    assert PANEL.to_dict() == before


def test_the_stake_of_all_nodes_comes_before_stakes_that_no_entry_gives():
    assert resolve(PAIR, "stake") == "nodes.stake"


def test_two_stakes_that_are_given_make_the_short_name_ambiguous():
    own = change(PAIR, {"population.lazy.stake": 3.0})
    with pytest.raises(ValueError, match=r"'stake' could mean nodes.stake or population.lazy.stake; give the full path"):
        resolve(own, "stake")


def test_a_wrong_name_gets_the_nearest_one():
    with pytest.raises(ValueError, match=r"'slsh' is not a number of this scenario; did you mean slash\?"):
        resolve(PLAIN, "slsh")


def test_a_number_of_a_kind_that_is_not_there_says_which_kind_it_belongs_to_and_how_to_set_it():
    with pytest.raises(ValueError, match=r"belongs to kind panel; set field.verification.kind = panel with it"):
        change(PLAIN, {"audit_probability": 0.2})


def test_a_kind_and_its_numbers_are_set_together_in_any_order():
    for order in (1, -1):
        changes = dict([("audit_probability", 0.2), ("field.verification.kind", "panel")][::order])
        assert change(PLAIN, changes).field.verification.audit_probability == 0.2


def test_a_changed_kind_drops_the_old_numbers():
    proof = change(PANEL, {"field.verification.kind": "proof"})
    assert proof.to_dict()["field"]["verification"] == {"kind": "proof", "prover_overhead": 1000.0, "soundness_error": 0.0}


def test_the_same_kind_again_keeps_the_numbers():
    assert change(PANEL, {"verification.kind": "panel"}) == PANEL


def test_setting_one_share_rescales_the_others():
    three = change(PLAIN, {"population.a": {"strategy": "skimmer", "share": 0.2}, "population.b": {"strategy": "griefer", "share": 0.2}})
    moved = change(three, {"population.a.share": 0.5})
    assert [round(e.share, 12) for e in moved.population.values()] == [0.375, 0.5, 0.125]


def test_shares_given_together_leave_the_rest_to_the_others():
    moved = change(PAIR, {"population.more": {"strategy": "griefer", "share": 0.5}, "population.lazy.share": 0.3})
    assert moved.population["honest"].share == pytest.approx(0.2)


def test_an_entry_that_counts_its_nodes_takes_no_part_in_rescaling():
    counted = change(PAIR, {"population.few": {"strategy": "griefer", "count": 3}, "population.lazy.share": 0.5})
    assert (counted.population["few"].count, counted.population["honest"].share) == (3, 0.5)


def test_a_new_entry_is_added_as_a_table_and_the_others_make_room():
    more = change(PLAIN, {"population.lazy": {"strategy": "skimmer", "share": 0.25}})
    assert {name: e.share for name, e in more.population.items()} == {"honest": 0.75, "lazy": 0.25}


def test_a_new_entry_may_be_given_number_by_number_with_its_strategy():
    assert change(PLAIN, {"population.lazy.share": 0.25, "population.lazy.strategy": "skimmer"}) == PAIR


def test_a_share_of_an_entry_that_does_not_exist_is_refused_with_the_way_to_add_it():
    with pytest.raises(ValueError, match=r"population has no 'lzy'; did you mean lazy\? To add it give population.lzy = \{share"):
        change(PAIR, {"population.lzy.share": 0.1})


def test_new_types_and_classes_make_room_too():
    more = change(PLAIN, {"types.fast": {"share": 0.5, "hardware": "h100"}, "job_classes.tee": {"share": 0.25}})
    assert more.types["standard"].share == 0.5
    assert more.job_classes["job"].share == 0.75


def test_a_strategys_number_is_set_by_name():
    assert change(PAIR, {"effort": 0.25}).population["lazy"].numbers == {"effort": 0.25}


def test_the_field_of_a_class_is_set_by_path():
    own = change(PANEL, {"job_classes.job.field.verification.audit_probability": 0.9, "job_classes.job.field.settlement.slash": 0.5})
    assert own.field.verification.audit_probability == 0.05
    assert own.fields["job"].verification.audit_probability == 0.9
    assert own.fields["job"].settlement.slash == 0.5


def test_numbers_and_arrays_of_numpy_are_taken():
    changed = change(PLAIN, {"nodes.count": np.int64(4), "nodes.stake": np.arange(1.0, 5.0), "slash": np.float64(0.5)})
    assert (changed.nodes.count, changed.nodes.stake) == (4, [1.0, 2.0, 3.0, 4.0])


def test_a_part_of_the_model_is_taken_as_a_value():
    assert change(PLAIN, {"field.verification": PANEL.field.verification, "segments": 4}).field.verification == PANEL.field.verification


def test_every_path_of_a_scenario_can_be_set_to_what_it_is():
    flat = dict(door.leaves(PAIR.to_dict(sources=False)))
    assert change(PAIR, flat) == PAIR
    assert set(flat) <= set(door.paths(PAIR))


def test_a_changed_number_loses_its_source_and_others_keep_theirs():
    source = {"mark": "R", "source": "a paper"}
    sourced = scenario_from({"sources": {"field.settlement.slash": source, "epochs": source}})
    changed = change(sourced, {"slash": 0.5})
    assert changed.sources["field.settlement.slash"].mark == "assumed"
    assert changed.sources["epochs"].mark == "R"
    assert change(sourced, {"slash": 0.0}) == sourced


def changed_by_the_user(scenario):
    return {path for path, source in scenario.sources.items() if source.source == "changed by the user"}


def test_every_number_that_was_given_or_moved_says_so_and_no_other():
    assert changed_by_the_user(change(PLAIN, {"link_loss": 0.3})) == {"field.propagation.link_loss"}
    assert changed_by_the_user(change(PLAIN, {"link_loss": 0.0, "epochs": 200})) == set()
    assert changed_by_the_user(change(PAIR, {"population.lazy.share": 0.5})) >= {"population.honest.share", "population.lazy.share"}
    proof = {"field.verification": {"kind": "proof", "soundness_error": 0.0}}
    assert changed_by_the_user(change(PLAIN, proof)) == {"field.verification.kind", "field.verification.soundness_error"}


def test_a_source_goes_with_the_number_that_it_spoke_of():
    posp = networks.load("posp")
    proof = change(posp, {"verification.kind": "proof"})
    assert "field.verification.panel_size" in posp.sources
    assert "field.verification.panel_size" not in proof.sources
    assert set(proof.sources) <= {path for path, _ in door.leaves(proof.to_dict(sources=False))}


def test_marks_of_changed_numbers_survive_a_file_and_stay_out_of_the_digest():
    changed = change(networks.load("posp"), {"link_loss": 0.3, "population.cheat.share": 0.5})
    assert door.from_toml(door.to_toml(changed)) == changed
    assert door.from_json(door.to_json(changed)) == changed
    assert changed.model_copy(update={"sources": {}}).digest() == changed.digest()


# --- a graph of networkx ------------------------------------------------------
CLUB = networkx.karate_club_graph()
ON_CLUB = {"nodes.count": 34, "graph": CLUB}


def test_a_networkx_graph_is_taken_by_every_door():
    given = from_networkx(CLUB)
    assert change(PLAIN, ON_CLUB).graph == given
    assert scenario_from({"nodes": {"count": 34}, "graph": CLUB}).graph == given
    assert Scenario(nodes=NodesPart(count=34), graph=CLUB).graph == given
    assert door.from_toml(door.to_toml(change(PLAIN, ON_CLUB))).graph == given


def test_a_networkx_graph_is_walked_as_it_is():
    walked = change(PLAIN, {**ON_CLUB, "field.propagation.kind": "dispersed"})
    assert simulate(walked, seed=1, epochs=2).state.edges.tolist() == sorted(sorted(edge) for edge in CLUB.edges)


@pytest.mark.parametrize("load", [lambda g: change(PLAIN, {"graph": g}), lambda g: scenario_from({"graph": g})])
def test_a_networkx_graph_of_another_size_is_refused(load):
    with pytest.raises(ValueError, match=r"graph.vertices = 34 for nodes.count = 100; give a graph with one vertex per node") as error:
        load(CLUB)
    one_line(error)


def test_a_given_graph_has_as_many_vertices_as_nodes_where_it_does_not_say():
    given = {"kind": "given", "edges": [[0, 1], [1, 99]]}
    assert scenario_from({"graph": given}).graph.vertices == 0
    with pytest.raises(
        ValueError, match=r"graph edge \[1, 99\] is not a pair of vertices in \[0, 49\]; mend the edge list or change nodes"
    ):
        scenario_from({"graph": given, "nodes": {"count": 50}})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3), ("0.5", 0.5), (".5", 0.5), ("-.5", -0.5), ("1e-3", 0.001), ("true", True), ("ring", "ring"), ("[1, 2]", [1, 2]),
        ('"true"', "true"), ("{kind = \"ring\", degree = 4}", {"kind": "ring", "degree": 4}), (" panel ", "panel"), ("", ""),
    ],
)  # fmt: skip
def test_a_value_of_the_command_line_is_read_as_toml_or_as_a_word(text, value):
    assert parse_value(text) == value


# --- refusals -----------------------------------------------------------------
BAD_CHANGES = [
    # scenario, changes, what the line must name
    (PLAIN, {"nods.count": 5}, ["nods.count", "did you mean nodes.count?"]),
    (PLAIN, {"kind": "panel"}, ["could mean", "field.verification.kind", "graph.kind", "full path"]),
    (PAIR, {"share": 0.5}, ["population.honest.share", "types.standard.share", "full path"]),
    (PLAIN, {"nodes.count": 0}, ["nodes.count = 0", "[1, 1e+07]"]),
    (PLAIN, {"nodes.count": 1e4}, ["nodes.count = 10000.0", "whole number", "[1, 1e+07]"]),
    (PLAIN, {"nodes.count": "many"}, ["nodes.count = 'many'", "whole number"]),
    (PLAIN, {"nodes": 5}, ["nodes = 5", "table"]),
    (PLAIN, {"nodes.stake": "rich"}, ["nodes.stake = 'rich'", "a number, a list", "law"]),
    (PLAIN, {"nodes.stake": -1.0}, ["nodes.stake = -1", "[0, 1e+15]"]),
    (PLAIN, {"nodes.stake": [1.0, 2.0]}, ["nodes.stake lists 2 values for 100 nodes", "give 100 values"]),
    (PLAIN, {"nodes.stake": [1.0] * 99 + [-1.0]}, ["nodes.stake holds -1", "[0, 1e+15]", "change that entry"]),
    (PLAIN, {"nodes.stake": float("inf")}, ["nodes.stake = inf", "finite", "1e9"]),
    (PLAIN, {"nodes.stake": {"kind": "zipf"}}, ["nodes.stake.kind = 'zipf'", "uniform, normal, lognormal, pareto"]),
    (PLAIN, {"nodes.stake": {"kind": "pareto", "lw": 1.0}}, ["nodes.stake.lw is not known", "did you mean low?"]),
    (PLAIN, {"nodes.stake": {"kind": "uniform", "low": 2.0, "high": 1.0}}, ["nodes.stake", "high = 1.0", "low = 2.0", "give high >= low"]),
    (PLAIN, {"nodes.stake": {"kind": "uniform", "low": -2.0, "high": 1.0}}, ["nodes.stake is drawn from [-2, 1]", "[0, 1e+15]", "narrow"]),
    (PLAIN, {"hours_per_epoch": 0}, ["hours_per_epoch = 0", "(0, inf)"]),
    (PLAIN, {"warm_up": 200}, ["warm_up = 200", "epochs = 200", "lower warm_up"]),
    (PLAIN, {"stop_when": "absorbd"}, ["stop_when = 'absorbd'", "did you mean absorbed?"]),
    (PLAIN, {"slash": 2.0}, ["field.settlement.slash = 2", "[0, 1]", "slash_rule = fixed"]),
    (PLAIN, {"slash_burned": 0.5}, ["slash_burned", "0.5, not 1", "set all"]),
    (PLAIN, {"fee_burned": 0.7, "fee_to_treasury": 0.7}, ["fee_burned", "1.4 exceeds 1", "lower one"]),
    (PLAIN, {"shards_needed": 3}, ["field.propagation.shards_needed = 3 exceeds shards = 1", "[1, 1]"]),
    (DISPERSED, {"shards_needed": 9}, ["field.propagation.shards_needed = 9 exceeds shards = 8", "[1, 8]"]),
    (PANEL, {"need": 4}, ["field.verification.need = 4 exceeds panel_size = 3", "[1, 3]"]),
    (PANEL, {"quorum_of": "votes", "min_votes": 4}, ["field.verification.min_votes = 4 exceeds panel_size = 3", "[1, 3]"]),
    (PANEL, {"sampled_segments": 5}, ["field.verification.sampled_segments = 5 exceeds partition.segments = 4", "[1, 4]"]),
    (PANEL, {"audit_probability": 2.0}, ["field.verification.audit_probability = 2.0", "[0, 1]"]),
    (PANEL, {"draw": "al", "spread": "own"}, ["field.verification.draw = 'al'", "did you mean all?"]),
    (PANEL, {"draw": "all", "spread": "per_segment"}, ["spread = per_segment", "draw = all", "use spread"]),
    (PANEL, {"noise.shared": "yes"}, ["field.noise.shared = 'yes'", "true or false"]),
    (PANEL, {"bias_matrix": [[0.0, 1.0], [1.0, 0.0]]}, ["bias_matrix", "1 x 1", "hardware class"]),
    (PLAIN, {"field.verification": "panel"}, ["field.verification = 'panel'", "set field.verification.kind = panel"]),
    (PLAIN, {"field.verification": {"need": 1}}, ["field.verification.kind is missing", "absent, panel, attestation, proof"]),
    (PLAIN, {"field.verification.kind": "panl"}, ["field.verification.kind = 'panl'", "absent, panel, attestation, proof"]),
    (PLAIN, {"graph": {"kind": "ring", "degree": 3}}, ["graph.degree = 3 is odd", "even degree"]),
    (PLAIN, {"graph": {"kind": "ring", "degree": 200}}, ["graph.degree = 200", "100 nodes", "lower the degree"]),
    (PLAIN, {"graph": {"kind": "barabasi_albert", "attachments": 100}}, ["graph.attachments = 100", "100 nodes"]),
    (PLAIN, {"graph": {"kind": "configuration", "degrees": [3], "shares": [0.5, 0.5]}}, ["degrees = [3]", "equal lengths"]),
    (PLAIN, {"graph": {"kind": "configuration", "degrees": [300], "shares": [1.0]}}, ["graph.degrees holds 300", "100 nodes"]),
    (PLAIN, {"graph": {"kind": "given", "vertices": 3}}, ["graph.vertices = 3", "nodes.count = 100", "one vertex per node"]),
    (PLAIN, {"graph": {"kind": "given"}}, ["graph gives neither edges nor file", "give one of them"]),
    (PLAIN, {"graph": {"kind": "given", "vertices": 100, "edges": [[0, 100]]}}, ["graph edge [0, 100]", "[0, 99]", "mend"]),
    (DISPERSED, {"nodes.count": 5000}, ["graph.kind = complete", "4096", "another graph"]),
    (DISPERSED, {"nodes.count": 200_000, "graph.kind": "watts_strogatz"}, ["graph.kind = watts_strogatz", "100000", "use ring"]),
    (PLAIN, {"field.profile.audit": {"kind": "array", "values": [1.0]}}, ["field.profile.audit", "1 values for 100 nodes", "per node"]),
    (PLAIN, {"field.profile.audit": {"kind": "array", "values": [-1.0]}}, ["field.profile.audit.values.0 = -1.0", "[0, inf)"]),
    (PLAIN, {"population.honest.strategy": "honst"}, ["strategy 'honst'", "did you mean honest?", "--plugin"]),
    (PLAIN, {"population.honest.numbers.efort": 1.0}, ["population.honest.numbers.efort", "did you mean effort?"]),
    (PLAIN, {"population.honest.numbers.effort": 2.0}, ["population.honest.numbers.effort = 2", "[0, 1]"]),
    (PLAIN, {"population.honest.share": 0.5}, ["population", "add up to 0.5, not 1"]),
    (PLAIN, {"population.honest": {"count": 200}}, ["population", "200 for 100 nodes", "raise nodes.count"]),
    (PLAIN, {"population.honest": {"count": 20}}, ["population", "20 of 100 nodes", "give a share"]),
    (PLAIN, {"population.honest": {"count": 20, "share": 0.5}}, ["population.honest", "share = 0.5 and count = 20", "give one"]),
    (PLAIN, {"population.honest.role": "verifier"}, ["nobody executes", "role executor or both"]),
    (PLAIN, {"population.honest.adapts": "yes"}, ["population.honest.adapts = 'yes'", "true or false"]),
    (PLAIN, {"types": {"a": {"share": 0.5}}}, ["types", "0.5, not 1"]),
    (PLAIN, {"types.standard.image": 1}, ["types.standard.image = 1", "[-1, 0]", "images.count"]),
    (PLAIN, {"job_classes": {"a": {"share": 0.5}}}, ["job_classes", "0.5, not 1"]),
    (PLAIN, {"job_classes.job.capability": "tee"}, ["job_classes.job.capability = 'tee'", "no type", "capabilities"]),
    (PLAIN, {"job_classes": 3}, ["job_classes = 3", "table"]),
    (PLAIN, {"job_classes.job.field.verifcation.kind": "panel"}, ["job_classes.job.field.verifcation", "did you mean verification?"]),
    (PANEL, {"job_classes.job.field": {"verification": {"ned": 2}}}, ["job_classes.job.field.verification.ned", "did you mean need?"]),
    (PLAIN, {"job_classes.job.field": {"verifcation": {}}}, ["job_classes.job.field.verifcation", "verification"]),
    (PANEL, {"job_classes.job.field.verification.need": 5}, ["job_classes.job.field.verification.need = 5", "panel_size = 3"]),
    (PANEL, {"job_classes.job.field.settlement.slash": -1.0}, ["job_classes.job.field.settlement.slash = -1.0", "[0, 1e+09]"]),
    (PLAIN, {"jobs.rate": 0.5}, ["jobs.assignment = each", "whole rate", "0.5", "assignment = uniform"]),
    (PLAIN, {"technology.fillers": {}}, ["technology.fillers is empty", "give at least one"]),
    (PLAIN, {"technology.fillers.fp8.deviation": 20.0}, ["technology.fillers", "one deviation", "each its own"]),
    (PLAIN, {"stop_when": "absorbed", "adaptation": {"kind": "imitation", "mutation": 0.1}}, ["stop_when = absorbed", "mutation = 0"]),
    (PLAIN, {"signal": "own"}, ["'signal'", "kind imitation", "set adaptation.kind = imitation"]),
]  # fmt: skip


def one_line(error):
    """The message, which must be one line without any traceback."""
    message = str(error.value)
    assert "\n" not in message
    assert "Traceback" not in message
    assert "pydantic" not in message
    assert "Input should" not in message
    return message


@pytest.mark.parametrize(("scenario", "changes", "words"), BAD_CHANGES, ids=[str(list(row[1].items())[-1])[:60] for row in BAD_CHANGES])
def test_a_change_that_does_not_fit_is_refused_in_one_clear_line(scenario, changes, words):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the words are compared one by one
        change(scenario, changes)
    message = one_line(error)
    assert [w for w in words if w not in message] == [], message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"nods": {}}, ["nods is not known", "did you mean nodes?"]),
        ({"field": {"verification": {"kind": "panel", "needs": 2}}}, ["field.verification.needs is not known", "did you mean need?"]),
        ({"field": {"verification": {"kind": "proof", "need": 2}}}, ["field.verification.need", "kind = proof", "belongs to kind panel"]),
        ({"field": {"verification": {"kind": "panel", "need": "two"}}}, ["field.verification.need = 'two'", "whole number in [1, 10000]"]),
        ({"population": {"panel": {"share": 1.0, "shar": 2}}}, ["population.panel.shar is not known", "did you mean share?"]),
        ({"epochs": -1, "hours_per_epoch": -1}, ["hours_per_epoch = -1", "(and 1 more)"]),
        ({"technology": {"fillers": {"x": {"deviation": 1.0}}}}, ["technology.fillers.x.cost_ratio is missing"]),
        ({"sources": {"epochs": {"mark": "Q", "source": ""}}}, ["sources.epochs.mark = 'Q'", "assumed"]),
        ({"nodes": {"stake": [1.0, "x"]}}, ["nodes.stake.1 = 'x'", "number"]),
    ],
)
def test_data_that_does_not_fit_is_refused_in_one_clear_line(data, words):
    with pytest.raises(ValueError) as error:  # noqa: PT011
        scenario_from(data)
    message = one_line(error)
    assert [w for w in words if w not in message] == [], message


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"nowhere.toml cannot be read: No such file.*; give the path") as error:
        door.read(tmp_path / "nowhere.toml")
    one_line(error)


def test_a_folder_and_a_file_that_is_no_text_are_named(tmp_path):
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, reason in ((tmp_path, "directory"), (binary, "not text in UTF-8")):
        with pytest.raises(ValueError, match=reason) as error:
            door.read(path)
        assert str(path) in one_line(error)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.toml", "epochs = = 3", ["a.toml", "not TOML", "line 1"]),
        ("a.toml", "epochs = 0", ["a.toml", "epochs = 0", "[1, 1e+08]"]),
        ("a.json", "{", ["a.json", "not JSON", "line 1"]),
        ("a.json", "[1]", ["a.json", "object"]),
        ("a.json", json.dumps({"epochs": None}), ["a.json", "epochs = None", "whole number"]),
    ],
)
def test_a_file_that_holds_no_scenario_is_named_with_the_place(tmp_path, name, text, words):
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError) as error:  # noqa: PT011
        door.read(tmp_path / name)
    message = one_line(error)
    assert [w for w in words if w not in message] == [], message


def test_a_scenario_is_read_from_either_kind_of_file(tmp_path):
    (tmp_path / "a.toml").write_text(door.to_toml(PANEL))
    (tmp_path / "a.json").write_text(door.to_json(PANEL))
    assert door.read(tmp_path / "a.toml") == door.read(tmp_path / "a.json") == PANEL


def test_a_network_that_does_not_exist_gets_a_remedy():
    with pytest.raises(ValueError, match=r"network 'nowhere' is not known; .*\.toml or \.json") as error:
        networks.load("nowhere")
    one_line(error)


@pytest.mark.parametrize("seed", [-1, 2**63, 0.5, True, "seven", None])
def test_a_bad_seed_is_refused(seed):
    with pytest.raises(ValueError, match=r"seed = .* is not a whole number in \[0, 2\^63\); give one") as error:
        simulate(PLAIN, seed, epochs=1)
    one_line(error)


@pytest.mark.parametrize("epochs", [0, -5])
def test_a_run_of_no_epochs_is_refused(epochs):
    with pytest.raises(ValueError, match=f"epochs = {epochs} is not a whole number of at least 1; give one"):
        simulate(PLAIN, 0, epochs=epochs)
