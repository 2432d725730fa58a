"""What the operations of an expression are called in words."""

from __future__ import annotations

from nnexplain.engine.arithmetic import multiply
from nnexplain.engine.graph import Node
from nnexplain.notation.functions import BY_NAME, FUNCTIONS
from nnexplain.ops.activation import find
from nnexplain.ops.matrix import outer
from nnexplain.parser.tree import Apply
from nnexplain.worked.lesson import ACTIVATION_NAMES

_OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power", "neg": "change the sign",
              "T": "transpose", "list": "collect"}  # fmt: skip
_RESULTS = {"+": "sum", "-": "difference", "*": "product", "/": "quotient", "neg": "opposite", "T": "transpose"}
_FUNCTIONS = {"norm": "length"} | {row.name: row.words for row in FUNCTIONS if row.words}
_BRACKETS = {"norm": "‖ ‖"} | {row.name: row.inside for row in FUNCTIONS if row.inside}


def title(tree: Apply, node: Node) -> str:
    """What an operation does, in a word or two."""
    if tree.head in ("·", "@"):
        if node.op is multiply:
            return "multiply"
        if node.op is outer:
            return "outer product"
        return "dot product" if node.ndim == 0 else "matrix product"
    if tree.head == "^" and getattr(tree.args[0], "name", "") == "e":
        return "exponential"
    return _OPERATORS.get(tree.head) or _function(tree.head)


def _function(head: str) -> str:
    if " " in head:
        return "sum"
    if head.replace("_", "-") in ACTIVATION_NAMES and head not in BY_NAME:
        return find(head).title or find(head).label or head
    return _FUNCTIONS.get(head, head)


def step_name(tree: Apply, node: Node, *, inside_of: str = "") -> str:
    """What a step that has no name in the expression is called: matrix_product, inside_sqrt.

    >>> from nnexplain.parser.expression import build, parse
    >>> statement = parse("[[1, 2]] @ [3, 4]").statements[0]
    >>> step_name(statement.expression, build(parse("[[1, 2]] @ [3, 4]"), {})[0][1])
    'matrix_product'
    """
    if inside_of:
        return f"inside_{inside_of}"
    if tree.head == "·" and node.op is multiply:
        return "product"
    return _RESULTS.get(tree.head) or title(tree, node).removeprefix("the ").replace(" ", "_").lower()


def inside(head: str) -> str:
    """What stands inside a function's brackets."""
    return f"inside {_BRACKETS.get(head) or _function(head)}"
