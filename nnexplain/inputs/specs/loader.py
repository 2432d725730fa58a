"""YAML as plain data: words, numbers, true and false, lists, and keys with values; nothing else can be written.

YAML has more (sets, dates, binary data, aliases within aliases): what has no use here is refused with its line,
and what a few lines would blow up to fill the memory is counted before any of it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import yaml

from nnexplain.errors import InputError, quote
from nnexplain.inputs.floats import nearest_float
from nnexplain.limits import YAML_ENTRIES

_TAG = "tag:yaml.org,2002:"


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's C loader with YAML 1.2's plain values: 1e-3 is a number, while no, 1:30 and 2020-01-01 are words."""

    yaml_implicit_resolvers: dict[str, object] = {}
    yaml_constructors: dict[str | None, object] = {}

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._aliased = "*" in text

    def construct_document(self, node: yaml.Node) -> object:
        """The data, once it is known how much aliases make of it."""
        if self._aliased and (count := _written_out(node, YAML_ENTRIES.most)) > YAML_ENTRIES.most:
            raise yaml.constructor.ConstructorError(None, None, YAML_ENTRIES.exceeded(count))
        return super().construct_document(node)

    def construct_mapping(self, node: yaml.Node, deep: bool = False) -> dict[object, object]:
        found: dict[object, object] = {}
        own: set[object] = set()
        for key, value, where, merged in pairs(self, node):
            if isinstance(key, (list, dict)):
                raise _mistake(where, "a key must be a word")
            if key in own:
                raise _mistake(where, f"{quote(key)[1:-1]} is given twice")
            found[key] = value
            own |= set() if merged else {key}
        return found


def pairs(loader: Loader, node: yaml.Node) -> Iterator[tuple[object, object, yaml.Node, bool]]:
    """Each key, its value, the key's node, and whether ``<<`` put it in (a key of the mapping's own goes before)."""
    if not isinstance(node, yaml.MappingNode):
        raise _mistake(node, f"{_tag(node)} stands before what is no keys with their values")
    own = sum(key.tag != f"{_TAG}merge" for key, _ in node.value)
    loader.flatten_mapping(node)  # the keys that are put in come first
    merged = len(node.value) - own
    for place, (key_node, value_node) in enumerate(node.value):
        key = loader.construct_object(key_node, deep=True)
        yield key, loader.construct_object(value_node, deep=True), key_node, place < merged


def read_yaml(text: str, label: str, loader: type = Loader) -> object:
    """The data of a text; every error is one message with its line.

    >>> read_yaml("lr: !!float abc", "net.yaml")
    Traceback (most recent call last):
    nnexplain.errors.InputError: net.yaml: line 1, column 5: 'abc' is no float
    """
    try:
        return yaml.load(text, loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        tab = "; YAML is indented with spaces, not tabs" if "'\\t'" in str(error.problem) else ""
        raise InputError(f"{label}: {place}{error.problem or error.context}{tab}") from None
    except yaml.YAMLError as error:
        raise InputError(f"{label}: is not YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise InputError(f"{label}: has lists inside lists too deep to read") from None


def _mistake(node: yaml.Node, text: str) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, text, node.start_mark)


def _tag(node: yaml.Node) -> str:
    return str(node.tag).replace(_TAG, "!!")


def _written_out(top: yaml.Node, most: int) -> int:
    """How many entries there are once every alias is written out (or more than ``most``, uncounted).

    An alias is the node that it points at, so each node is counted once, from the innermost, and multiplied.
    """
    sizes: dict[int, int] = {}
    inside: set[int] = set()  # the nodes that are being counted: one that is met again holds itself
    pending = [top]
    while pending:
        node = pending[-1]
        parts = _parts(node)
        waiting = [part for part in parts if id(part) not in sizes] if id(node) not in sizes else []
        if not waiting:
            sizes[id(node)] = min(1 + sum(sizes[id(part)] for part in parts), most * 1000)
            inside.discard(id(node))
            pending.pop()
            continue
        inside.add(id(node))
        for part in waiting:
            if id(part) in inside:
                raise _mistake(part, "an alias stands inside what it points at")
        pending.extend(waiting)
    return sizes[id(top)]


def _parts(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        return []
    return [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else list(node.value)


def _scalar(loader: Loader, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _mistake(node, f"{_tag(node)} stands before what is no single word or number")
    return str(node.value)


def _sequence(loader: Loader, node: yaml.Node) -> list[object]:
    if not isinstance(node, yaml.SequenceNode):
        raise _mistake(node, f"{_tag(node)} stands before what is no list")
    return [loader.construct_object(part, deep=True) for part in node.value]


def _refused(loader: Loader, node: yaml.Node) -> None:
    raise _mistake(node, f"{quote(_tag(node))[1:-1]} has no meaning here; write numbers, words, "
                         "lists and keys without tags")  # fmt: skip


def _scalar_of(kind: str) -> Callable[[Loader, yaml.Node], object]:
    """Reads a scalar of that kind, whether its tag is written or it looks so."""
    pattern, wrong, made = _SCALARS[kind]

    def construct(loader: Loader, node: yaml.Node) -> object:
        text = _scalar(loader, node)
        if not re.fullmatch(pattern, text.casefold()):
            raise _mistake(node, f"{quote(text)} is {wrong}")
        return made(text)

    return construct


def _int(text: str) -> object:
    return int(text) if len(text) < 4000 else text  # 012 is twelve; thousands of digits are a number's reader's matter


def _float(text: str) -> float:
    return float(text.replace(".", "")) if text[-1].isalpha() else nearest_float(text)


_INT = r"[-+]?[0-9]+"
_FLOAT = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
_SCALARS: dict[str, tuple[str, str, Callable[[str], object]]] = {  # what it may be, what else it is, what it means
    "null": ("~|null|", "no null", lambda text: None),
    "bool": ("true|false", "neither true nor false", lambda text: text.casefold() == "true"),
    "int": (_INT, "no whole number", _int),
    "float": (rf"{_FLOAT}|[-+]?\.(inf|nan)", "no float", _float),
}
_DIGITS = list("-+0123456789")
_PLAIN = (  # what a word without quotes may be, with the signs that it may begin with
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", _INT, _DIGITS),
    ("float", _FLOAT, [*_DIGITS, "."]),
    ("float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", list("-+.")),
    ("merge", r"<<", ["<"]),
)
for kind, pattern, first in _PLAIN:
    Loader.add_implicit_resolver(f"{_TAG}{kind}", re.compile(rf"^(?:{pattern})$"), first)
_OTHERS = {"str": _scalar, "seq": _sequence, "map": Loader.construct_mapping}
for kind, function in {**{kind: _scalar_of(kind) for kind in _SCALARS}, **_OTHERS}.items():
    Loader.add_constructor(f"{_TAG}{kind}", function)
Loader.add_constructor(None, _refused)
