"""Plain data whose classes cost nothing to make."""

from __future__ import annotations

from inspect import get_annotations
from typing import ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Declared:
    """Annotated names are fields; what is not given is as the class says.

    To a type checker it is a frozen dataclass; but to make the class of one costs up to a millisecond, a named tuple's
    a tenth of it, and every start makes dozens. A default that is a function stands in ``staticmethod``.

    >>> class Point(Declared):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1, y=2).but(x=3)
    (Point(x=1, y=0), Point(x=3, y=2))
    """

    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = get_annotations(cls)
        cls._fields = (*cls._fields, *(name for name in own if name not in cls._fields))

    def __init__(self, *first: object, **given: object) -> None:
        vars(self).update(zip(self._fields, first, strict=False), **given)

    def but(self, **changes: object) -> Self:
        """The same with some fields changed."""
        return type(self)(**(vars(self) | changes))

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({', '.join(shown)})"
