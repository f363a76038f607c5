"""Laws of numbers that are not known, and the files that say them."""

import numpy as np
import pytest
from scipy import stats

from experiments.infer import prior
from experiments.infer.laws import Law, law_of
from model import networks

AUDIT = "field.verification.audit_probability"


@pytest.fixture(scope="module")
def posp():
    return networks.load("posp")


@pytest.mark.parametrize(
    ("kind", "numbers", "oracle"),
    [
        ("uniform", {"low": 2.0, "high": 6.0}, stats.uniform(2, 4)),
        ("log_uniform", {"low": 0.01, "high": 1.0}, stats.loguniform(0.01, 1.0)),
        ("normal", {"mean": 5.0, "sd": 2.0}, stats.norm(5, 2)),
        ("beta", {"a": 2.0, "b": 5.0, "low": 1.0, "high": 3.0}, stats.beta(2, 5, 1, 2)),
    ],
)
def test_a_value_at_a_normal_score_has_as_much_mass_below_it(kind, numbers, oracle):
    law = Law(AUDIT, kind, numbers)
    scores = np.array([-2.0, -0.5, 0.0, 1.0, 3.0])
    values = np.array(law.at(scores))
    assert oracle.cdf(values) == pytest.approx(stats.norm.cdf(scores), abs=1e-9)
    assert law.scores(values) == pytest.approx(scores, abs=1e-6)
    assert law.log_density(values) == pytest.approx(oracle.logpdf(values))


def test_a_normal_law_is_cut_at_its_ends():
    law = Law(AUDIT, "normal", {"mean": 0.0, "sd": 1.0, "low": 0.0})
    assert law.at(np.array([0.0]))[0] == pytest.approx(stats.norm.ppf(0.75))
    assert min(law.at(np.linspace(-8, 8, 50))) >= 0.0
    assert law.log_density(np.array([-0.1]))[0] == -np.inf


def test_whole_numbers_have_equal_parts():
    law = Law("field.verification.panel_size", "uniform", {"low": 1.0, "high": 4.0})
    values = law.at(stats.norm.ppf((np.arange(400) + 0.5) / 400))
    assert {value: values.count(value) for value in values} == {1: 100, 2: 100, 3: 100, 4: 100}
    assert all(type(value) is int for value in values)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("audit_probability", {"law": "gauss"}, "law = 'gauss' is not known"),
        ("audit_probability", {"law": "normal", "mean": 0.5}, "needs sd"),
        ("audit_probability", {"law": "normal", "mean": 0.5, "sd": -1.0}, r"sd = -1 is outside \(0, inf\)"),
        ("audit_probability", {"law": "normal", "mean": 0.5, "sd": 1.0}, "cut it with low and high"),
        ("audit_probability", {"law": "uniform", "low": 0.5, "high": 0.1}, "is no range"),
        ("audit_probability", {"law": "log_uniform", "low": 0.0, "high": 0.1}, "which a log scale needs"),
        ("audit_probability", {"law": "beta", "a": 1.0, "b": 1.0, "c": 2.0}, "has no 'c'"),
        ("audit_probability", ".1,.2", "is no range"),
        ("audit_probability", 0.1, "is no law"),
        ("audit_probability", ".5:2", "outside"),
        ("panel_size", {"law": "normal", "mean": 3.0, "sd": 1.0}, "takes whole numbers"),
        ("audit_probabilty", ".1:.2", "did you mean"),
    ],
)
def test_what_is_no_law_of_the_network_is_refused_in_one_line(posp, name, given, message):
    with pytest.raises(ValueError, match=message) as refused:
        law_of(name, given, posp)
    assert "\n" not in str(refused.value)


def test_a_file_says_network_settings_and_laws(tmp_path):
    path = tmp_path / "prior.toml"
    path.write_text(
        'network = "posp"\nbefore = 5\ncolumns = ["slashes"]\n[set]\nnodes.count = 40\n[priors]\naudit_probability = ".01:.5:log"\n'
        'field.settlement.slash = {law = "normal", mean = 100, sd = 10, low = 0}\n'
    )
    found = prior.read(path)
    assert found.paths == (AUDIT, "field.settlement.slash")
    assert [law.kind for law in found.laws] == ["log_uniform", "normal"]
    assert (found.base.nodes.count, found.before, found.columns) == (40, 5, ("slashes",))
    assert found.base.nodes.compute_cost == networks.load("posp").nodes.compute_cost == 0.8, "what is not set stays as it is"
    assert found.values(np.zeros((1, 2))) == [{AUDIT: pytest.approx(np.sqrt(0.005)), "field.settlement.slash": pytest.approx(100.0)}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('network = "posp"\n', "needs a network and a table"),
        ('netwrok = "posp"\n', "did you mean network"),
        ('network = "posp"\nbefore = -1\n[priors]\naudit_probability = ".1:.2"\n', r"before = -1 is outside \[0, inf\)"),
        ('network = "posp"\n[priors]\naudit_probability = ".1:.2"\nfield.verification.audit_probability = ".1:.3"\n', "given twice"),
        ("network = \n", "not TOML"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_in_one_line(tmp_path, text, message):
    path = tmp_path / "prior.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        prior.read(path)
