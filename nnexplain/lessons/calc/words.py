"""What the operations of an expression are called in words."""

from __future__ import annotations

from nnexplain.engine.arithmetic import multiply
from nnexplain.engine.graph import Node
from nnexplain.notation.functions import FUNCTIONS
from nnexplain.ops.matrix import outer
from nnexplain.parser.tree import Apply

_OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power", "neg": "change the sign",
              "T": "transpose", "list": "collect"}  # fmt: skip
_FUNCTIONS = {
    "relu": "ReLU", "gelu": "GELU", "gelu_tanh": "GELU (tanh)", "silu": "SiLU", "leaky_relu": "leaky ReLU",
    "norm": "length",
} | {row.name: row.words for row in FUNCTIONS if row.words}  # fmt: skip
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
    return _OPERATORS.get(tree.head) or _FUNCTIONS.get(tree.head, tree.head)


def inside(head: str) -> str:
    """What stands inside a function's brackets."""
    return f"inside {_BRACKETS.get(head) or _FUNCTIONS.get(head, head)}"
