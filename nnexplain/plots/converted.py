"""A picture as its file's ending asks for it: SVG as it is; PNG and PDF by converters, where they are installed.

Text stays text in a PDF too. PNG and PDF lie on white: what has the page's colour is black there.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import Any

from nnexplain.errors import InputError, quote
from nnexplain.plots.canvas import Canvas

_DENSITY = 2  # pixels of a PNG for each unit
_PAGE = """
#set document(title: sys.inputs.title)
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.title)
"""


def _svg(canvas: Canvas, module: Any) -> bytes:
    return canvas.svg().encode()


def _png(canvas: Canvas, module: Any) -> bytes:
    return bytes(module.svg_to_bytes(svg_string=canvas.svg(), zoom=_DENSITY, background="white"))


def _pdf(canvas: Canvas, module: Any) -> bytes:
    return bytes(module.compile(_PAGE.encode(), sys_inputs={"svg": canvas.svg(), "title": canvas.title}, format="pdf"))


# ending → what makes it, by which module, of which package
_FORMS: dict[str, tuple[Callable[[Canvas, Any], bytes], str, str]] = {
    ".svg": (_svg, "", ""),
    ".png": (_png, "resvg_py", "resvg-py"),
    ".pdf": (_pdf, "typst", "typst"),
}


def converter(file: str, option: str) -> Callable[[Canvas], bytes]:
    """What makes the bytes of that file; a clear message where its ending is none of ours, or something is missing."""
    ending = PurePath(file).suffix.casefold()
    if ending not in _FORMS:
        raise InputError(f"{option} is {quote(file, 80)}; give the name of a file that ends in .svg, .png or .pdf")
    make, name, package = _FORMS[ending]
    try:
        module = import_module(name) if name else None
    except ImportError:
        raise InputError(f"{option} {file} needs {package}: pip install 'nnexplain[pictures]'") from None
    return lambda canvas: make(canvas, module)
