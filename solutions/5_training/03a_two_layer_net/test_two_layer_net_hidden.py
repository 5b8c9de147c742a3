"""Hidden checks of the two-layer network."""

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.testing import close, gradients_close, law, refuses, unchanged, unshared

SEEDS = st.integers(0, 10**6)
SIZES = {"n": st.integers(1, 5), "d": st.integers(1, 4), "h": st.integers(1, 6)}
OUTPUTS = st.integers(1, 3)
GRADIENTS = ("dX", "dW1", "db1", "dW2", "db2")
STEP = ("W1", "b1", "W2", "b2", "loss")
RATE = 0.1


def random_net(seed, n, d, h, c):
    """X, W1, b1, W2, b2 with every pre-activation at least 1e-3 away from the kink."""
    rng = np.random.default_rng(seed)
    shapes = {"X": (n, d), "W1": (d, h), "b1": (h,), "W2": (h, c), "b2": (c,)}
    while True:
        net = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        if np.abs(net["X"] @ net["W1"] + net["b1"]).min() > 1e-3:
            return net


def output(X, W1, b1, W2, b2):
    """What the network gives."""
    return np.maximum(X @ W1 + b1, 0.0) @ W2 + b2


def like(array, seed):
    """Random numbers in the shape of an array."""
    return np.random.default_rng([seed, 1]).normal(size=np.shape(array))


def items(result, names):
    """The items of a returned tuple, or a failure that says which ones were expected."""
    assert isinstance(result, (tuple, list)) and len(result) == len(names), (
        f"expected the {len(names)} values ({', '.join(names)}), got {result!r}"
    )
    return result


def cache_of(answer, net):
    """The cache of one forward pass."""
    return items(answer.forward_pass(*net.values()), ("Z2", "cache"))[1]


def named(got):
    """A dict of the five gradients, each some array."""
    assert isinstance(got, dict) and set(got) == set(GRADIENTS), (
        f"expected a dict with the keys {', '.join(GRADIENTS)}, got {got!r}"
    )
    for name, gradient in got.items():
        assert isinstance(gradient, np.ndarray), f"{name} should be an array, got {gradient!r}"
    return got


def flat(array, size, what):
    """The entries of an array that must have so many."""
    assert isinstance(array, np.ndarray) and array.size == size, (
        f"{what} should be an array of {size} numbers, got {array!r}"
    )
    return array.reshape(-1)


def right_gradients(reference, net, dZ2):
    """The gradients as the reference has them."""
    return reference.backward_pass(dZ2, reference.forward_pass(*net.values())[1])


def loss_of(step):
    """The loss that one training step reports."""
    loss = items(step, STEP)[4]
    assert isinstance(loss, float), f"the loss should be a float, got {loss!r}"
    return loss


def float64(array, what):
    """Fails unless this is a float64 array."""
    assert isinstance(array, np.ndarray), f"{what} should be an array, got {array!r}"
    assert array.dtype == np.float64, f"{what} should be float64, got {array.dtype}"


# The forward pass


@pytest.mark.weight(2)
@law(examples=12, seed=SEEDS, **SIZES, c=OUTPUTS)
def test_forward_pass_is_affine_relu_affine(answer, seed, n, d, h, c):
    """The output is that of affine, ReLU, affine, whatever the sizes."""
    net = random_net(seed, n, d, h, c)
    Z2, _ = items(answer.forward_pass(*net.values()), ("Z2", "cache"))
    close(Z2, output(**net), what="Z2")


def test_forward_pass_computes_in_float64(answer):
    """Lists, whole numbers and float32 arrays give the same float64 output as float64 arrays."""
    whole = ([[1, 2], [3, -4]], [[1, -1], [2, 1]], [0, 1], [[2], [-3]], [1])
    single = [array.astype(np.float32) for array in random_net(1, 4, 3, 5, 2).values()]
    for net in (whole, single):
        Z2, _ = items(answer.forward_pass(*net), ("Z2", "cache"))
        float64(Z2, "Z2")
        close(Z2, output(*(np.array(tensor, dtype=float) for tensor in net)), what="Z2")


@pytest.mark.guards("no listed mistake writes into what forward_pass was given")
def test_forward_pass_leaves_its_arguments_alone(answer):
    """The forward pass changes none of its arguments and returns an array of its own."""
    net = random_net(2, 4, 3, 5, 2)
    with unchanged(**net):
        Z2, _ = items(answer.forward_pass(*net.values()), ("Z2", "cache"))
    unshared(Z2, **net)


@pytest.mark.errors
def test_forward_pass_refuses_shapes_that_do_not_fit(answer):
    """Tensors that don't fit together are a ValueError, also where NumPy would stretch one."""
    sizes = {"X": (4, 3), "W1": (3, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}
    wrong = [
        ("b1", (1, 5)),
        ("b1", (1,)),
        ("b1", (4, 5)),
        ("b2", (1, 2)),
        ("b2", (1,)),
        ("b2", ()),
        ("X", (2, 4, 3)),
        ("X", (3,)),
        ("X", (4, 2)),
        ("W1", (3,)),
        ("W1", (2, 5)),
        ("W1", (3, 4)),
        ("W1", (2, 3, 5)),
        ("W2", (5,)),
        ("W2", (4, 2)),
        ("W2", (5, 3)),
        ("b1", (4,)),
        ("b2", (3,)),
        ("X", (0, 3)),
    ]
    for name, shape in wrong:
        net = {each: np.ones(shape if each == name else size) for each, size in sizes.items()}
        refuses(ValueError, answer.forward_pass, *net.values())
    square = {"X": (3, 2), "W1": (2, 3), "b1": (3,), "W2": (3, 3), "b2": (3,)}
    for name in ("b1", "b2"):  # a column of N biases: right in length, and NumPy would stretch it
        net = {each: np.ones((3, 1) if each == name else size) for each, size in square.items()}
        refuses(ValueError, answer.forward_pass, *net.values())


# The backward pass


@pytest.mark.weight(2)
def test_backward_pass_agrees_with_finite_differences(answer):
    """All five gradients agree with finite differences of the loss."""
    for seed, sizes in ((3, (4, 3, 4, 2)), (4, (1, 2, 4, 1)), (0, (5, 2, 3, 3))):
        net = random_net(seed, *sizes)
        weights = like(np.empty((sizes[0], sizes[3])), seed)
        got = named(answer.backward_pass(weights, cache_of(answer, net)))
        gradients_close(
            lambda weights=weights, **tensors: float(np.sum(weights * output(**tensors))),
            net,
            {name: got[f"d{name}"] for name in net},
            factors={"N": sizes[0]},
        )


@law(examples=5, seed=SEEDS, n=st.integers(2, 4), d=SIZES["d"], h=SIZES["h"], c=OUTPUTS)
def test_backward_pass_of_a_batch_adds_up(answer, seed, n, d, h, c):
    """The parameter gradients of a batch are the sums over its samples, dX is row by row."""
    net = random_net(seed, n, d, h, c)
    dZ2 = like(np.empty((n, c)), seed)
    pieces = [slice(0, n), *(slice(k, k + 1) for k in range(n))]
    caches = [cache_of(answer, {**net, "X": net["X"][piece]}) for piece in pieces]
    got = answer.backward_pass.map(
        [(dZ2[piece], cache) for piece, cache in zip(pieces, caches, strict=True)]
    )
    whole, *rows = [named(each) for each in got]
    for name in GRADIENTS[1:]:
        size = net[name[1:]].size
        total = sum(flat(row[name], size, name) for row in rows)
        close(flat(whole[name], size, name), total, what=name, factors={"N": n})
    each_row = np.concatenate([flat(row["dX"], d, "dX") for row in rows])
    close(flat(whole["dX"], n * d, "dX"), each_row, what="dX", factors={"N": n})


def test_backward_pass_has_slope_zero_at_the_kink(answer):
    """A hidden unit whose pre-activation is exactly 0 passes no gradient."""
    X, W1, b1 = [[1.0, 2.0], [0.0, 0.0], [2.0, 0.0]], [[2.0, -1.0], [-1.0, 3.0]], [0.0, 0.0]
    W2, b2 = [[1.0, 2.0], [3.0, -1.0]], [0.0, 0.0]
    net = dict(zip(("X", "W1", "b1", "W2", "b2"), map(np.array, (X, W1, b1, W2, b2)), strict=True))
    want = {
        "dX": [[-2.0, 6.0], [0.0, 0.0], [6.0, -3.0]],
        "dW1": [[6.0, 2.0], [0.0, 4.0]],
        "db1": [3.0, 2.0],
        "dW2": [[4.0, 4.0], [5.0, 5.0]],
        "db2": [3.0, 3.0],
    }
    got = named(answer.backward_pass(np.ones((3, 2)), cache_of(answer, net)))
    close(got, want, what="the gradients")


def test_backward_pass_uses_the_cache_that_it_is_given(answer, reference):
    """A cache belongs to its own forward pass, and may be used twice."""
    first, second = random_net(3, 4, 3, 5, 2), random_net(4, 4, 3, 5, 2)
    dZ2 = like(np.empty((4, 2)), 3)
    caches = [cache_of(answer, first), cache_of(answer, second)]
    for net, cache in ((first, caches[0]), (second, caches[1]), (first, caches[0])):
        got = answer.backward_pass(dZ2, cache)
        close(got, right_gradients(reference, net, dZ2), what="the gradients")


def test_backward_pass_survives_later_changes(answer, reference):
    """The cache still holds when the caller has overwritten X and the parameters."""
    net = random_net(5, 4, 3, 5, 2)
    dZ2 = like(np.empty((4, 2)), 5)
    _, cache = items(answer.forward_pass.then_overwrite(*net.values()), ("Z2", "cache"))
    got = answer.backward_pass(dZ2, cache)
    close(got, right_gradients(reference, net, dZ2), what="the gradients")


def test_backward_pass_computes_in_float64(answer, reference):
    """Lists, whole numbers and float32 arrays give float64 gradients."""
    names = ("X", "W1", "b1", "W2", "b2")
    whole = ([[1, 2], [3, -4]], [[1, -1], [2, 1]], [0, 1], [[2], [-3]], [1])
    single = [array.astype(np.float32) for array in random_net(1, 4, 3, 5, 2).values()]
    slopes = like(np.empty((4, 2)), 1).astype(np.float32)
    for tensors, dZ2 in ((whole, [[1], [2]]), (single, slopes)):
        net = dict(zip(names, tensors, strict=True))
        got = named(answer.backward_pass(dZ2, cache_of(answer, net)))
        for name, gradient in got.items():
            float64(gradient, name)
        close(got, right_gradients(reference, net, dZ2), what="the gradients")


@pytest.mark.guards("no listed mistake writes into dZ2 or returns a piece of it")
def test_backward_pass_leaves_dz2_alone(answer):
    """The backward pass does not change dZ2, and its gradients share no memory with it."""
    for n, d, h, c in ((4, 3, 5, 2), (1, 2, 2, 2)):
        net = random_net(6, n, d, h, c)
        dZ2 = like(np.empty((n, c)), 6)
        cache = cache_of(answer, net)
        with unchanged(dZ2=dZ2):
            got = answer.backward_pass(dZ2, cache)
        unshared(got, dZ2=dZ2)


@pytest.mark.errors
def test_backward_pass_refuses_another_shape_of_dz2(answer):
    """A dZ2 that is not exactly (N, C) is a ValueError."""
    cache = cache_of(answer, random_net(7, 2, 3, 4, 2))
    for shape in ((2,), (1, 2, 2), (1, 2), (2, 1), (3, 2), (2, 3), ()):
        refuses(ValueError, answer.backward_pass, np.ones(shape), cache)


# The training step


@pytest.mark.weight(2)
def test_train_step_descends_the_loss_that_it_reports(answer):
    """Old minus new over the learning rate is the gradient of the reported loss."""
    for c, seed in ((1, 13), (2, 14), (3, 23)):
        net = random_net(seed, 4, 1, 2, c)
        X, *old = net.values()
        y = like(np.empty((4, c)), c)
        new = items(answer.train_step(X, y, *old, RATE), STEP)[:4]
        names = STEP[:4]
        steps = {
            name: (before - flat(after, before.size, name).reshape(before.shape)) / RATE
            for name, before, after in zip(names, old, new, strict=True)
        }

        def losses(points, X=X, y=y):
            calls = [(X, y, *(point[name] for name in STEP[:4]), RATE) for point in points]
            return [loss_of(step) for step in answer.train_step.map(calls)]

        point = dict(zip(names, old, strict=True))
        gradients_close(None, point, steps, factors={"N": 4, "C": c}, losses=losses)


@law(examples=8, seed=SEEDS, **SIZES, c=OUTPUTS)
def test_train_step_reports_the_mean_squared_error(answer, seed, n, d, h, c):
    """The reported loss is the mean of all squared errors before the step."""
    X, *parameters = random_net(seed, n, d, h, c).values()
    y = like(np.empty((n, c)), seed)
    loss = loss_of(answer.train_step(X, y, *parameters, RATE))
    want = np.mean((output(X, *parameters) - y) ** 2)
    close(loss, want, what="the loss", factors={"N": n, "C": c})


def squared_error(X, y, *parameters):
    """The loss of these parameters, whatever the answer says of it."""
    return float(np.mean((output(X, *parameters) - y) ** 2))


def test_train_step_learns_a_smooth_function(answer):
    """Steps repeated on 32 samples of a smooth function cut the loss to under a tenth."""
    rng = np.random.default_rng(8)
    X = np.linspace(-1.0, 1.0, 32).reshape(32, 1)
    parameters = [rng.normal(size=(1, 12)), rng.normal(size=12), np.zeros((12, 1)), np.zeros(1)]
    first = squared_error(X, X**2, *parameters)
    for _ in range(26):
        *parameters, _loss = items(answer.train_step(X, X**2, *parameters, RATE), STEP)
    last = squared_error(X, X**2, *parameters)
    assert last < first / 10, f"the loss went from {first:.3g} to {last:.3g} in 26 steps"


def test_train_step_returns_new_arrays(answer):
    """Nothing is changed, and the new parameters share no memory with the old ones, even for 0."""
    net = random_net(9, 4, 3, 5, 2)
    X, *parameters = net.values()
    y = like(np.empty((4, 2)), 9)
    for rate in (RATE, 0, 0.0):
        with unchanged(y=y, **net):
            step = items(answer.train_step(X, y, *parameters, rate), STEP)
        unshared(step, y=y, **net)
    for name, new, old in zip(STEP, step, parameters, strict=False):
        close(new, old, what=f"{name} after a step of length 0")


def test_train_step_computes_in_float64(answer, reference):
    """Lists, whole numbers and float32 arrays give float64 parameters."""
    whole = ([[1, 2], [3, -4]], [[1], [2]], [[1, -1], [2, 1]], [0, 1], [[2], [-3]], [1])
    X, *parameters = (array.astype(np.float32) for array in random_net(1, 4, 3, 5, 2).values())
    single = (X, like(np.empty((4, 2)), 1).astype(np.float32), *parameters)
    for tensors in (whole, single):
        got = items(answer.train_step(*tensors, 0.05), STEP)
        for name, new, want in zip(STEP, got, reference.train_step(*tensors, 0.05), strict=True):
            if name != "loss":
                float64(new, name)
            close(new, want, what=name)


@pytest.mark.errors
def test_train_step_refuses_targets_of_another_shape(answer):
    """A target that is not exactly (N, C) is a ValueError, also where it would broadcast."""
    for n, c, shapes in (
        (4, 2, [(1, 4, 2), (2,), (1, 2), (4, 1), (4,), (2, 4), (4, 2, 1), (8,)]),
        (4, 1, [(4,), (1,), (1, 1), ()]),
        (3, 3, [(3,)]),
    ):
        X, *parameters = random_net(n + c, n, 2, 3, c).values()
        for shape in shapes:
            refuses(ValueError, answer.train_step, X, np.ones(shape), *parameters, RATE)


@pytest.mark.errors
def test_train_step_refuses_unusable_learning_rates(answer):
    """A negative, infinite or NaN learning rate is a ValueError, a string a TypeError."""
    X, *parameters = random_net(20, 4, 2, 3, 1).values()
    step = (X, np.zeros((4, 1)), *parameters)
    for rate in (-0.1, -1, float("inf"), float("nan"), -float("inf")):
        refuses(ValueError, answer.train_step, *step, rate)
    refuses(TypeError, answer.train_step, *step, "0.1")
    refuses((TypeError, ValueError), answer.train_step, *step, True)
