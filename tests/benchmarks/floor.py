"""The floor: the least a command with such a table could do, in bare Typer, NumPy and Rich (and SymPy)."""

from __future__ import annotations

import typer

app = typer.Typer()


def show(*cells: str) -> None:
    from rich.console import Console
    from rich.table import Table

    page = Table("step", "value")
    page.add_row(*cells)
    Console().print(page)


@app.command()
def table(w: str = "0.1,0.2", x: str = "1,0") -> None:
    import numpy as np

    weights, inputs = (np.array([float(entry) for entry in text.split(",")]) for text in (w, x))
    show("w · x", str(weights @ inputs))


@app.command()
def symbols() -> None:
    import numpy as np
    import sympy as sp

    show(str(sp.Symbol("w") * sp.Symbol("x")), str(np.zeros(2)))


if __name__ == "__main__":
    app()
