"""Greek letters, digits raised and lowered, and what stands for a sign where there is only ASCII."""

from __future__ import annotations

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω",
}  # fmt: skip
SPELLED = {letter: name for name, letter in GREEK.items()}
# a symbol of one of these names is printed as the letter; any other word stays as it was typed
AS_LETTERS = frozenset(["alpha", "beta", "gamma", "delta", "Delta", "epsilon", "eta", "theta", "lambda", "mu", "sigma"])

INDICES = {"i": "ᵢ", "j": "ⱼ", "ij": "ᵢⱼ"}  # of an entry, where it stands for any
DIGITS, RAISED, LOWERED = "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
ANY, LOWERED_ANY = "ijklmn", "ᵢⱼₖₗₘₙ"  # what stands for any index
_RAISE, _LOWER = str.maketrans(DIGITS, RAISED), str.maketrans(DIGITS + ANY, LOWERED + LOWERED_ANY)
_FROM_RAISED, _FROM_LOWERED = str.maketrans(RAISED + "⁺⁻", DIGITS + "+-"), str.maketrans(LOWERED, DIGITS)


def raised(text: object) -> str:
    """Its digits as superscripts.

    >>> raised(12), lowered("1,ij"), from_raised("⁻²"), from_lowered("w₁")
    ('¹²', '₁,ᵢⱼ', '-2', 'w1')
    """
    return str(text).translate(_RAISE)


def lowered(text: object) -> str:
    """Its digits, and letters that stand for any index, as subscripts."""
    return str(text).translate(_LOWER)


def from_raised(text: str) -> str:
    """Superscripts as plain digits and signs."""
    return text.translate(_FROM_RAISED)


def from_lowered(text: str) -> str:
    """Subscripts as plain digits."""
    return text.translate(_FROM_LOWERED)


ASCII = {
    "×": "*", "·": ".", "−": "-", "≈": "~", "√": "sqrt ", "∂": "d", "ᵀ": "^T", "⊙": "(*)",
    "′": "'", "…": "...", "‖": "||", "∞": "inf", "⌈": "ceil(", "⌉": ")", "⌊": "floor(",
    "⌋": ")", "½": "1/2", "→": "->", "≤": "<=", "≥": ">=", "≠": "!=", "█": "#", "▓": "#", "▒": "+", "░": ".",
    "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]", "±": "+/-", "é": "e", "ᵢ": "_i", "ⱼ": "_j", "–": "-",
    "″": "''", "÷": "/", "∕": "/", "✓": "ok", "∑": "sum", "∙": ".", "⋅": ".", "•": ".", "∗": "*",
    "✕": "*", "⊤": "^T", "⁺": "^+", "⁻": "^-", "╭": "+", "“": '"', "”": '"', "‘": "'", "—": "-", "\u00a0": " ",
    "▏": " ", "▎": " ", "▍": "-", "▌": "-", "▋": "-", "▊": "-", "▉": "#", "⇒": "=>", "∈": "in", "ʲ": "^j", "’": "'",
    "₋": "-", "ₙ": "_n", "←": "<-", "≃": "~", "≅": "~", "ₖ": "_k", "✗": "x", "ϵ": "eps", "ϕ": "phi", "ϑ": "theta",
}  # fmt: skip
ASCII |= {"↑": "^", "↓": "v"} | SPELLED | {"Σ": "sum", "ε": "eps", "ₗ": "_l", "ₘ": "_m"}
ASCII |= dict(zip("▁▂▃▄▅▆▇" + LOWERED, "__--==#" + DIGITS, strict=True))
ASCII |= {sign: f"^{digit}" for sign, digit in zip(RAISED, DIGITS, strict=True)}
