"""Arrow arrays from plain values and numpy arrays, without pandas: pyarrow's own way loads it, half a second in every worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow


def numbers(values: Sequence[Any] | np.ndarray, kind: pyarrow.DataType) -> pyarrow.Array:
    """Numbers; None is missing, nan stays nan."""
    known = None if isinstance(values, np.ndarray) else [value is not None for value in values]
    if known is not None and not all(known):
        values = [0 if value is None else value for value in values]
        mask = pyarrow.py_buffer(np.packbits(np.array(known), bitorder="little"))
    else:
        mask = None
    content = np.ascontiguousarray(values, dtype=kind.to_pandas_dtype())
    return pyarrow.Array.from_buffers(kind, len(content), [mask, pyarrow.py_buffer(content)])


def texts(values: Sequence[Any] | np.ndarray) -> pyarrow.Array:
    """Texts; None is missing."""
    encoded = [(value or "").encode() for value in values]
    ends = np.zeros(len(encoded) + 1, dtype=np.int32)
    np.cumsum([len(content) for content in encoded], out=ends[1:])
    mask = np.packbits(np.array([value is not None for value in values], dtype=bool), bitorder="little")
    buffers = [pyarrow.py_buffer(mask), pyarrow.py_buffer(ends), pyarrow.py_buffer(b"".join(encoded))]
    return pyarrow.Array.from_buffers(pyarrow.string(), len(encoded), buffers)


def table(columns: Mapping[str, Any], schema: pyarrow.Schema | None = None) -> pyarrow.Table:
    """A table; without a schema numpy arrays keep their types, and what is no array is text."""
    if schema is None:
        kinds = [
            pyarrow.from_numpy_dtype(column.dtype) if isinstance(column, np.ndarray) else pyarrow.string() for column in columns.values()
        ]
        schema = pyarrow.schema(list(zip(columns, kinds, strict=True)))
    arrays = [texts(columns[name]) if kind == pyarrow.string() else numbers(columns[name], kind) for name, kind in _fields(schema)]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _fields(schema: pyarrow.Schema) -> list[tuple[str, pyarrow.DataType]]:
    return list(zip(schema.names, schema.types, strict=True))
