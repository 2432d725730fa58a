"""Plain data classes that cost nothing to define.

``dataclasses`` compiles each method's source when a class is made, which for two dozen classes takes a
tenth of a whole run; this base reads the annotations instead. Type checkers see dataclasses.
"""

from __future__ import annotations

from copy import copy
from inspect import get_annotations as inspect_annotations
from typing import Any, Self, dataclass_transform


def field(default: Any = None, factory: Any = None) -> Any:
    """A default value, or a ``factory`` that makes one for each record."""
    return _Made(factory) if factory is not None else default


class _Made:
    def __init__(self, factory: Any) -> None:
        self.factory = factory


@dataclass_transform(field_specifiers=(field,))
class Record:
    """Annotated names are fields, in order; a value beside the annotation is its default.

    >>> class Point(Record):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1, y=2).replace(x=3)
    (Point(x=1, y=0), Point(x=3, y=2))
    """

    _fields: tuple[str, ...] = ()

    _plain: dict[str, Any] = {}
    _made: dict[str, Any] = {}
    _all: frozenset[str] = frozenset()

    def __init_subclass__(cls) -> None:
        own = [name for name in inspect_annotations(cls) if not name.startswith("_")]
        cls._fields = (*cls._fields, *(name for name in own if name not in cls._fields))
        defaults = {name: getattr(cls, name) for name in cls._fields if hasattr(cls, name)}
        cls._plain = {name: value for name, value in defaults.items() if not isinstance(value, _Made)}
        cls._made = {name: value.factory for name, value in defaults.items() if isinstance(value, _Made)}
        cls._all = frozenset(cls._fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if len(args) > len(self._fields):
            raise TypeError(f"{type(self).__name__} takes {len(self._fields)} fields, not {len(args)}")
        values = {**self._plain, **kwargs}
        values.update(zip(self._fields, args, strict=False))
        for name, factory in self._made.items():
            if name not in values:
                values[name] = factory()
        if values.keys() != self._all:
            missing = ", ".join(name for name in self._fields if name not in values)
            unknown = ", ".join(name for name in kwargs if name not in self._all)
            raise TypeError(f"{type(self).__name__} {f'has no field {unknown}' if unknown else f'needs {missing}'}")
        self.__dict__.update(values)

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        other = copy(self)
        other.__dict__.update(changes)
        return other

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]
