"""Results of a sweep in other programs' words: CSV, Parquet, netCDF, LaTeX, each with its data dictionary."""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

from experiments import store
from experiments.sweep import meanings
from experiments.sweep.conditions import short_names
from experiments.sweep.readable import told
from experiments.sweep.results import Results

MOST_EXACT = 2**53
"""Whole numbers below this are exact as the floats that netCDF has."""


def export(results: Results, form: str, where: str = "", out: Path | None = None) -> list[Path]:
    """Write results in a form, whole or not at all, and their data dictionary beside them.

    Parameters
    ----------
    results : Results
    form : {"csv", "parquet", "xarray", "latex"}
    where : str
        Only runs for which this condition holds.
    out : Path, optional
        A file; in the sweep's folder when left out.

    Returns
    -------
    list of Path
        The file, and the dictionary.

    Raises
    ------
    ValueError
        For an unknown form, or a folder that cannot be written.
    """
    if form not in FORMS:
        raise ValueError(f"--to {form} is not known; give one of {', '.join(FORMS)}")
    suffix, write = FORMS[form]
    path = out or results.folder / f"results{suffix}"
    if path.is_dir():
        raise ValueError(f"{path} is a folder; give a file with --out FILE")
    store.check_folder(path.parent, "another file with --out FILE")
    handle, temporary = _temporary(path)
    os.close(handle)
    try:
        write(results, where, Path(temporary))
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    beside = path.with_name(f"{path.stem}.dictionary.csv")
    store.write_whole(beside, results.dictionary().to_csv(index=False).encode())
    return [path, beside]


def dataset(results: Results, where: str = "") -> Any:
    """Outcomes over the levers and the replicates of a grid, over points and replicates of any other design.

    Returns
    -------
    xarray.Dataset
        Names are the shortest unique ones; full paths, units and meanings are attributes. What was not run or has failed is missing.

    Raises
    ------
    ValueError
        When xarray is not installed.
    """
    try:
        import xarray
    except ImportError:
        raise ValueError("--to xarray needs the package xarray; install it with the extra: constraint-field[results]") from None
    factors, outcomes = results.factors, results.outcomes
    frame = results.frame(where, columns=["point", "replicate", "seed", *factors, *outcomes])
    short = short_names([*factors, *outcomes])
    by = [*factors, "replicate"] if factors and results.sweep["design"] == "grid" else ["point", "replicate"]
    axes = {name: np.sort(frame[name].unique()) for name in by}
    shape = tuple(len(axis) for axis in axes.values())
    place = tuple(np.searchsorted(axis, frame[name]) for name, axis in axes.items())
    names = [short.get(name, name) for name in by]
    cells = {short[name]: (names, _spread(frame[name].to_numpy(), place, shape), _attributes(name)) for name in outcomes}
    cells["seed"] = (names, _spread(_seeds(frame["seed"]), place, shape), _attributes("seed"))
    found = xarray.Dataset(cells, {short.get(n, n): (short.get(n, n), _axis(axis), _attributes(n)) for n, axis in axes.items()})
    for name in factors if by[0] == "point" else ():
        first = frame.drop_duplicates("point").set_index("point")[name].reindex(axes["point"])
        found = found.assign_coords({short[name]: ("point", _axis(first.to_numpy()), _attributes(name))})
    facts = {"network": results.sweep["network"], "model_version": results.description["model_version"], "where": where}
    return found.assign_attrs(facts | {"sweep": json.dumps(results.sweep)})


def _spread(values: np.ndarray, place: tuple[np.ndarray, ...], shape: tuple[int, ...]) -> np.ndarray:
    """Values at their places; missing elsewhere."""
    whole = np.full(shape, np.nan if values.dtype.kind == "f" else "", dtype=values.dtype)
    whole[place] = values
    return whole


def _seeds(seeds: pd.Series) -> np.ndarray:
    """Seeds as floats where those are exact, else as texts."""
    return seeds.to_numpy(float) if seeds.max() < MOST_EXACT else seeds.astype(str).to_numpy().astype("U")


def _axis(values: np.ndarray) -> np.ndarray:
    return values.astype("U") if values.dtype.kind == "O" else values


def _attributes(name: str) -> dict[str, str]:
    unit, meaning = meanings.of(name)
    return {"units": unit or "1", "long_name": meaning, "path": name}


def _csv(results: Results, where: str, path: Path) -> None:
    table = results.table(where)
    for place, field in enumerate(table.schema):
        if pyarrow.types.is_floating(field.type):  # missing is an empty cell, which every program reads
            column = table[field.name]
            known = pyarrow.compute.if_else(pyarrow.compute.is_nan(column), pyarrow.scalar(None, field.type), column)
            table = table.set_column(place, field, known)
    pyarrow.csv.write_csv(table, str(path))


def _parquet(results: Results, where: str, path: Path) -> None:
    table = results.table(where)
    facts = {"sweep": results.sweep, "model_version": results.description["model_version"], "where": where}
    fields = [
        field.with_metadata(dict(zip(("unit", "meaning"), meanings.of(field.name), strict=True))) for field in table.schema
    ]  # fmt: skip
    schema = pyarrow.schema(fields, metadata={b"cfield": json.dumps(facts).encode()})
    pyarrow.parquet.write_table(table.cast(schema), path, compression="zstd")


def _netcdf(results: Results, where: str, path: Path) -> None:
    dataset(results, where).to_netcdf(path, engine="scipy")


def _latex(results: Results, where: str, path: Path) -> None:
    """One row a point: what is varied, runs, and means with their 95 % intervals."""
    summary, factors, outcomes = results.summary(where), results.factors, results.outcomes
    short = short_names([*factors, *outcomes])
    heads = [*(_head(short[name], name) for name in factors), "runs", *(_head(short[name], name) for name in outcomes)]
    text = io.StringIO()
    text.write(f"% {results.sweep['network']}, model {results.description['model_version']}; means and 95 % intervals; needs booktabs\n")
    text.write(f"\\begin{{tabular}}{{{'l' * len(factors)}r{'l' * len(outcomes)}}}\n\\toprule\n{' & '.join(heads)} \\\\\n\\midrule\n")
    for row in summary.to_dict("records"):
        cells = [_escaped(f"{row[name]:.4g}" if isinstance(row[name], float) else str(row[name])) for name in factors]
        cells += [str(row["replicates"]), *(_escaped(told(row[name], row[f"{name}_low"], row[f"{name}_high"])) for name in outcomes)]
        text.write(" & ".join(cells) + " \\\\\n")
    text.write("\\bottomrule\n\\end{tabular}\n")
    path.write_text(text.getvalue(), encoding="utf-8")


def _head(name: str, column: str) -> str:
    unit = meanings.of(column)[0]
    return _escaped(name.replace("_", " ") + (f" ({unit})" if unit not in ("", "1") else ""))


_SPECIAL = {letter: f"\\{letter}" for letter in "&%$#_{}"} | {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "[": "{[}", "]": "{]}", "<": r"\textless{}",
    ">": r"\textgreater{}",
}  # fmt: skip


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def _temporary(path: Path) -> tuple[int, str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}; give another file with --out FILE") from None


FORMS: dict[str, tuple[str, Callable[[Results, str, Path], None]]] = {
    "csv": (".csv", _csv), "parquet": (".parquet", _parquet), "xarray": (".nc", _netcdf), "latex": (".tex", _latex),
}  # fmt: skip
"""Forms, with the ends of their files' names."""
