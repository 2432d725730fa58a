"""The weights of a spec file under their names, each held to the shapes that it meets."""

from __future__ import annotations

import re

from nnexplain.arrays import turned
from nnexplain.engine.graph import Node
from nnexplain.errors import InputError
from nnexplain.inputs.places import Entry
from nnexplain.inputs.shapes import lengths
from nnexplain.inputs.specs.structure import Part, usual
from nnexplain.notation.tree import as_symbol
from nnexplain.worked.bind import input_node

SYMBOLS = {"embeddings": "E", "positions": "P", "output.W": "W_out", "output.b": "b_out",
           "WQ": "W_Q", "WK": "W_K", "WV": "W_V", "WO": "W_O"}  # fmt: skip


class Weights:
    """Collects ``weights``, and every input of the calculation by its name (``inputs``), in the order of reading."""

    def __init__(self, spec: Entry) -> None:
        self.entry = spec.at  # a part of it, by its path
        self.weights: dict[str, Node] = {}
        self.inputs: dict[str, object] = {}
        self.usual = set[str]()  # the inputs that stand as they do where a file leaves them out

    def fail(self, path: str, text: str) -> InputError:
        return self.entry(path).wrong(text)

    def read(self, name: str, value: object, rank: int) -> Node:
        last = name.rpartition(".")[2]
        symbol = as_symbol(SYMBOLS.get(name) or SYMBOLS.get(last) or last)
        node = input_node(name, self.entry(where(name), value).numbers({rank}), symbol)
        self.weights[name] = self.inputs[name] = node
        return node

    def set(self, part: Part, prefix: str = "", **settings: object) -> None:
        """Inputs that are no numbers, by their names in that part of the file."""
        known = usual(type(part))
        self.inputs |= {f"{prefix}{name}": value for name, value in settings.items()}
        self.usual |= {f"{prefix}{name}" for name, value in settings.items() if name in known and value == known[name]}

    def fit(self, node: Node, axis: int, length: int, whose: str) -> None:
        """A weight's rows or columns must number as something else does."""
        if node.shape[axis] != length:
            hint = turned(node.shape, axis, length)
            raise self.fail(where(node.name or ""), f"has {lengths(node.shape, axis)}, but {whose}{hint}")


def where(name: str) -> str:
    """The place in the file of an input.

    >>> where("block2.WQ"), where("block1.ffn.W1"), where("block1.norm"), where("output.W")
    ('blocks[1].attention.WQ', 'blocks[0].ffn.W1', 'blocks[0].norm', 'output.W')
    """
    found = re.fullmatch(r"block(\d+)\.(.*)", name)
    if not found:
        return name
    place, rest = f"blocks[{int(found[1]) - 1}]", found[2]
    own = rest in ("WQ", "WK", "WV", "WO", "heads", "causal", "scale")
    return f"{place}.attention.{rest}" if own else f"{place}.{rest}"
