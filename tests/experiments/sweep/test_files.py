"""Sweep files: every key is checked, later words come before earlier ones, and a sweep survives its dictionary."""

import tomllib

import pytest

from experiments.sweep import files

TEXT = """
name = "audits"
network = "posp"
design = "grid"
seeds = "0-4"
until = {outcome = "integrity", width = 0.05, relative = true, most = 50}
luck = "own"
outcomes = ["welfare"]
epochs = 20
every = 5
nodes_table = true

[set]
field.settlement.slash = 2
population.cheat.share = 0.5

[levers]
audit_probability = ".001:.2:4:log"
panel_size = [3, 5]
field.settlement.unavailable_penalty = {low = 0.1, high = 0.2, points = 3}

[uncertainties]
revision_rate = {values = [0.1, 0.2]}
"""


@pytest.fixture
def data():
    return tomllib.loads(TEXT)


def test_a_file_says_all_that_a_sweep_is(data):
    sweep = files.sweep_of(data)
    assert [lever.path for lever in sweep.levers] == [
        "field.verification.audit_probability", "field.verification.panel_size", "field.settlement.unavailable_penalty",
    ]  # fmt: skip
    assert [lever.path for lever in sweep.uncertainties] == ["adaptation.revision_rate"]
    assert sweep.levers[2].values == (0.1, 0.15, 0.2)
    assert (sweep.seeds, sweep.luck, sweep.outcomes, sweep.every, sweep.final_nodes) == ((0, 1, 2, 3, 4), "own", ("welfare",), 5, True)
    assert (sweep.until.outcome, sweep.until.width, sweep.until.relative, sweep.until.most) == ("integrity", 0.05, True, 50)
    assert sweep.base.field.settlement.slash == 2
    assert sweep.base.population["cheat"].share == 0.5
    assert sweep.points().count == 4 * 2 * 3 * 2


@pytest.mark.parametrize(
    "more",
    [
        {}, {"until": None}, {"network": "opengradient_announced", "levers": {"hours_per_epoch": "1,2"}, "set": {}, "uncertainties": {}},
        {"uncertainties": "assumed", "design": "latin_hypercube", "size": 4},
        {"until": None, "design": "boundary", "boundary": "integrity:0.5", "levers": {"slash": ".1:1"}, "uncertainties": {}, "size": 16},
    ],
)  # fmt: skip
def test_a_sweep_survives_its_dictionary(data, more):
    sweep = files.sweep_of({key: value for key, value in {**data, **more}.items() if value is not None})
    again = files.sweep_of(files.to_dict(sweep))
    assert again == sweep
    assert again.digest(again.points()) == sweep.digest(sweep.points())


def test_the_command_line_comes_before_the_file_path_by_path(data):
    sweep = files.sweep_of(data, {"levers": {"panel_size": "3,7,9"}, "seeds": "2", "luck": "shared"}, {"slash": 3})
    assert {lever.path: lever.values for lever in sweep.levers}["field.verification.panel_size"] == (3, 7, 9)
    assert len(sweep.levers) == 3
    assert (sweep.seeds, sweep.luck, sweep.base.field.settlement.slash) == ((0, 1), "shared", 3)
    moved = files.sweep_of(data, {"levers": {"revision_rate": "0.1,0.3"}})
    assert moved.uncertainties == ()
    assert len(moved.levers) == 4


def test_what_is_varied_or_set_on_purpose_is_not_taken_as_assumed(data):
    del data["uncertainties"]
    plain = files.sweep_of({"network": "posp", "uncertainties": "assumed", "design": "latin_hypercube", "size": 2})
    assert {"nodes.count", "field.verification.audit_probability"} <= {lever.path for lever in plain.uncertainties}
    mine = {"network": "posp", "uncertainties": "assumed", "design": "latin_hypercube", "size": 2, "set": {"nodes.count": 50}}
    sweep = files.sweep_of(mine, {"levers": {"audit_probability": "0.1,0.2"}})
    assert not {"nodes.count", "field.verification.audit_probability"} & {lever.path for lever in sweep.uncertainties}


@pytest.mark.parametrize(
    ("given", "seeds"),
    [("3", (0, 1, 2)), ("0,5,7", (0, 5, 7)), ("5,", (5,)), ("2-4", (2, 3, 4)), ("0-1,8", (0, 1, 8)), (2, (0, 1)), ([4, 2], (4, 2))],
)
def test_seeds_are_a_number_of_them_a_list_or_a_range(given, seeds):
    assert files.sweep_of({"network": "none", "levers": {"hours_per_epoch": [1, 2]}, "seeds": given}).seeds == seeds


def test_files_that_a_file_names_lie_beside_it(tmp_path, monkeypatch):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "points.csv").write_text("slash,panel_size\n0.1,3\n0.2,5\n")
    (tmp_path / "there" / "sweep.toml").write_text('network = "posp"\ntable = "points.csv"\n')
    monkeypatch.chdir(tmp_path)
    assert files.is_sweep("there/sweep.toml")
    sweep = files.sweep_of(files.read("there/sweep.toml"))
    assert sweep.points().at(1) == {"field.settlement.slash": 0.2, "field.verification.panel_size": 5}
    assert sweep.design == "table"


def test_a_network_file_is_no_sweep_file(tmp_path):
    (tmp_path / "network.toml").write_text("epochs = 5\n")
    assert not files.is_sweep(tmp_path / "network.toml")
    assert not files.is_sweep("posp")


WRONG = [
    ({"desing": "grid"}, "did you mean design?"),
    ({"zzz": 1}, "a sweep has name, network"),
    ({"seeds": 1.5}, "is not a number of seeds"),
    ({"seeds": "a-b"}, "0-29"),
    ({"seeds": "5-2"}, "0-29"),
    ({"seeds": 0}, "[1, 1,000,000]"),
    ({"seeds": [1, 1]}, "give each once"),
    ({"seeds": [-1]}, "[0, 2^63)"),
    ({"until": "integrity"}, "OUTCOME:WIDTH"),
    ({"until": {"outcome": "integrity"}}, "lacks width"),
    ({"until": {"outcome": "integrity", "width": 1, "wide": 2}}, "until has no 'wide'"),
    ({"until": {"outcome": "integrity", "width": "x"}}, "is not of type float"),
    ({"until": "integrty:0.1"}, "did you mean integrity?"),
    ({"until": "integrity:0"}, "not above 0"),
    ({"boundary": "integrity:high"}, "OUTCOME:LEVEL"),
    ({"luck": "bad"}, "neither shared nor own"),
    ({"outcomes": ["welfre"]}, "did you mean welfare?"),
    ({"outcomes": "welfare"}, "is not a list of names"),
    ({"epochs": 0}, "epochs = 0 is outside"),
    ({"epochs": True}, "is not a whole number"),
    ({"every": -1}, "every = -1 is outside"),
    ({"design": "gird"}, "grid"),
    ({"design": "table"}, "has no table"),
    ({"design": "sobol", "size": 3}, "no power of two"),
    ({"design": "sobol"}, "size = 0 is outside"),
    ({"network": "posq"}, "did you mean posp?"),
    ({"network": ""}, "no network is given"),
    ({"levers": {"slsh": [1]}}, "did you mean slash?"),
    ({"levers": {"slash": [-1]}}, "field.settlement.slash = -1"),
    ({"levers": {"slash": [1, 1]}}, "name each level once"),
    ({"levers": {"slash": {"low": 1, "points": 3}}}, "points need low and high"),
    ({"levers": {"slash": [1, 2], "field.settlement.slash": [3]}}, "is given twice"),
    ({"levers": {"slash": [1]}, "uncertainties": {"slash": [2, 3]}}, "is given twice"),
    ({"levers": {"slash": "1:2:40", "audit_probability": "0:1:40"}, "seeds": 1_000_000}, "give fewer levels"),
    ({"uncertainties": "all"}, "the word assumed"),
    ({"set": {"slsh": 1}}, "did you mean slash?"),
    ({"plugins": ["nowhere.py"]}, "cannot be read"),
]


@pytest.mark.parametrize(("wrong", "says"), WRONG, ids=str)
def test_what_is_wrong_is_refused_with_the_remedy(wrong, says):
    with pytest.raises(ValueError, match=r"[;?]") as error:
        points_of({"network": "posp", "levers": {"slash": [1, 2]}, **wrong})
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def points_of(data):
    sweep = files.sweep_of(data)
    return sweep.context(sweep.points())
