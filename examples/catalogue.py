"""The examples in teaching order. A setting is there so that the difference is plain, and no larger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from examples.example import Example

# The settings of the article that this project goes back to, with ε inside the root.
ARTICLE: Mapping[str, str] = {
    "sgd": "sgd.learning_rate=0.01",
    "momentum": "momentum.learning_rate=0.01",
    "nesterov": "nesterov.learning_rate=0.01",
    "adagrad": "adagrad.learning_rate=0.01&adagrad.epsilon=1e-08&adagrad.epsilon_placement=inside",
    "rmsprop": "rmsprop.learning_rate=0.01&rmsprop.epsilon_placement=inside",
    "adam": "adam.learning_rate=0.01&adam.beta2=0.99&adam.epsilon_placement=inside",
}


def neuron(start: str, names: Iterable[str]) -> str:
    """The article's training of a neuron, 100 epochs of each."""
    names = tuple(names)
    settings = "&".join(ARTICLE[name] for name in names)
    return f"surface=sigmoid_neuron{start}&steps=100&optimizers={','.join(names)}&{settings}"


EXAMPLES: Mapping[str, Example] = {
    "neuron": Example(
        "The article's neuron",
        "After a hundred epochs SGD has hardly moved; momentum and Adam have more than halved the loss, "
        "RMSProp is ahead of all.",
        neuron("", ARTICLE),
    ),
    "neuron_plateau": Example(
        "The same neuron, from a plateau",
        "Here the slope is tiny: SGD and momentum all but stand still. Adam and RMSProp divide it by its own "
        "size, and walk off.",
        neuron("&start=-2,-2", reversed(list(ARTICLE))),
    ),
    "cosine": Example(
        "Noise, and a rate that falls",
        "Both go down equally fast. A constant rate then keeps rolling in the noise; one that falls averages "
        "it away.",
        "surface=ravine&optimizers=momentum,momentum-2&noise=gaussian&seed=2&momentum.learning_rate=0.2"
        "&momentum-2.learning_rate=0.2&momentum-2.schedule=cosine",
    ),
    "two_rates": Example(
        "Mini-batches at two rates",
        "Fast and rough, or slow and fine: the noise that is left grows with α / B. Raise B: the large rate "
        "comes as near.",
        "surface=sphere&steps=300&optimizers=sgd,sgd-2&noise=batch&noise.sigma=8&seed=1&sgd.learning_rate=0.3"
        "&sgd-2.learning_rate=0.02",
    ),
    "heavy_tails": Example(
        "Heavy tails",
        "One gradient in many is huge: SGD is thrown as far as it is large, while the sign (Lion at β₁ = 0) "
        "takes its usual step.",
        "surface=sphere&optimizers=sgd,lion&noise=student&noise.degrees=1.5&noise.sigma=2&seed=1"
        "&sgd.learning_rate=0.1&lion.learning_rate=0.05&lion.beta1=0",
    ),
    "rare": Example(
        "Gradients that are rare",
        "y has a slope on a twentieth of the way only: SGD rolls past; AdaGrad has seen little of it, and "
        "takes long steps there.",
        "surface=sparse_valley&surface.density=0.05&optimizers=sgd,adagrad&sgd.learning_rate=0.05"
        "&adagrad.learning_rate=0.2",
    ),
    "warmup": Example(
        "Warm-up",
        "The walls at the start are too steep for this rate, those further down are not: a tenth of the run "
        "at lower rates gets past them.",
        "surface=rosenbrock&optimizers=momentum,momentum-2&momentum.learning_rate=0.0035"
        "&momentum-2.learning_rate=0.0035&momentum-2.schedule.warmup=0.1",
    ),
    "twins": Example(
        "Decay, coupled and decoupled",
        "The same λ pulls both to the origin. In the gradient (Adam) it wins along the flat x alone; beside "
        "it (AdamW), in x and y alike.",
        "surface=quadratic&surface.angle=0&surface.centre_x=2&surface.centre_y=2&start=-2,-2"
        "&optimizers=adam,adamw&adam.learning_rate=0.05&adam.weight_decay=0.5"
        "&adamw.learning_rate=0.05&adamw.weight_decay=0.5",
    ),
    "amsgrad": Example(
        "Where Adam goes wrong",
        "One gradient in three is large and leads down, two are small and lead up. Adam forgets the large "
        "one and climbs; AMSGrad does not.",
        "surface=online_linear&start=1,0&steps=1000&optimizers=adam,amsgrad&loss=linear&noise=rare"
        + "".join(
            f"&{key}.learning_rate=0.5&{key}.beta1=0&{key}.beta2=0.1&{key}.epsilon=1e-12"
            f"&{key}.bias_correction=off&{key}.schedule=inverse_root&{key}.schedule.timescale=1"
            for key in ("adam", "amsgrad")
        ),
    ),
    "circles": Example(
        "A minimum that circles",
        "Who keeps up? SGD trails behind along the flat direction, momentum is nearer but swings, Adam is "
        "soon upon it.",
        "surface=quadratic&optimizers=sgd,momentum,adam&motion=circle&motion.period=200&sgd.learning_rate=0.01"
        "&momentum.learning_rate=0.005&adam.learning_rate=0.5",
    ),
    "jumps": Example(
        "A minimum that jumps",
        "AdaGrad never forgets a gradient: each return takes it longer. RMSProp's rates recover.",
        "surface=sphere&steps=990&optimizers=adagrad,rmsprop&motion=jump&motion.period=250&motion.reach=0.3"
        "&adagrad.learning_rate=0.5&rmsprop.learning_rate=0.05",
    ),
}
