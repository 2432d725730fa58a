"""What a person, a script or an enemy might type: numbers, names, texts and expressions, most of them wrong."""

from __future__ import annotations

from random import Random

ESCAPES = ("\x1b]0;hi\x07", "\x1b[31m", "\x9b31m", "\u202e", "\u200b", "\x00", "\x08", "\u2028")

NUMBERS = (
    "0", "-0", "1", "−1", "0.5", "1/3", "-1e-3", "1e308", "1e309", "5e-324", "1e-400", "1e-4400", "1e4400", "nan",
    "-inf", "∞", "1/0", "0/0", "1e", "1_000", "0x10", "１", "1,2", "1,0,0.5", "1;2", "1,2;3,4", "1,2;3", "[1,2]",
    "[[1,2],[3,4]]", "[[1],[2,3]]", "[1,[2]]", "[]", "[[]]", "[1,,2]", "1,,2", ",", ";", "[", "]]", "[1 2]", "1 2",
    "true", "null", '"1"', "{}", "9" * 400, "0." + "3" * 5000, "[" * 300, "1e1000000", "3.0000000000000001", "800",
    "-745.2", "1e16", "9007199254740993", "1e-17", "37", "1e200,1", "1e-200,2e-200", "--", "-x", "=", "", " ", "\t",
)  # fmt: skip

PLACES = (
    "@", "@nowhere.npy", "@.", "@/", "@/dev/null", "@a:b:c", "-", "-:", "-:p[0]", "-:p[", "@in.json:y", "@in.csv:a",
    "@in.npz", "@in.npz:W", "@in.npy:0", "@in.npy", "@in.json", "@in.csv",
)  # fmt: skip

NAMES = (
    "w", "W", "x", "y", "b", "z", "p", "loss", "W1", "b1", "W1_new", "nothing", "result", "gradients.w", "hand.y",
    "inputs.x", "p[0]", "p[1][2]", "y[-1]", "y[99]", "y[0", "a b", "block1.Q", "step1", "step99", "1", "text", "target",
    "temperature", "lr", "activation", "relu", "RELU", "gelu_tanh", "mse", "hinge", "e", "pi", "é", "w₁", "*", "perc*",
)  # fmt: skip

ATOMS = ("x", "a", "v", "W", "0", "1", "2", "0.5", "-3", "1e3", "1/3", "[1, 2]", "[[1,2],[3,4]]", "e", "pi", "π", "w₁")
FUNCTIONS = (
    "relu", "sigmoid", "tanh", "gelu", "softmax", "exp", "ln", "log", "sqrt", "sum", "mean", "max", "min", "abs",
    "ceil", "floor", "norm", "step", "sin", "cos", "silu", "sign", "erf", "Phi", "leaky_relu", "nothing",
)  # fmt: skip
OPERATORS = (" + ", " - ", " * ", " / ", "^", " × ", " ÷ ", " · ", " @ ", " ⊙ ", "", " = ", ", ", "**", " % ")
LATEX = (
    r"\frac{x}{2}", r"\frac{1}{1 + e^{-x}}", r"\sum_{i} x_i", r"\begin{bmatrix} 1 \\ 2 \end{bmatrix} \cdot v",
    r"\text{ReLU}(x)", r"\sqrt{x}", r"\left(x + 1\right)^2", r"\frac{x", r"\nothing{x}", r"\|v\|", r"W^\top v", "$x$",
)  # fmt: skip


def number(draw: Random) -> str:
    """Numbers as text, from plain ones to nonsense."""
    if draw.random() < 0.4:
        return ",".join(f"{draw.gauss(0, 2):.2g}" for _ in range(draw.randint(1, 4)))
    return draw.choice(NUMBERS)


def name(draw: Random) -> str:
    return draw.choice(ESCAPES) + draw.choice(NAMES) if draw.random() < 0.08 else draw.choice(NAMES)


def expression(draw: Random, depth: int = 3) -> str:
    """An expression of the calculator's grammar, or nearly."""
    kind = draw.random()
    if depth == 0 or kind < 0.2:
        return draw.choice(ATOMS)
    if kind < 0.45:
        return f"{draw.choice(FUNCTIONS)}({expression(draw, depth - 1)})"
    if kind < 0.5:
        return draw.choice(LATEX)
    if kind < 0.55:
        return f"({expression(draw, depth - 1)}"[draw.random() < 0.9 :]
    if kind < 0.6:
        return f"s = {expression(draw, depth - 1)}; s * {expression(draw, depth - 1)}"
    if kind < 0.65:
        return f"{draw.choice('-(|[')}{expression(draw, depth - 1)}{draw.choice(')|] ')}".strip()
    return f"{expression(draw, depth - 1)}{draw.choice(OPERATORS)}{expression(draw, depth - 1)}"


def word(draw: Random) -> str:
    """Any of it."""
    maker = draw.choice((number, number, name, expression, lambda d: d.choice(PLACES), lambda d: d.choice(ESCAPES)))
    found: str = maker(draw)
    return found
