"""Fits what was given to what a lesson takes: shapes, axis lengths, names, whole numbers."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from nnexplain.engine.graph import Node, constant, given
from nnexplain.errors import InputError, nearest, plural, quote
from nnexplain.inputs.numbers import Quantity, from_nested
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


def fold(name: Any) -> str:
    """A name in small letters, with ``-`` for ``_``.

    >>> fold("Leaky_ReLU")
    'leaky-relu'
    """
    return str(name).strip().casefold().replace("_", "-").replace(" ", "-")


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


def fit(quantity: Quantity, ranks: set[int], option: str) -> Quantity:
    """The array in an allowed number of axes: a lone number may be a vector of one, a vector a one-row matrix."""
    array, inexact = quantity.array, quantity.inexact
    if quantity.loose and array.ndim == 2 and 1 in ranks and (array.shape[0] == 1 or 2 not in ranks):
        inexact = frozenset((max(index),) for index in inexact)
        array = array.reshape(-1)
    if quantity.loose and array.size == 1 and 0 in ranks and array.ndim == 1:
        array, inexact = array.reshape(()), frozenset(() for _ in inexact)
    while array.ndim not in ranks and array.ndim < max(ranks):
        array = array[None]
        inexact = frozenset((0, *index) for index in inexact)
    if array.ndim not in ranks:
        wanted = " or ".join(_KINDS[rank] for rank in sorted(ranks))
        hint = "; a vector is written with commas, as in 1,2" if max(ranks) == 1 and 1 in array.shape[:2] else ""
        raise InputError(f"{option} is {described(array.shape)}; give {wanted}{hint}")
    return Quantity(array, inexact)


_KINDS = {0: "a number", 1: "a vector", 2: "a matrix"}


def described(shape: tuple[int, ...]) -> str:
    """What an array of that shape is called.

    >>> described(()), described((2,)), described((2, 3))
    ('a single number', 'a vector of 2 entries', 'a matrix of 2 × 3')
    """
    if len(shape) < 2:
        return f"a vector of {plural(shape[0], 'entry')}" if shape else "a single number"
    return f"{'a matrix' if len(shape) == 2 else 'an array'} of {' × '.join(map(str, shape))}"


def _fill_missing(lesson: Lesson, bound: Bound, axes: _Axes) -> None:
    for name, parameter in lesson.parameters.items():
        if isinstance(parameter, Numeric) and parameter.fill is not None and bound.arguments[name] is None:
            letters = parameter.forms[0].split()
            if all(letter in axes.seen for letter in letters):
                shape = tuple(axes.seen[letter][0] for letter in letters)
                bound.arguments[name] = make_node(parameter, Quantity(np.full(shape, parameter.fill)))


def choose(value: Any, names: tuple[str, ...], option: str) -> str:
    """One of the names, in any letter case, with ``_`` for ``-``."""
    folded = fold(value)
    if folded in names:
        return folded
    raise InputError(f"{option} is {quote(value)}; choose one of {', '.join(names)}{nearest(folded, names)}")


def whole(value: Any, least: int, option: str, most: int | None = None) -> int:
    """A whole number of at least ``least``, and at most ``most`` where there is a limit.

    >>> whole("−1", 0, "--precision", 17)
    Traceback (most recent call last):
    nnexplain.errors.InputError: --precision is '−1'; give a whole number from 0 to 17
    """
    result = _counted(value)
    if result is None or result < least or (most is not None and result > most):
        wanted = f"of at least {least}" if most is None else f"from {least} to {most}"
        given = "a number of more than 300 digits" if isinstance(value, int) and value.bit_length() > 1024 else value
        raise InputError(f"{option} is {quote(given)}; give a whole number {wanted}")
    return result


def _counted(value: Any) -> int | None:
    """A whole number, as typed or as a number; None for what is none, or larger than float64 goes.

    >>> _counted("1e3"), _counted("9007199254740993"), _counted(2.5), _counted("1e999999999")
    (1000, 9007199254740993, None, None)
    """
    if isinstance(value, int) and value.bit_length() > 1024:
        return None
    try:
        number = Decimal(str(value).replace("−", "-").strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > sys.float_info.max_10_exp:
        return None
    if number != number.to_integral_value():
        return None
    return int(number)
