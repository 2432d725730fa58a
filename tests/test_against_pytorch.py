"""Every lesson and every activation against PyTorch in float64, where PyTorch is installed.

A lesson without a counterpart here fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnexplain.engine.backward import Backward
from nnexplain.engine.graph import given as given_node
from nnexplain.models.loss import find as find_loss
from nnexplain.ops.activation import activate
from nnexplain.worked.lesson import ACTIVATION_NAMES
from tests.support.cases import cases
from tests.support.lesson_inputs import drawn, every_choice
from tests.support.registry import every_lesson

torch = pytest.importorskip("torch")
F = torch.nn.functional

LESSONS = every_lesson()
seeds = st.integers(0, 2**32 - 1)
Inputs = dict[str, Any]
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "identity": lambda x: x,
    "relu": F.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "gelu": F.gelu,
    "gelu-tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "leaky-relu": F.leaky_relu,
    "softplus": lambda x: F.softplus(x, threshold=1e6),
    "step": lambda x: (x > 0).double() + 0 * x,
}


def function(name: str) -> Callable[[Any], Any]:
    """An activation of PyTorch's: the one said above, or the one of that name."""
    return FUNCTIONS.get(name) or getattr(F, name.replace("-", "_"))  # type: ignore[no-any-return]


def number(value: Any, default: float) -> float:
    """A setting as a plain number, whether it came as a tensor, as a number or not at all."""
    return default if value is None else float(value.detach() if hasattr(value, "detach") else value)


def perceptron(a: Inputs) -> Any:
    return function(a["activation"])(a["w"] @ a["x"] + a["b"])


def layer(a: Inputs) -> Any:
    return function(a["activation"])(F.linear(a["x"], a["W"]) + a["b"])


def ffn(a: Inputs) -> Any:
    y = F.linear(function(a["activation"])(F.linear(a["x"], a["W1"].T, a["b1"])), a["W2"].T, a["b2"])
    return y + a["x"] if a["residual"] else y


def softmax(a: Inputs) -> Any:
    base = a.get("base", "e")
    scale = 1.0 if isinstance(base, str) else torch.log(base.detach())
    return F.softmax(a["z"] / a["temperature"] * scale, dim=-1)


def loss(a: Inputs) -> Any:
    kind, target = a["kind"], a["target"]
    if kind == "mse":
        return F.mse_loss(a["y"], target)
    if kind == "half-sse":
        error = a["y"] - target
        return (error**2).sum() / 2 / (error.shape[0] if error.ndim == 2 else 1)
    if kind == "binary-cross-entropy":
        return (
            F.binary_cross_entropy_with_logits(a["z"], target.reshape(a["z"].shape))
            if a.get("z") is not None
            else F.binary_cross_entropy(a["p"], target.reshape(a["p"].shape))
        )
    if kind not in ("cross-entropy", "hinge"):
        return getattr(F, f"{kind.replace('-', '_')}_loss")(
            next(a[form] for form in "pzy" if a.get(form) is not None), target
        )
    given_ = a["z"] if a.get("z") is not None else a["p"]
    classes = target.argmax(-1) if target.shape == given_.shape else target.long().reshape(given_.shape[:-1])
    if kind == "hinge":
        rows, at = torch.atleast_2d(given_), torch.atleast_1d(classes)
        return F.multi_margin_loss(rows, at, margin=number(a.get("delta"), 1.0)) * given_.shape[-1]
    if a.get("z") is not None:
        return F.cross_entropy(given_, classes)
    return F.nll_loss(torch.log(given_), classes)


def attention(a: Inputs) -> Any:
    if a.get("X") is not None:
        Q, K, V = (a["X"] @ a[name] for name in ("WQ", "WK", "WV"))
    else:
        Q, K, V = a["Q"], a["K"], a["V"]
    heads = a["heads"]
    Q, K, V = (part.reshape(part.shape[0], heads, -1).transpose(0, 1) for part in (Q, K, V))
    seen = torch.ones(Q.shape[1], K.shape[1], dtype=torch.bool)
    if a.get("mask") is not None:
        seen &= a["mask"].detach() == 1
    if a["causal"]:
        seen &= torch.tril(torch.ones_like(seen))
    how = {"sqrt": None, "none": 1.0}
    scale = a.get("scale", "sqrt")
    scale = how[scale] if isinstance(scale, str) and scale in how else number(scale, 1.0)
    context = F.scaled_dot_product_attention(Q, K, V, attn_mask=seen, scale=scale)
    context = context.transpose(0, 1).reshape(Q.shape[1], -1)
    return context if a.get("WO") is None else context @ a["WO"]


def step(a: Inputs) -> Any:
    """By autograd and ``torch.optim.SGD``: of an expression, Python's own reading of it."""
    W = a["W"].detach().clone().requires_grad_()
    optimizer = torch.optim.SGD([W], lr=float(a["lr"].detach()))
    for _ in range(a.get("steps") or 1):
        optimizer.zero_grad()
        if a.get("expr"):
            EXPRESSIONS[a["expr"]](W).backward()
        else:
            W.grad = a["grad"].detach().clone()
        optimizer.step()
    return W


def activation(a: Inputs) -> Any:
    return function(a["activation"])(a["x"])


def norm(a: Inputs) -> Any:
    if a["ddof"] == 0:
        y = F.layer_norm(a["x"], a["x"].shape[-1:], eps=float(a["eps"].detach()))
    else:
        distance = a["x"] - a["x"].mean(-1, keepdim=True)
        y = distance / torch.sqrt(a["x"].var(-1, correction=a["ddof"], keepdim=True) + a["eps"].detach())
    y = y if a["gamma"] is None else y * a["gamma"]
    return y if a["beta"] is None else y + a["beta"]


def batches(a: Inputs) -> Any:
    data = torch.utils.data.DataLoader(range(int(a["examples"])), batch_size=int(a["batch_size"]))
    return torch.tensor(float(len(data)))


def network(a: Inputs) -> Any:
    y, n = a["x"], 1
    while f"W{n}" in a:
        y = function(a["layers"][n - 1].activation)(F.linear(y, a[f"W{n}"]) + a[f"b{n}"])
        n += 1
    target, kind = a.get("target"), a["kind"]
    p = F.softmax(y, dim=-1) if a["softmax"] else y
    if target is None:
        return p
    form = find_loss(kind).output
    return loss({"kind": kind, form: y if form == "z" else p, "target": target})


def transformer(a: Inputs) -> Any:
    plan = a["plan"]
    X = a["embeddings"][plan.ids]
    n, d = X.shape
    if plan.positions == "sinusoidal":
        angles = [[i / plan.base ** (2 * (j // 2) / d) for j in range(d)] for i in range(n)]
        waves = [[np.cos(x) if j % 2 else np.sin(x) for j, x in enumerate(row)] for row in angles]
        X = X + torch.tensor(waves)
    elif plan.positions != "none":
        X = X + a["positions"][:n]
    for block in plan.blocks:
        X = _block(a, block, X)
    X = X if plan.predict == "all" else X[-1]
    z = X @ a["output.W"] + a.get("output.b", 0)
    if plan.target is None:
        return F.softmax(z, dim=-1)
    targets = torch.tensor(plan.target)
    return F.cross_entropy(z, targets if plan.predict == "all" else targets.reshape(z.shape[:-1]))


def _block(a: Inputs, block: Any, X: Any) -> Any:
    """One block: attention and feed-forward, each with its norm before or after and its shortcut."""
    part = {key.removeprefix(f"{block.name}."): value for key, value in a.items()}

    def norm(x: Any) -> Any:
        return F.layer_norm(x, x.shape[-1:], part.get("gamma"), part.get("beta"), block.eps)

    def around(x: Any, inside: Any) -> Any:
        y = inside(norm(x) if block.norm == "pre" else x)
        y = x + y if block.residual else y
        return norm(y) if block.norm == "post" else y

    def attend(x: Any) -> Any:
        maps = {key: part.get(key) for key in ("WQ", "WK", "WV", "WO")}
        scale = {"scale": block.scale if isinstance(block.scale, str) else part.get("scale", block.scale)}
        return attention({"X": x, "Q": None, "mask": None, "heads": block.heads, "causal": block.causal} | maps | scale)

    def forward(x: Any) -> Any:
        h = function(block.activation)(x @ part["ffn.W1"] + part.get("ffn.b1", 0))
        return h @ part["ffn.W2"] + part.get("ffn.b2", 0)

    X = around(X, attend)
    return around(X, forward) if "ffn.W1" in part else X


EXPRESSIONS = {
    "(W-2)^2": lambda W: (W - 2) ** 2,
    "W^2/2 + 3W": lambda W: W**2 / 2 + 3 * W,
    "exp(W) - W": lambda W: torch.exp(W) - W,
    "(W-1)^2 * (W+1)^2": lambda W: (W - 1) ** 2 * (W + 1) ** 2,
    "sin(W) + 0.1 W^2": lambda W: torch.sin(W) + 0.1 * W**2,
}
COUNTERPARTS = {f.__name__: f for f in (
    perceptron, layer, ffn, softmax, loss, attention, step, activation, norm, batches, network, transformer
)}  # fmt: skip


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
@given(seed=seeds)
@cases(10)
def test_activations(name: str, seed: int) -> None:
    xs = np.random.default_rng(seed).uniform(-8, 8, 30)
    y = activate(name, given_node("x", xs))
    t = torch.tensor(xs, requires_grad=True)
    wanted = function(name)(t)
    wanted.sum().backward()
    np.testing.assert_allclose(y.value, wanted.detach().numpy(), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(Backward(y).gradient(y.inputs[0]), t.grad.numpy(), rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("name", LESSONS)
@given(seed=seeds)
@cases(20)
def test_lessons(name: str, seed: int) -> None:
    compare(name, seed)


@pytest.mark.parametrize(("name", "parameter", "choice"), every_choice(LESSONS))
def test_every_choice(name: str, parameter: str, choice: str) -> None:
    for seed in range(3):
        compare(name, seed, choices={parameter: choice})


def compare(name: str, seed: int, **how: Any) -> None:
    """The result and the gradients for every numeric input, from a random incoming gradient."""
    assert name in COUNTERPARTS, f"{name} has no counterpart in PyTorch: add one to COUNTERPARTS"
    lesson = LESSONS[name]
    _, run = drawn(lesson, seed, **how)
    tensors = {key: torch.tensor(node.value, requires_grad=True) for key, node in run.bound.nodes.items()}
    wanted = COUNTERPARTS[name]({**run.bound.arguments, **tensors})
    np.testing.assert_allclose(
        run.result.value, wanted.detach().numpy().reshape(run.result.shape), rtol=1e-10, atol=1e-13
    )
    if "backward" in lesson.refuses:
        return
    upstream = np.random.default_rng(seed).uniform(0.5, 2, run.result.shape)
    wanted.backward(torch.tensor(upstream).reshape(wanted.shape))
    back = Backward(run.result, upstream)
    for key, node in run.bound.nodes.items():
        if not node.constant:
            by_torch = tensors[key].grad
            expected = np.zeros(node.shape) if by_torch is None else by_torch.numpy()
            np.testing.assert_allclose(back.gradient(node), expected, rtol=1e-9, atol=1e-12, err_msg=key)
