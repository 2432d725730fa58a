"""``--trace`` as it is typed and read: chains that books print, and what is said of zeros and of many paths."""

from __future__ import annotations

import json
import math

import pytest


def test_the_published_chain(run) -> None:
    """∂L/∂w₅ as it is often worked by hand: 0.7414 × 0.1868 × 0.5933 ≈ 0.0822."""
    out = run("network", "published-2-2-2", "--trace", "W2[0][0]").out
    assert "∂L/∂W₂,₁₁ = ∂L/∂a₂,₁ · ∂a₂,₁/∂z₂,₁ · ∂z₂,₁/∂W₂,₁₁" in out
    assert "0.7414 × 0.1868 × 0.5933 ≈ 0.0822" in out
    assert "∂a₂,₁/∂z₂,₁ = a₂,₁ × (1 − a₂,₁) = 0.7514 × (1 − 0.7514) ≈ 0.1868" in out
    assert "∂z₂,₁/∂W₂,₁₁ = a₁,₁ ≈ 0.5933" in out
    found = json.loads(run("network", "published-2-2-2", "--trace", "W2[0][0]", "--json").out)["trace"]
    assert found["path"] == "W2[0][0]"
    assert [factor["value"] for factor in found["paths"][0]] == pytest.approx([0.74136507, 0.18681560, 0.59326999])
    assert found["value"] == pytest.approx(0.08216704)


def test_a_number_with_two_ways_has_two_paths(run) -> None:
    found = json.loads(run("network", "published-2-2-2", "--trace", "W1[0][0]", "--json").out)["trace"]
    products = [math.prod(factor["value"] for factor in path) for path in found["paths"]]
    assert len(products) == 2
    assert sum(products) == pytest.approx(found["value"], rel=1e-12)
    assert found["value"] == pytest.approx(0.000438567734474347)


def test_a_softmax_with_its_loss_is_one_factor(run) -> None:
    found = json.loads(run("loss", "--z", "1,2,3", "--target", "1", "--trace", "z[1]", "--json").out)["trace"]
    ((factor,),) = found["paths"]
    assert factor["factor"] == "∂L/∂z₂"
    assert factor["value"] == pytest.approx(0.24472847 - 1)
    ((factor,),) = json.loads(run("loss", "--z", "1,2,3", "--target", "1", "--trace", "p[1]", "--json").out)["trace"][
        "paths"
    ]
    assert factor["value"] == pytest.approx(-1 / 0.24472847)


def test_upstream_is_the_first_factor(run) -> None:
    args = ("softmax", "--z", "1,2", "--trace", "p[0]", "--upstream", "3,1")
    found = json.loads(run(*args, "--json").out)["trace"]
    assert [factor["factor"] for factor in found["paths"][0]] == ["g₁"]
    assert found["value"] == 3
    assert "g₁ p₁ + g₂ p₂, where g is the gradient that comes in" in " ".join(run(*args).out.split())


def test_a_vector_is_differentiated_as_a_sum(run) -> None:
    out = run("activation", "--x", "1,2", "--activation", "tanh", "--trace", "x[0]").out
    assert "one number: y₁ + y₂." in out
    assert "the sum of its 5 entries" in run("activation", "--x", "1,2,3,4,5", "--trace", "x[0]").out


def test_a_factor_of_0_is_said(run) -> None:
    out = run("perceptron", "--w", "1,2", "--x", "-3,1", "--trace", "w[0]").out
    assert "∂y/∂z is 0, so nothing comes back along this path." in out
    out = run("softmax", "--z", "1,2", "--upstream", "1,0", "--trace", "z[0]").out
    assert "1 path along which nothing comes back" in out
    out = run("transformer", "two-tokens", "--trace", "embeddings[2][0]").out
    assert "Nothing that leads to the result uses this number, so ∂L/∂E₃₁ = 0." in out


def test_many_paths_are_told_together(run, monkeypatch) -> None:
    args = ("transformer", "two-tokens", "--trace", "embeddings[0][0]")
    out = run(*args).out
    assert "All in all there are 80 paths; those that share their way are told together" in " ".join(out.split())
    found = json.loads(run(*args, "--json").out)["trace"]
    assert len(found["paths"]) <= 12
    monkeypatch.setenv("NNEXPLAIN_MAX_PATHS", "100")
    every = json.loads(run(*args, "--json").out)["trace"]
    assert len(every["paths"]) == 80
    assert every["value"] == found["value"]
    monkeypatch.setenv("NNEXPLAIN_MAX_SLOPES", "2")
    assert "There are too many paths to count" in run(*args).out


def test_a_step_that_hands_on_what_it_gets_is_passed_over(run) -> None:
    """The error y − t, and w · x within w · x + b."""
    found = json.loads(run("perceptron", "--w", "1,2", "--x", "3,1", "--trace", "w[0]", "--json").out)["trace"]
    assert [factor["factor"] for factor in found["paths"][0]] == ["∂y/∂z", "∂z/∂w₁"]
    found = json.loads(run("perceptron", "--w", "1,2", "--x", "3,1", "--trace", "weighted_sum", "--json").out)["trace"]
    assert [factor["factor"] for factor in found["paths"][0]] == ["∂y/∂z", "∂z/∂weighted_sum"]
