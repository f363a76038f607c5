"""Scenarios: every number has its meaning and unit, nothing changes in place, nothing unknown slips in."""

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from model import door
from model.door import change, scenario_from, schema_rows
from model.scenario import Scenario
from tests.scenarios import LAWFUL, scenarios

UNITS = {"", "1", "tok", "USD", "seg", "epoch", "sigma", "h", "row", "as used"}


def parts_of(schema):
    """Every table of the schema that a scenario is made of."""
    return {"Scenario": schema, **schema["$defs"]}


def test_every_field_of_every_part_says_what_it_is():
    parts = parts_of(Scenario.model_json_schema())
    silent = [
        f"{part}.{name}"
        for part, table in parts.items()
        for name, entry in table.get("properties", {}).items()
        if name != "kind" and not entry.get("description")
    ]
    assert silent == []


def test_every_field_of_every_part_has_a_unit():
    parts = parts_of(Scenario.model_json_schema())
    without = [
        f"{part}.{name}"
        for part, table in parts.items()
        for name, entry in table.get("properties", {}).items()
        if name != "kind" and "unit" not in entry
    ]
    assert without == []


def test_every_part_says_what_it_is():
    assert all(table.get("description") for table in parts_of(Scenario.model_json_schema()).values())


def test_units_are_built_from_the_words_of_the_model():
    odd = {row["unit"] for row in schema_rows() if not set(row["unit"].replace(" or ", "/").split("/")) <= UNITS | {"stake"}}
    assert odd == set()


def test_the_json_schema_refuses_unknown_names():
    parts = parts_of(Scenario.model_json_schema())
    assert all(table["additionalProperties"] is False for table in parts.values() if "properties" in table)


def test_the_table_of_numbers_has_path_unit_range_default_and_meaning():
    row = next(r for r in schema_rows() if r["path"] == "field.verification.audit_probability")
    assert row == {
        "path": "field.verification.audit_probability",
        "kind": "panel",
        "unit": "1",
        "range": "[0, 1]",
        "default": 0.05,
        "meaning": "probability that a job is audited",
    }


def test_the_table_of_numbers_names_each_number_of_a_kind_once():
    rows = [(row["path"], row["kind"]) for row in schema_rows()]
    assert len(rows) == len(set(rows)) > 100


def test_a_scenario_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Scenario().epochs = 3


def test_a_part_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Scenario().field.settlement.slash = 0.5


def test_an_unknown_name_is_refused_in_every_part():
    for path in ("", "nodes", "jobs", "field", "field.verification", "field.settlement", "field.noise", "accounts", "market", "images"):
        data = Scenario().to_dict()
        table = data
        for step in path.split(".") if path else ():
            table = table[step]
        table["unheard_of"] = 1
        with pytest.raises(ValueError, match=r"unheard_of is not known"):
            scenario_from(data)


@settings(LAWFUL, max_examples=40)
@given(scenarios())
def test_toml_there_and_back_is_exact(scenario):
    again = door.from_toml(door.to_toml(scenario))
    assert again == scenario
    assert again.digest() == scenario.digest()


@settings(LAWFUL, max_examples=40)
@given(scenarios())
def test_json_there_and_back_is_exact(scenario):
    again = door.from_json(door.to_json(scenario))
    assert again == scenario
    assert again.digest() == scenario.digest()


def test_the_digest_leaves_words_and_sources_out():
    plain = Scenario()
    worded = Scenario(name="x", description="y", sources={"epochs": {"mark": "assumed", "source": "z"}})
    assert plain.digest() == worded.digest()
    assert plain.digest() != Scenario(epochs=7).digest()


def test_a_job_class_may_have_a_field_of_its_own():
    classes = {
        "vanilla": {"share": 0.6, "field": {"verification": {"kind": "absent"}}},
        "tee": {"share": 0.3, "field": {"verification": {"kind": "attestation", "coverage": 0.5}}},
        "plain": {"share": 0.1},
    }
    panel = {"kind": "panel", "audit_probability": 0.2}
    scenario = scenario_from({"job_classes": classes, "field": {"verification": panel}})
    kinds = {name: field.verification.kind for name, field in scenario.fields.items()}
    assert kinds == {"vanilla": "absent", "tee": "attestation", "plain": "panel"}
    assert scenario.fields["tee"].settlement == scenario.field.settlement


def test_a_class_that_changes_one_number_of_a_part_keeps_the_others():
    panel = {"kind": "panel", "audit_probability": 0.2, "panel_size": 3, "need": 2}
    classes = {"job": {"field": {"verification": {"audit_probability": 0.7}}}}
    own = scenario_from({"job_classes": classes, "field": {"verification": panel}}).fields["job"].verification
    assert (own.audit_probability, own.panel_size, own.need) == (0.7, 3, 2)


def test_a_class_that_changes_the_kind_of_a_part_drops_the_numbers_of_the_old_kind():
    panel = {"kind": "panel", "audit_probability": 0.2}
    classes = {"job": {"field": {"verification": {"kind": "proof"}}}}
    own = scenario_from({"job_classes": classes, "field": {"verification": panel}}).fields["job"].verification
    assert own.kind == "proof"
    assert not hasattr(own, "audit_probability")


def test_the_mean_compute_cost_goes_over_nodes_and_types():
    """Uniform in [0, 2] has mean 1; half of the types cost 1, half 3 times as much: 1 x (0.5 + 1.5) = 2 USD."""
    types = {"cheap": {"share": 0.5}, "dear": {"share": 0.5, "cost_factor": 3.0}}
    scenario = scenario_from({"types": types, "nodes": {"compute_cost": {"kind": "uniform", "low": 0.0, "high": 2.0}}})
    assert scenario.mean_compute_cost() == 2.0


@pytest.mark.parametrize(
    ("changes", "walks"),
    [
        ({}, False),
        ({"field.propagation.kind": "dispersed"}, True),
        ({"field.verification.kind": "panel", "draw": "neighbours"}, True),
        ({"field.verification.kind": "panel", "draw": "outside_component"}, True),
        ({"field.verification.kind": "panel", "draw": "uniform"}, False),
        ({"adaptation.kind": "imitation", "partner": "neighbour"}, True),
        ({"adaptation.kind": "imitation", "partner": "random"}, False),
    ],
)
def test_a_graph_is_drawn_only_where_something_walks_it(changes, walks):
    assert change(Scenario(), changes).needs_graph is walks
