"""What ``cfield infer --out`` writes: the posterior, all simulations, the checks, and figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cli.given import plain

if TYPE_CHECKING:
    import pandas as pd

    from cli.infer import Found
    from experiments.infer.smc import Settings

DRAWS = 2000
"""Equally weighted draws behind a figure."""


def write(folder: Path, found: Found, settings: Settings) -> None:
    """Write all of it or nothing."""
    import pandas as pd

    from cli.infer import as_data
    from experiments import store

    facts = store.provenance(found.prior.base, seed=settings.seed, plugins=dict(found.prior.plugins))
    checks = pd.DataFrame([one._asdict() for one in found.checks])
    files = {
        "infer.json": json.dumps(plain({"run": facts, **as_data(found, settings)}), indent=2).encode(),
        "posterior.csv": _csv(posterior_table(found)), "simulations.csv": _csv(simulations_table(found)), "checks.csv": _csv(checks),
    }  # fmt: skip
    store.write_all(folder, files | _figures(found, facts))


def posterior_table(found: Found) -> pd.DataFrame:
    """Weighted draws: a column each path, and ``weight``."""
    import pandas as pd

    values = found.prior.table(found.posterior.scores)
    return pd.DataFrame(dict(zip(found.prior.paths, values.T, strict=True)) | {"weight": found.posterior.weights})


def simulations_table(found: Found) -> pd.DataFrame:
    """Every run: values of its parameters, its summaries (blank where it was lost), generation, and prior over proposal density."""
    import pandas as pd

    from experiments.infer.summaries import names

    every = found.posterior.every
    columns = dict(zip(found.prior.paths, found.prior.table(every.scores).T, strict=True))
    columns |= dict(zip(names(list(found.records.columns)), every.summaries.T, strict=True))
    return pd.DataFrame(columns | {"generation": every.generation, "importance": every.importance})


def _csv(table: pd.DataFrame) -> bytes:
    return bytes(table.to_csv(index=False).encode())


def _figures(found: Found, facts: dict[str, object]) -> dict[str, bytes]:
    import pandas as pd

    from analysis.figures import inversion, inversion_checks, output
    from experiments.infer.predictive import resampled
    from experiments.infer.proposals import FromPrior, keys_of

    prior, result = found.prior, found.posterior
    names = [f"{name} ({unit})" if unit else name for name, unit in zip(found.names, map(_unit, prior.paths), strict=True)]
    draws = prior.table(result.scores[resampled(result.weights, DRAWS)])
    before = prior.table(FromPrior().draw(keys_of(0, 0, DRAWS), len(names)))
    logarithmic = [name for name, law in zip(names, prior.laws, strict=True) if law.kind == "log_uniform"]
    told = f"{len(found.records.epochs)} epochs, {result.runs + result.stored} runs, {found.effective:.0f} effective draws"
    after, prior_draws = (pd.DataFrame(table, columns=names) for table in (draws, before))
    pairs = inversion.draw(after, prior_draws, logarithmic, f"{prior.base.name}: what the records tell", told)
    drawn = {f"posterior{suffix}": content for suffix, content in output.rendered(pairs, facts).items()}
    if found.checks:
        note = f"{len(found.checks)} statistics of {told}"
        figure = inversion_checks.draw(found.checks, f"{prior.base.name}: new runs beside the records", note)
        drawn |= {f"checks{suffix}": content for suffix, content in output.rendered(figure, facts).items()}
    return drawn


def _unit(path: str) -> str:
    from model.schema import row_of

    row = row_of(path)
    unit = str(row["unit"]) if row else ""
    return "" if unit in ("", "1") else unit
