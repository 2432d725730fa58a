"""What has no command of its own, and the line that works it out: data, of which every line is run by a test."""

from __future__ import annotations

from typing import NamedTuple


class Recipe(NamedTuple):
    """``names`` as somebody may type them, in small letters with hyphens; ``means`` says what it is."""

    names: str
    means: str
    line: str


RECIPES = (
    Recipe("perplexity ppl", "e to the mean surprise of the words that came",
           'calc "e^(-mean(ln(p)))" --set p=0.2,0.5,0.1'),
    Recipe("entropy shannon-entropy", "the mean surprise of a distribution, in bits with log2 for ln",
           'calc "-sum(p * ln(p))" --set p=0.5,0.25,0.25'),
    Recipe("kl kl-divergence kullback-leibler relative-entropy", "how far p is from t",
           'calc "sum(t * ln(t / p))" --set t=0.5,0.5 --set p=0.9,0.1'),
    Recipe("cosine cosine-similarity similarity", "the dot product over both lengths",
           'calc "a · b / (norm(a) * norm(b))" --set a=1,2 --set b=2,1'),
    Recipe("distance euclidean-distance euclidean", "the length of the difference",
           'calc "norm(a - b)" --set a=1,2 --set b=4,6'),
    Recipe("dot dot-product inner-product", "the sum of the products", 'calc "a · b" --set a=1,2 --set b=3,4'),
    Recipe("matmul matrix-product matrix-multiplication multiply", "rows times columns",
           'calc "A @ B" --set "A=1,2;3,4" --set "B=1,0;0,1"'),
    Recipe("outer outer-product", "every entry of a with every entry of b", 'calc "a @ b\'" --set a=1,2 --set b=3,4'),
    Recipe("adam adamw", "a step by the mean gradient over its usual size, both corrected for their start at 0",
           'calc "m1 = 0.9*m + 0.1*g; v1 = 0.999*v + 0.001*g^2; '
           'W - lr * (m1 / (1 - 0.9^t)) / (sqrt(v1 / (1 - 0.999^t)) + 1e-8)" '
           "--set m=0 --set v=0 --set g=-0.3 --set t=1 --set W=0.5 --set lr=0.1"),
    Recipe("momentum sgd-momentum", "a step along the gradients so far, older ones counting less",
           'calc "m1 = 0.9*m + g; W - lr * m1" --set m=0.2 --set g=-0.3 --set W=0.5 --set lr=0.1'),
    Recipe("rmsprop", "a step over the gradient's usual size",
           'calc "v1 = 0.9*v + 0.1*g^2; W - lr * g / (sqrt(v1) + 1e-8)" '
           "--set v=0 --set g=-0.3 --set W=0.5 --set lr=0.1"),
    Recipe("adagrad", "a step over the size of all gradients so far",
           'calc "v1 = v + g^2; W - lr * g / (sqrt(v1) + 1e-8)" --set v=0 --set g=-0.3 --set W=0.5 --set lr=0.1'),
    Recipe("f1 f1-score f-score precision recall", "precision and recall, and their harmonic mean",
           'calc "P = TP / (TP + FP); R = TP / (TP + FN); F1 = 2 * P * R / (P + R)" --set TP=8 --set FP=2 --set FN=4'),
    Recipe("accuracy", "the share that is right", 'calc "right / all" --set right=9 --set all=12'),
    Recipe("mse mean-squared-error squared-error", "the mean of the squared errors",
           "loss --kind mse --y 0.4,0.7 --target 0,1"),
    Recipe("mae mean-absolute-error", "the mean size of the errors",
           'calc "mean(abs(y - t))" --set y=0.4,0.7 --set t=0,1'),
    Recipe("rmse root-mean-squared-error", "the root of the mean squared error",
           'calc "sqrt(mean((u - t)^2))" --set u=0.4,0.7 --set t=0,1'),
    Recipe("cross-entropy crossentropy nll log-loss", "the surprise at the class that is right",
           "loss --p 0.1,0.2,0.6,0.1 --target 2"),
    Recipe("bce binary-cross-entropy", "the surprise at a yes or no",
           "loss --kind binary-cross-entropy --p 0.8 --target 1"),
    Recipe("log-softmax logsoftmax", "the logarithms of the shares",
           'calc "z - max(z) - ln(sum(exp(z - max(z))))" --set z=1,2,0.5'),
    Recipe("logsumexp log-sum-exp", "the logarithm of the sum of exponentials, kept from overflowing",
           'calc "max(z) + ln(sum(exp(z - max(z))))" --set z=1,2,0.5'),
    Recipe("variance var", "the mean squared distance from the mean",
           'calc "mean((x - mean(x))^2)" --set x=85,90,75,80'),
    Recipe("std standard-deviation deviation", "the root of the variance",
           'calc "sqrt(mean((x - mean(x))^2))" --set x=85,90,75,80'),
    Recipe("mean average", "the sum over the number", 'calc "mean(x)" --set x=85,90,75,80'),
    Recipe("layernorm layer-norm layer-normalization layer-normalisation", "z-scores of one example's features",
           "norm --x 85,90,75,80"),
    Recipe("batchnorm batch-norm batch-normalization", "z-scores of one feature over a batch",
           'calc "(x - mean(x)) / sqrt(mean((x - mean(x))^2) + 1e-5)" --set x=85,90,75,80'),
    Recipe("rmsnorm rms-norm", "a vector over its root mean square",
           'calc "x / sqrt(mean(x^2) + 1e-6)" --set x=1,2,3'),
    Recipe("dropout", "some entries are 0, and the others larger for it",
           'calc "x * mask / (1 - p)" --set x=1,2,3 --set mask=1,0,1 --set p=0.5'),
    Recipe("regularization regularisation l2 weight-decay ridge", "what large weights add to the loss",
           'calc "L + lambda * sum(w^2)" --set L=0.5 --set lambda=0.01 --set w=1,-2'),
    Recipe("l1 lasso", "what weights that are not 0 add to the loss",
           'calc "L + lambda * sum(abs(w))" --set L=0.5 --set lambda=0.01 --set w=1,-2'),
    Recipe("cosine-decay cosine-annealing schedule lr-schedule", "the learning rate after t of n steps",
           'calc "lr * (1 + cos(pi * t / n)) / 2" --set lr=0.1 --set t=25 --set n=100'),
    Recipe("positional-encoding position-encoding positions", "one entry: sin where it is even, cos where it is odd",
           'calc "sin(pos / 10000^(i / d))" --set pos=3 --set i=2 --set d=4'),
    Recipe("rnn recurrent", "one step of a recurrent layer",
           'calc "tanh(Wx @ x + Wh @ h + b)" '
           '--set "Wx=0.1,0.2;0.3,0.4" --set "Wh=0.5,0;0,0.5" --set x=1,0 --set h=0.2,-0.1 --set b=0,0.1'),
    Recipe("relu sigmoid tanh gelu silu swish softplus leaky-relu", "an activation, with its derivative",
           "activation --activation sigmoid --x -1,0.15,2"),
    Recipe("neuron unit", "a weighted sum and an activation", "perceptron --w 0.1,0.2 --x 1,0 --b 0.05"),
    Recipe("mlp feedforward feed-forward backprop backpropagation", "a whole network, forward and back",
           "network published-2-2-2 --backward"),
    Recipe("gradient-descent sgd descent update", "a step against the gradient", "step --W 0.5 --grad -0.3 --lr 0.1"),
    Recipe("self-attention attn", "every token looks at every other",
           'attention --Q "1,0;0,1" --K "1,0;0,1" --V "1,2;3,4"'),
    Recipe("temperature", "a softmax that is flatter or sharper", "softmax --z 1,2,0.5 --temperature 2"),
)  # fmt: skip


def recipe(name: str) -> Recipe | None:
    """How to work out what has no command.

    >>> recipe("Cosine_Similarity").line
    'calc "a · b / (norm(a) * norm(b))" --set a=1,2 --set b=2,1'
    """
    plain = "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
    return next((each for each in RECIPES if plain in each.names.split()), None)
