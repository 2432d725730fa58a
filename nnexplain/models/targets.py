"""Targets of a classification: a class index, a one-hot vector, or a share for each class; one for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnexplain.arrays import Array, Shape, by
from nnexplain.errors import InputError, plural

if TYPE_CHECKING:
    import numpy.typing as npt

    Classes = int | npt.NDArray[np.int64]  # one for a vector of predictions, one for each row of a matrix


def is_soft(target: Array, shape: Shape) -> bool:
    """Whether a target gives a share for each class of a prediction of that shape, other than 1 for one of them."""
    return target.shape == shape != (1,) and len(shape) > 0 and not _is_one_hot(target).all()


def class_indices(target: Array, shape: Shape, predicted: str) -> Classes:
    """The target class of each row as whole numbers (a single one for a vector of predictions).

    ``shape`` is that of the prediction, ``predicted`` its option's name for error messages.
    """
    classes = shape[-1]
    rows = shape[:-1]
    if target.ndim == len(shape) and target.shape == shape and not (len(shape) == 1 and classes == 1):
        return _from_one_hot(target)
    if target.size == 1 and rows in ((), (1,)):
        return _checked(target.reshape(rows), classes, predicted)
    if target.shape == rows:
        return _checked(target, classes, predicted)
    raise InputError(_wrong_shape(target, shape, predicted))


def _wrong_shape(target: Array, shape: Shape, predicted: str) -> str:
    if target.ndim == 0:
        given = "a single class"
    elif target.ndim == 1:
        given = plural(target.size, "entry")
    else:
        given = f"{by(target.shape)} entries"
    if len(shape) == 1:
        right = f"{shape[0]}; give a class index, or a one-hot vector or probabilities of {shape[0]}"
    else:
        hot = f"a {shape[0]} × {shape[1]} matrix of one-hot rows or of probabilities"
        right = f"{plural(shape[0], 'row')}; give a list of {shape[0]} class indices or {hot}"
    return f"--target has {given} but {predicted} has {right}"


def _from_one_hot(target: Array) -> Classes:
    one_hot = _is_one_hot(target)
    if not one_hot.all():
        row = target if target.ndim == 1 else target[int(np.argmin(one_hot))]
        shown = ", ".join(f"{value:g}" for value in row[:8])
        raise InputError(f"--target is [{shown}], which is not one-hot; give a single 1 among zeros, or a class index")
    return np.argmax(target, axis=-1) if target.ndim > 1 else int(np.argmax(target))


def _is_one_hot(target: Array) -> npt.NDArray[np.bool_]:
    """Whether each row is a single 1 among zeros."""
    return np.asarray(((target == 1).sum(axis=-1) == 1) & ((target == 0) | (target == 1)).all(axis=-1))


def _checked(target: Array, classes: int, predicted: str) -> Classes:
    fine = (target == np.floor(target)) & (target >= 0) & (target < classes)
    for value in target[~fine].reshape(-1):
        if value != int(value):
            raise InputError(f"--target is {value:g}; a class index is a whole number from 0 to {classes - 1}")
        has = f"{predicted} has {plural(classes, 'entry')}"
        raise InputError(f"--target is {value:g}, but {has}: classes count from 0 to {classes - 1}")
    return target.astype(int, copy=False) if target.ndim else int(target)  # a training fills its array anew


def check_unit(values: Array, called: str, what: str, advice: str = "") -> None:
    """Refuses what is no probability."""
    outside = (values < 0) | (values > 1)
    if outside.any():
        raise InputError(f"{called} has {values[outside].flat[0]:g}; {what} lies between 0 and 1{advice}")


def check_shares(
    p: Array,
    option: str = "--target",
    advice: str = "give a class index, a one-hot vector, or probabilities",
    whose: str = "the target's probabilities",
) -> list[str]:
    """Refuses what is no distribution; returns a warning where the sum is a little off."""
    check_unit(p, option, "a probability", f" ({advice})")
    totals = np.atleast_1d(p.sum(axis=-1))
    worst = float(totals[int(np.argmax(np.abs(totals - 1)))])
    if abs(worst - 1) > 0.01:
        raise InputError(f"{option} sums to {worst:.6g}, not 1; {advice}")
    return [f"{whose} sum to {worst:.9g}, not to 1"] if abs(worst - 1) > 1e-6 else []
