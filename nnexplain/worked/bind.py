"""Fits what was given to what a lesson takes: shapes, axis lengths, names, whole numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnexplain.engine.graph import Node, constant, given
from nnexplain.errors import InputError, nearest, plural, quote
from nnexplain.inputs.choices import choose, fold, whole
from nnexplain.inputs.numbers import Quantity, from_nested
from nnexplain.inputs.shapes import fit
from nnexplain.inputs.sources import Sources
from nnexplain.record import Record, field
from nnexplain.worked.lesson import Choice, Flag, Lesson, NumberOr, Numeric, Parameter, Text, Whole


class Bound(Record):
    """The arguments of a lesson's function, and its inputs as plain data.

    A lesson's own ``reader`` says with ``named`` which inputs there are under which names (``W1``, ``lr``), and with
    ``again`` what it takes to read the same once more: standard input cannot be.
    """

    arguments: dict[str, Any] = field(factory=dict)
    given: dict[str, Any] = field(factory=dict)  # only what the caller gave
    named: dict[str, Any] | None = None
    again: dict[str, Any] | None = None

    @property
    def _named(self) -> dict[str, Any]:
        return self.arguments if self.named is None else self.named

    @property
    def nodes(self) -> dict[str, Node]:
        return {name: value for name, value in self._named.items() if isinstance(value, Node)}

    @property
    def inputs(self) -> dict[str, Any]:
        return {name: value.value if isinstance(value, Node) else value
                for name, value in self._named.items() if value is not None}  # fmt: skip

    @property
    def raw(self) -> dict[str, Any]:
        """What was given, as it can be given again with a change."""
        if self.again is not None:
            return self.again
        kept = {key: self.arguments[key] for key in self.given}
        return {key: given.value if isinstance(given, Node) else given for key, given in kept.items()}


class _Axes(Record):
    """The lengths of named axes, and who set them first."""

    seen: dict[str, tuple[int, str, str, Any]] = field(factory=dict)

    def unify(self, option: str, form: str, shape: tuple[int, ...]) -> None:
        for place, (letter, size) in enumerate(zip(form.split(), shape, strict=True)):
            noun = "entry" if len(shape) == 1 else ("row", "column")[place]
            if letter.isdigit() or letter.startswith("*"):
                continue
            known = self.seen.setdefault(letter, (size, option, noun, (shape, place)))
            if known[0] != size:
                raise InputError(self._mismatch(known, option, noun, size, shape, place))

    @staticmethod
    def _mismatch(known: Any, option: str, noun: str, size: int, shape: Any, place: int) -> str:
        wanted, other, other_noun, (other_shape, other_place) = known
        given = size if noun == other_noun else plural(size, noun)
        text = f"{other} has {plural(wanted, other_noun)} but {option} has {given}"
        if len(shape) == 2 and shape[1 - place] == wanted:
            return f"{text}; the transpose of {option} would fit"
        if len(other_shape) == 2 and other_shape[1 - other_place] == size:
            return f"{text}; the transpose of {other} would fit"
        return text


def bind(lesson: Lesson, raw: Mapping[str, Any], sources: Sources, spell: Callable[[str], str]) -> Bound:
    """The lesson's arguments from raw ones: typed text, or Python values. ``spell`` writes a name as an option."""
    unknown = [name for name in raw if name not in lesson.parameters]
    if unknown:
        known = list(lesson.parameters)
        raise InputError(f"{lesson.name} takes no {spell(unknown[0])}{nearest(unknown[0], known)}")
    _one_reader(lesson, raw, spell)
    bound, axes = Bound(), _Axes()
    for name, parameter in lesson.parameters.items():
        value = raw.get(name)
        if value is None:
            if parameter.required:
                raise InputError(f"{spell(name)} is missing: {parameter.help}")
            value = parameter.default if _has_what_it_needs(parameter, raw) else None
        elif not _has_what_it_needs(parameter, raw):
            needed, _, wanted = parameter.needs.partition("=")
            beside = f"{spell(needed)} {wanted}".rstrip()
            raise InputError(f"{spell(name)} goes with {beside}, which is not given")
        else:
            bound.given[name] = value
        bound.arguments[name] = _argument(parameter, value, sources, spell, axes)
    _fill_missing(lesson, bound, axes)
    return bound


def _has_what_it_needs(parameter: Parameter, raw: Mapping[str, Any]) -> bool:
    """Whether the input is given (``needs="grad"``), or given as (``needs="kind=hinge"``), that this one goes with."""
    name, _, wanted = parameter.needs.partition("=")
    given = raw.get(name)
    return not name or (given is not None and (not wanted or fold(given) == wanted))


def _one_reader(lesson: Lesson, raw: Mapping[str, Any], spell: Callable[[str], str]) -> None:
    """Standard input can be read once; say so before waiting for it."""
    numeric = [name for name, parameter in lesson.parameters.items() if isinstance(parameter, Numeric)]
    readers = [spell(name) for name in numeric if isinstance(raw.get(name), str) and re.match("-(:|$)", raw[name])]
    if len(readers) > 1:
        every = "both" if len(readers) == 2 else "all"
        raise InputError(
            f"{' and '.join(readers)} are {every} to come from standard input, which can be read only once"
        )


def _argument(parameter: Parameter, value: Any, sources: Sources, spell: Callable[[str], str], axes: _Axes) -> Any:
    option = spell(parameter.name)
    if value is None:
        return None
    if isinstance(parameter, NumberOr) and fold(value) in parameter.names:
        return fold(value)
    if isinstance(parameter, Numeric):
        return _numeric(parameter, value, sources, option, axes)
    if isinstance(parameter, Choice):
        return choose(value, parameter.names, option)
    if isinstance(parameter, Whole):
        return whole(value, parameter.least, option, parameter.most)
    if isinstance(parameter, Flag):
        return bool(value)
    if isinstance(parameter, Text) and not isinstance(value, str):
        raise InputError(f"{option} is {quote(value)}; give text")
    return value


def _numeric(parameter: Numeric, value: Any, sources: Sources, option: str, axes: _Axes) -> Node:
    if isinstance(value, str):
        quantity = sources.read(value, option)
    else:
        try:
            quantity = from_nested(value)
        except InputError as error:
            raise InputError(f"{option} {error}") from None
    quantity = fit(quantity, parameter.ranks, option)
    if parameter.least is not None:
        for entry in quantity.array.reshape(-1):
            whole(f"{entry:.15g}", parameter.least, option)
    forms = [form for form in parameter.forms if len(form.split()) == quantity.array.ndim]
    axes.unify(option, forms[0], quantity.array.shape)
    return make_node(parameter, quantity)


def make_node(parameter: Numeric, quantity: Quantity) -> Node:
    symbol = parameter.symbol or parameter.name
    if parameter.constant:
        node = constant(quantity.array, symbol)
        node.name, node.inexact = parameter.name, quantity.inexact
        return node
    return given(parameter.name, quantity.array, symbol, quantity.inexact)


def _fill_missing(lesson: Lesson, bound: Bound, axes: _Axes) -> None:
    for name, parameter in lesson.parameters.items():
        if isinstance(parameter, Numeric) and parameter.fill is not None and bound.arguments[name] is None:
            letters = parameter.forms[0].split()
            if all(letter in axes.seen for letter in letters):
                shape = tuple(axes.seen[letter][0] for letter in letters)
                bound.arguments[name] = make_node(parameter, Quantity(np.full(shape, parameter.fill)))
