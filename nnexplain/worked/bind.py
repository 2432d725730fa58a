"""Fits what was given to what a lesson takes: shapes, axis lengths, names, whole numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from nnexplain.arrays import normal
from nnexplain.engine.graph import Node, given
from nnexplain.errors import InputError, quote
from nnexplain.inputs.choices import choose, fold, whole
from nnexplain.inputs.numbers import Quantity
from nnexplain.inputs.shapes import Axes
from nnexplain.notation.tree import Symbol
from nnexplain.worked.declared import Declared
from nnexplain.worked.lesson import Choice, Flag, Lesson, NumberOr, Numeric, Parameter, Text, Whole
from nnexplain.worked.request import Request

YES_NO = ("yes", "true", "no", "false")  # a flag as a comparison writes it


class Bound(Declared):
    """The arguments of a lesson's function, and its inputs.

    ``named`` has the inputs under the names that a reader sees (``W1``, ``lr``); ``again`` what it takes to read the
    same once more: standard input cannot be. ``usual`` names the switches that stand where they do when nobody sets
    them, which a page need not say (what they mean, a convention says).
    """

    arguments: Mapping[str, object]
    named: Mapping[str, object]
    again: Mapping[str, object]
    usual: frozenset[str] = frozenset()

    @property
    def nodes(self) -> dict[str, Node]:
        return {name: value for name, value in self.named.items() if isinstance(value, Node)}

    @property
    def inputs(self) -> dict[str, object]:
        """As plain data."""
        return {name: plain(_value(value)) for name, value in self.named.items() if value is not None}


def _value(given: object) -> object:
    return given.value if isinstance(given, Node) else given


def plain(value: object) -> object:
    """An input as Python users expect it; −0 is 0."""
    return normal(value) if isinstance(value, np.ndarray) else value


def bind(request: Request) -> Bound:
    """The lesson's arguments from raw ones: typed text, or Python values."""
    request.refuse_unknown()
    _one_reader(request)
    axes = Axes()
    arguments = {name: _argument(parameter, request, axes) for name, parameter in request.lesson.parameters.items()}
    again = {name: arguments[name] for name in arguments if request.raw.get(name) is not None}
    arguments |= _filled(request.lesson, arguments, axes)
    usual = (name for name, parameter in request.lesson.parameters.items() if _is_usual(parameter, arguments[name]))
    return Bound(arguments, arguments, {name: _value(value) for name, value in again.items()}, frozenset(usual))


def _is_usual(parameter: Parameter, argument: object) -> bool:
    switch = isinstance(parameter, (NumberOr, Whole, Flag)) and not isinstance(argument, Node)
    return switch and argument == parameter.default


def _one_reader(request: Request) -> None:
    """Standard input can be read once; say so before waiting for it."""
    readers = [request.spell(name) for name, parameter in request.lesson.parameters.items()
               if isinstance(parameter, Numeric) and isinstance(value := request.raw.get(name), str)
               and re.match("-(:|$)", value)]  # fmt: skip
    if len(readers) > 1:
        every = "both" if len(readers) == 2 else "all"
        which = f"{', '.join(readers[:-1])} and {readers[-1]}"
        raise InputError(f"{which} are {every} to come from standard input, which can be read only once")


def _argument(parameter: Parameter, request: Request, axes: Axes) -> object:
    """What the function gets for a parameter: what was given, or its default where it means something."""
    option, value = request.spell(parameter.name), request.raw.get(parameter.name)
    if value is None:
        if parameter.required:
            raise InputError(f"{option} is missing: {parameter.help}")
        value = parameter.default if _has_what_it_needs(parameter, request.raw) else None
    elif not _has_what_it_needs(parameter, request.raw):
        needed, _, wanted = parameter.needs.partition("=")
        beside = f"{request.spell(needed)} {wanted}".rstrip()
        raise InputError(f"{option} goes with {beside}, which is not given")
    return None if value is None else _read(parameter, value, request, option, axes)


def _has_what_it_needs(parameter: Parameter, raw: Mapping[str, object]) -> bool:
    """Whether the input is given (``needs="grad"``), or given as (``needs="kind=hinge"``), that this one goes with."""
    name, _, wanted = parameter.needs.partition("=")
    given = raw.get(name)
    return not name or (given is not None and (not wanted or fold(given) == wanted))


def _read(parameter: Parameter, value: object, request: Request, option: str, axes: Axes) -> object:
    if isinstance(parameter, NumberOr) and fold(value) in parameter.names:
        return fold(value)
    if isinstance(parameter, Numeric):
        return _numeric(parameter, value, request, option, axes)
    if isinstance(parameter, Choice):
        return choose(value, parameter.names, option)
    if isinstance(parameter, Whole):
        return whole(value, parameter.least, option, parameter.most)
    if isinstance(parameter, Flag):
        return choose(value, YES_NO, option) in YES_NO[:2] if isinstance(value, str) else bool(value)
    if isinstance(parameter, Text) and not isinstance(value, str):
        raise InputError(f"{option} is {quote(value)}; give text")
    return value


def _numeric(parameter: Numeric, value: object, request: Request, option: str, axes: Axes) -> Node:
    quantity = request.sources.numbers(value, option, parameter.ranks)
    if parameter.least is not None:
        for entry in quantity.array.reshape(-1):
            whole(f"{entry:.15g}", parameter.least, option)
    form = next(form for form in parameter.forms if len(form.split()) == quantity.array.ndim)
    axes.agree(option, form, quantity.array.shape)
    return input_node(parameter.name, quantity, parameter.symbol, constant=parameter.constant)


def input_node(name: str, quantity: Quantity, symbol: str | Symbol = "", *, constant: bool = False) -> Node:
    """An input of that name; of a ``constant`` one no gradient is asked for."""
    node = given(name, quantity.array, symbol or name, quantity.inexact)
    node.constant = constant
    return node


def _filled(lesson: Lesson, arguments: Mapping[str, object], axes: Axes) -> dict[str, Node]:
    """What is missing and has a number to fill it, where its shape is known."""
    found = {}
    for name, parameter in lesson.parameters.items():
        if isinstance(parameter, Numeric) and parameter.fill is not None and arguments[name] is None:
            shape = axes.shape(parameter.forms[0])
            if shape is not None:
                filled = Quantity(np.full(shape, parameter.fill))
                found[name] = input_node(name, filled, parameter.symbol, constant=parameter.constant)
    return found
