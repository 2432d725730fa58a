"""What ``calc`` is given: an expression, and numbers for the names in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nnexplain.engine.graph import Node, given
from nnexplain.errors import InputError, listed, nearest, quote
from nnexplain.inputs.numbers import Quantity
from nnexplain.notation.letters import SPELLED, from_lowered
from nnexplain.parser.expression import free_names, parse
from nnexplain.parser.functions import CONSTANTS, function
from nnexplain.parser.sums import is_place
from nnexplain.parser.tokens import tokens
from nnexplain.parser.tree import Apply, Expression, Name, Program, where
from nnexplain.worked.bind import Bound
from nnexplain.worked.request import Request

OPTION = "the expression"
_TAKEN = ("expr", "set", "result")
_SPELLED = str.maketrans(SPELLED)


def read(request: Request) -> Bound:
    """The expression and its inputs. A name may also be an input of its own: ``nn.calc("a + b", a=1, b=2)``."""
    raw, spell = request.raw, request.spell
    text = raw.get("expr")
    if text is None:
        raise InputError('the expression is missing, as in calc "0.1*2 + 0.5"')
    if not isinstance(text, str):
        raise InputError(f"{OPTION} is {quote(text)}; give it as text")
    program = parse(text, OPTION, claims=True)
    typed = _pairs(raw.get("set"), spell("set"))
    for name in raw:
        if name not in ("expr", "set"):
            if name in typed:
                raise InputError(f"{spell(name)} is given twice; give it once")
            typed[name] = raw[name]
    _check_names(program, typed, spell("set"))
    quantities = {}
    for name, value in typed.items():
        option = spell(name) if name in raw else f"{spell('set')} {name}"
        quantities[name] = (
            Quantity(value.value, value.inexact) if isinstance(value, Node)
            else request.sources.numbers(value, option, {0, 1, 2})
        )  # fmt: skip
    nodes = {name: given(name, found.array, name, found.inexact) for name, found in quantities.items()}
    return Bound({"expr": text, "set": nodes}, {"expr": text, **nodes}, {"expr": text, **quantities})


def _pairs(settings: object, option: str) -> dict[str, object]:
    if isinstance(settings, Mapping):
        return {str(name): value for name, value in settings.items()}
    found: dict[str, object] = {}
    for setting in settings if isinstance(settings, (list, tuple)) else [] if settings is None else [settings]:
        name, sign, value = str(setting).partition("=")
        name = name.strip()
        if not sign or not name or not value.strip():
            raise InputError(f"{option} is {quote(setting)}; write NAME=VALUE, as in {option} a=0.5")
        if name in found:
            raise InputError(f"{option} gives {name} twice; give it once")
        found[name] = value.strip()
    return found


def _check_names(program: Program, typed: Mapping[str, object], option: str) -> None:
    """Every name that is given is a name and is used, and every name that is used is given."""
    free = free_names(program)
    for name in typed:
        _check_name(name, option)
    used = {name: matching(name, typed) for name in free}
    steps = [statement.name for statement in program.statements if statement.name is not None]
    for name in typed:
        if name in steps:
            raise InputError(f"{option} gives {name}, which the expression names as a sub-step; give it in one place")
        if name not in used.values():
            has = f"its names are {listed(free)}" if free else "it has no names"
            hint = nearest(name, [other for other in free if used[other] is None])
            raise InputError(f"{option} gives {name}, which the expression does not use; {has}{hint}")
    for name, match in used.items():
        if match is None:
            _missing(program, name, [*typed, *steps], option)


def _missing(program: Program, name: str, known: list[str], option: str) -> None:
    parts = (part for statement in program.statements for part in statement.parts())
    first = next(part for part in parts if isinstance(part, Name) and part.name == name)
    has = f"{OPTION} has {name} {where(first.span)}"
    if function(name) is not None:
        raise InputError(f"{has}, which is a function; write {name}(...)")
    if name in known:
        raise InputError(f"{has}, before the sub-step {name} is worked out")
    hint, numbers = nearest(name, known), "1,2,3" if _has_entries(program, name) else "0.5"
    raise InputError(f"{has}, which is not given{hint or f'; give it with {option} {name}={numbers}'}")


def _has_entries(program: Program, name: str) -> bool:
    """Whether its entries are summed over."""
    parts = (part for statement in program.statements for part in statement.parts())
    return any(isinstance(part, Apply) and is_place(part) and name in map(_name, part.args) for part in parts)


def _name(part: Expression) -> str:
    return part.name if isinstance(part, Name) else ""


def _check_name(name: str, option: str) -> None:
    kinds = [token.kind for token in tokens(name)]
    if kinds != ["name", "end"]:
        raise InputError(f"{option} gives {quote(name)}, which is no name; a name is letters and digits, as in w1")
    if name in CONSTANTS:
        raise InputError(f"{option} gives {name}, which is a constant; choose another name")
    if function(name) is not None:
        raise InputError(f"{option} gives {name}, which is a function; choose another name")
    if name in _TAKEN:
        raise InputError(f"{option} gives {name}, a name with a meaning of its own; choose another name")


def matching(name: str, typed: Mapping[str, object]) -> str | None:
    r"""The given name that a name in the expression means: w₁, w1 and w_1 are one, and so are η and \\eta.

    >>> matching("w_1", {"w1": 0.5}), matching("eta", {"η": 0.1}), matching("w", {"W": 1})
    ('w1', 'η', None)
    """
    if name in typed:
        return name
    return next((other for other in typed if _plain(other) == _plain(name)), None)


def _plain(name: str) -> str:
    return re.sub(r"_(?=\d+$)", "", from_lowered(name.translate(_SPELLED)))
