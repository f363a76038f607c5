"""Conditions over the columns of a table: comparisons joined by and, or, not; read once, held against one part after the other."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pyarrow
import pyarrow.compute as compute

COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: compute.less, ast.LtE: compute.less_equal, ast.Gt: compute.greater, ast.GtE: compute.greater_equal,
    ast.Eq: compute.equal, ast.NotEq: compute.not_equal,
}  # fmt: skip
RECKON: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: compute.add, ast.Sub: compute.subtract, ast.Mult: compute.multiply, ast.Div: compute.divide,
}  # fmt: skip
FORM = "write for example 'integrity < .9 and slash >= .2', or \"status == 'failed'\""


class Condition(NamedTuple):
    """A condition that has been read.

    Attributes
    ----------
    columns : tuple of str
        Names that it speaks of.
    tree : ast.expr
    names : dict of str
        Column of each name that stands in the tree.
    """

    columns: tuple[str, ...]
    tree: ast.expr
    names: dict[str, str]

    def mask(self, table: pyarrow.Table) -> Any:
        """Which rows of a table it holds for; a comparison with what is missing does not hold, but that it differs does.

        Raises
        ------
        ValueError
            When a text is compared with a number.
        """
        try:
            held = _value(self.tree, self.names, table)
        except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError, pyarrow.ArrowTypeError):
            told = ", ".join(f"{name} ({'text' if _is_text(table, name) else 'number'})" for name in self.columns)
            raise ValueError(f"where: compares a text with a number, or reckons with a text: {told}; quote texts, as in {FORM}") from None
        whole = held if hasattr(held, "__len__") else pyarrow.array([held.as_py()] * len(table))
        if not pyarrow.types.is_boolean(whole.type):
            raise ValueError(f"where: is a number and no condition; compare it with something: {FORM}")
        return whole


def short_names(columns: Sequence[str]) -> dict[str, str]:
    """A unique name for each column: the last words of its path, as many as are needed."""
    short = {path: path.rpartition(".")[2] for path in columns}
    for path, name in list(short.items()):
        words = 2
        while sum(other == name or other.endswith(f".{name}") for other in columns) > 1 and name != path:
            name, words = ".".join(path.split(".")[-words:]), words + 1
        short[path] = name
    return short


def read(text: str, columns: Sequence[str]) -> Condition:
    """A condition over columns by full path or unique short name.

    Parameters
    ----------
    text : str
        Comparisons (``<``, ``<=``, ``>``, ``>=``, ``==``, ``!=``, ``in``) of columns, numbers, quoted texts and their sums and
        products, joined by ``and``, ``or``, ``not``. Backticks around names are allowed.
    columns : sequence of str

    Raises
    ------
    ValueError
        Naming what is not understood, with the nearest name.
    """
    try:
        tree = ast.parse(re.sub(r"`([^`]*)`", r"\1", text).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        hint = "; equal is ==" if re.search(r"[^<>=!]=[^=]", text) else ""
        raise ValueError(f"where {text!r} cannot be read{hint}; {FORM}") from None
    short = {name: path for path, name in short_names(columns).items()} | {path: path for path in columns}
    names: dict[str, str] = {}
    _collect(tree, text, short, names)
    return Condition(tuple(dict.fromkeys(names.values())), tree, names)


def _collect(node: ast.expr, text: str, short: dict[str, str], names: dict[str, str]) -> None:
    """Names of a tree, once all of it is understood."""
    if isinstance(node, (ast.Name, ast.Attribute)):
        name = ast.unparse(node)
        if name not in short:
            near = difflib.get_close_matches(name, short, 1)
            hint = f"did you mean {near[0]}?" if near else f"columns are {', '.join(dict.fromkeys(map(str, short)))}"
            raise ValueError(f"where: {name!r} is no column; {hint}")
        names[name] = short[name]
        return
    known = isinstance(node, (ast.BoolOp, ast.Constant, ast.Compare, ast.UnaryOp, ast.List, ast.Tuple))
    if not known and not (isinstance(node, ast.BinOp) and type(node.op) in RECKON):
        raise ValueError(f"where: {ast.unparse(node)!r} is not understood; {FORM}")
    if isinstance(node, ast.Compare) and not all(isinstance(op, (*COMPARE, ast.In, ast.NotIn)) for op in node.ops):
        raise ValueError(f"where: {ast.unparse(node)!r} is not understood; {FORM}")
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            _collect(child, text, short, names)


def _value(node: ast.expr, names: dict[str, str], table: pyarrow.Table) -> Any:
    if isinstance(node, (ast.Name, ast.Attribute)):
        return table[names[ast.unparse(node)]].combine_chunks()
    if isinstance(node, ast.Constant):
        return pyarrow.scalar(node.value)
    if isinstance(node, ast.BoolOp):
        join = compute.and_ if isinstance(node.op, ast.And) else compute.or_
        first, *others = (_value(value, names, table) for value in node.values)
        for other in others:
            first = join(first, other)
        return first
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, names, table)
        if isinstance(node.op, (ast.Not, ast.Invert)):
            return compute.invert(inner)
        return compute.negate(inner) if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        return RECKON[type(node.op)](_value(node.left, names, table), _value(node.right, names, table))
    assert isinstance(node, ast.Compare)
    return _compared(node, names, table)


def _compared(node: ast.Compare, names: dict[str, str], table: pyarrow.Table) -> Any:
    held: Any = None
    left = _value(node.left, names, table)
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        if isinstance(op, (ast.In, ast.NotIn)):
            found = compute.is_in(left, value_set=_listed(right_node, left))
            found = compute.invert(found) if isinstance(op, ast.NotIn) else found
            right = left
        else:
            right = _value(right_node, names, table)
            found = compute.fill_null(COMPARE[type(op)](left, right), isinstance(op, ast.NotEq))
        held = found if held is None else compute.and_(held, found)
        left = right
    return held


def _listed(node: ast.expr, like: Any) -> Any:
    try:
        return pyarrow.array(list(ast.literal_eval(node)), type=like.type)
    except (ValueError, TypeError):
        raise ValueError(f"where: {ast.unparse(node)!r} is no list of values; write for example slash in [.05, .2]") from None


def _is_text(table: pyarrow.Table, name: str) -> bool:
    return pyarrow.types.is_string(table.schema.field(name).type)
