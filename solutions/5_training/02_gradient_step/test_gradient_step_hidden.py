"""Hidden checks of the gradient update, the trajectory and the mini-batches."""

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.testing import close, equal, law, refuses, same_state, unchanged, unshared

SHAPES = {"W": (3, 4), "b": (4,), "scale": (), "kernel": (2, 1, 3)}
RATES_OUT_OF_RANGE = (-0.1, float("nan"), float("inf"), -1, -float("inf"))
NO_RATES = (True, "0.1", None, np.True_)


def float64_arrays(values):
    """Fail unless every value is a float64 array, or a single number of that precision."""
    for name, value in values.items():
        single = np.ndim(value) == 0
        assert single or isinstance(value, np.ndarray), f"{name!r} is {value!r}, not an array"
        equal(str(np.asarray(value).dtype), "float64", what=f"the dtype of {name!r}")


def dealt(batches):
    """The batches, if they are a list of 1-D integer arrays."""
    assert isinstance(batches, list), f"minibatches returned {batches!r}, not a list"
    for batch in batches:
        right = isinstance(batch, np.ndarray) and batch.ndim == 1 and batch.dtype.kind in "iu"
        assert right, f"one batch is {batch!r}, not a 1-D array of integers"
    return batches


def slope(theta):
    """The gradient of theta**2."""
    return 2 * theta


def order(batches):
    """All indices in the order of the batches."""
    return np.concatenate([np.empty(0, dtype=int), *dealt(batches)]).tolist()


# gradient_step


@pytest.mark.weight(4)
@law(examples=8, seed=st.integers(0, 9999), rate=st.floats(0.01, 10))
def test_gradient_step_is_the_formula_for_every_shape(answer, seed, rate):
    """Arrays of 0 to 3 axes all move by the learning rate times their gradient."""
    rng = np.random.default_rng(seed)
    params = {name: np.array(rng.normal(size=shape)) for name, shape in SHAPES.items()}
    grads = {name: np.array(100 * rng.normal(size=shape)) for name, shape in SHAPES.items()}
    want = {name: params[name] - rate * grads[name] for name in SHAPES}
    close(answer.gradient_step(params, grads, rate), want, what="the new parameters")
    # Keys pair values, not their order.
    grads = dict(reversed(grads.items()))
    close(answer.gradient_step(params, grads, rate), want, what="the new parameters")


@pytest.mark.weight(3)
def test_gradient_step_does_not_truncate_integers(answer):
    """Integer parameters become float64 and lose nothing."""
    params = {"w": np.array([1, 2, 3]), "b": np.array(7, dtype=np.int8)}
    grads = {"w": np.array([1, -1, 2]), "b": np.array(2, dtype=np.int8)}
    new = answer.gradient_step(params, grads, 0.25)
    close(new, {"w": [0.75, 2.25, 2.5], "b": 6.5}, what="the new parameters")
    float64_arrays(new)
    # Unsigned bytes would wrap around below zero.
    params, grads = {"w": np.array([1, 200], np.uint8)}, {"w": np.array([2, 1], np.uint8)}
    new = answer.gradient_step(params, grads, 1)
    close(new, {"w": [-1.0, 199.0]}, what="the new parameters")
    float64_arrays(new)


@pytest.mark.weight(2)
def test_gradient_step_computes_in_float64(answer):
    """Parameters given in single precision are updated in double precision."""
    param, grad = np.array([1 / 3], np.float32), np.array([1 / 7], np.float32)
    rate = 2.3333  # nearly param / grad, so that rounding errors are most of a wrong result
    new = answer.gradient_step({"w": param}, {"w": grad}, rate)
    want = float(param[0]) - rate * float(grad[0])
    close(new, {"w": [want]}, what="the new parameters", atol=1e-12)
    float64_arrays(new)


@pytest.mark.weight(2)
def test_gradient_step_takes_lists_and_plain_numbers(answer):
    """Lists and plain numbers are as good as arrays, and arrays come back."""
    params = {"w": [[1.0, 2.0], [3.0, 4.0]], "b": 5.0, "n": 3}
    grads = {"w": [[1, 0], [0, 1]], "b": 2, "n": np.float32(1)}
    new = answer.gradient_step(params, grads, 0.5)
    close(new, {"w": [[0.5, 2.0], [3.0, 3.5]], "b": 4.0, "n": 2.5}, what="the new parameters")
    float64_arrays(new)
    equal(answer.gradient_step({}, {}, 0.5), {}, what="the new parameters")


@pytest.mark.weight(2)
def test_gradient_step_takes_any_real_learning_rate(answer):
    """NumPy numbers and integers are learning rates too."""
    for rate in (np.float32(0.5), np.float64(0.5), np.int64(2), 2):
        new = answer.gradient_step({"w": np.array([1.0, 2.0])}, {"w": np.array([1.0, -1.0])}, rate)
        close(new, {"w": [1.0 - float(rate), 2.0 + float(rate)]}, what="the new parameters")


@pytest.mark.weight(3)
def test_gradient_step_without_a_step_still_copies(answer):
    """With learning rate 0 the values stay, but in arrays and a dict of their own."""
    params = {"w": np.array([1.0, -2.0]), "b": np.array([[3.0]])}
    grads = {"w": np.array([0.5, 0.5]), "b": np.array([[1.0]])}
    for rate in (0.1, 0, 0.0):
        with unchanged(params=params, grads=grads):
            new = answer.gradient_step(params, grads, rate)
        want = {name: params[name] - rate * grads[name] for name in params}
        close(new, want, what="the new parameters")
        unshared(new, params=params, w=params["w"], b=params["b"], grads=grads)


@pytest.mark.errors
def test_gradient_step_refuses_surplus_keys(answer):
    """A key that only one of the two dicts has is a ValueError."""
    w, b = np.array([1.0]), np.array([2.0])
    refuses(ValueError, answer.gradient_step, {"w": w}, {"w": w, "b": b}, 0.1)
    refuses(ValueError, answer.gradient_step, {"w": w, "b": b}, {"w": w}, 0.1)
    refuses(ValueError, answer.gradient_step, {"w": w}, {"b": b}, 0.1)
    refuses(ValueError, answer.gradient_step, {}, {"b": b}, 0.1)


@pytest.mark.errors
def test_gradient_step_refuses_other_shapes(answer):
    """A gradient of another shape is a ValueError, also where NumPy would broadcast."""
    pairs = [((3, 1), (3,)), ((3,), (1,)), ((3,), ()), ((), (1,)), ((2, 2), (4,)), ((2, 3), (3, 2))]
    for shape, other in pairs:
        params, grads = {"w": np.ones(shape)}, {"w": np.ones(other)}
        refuses(ValueError, answer.gradient_step, params, grads, 0.1)


@pytest.mark.errors
def test_gradient_step_refuses_bad_learning_rates(answer):
    """A negative, NaN or infinite learning rate is a ValueError; no number is a TypeError."""
    params, grads = {"w": np.array([1.0])}, {"w": np.array([1.0])}
    for rate in RATES_OUT_OF_RANGE:
        refuses(ValueError, answer.gradient_step, params, grads, rate)
    for rate in NO_RATES:
        refuses(TypeError, answer.gradient_step, params, grads, rate)


@pytest.mark.errors
def test_gradient_step_refuses_what_is_no_dict(answer):
    """Parameters or gradients that are no dict are a TypeError."""
    w = np.array([1.0])
    for other in ([("w", w)], w, None):
        refuses(TypeError, answer.gradient_step, other, {"w": w}, 0.1)
        refuses(TypeError, answer.gradient_step, {"w": w}, other, 0.1)
    refuses(TypeError, answer.gradient_step, [w], [w], 0.1)


# gradient_descent


@pytest.mark.weight(4)
def test_gradient_descent_follows_the_closed_form(answer):
    """On a quadratic with curvatures 1 and 4, 0.49 converges, 0.51 diverges, both as computed."""
    curvature, theta0, k = np.array([1.0, 4.0]), np.array([30.0, -20.0]), np.arange(26)[:, None]
    for rate in (0.1, 0.49, 0.51):
        trajectory = answer.gradient_descent(lambda t: curvature * t, theta0, rate, 25)
        close(trajectory, theta0 * (1 - rate * curvature) ** k, what="the trajectory")


@pytest.mark.weight(3)
def test_gradient_descent_survives_a_grad_fn_that_overwrites(answer):
    """A grad_fn that scribbles over its argument damages neither trajectory nor start."""
    theta0 = np.array([8.0, -4.0])

    def scribble(theta):
        gradient = 2 * theta
        theta[...] = 99.0
        return gradient

    with unchanged(theta0=theta0):
        trajectory = answer.gradient_descent(scribble, theta0, 0.25, 3)
    close(trajectory, [[8.0, -4.0], [4.0, -2.0], [2.0, -1.0], [1.0, -0.5]], what="the trajectory")


@pytest.mark.weight(3)
def test_gradient_descent_asks_once_at_each_point(answer):
    """For n steps grad_fn is called n times, at the points of the trajectory before the last."""
    points = []

    def grad_fn(theta):
        points.append(np.array(theta))
        # No gradient for a call too many, so that an answer that uses it shows.
        return np.sin(theta) + 0.1 if len(points) <= 4 else None

    trajectory = answer.gradient_descent(grad_fn, np.array([1.0, -2.0]), 0.5, 4)
    equal(len(points), 4, what="the number of calls of grad_fn")
    want = [np.array([1.0, -2.0])]
    for _ in range(4):
        want.append(want[-1] - 0.5 * (np.sin(want[-1]) + 0.1))
    close(trajectory, want, what="the trajectory")
    close(points, want[:-1], what="the points where grad_fn was called")
    flat = []

    def level(theta):
        flat.append(np.array(theta))
        return np.zeros(1)

    # Where nothing moves, the steps are taken all the same.
    trajectory = answer.gradient_descent(level, np.array([2.0]), 0.5, 3)
    close(trajectory, [[2.0]] * 4, what="the trajectory where the gradient is 0")
    equal(len(flat), 3, what="the number of calls of grad_fn where the gradient is 0")


@pytest.mark.weight(3)
def test_gradient_descent_starts_anywhere(answer):
    """The start may have any shape, be a list or hold integers; the trajectory is float64."""
    grid = np.arange(6.0).reshape(2, 3)
    halves = np.array([1.0, 0.5, 0.25])
    starts = [grid, np.array(6.0), np.array([3, 5]), [3, 5], 7, np.array([0.1], np.float32)]
    for theta0 in starts:
        rate, steps = (np.float32(0.25), np.int64(2)) if theta0 is grid else (0.25, 2)
        trajectory = answer.gradient_descent(slope, theta0, rate, steps)
        want = np.multiply.outer(halves, np.asarray(theta0))
        close(trajectory, want, what=f"the trajectory from {theta0!r}")
        float64_arrays({"the trajectory": trajectory})


@pytest.mark.weight(2)
def test_gradient_descent_of_no_steps_is_a_copy_of_the_start(answer):
    """After 0 steps there is one row, a copy of the start, and grad_fn was not called."""
    theta0, calls = np.array([8.0, -4.0]), []

    with unchanged(theta0=theta0):
        trajectory = answer.gradient_descent(calls.append, theta0, 0.25, 0)
    close(trajectory, [[8.0, -4.0]], what="the trajectory")
    unshared(trajectory, theta0=theta0)
    equal(len(calls), 0, what="the number of calls of grad_fn")


@pytest.mark.errors
@pytest.mark.weight(2)
def test_gradient_descent_refuses_bad_numbers(answer):
    """Negative n_steps is a ValueError, 2.0 steps a TypeError; learning rates as for one step."""
    theta0 = np.array([8.0])
    refuses(ValueError, answer.gradient_descent, slope, theta0, 0.25, -1)
    for steps in (2.0, True, "2"):
        refuses(TypeError, answer.gradient_descent, slope, theta0, 0.25, steps)
    for rate in RATES_OUT_OF_RANGE:
        refuses(ValueError, answer.gradient_descent, slope, theta0, rate, 2)
    for rate in NO_RATES:
        refuses(TypeError, answer.gradient_descent, slope, theta0, rate, 2)


# minibatches


@pytest.mark.weight(4)
@law(examples=8, n=st.integers(0, 30), size=st.integers(1, 12), seed=st.integers(0, 99))
def test_minibatches_are_a_partition(answer, n, size, seed):
    """Every index from 0 to n-1 is dealt once, in full batches and at most one short last one."""
    batches = dealt(answer.minibatches(n, size, np.random.default_rng(seed)))
    want = [size] * (n // size) + [n % size] * (n % size > 0)
    equal([len(batch) for batch in batches], want, what="the batch sizes")
    equal(sorted(order(batches)), list(range(n)), what="all indices, sorted")


@pytest.mark.weight(2)
def test_minibatches_of_nothing_and_of_everything(answer):
    """No samples give no batch; a batch size of n or more gives one batch; any integer will do."""
    equal(answer.minibatches(0, 4, np.random.default_rng(3)), [], what="the batches of 0 samples")
    for n, size in ((5, 5), (np.int64(5), np.uint8(200))):
        batches = dealt(answer.minibatches(n, size, np.random.default_rng(3)))
        equal([len(batch) for batch in batches], [5], what="the batch sizes")
        equal(sorted(order(batches)), list(range(5)), what="all indices, sorted")


@pytest.mark.weight(3)
def test_minibatches_are_shuffled_by_the_given_generator(answer):
    """Another seed or a second epoch gives another order, the same seed the same order."""
    rng = np.random.default_rng(1)
    first, second = (order(answer.minibatches(40, 8, rng)) for _ in range(2))
    again = order(answer.minibatches(40, 8, np.random.default_rng(1)))
    other = order(answer.minibatches(40, 8, np.random.default_rng(2)))
    equal(again, first, what="the order from the same seed")
    assert first != list(range(40)), "the order is 0, 1, 2, ...: nothing was shuffled"
    assert first != second, "two epochs with one generator have the same order"
    assert first != other, "two different seeds give the same order"
    used = answer.minibatches.touches_global_random(40, 8, np.random.default_rng(1))
    assert not used, "the global random state was used; rng is the only source of randomness"


@pytest.mark.draws
@pytest.mark.weight(2)
def test_minibatches_draw_one_permutation(answer):
    """The order is that of one rng.permutation(n), and nothing else is drawn."""
    rng, want_rng = np.random.default_rng(5), np.random.default_rng(5)
    batches = answer.minibatches(23, 5, rng)
    equal(order(batches), want_rng.permutation(23).tolist(), what="the order of the indices")
    same_state(rng, want_rng)


@pytest.mark.errors
def test_minibatches_refuse_bad_arguments(answer):
    """Negative n and batch sizes below 1 are ValueErrors; what is no integer or rng a TypeError."""
    for n, size in ((-1, 4), (10, 0), (10, -4)):
        refuses(ValueError, answer.minibatches, n, size, np.random.default_rng(3))
    for n, size in ((10.0, 4), (10, 4.0), (True, 4), (10, True), ("10", 4), (10, None)):
        refuses(TypeError, answer.minibatches, n, size, np.random.default_rng(3))
    for rng in (3, None, np.random.RandomState(3)):
        refuses(TypeError, answer.minibatches, 10, 4, rng)
