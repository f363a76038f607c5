"""A study's folder: its tables, its facts, and the columns' units."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments import store
from experiments.studies import catalogue
from experiments.studies.contract import Study
from experiments.studies.running import Outcome
from model.door import scenario_from
from model.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

FACTS = "study.json"
NEEDED = {"study", "scenario", "quick", "tables"}


class Stored(NamedTuple):
    """A study as it lies on disk.

    Attributes
    ----------
    study : Study
    network : Scenario
    tables : dict of DataFrame
    facts : dict
        Provenance, size and cost.
    folder : Path
    """

    study: Study
    network: Scenario
    tables: dict[str, pd.DataFrame]
    facts: dict[str, Any]
    folder: Path


def facts_of(study: Study, network: Scenario, outcome: Outcome, quick: bool, **more: Any) -> dict[str, Any]:
    """Everything that is needed to run a study again, and what it cost."""
    facts = store.provenance(
        network, study=study.name, quick=quick, tables=list(study.tables), seeds=outcome.seeds, runs=outcome.runs,
        processor_seconds=round(outcome.seconds, 1), **more,
    )  # fmt: skip
    return facts | {"scenario": network.to_dict()}


def files_of(study: Study, tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any]) -> dict[str, bytes]:
    """Tables, facts and the list of columns as files by name."""
    import pandas as pd

    files = {f"{name}.parquet": store.table_bytes(tables[name], {"study": study.name}) for name in study.tables}
    columns = [(table, name, *column) for table, measured in study.tables.items() for name, column in measured.columns.items()]
    files["columns.csv"] = pd.DataFrame(columns, columns=["table", "column", "unit", "meaning"]).to_csv(index=False).encode()
    return {**files, FACTS: json.dumps(facts, indent=2).encode()}


def read_facts(folder: Path) -> dict[str, Any]:
    """What a folder says of its study.

    Raises
    ------
    ValueError
        In one line, when it says nothing of the kind.
    """
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{folder / FACTS} cannot be read ({error}); run the study again") from None
    if not (isinstance(facts, dict) and set(facts) >= NEEDED):
        raise ValueError(f"{folder / FACTS} describes no study; run the study again in another folder")
    return facts


def read(folder: Path) -> Stored:
    """Read a study's folder.

    Raises
    ------
    ValueError
        In one line, when it is none, or is not whole.
    """
    import pandas as pd

    if not (folder / FACTS).exists():
        raise ValueError(f"{folder} holds no finished study; give a folder that cfield study wrote, or run the study to its end")
    facts = read_facts(folder)
    study = catalogue.find(facts["study"])
    try:
        tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in study.tables}
    except (OSError, ValueError) as error:
        raise ValueError(f"{folder} cannot be read as a study ({' '.join(str(error).split())}); run the study again") from None
    return Stored(study, scenario_from(facts["scenario"]), tables, facts, folder)


def found_in(folder: Path) -> list[Path]:
    """Folders of finished studies: this one, or those in it; in the order of the catalogue, full ones before quick ones.

    Raises
    ------
    ValueError
        When there is none.
    """
    folders = [folder] if (folder / FACTS).exists() else sorted(path.parent for path in folder.glob(f"*/{FACTS}"))
    if not folders:
        raise ValueError(f"{folder} holds no finished study; run one with cfield study NAME --out {folder}/NAME, or give another folder")
    place = {name: n for n, name in enumerate(catalogue.NAMES)}

    def rank(path: Path) -> tuple[int, bool, str]:
        facts = read_facts(path)
        return place.get(facts["study"], len(place)), bool(facts["quick"]), path.name

    return sorted(folders, key=rank)
