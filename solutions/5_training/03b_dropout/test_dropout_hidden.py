"""Hidden checks of dropout.

Masks are read from what an answer returns. In the network they show in the output: the second
layer of a see-through net begins with an identity matrix, so that its first outputs are the hidden
units after dropout. Only the checks marked `draws` rest on how the random numbers were drawn.
"""

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.testing import (
    close,
    equal,
    gradients_close,
    law,
    mean_close,
    refuses,
    same_state,
    share_close,
    unchanged,
    unshared,
)

SEEDS = st.integers(0, 10**6)
SIZES = {"n": st.integers(1, 5), "d": st.integers(1, 4), "h": st.integers(1, 6)}
OUTPUTS = st.integers(1, 3)
KEEP = st.sampled_from([0.2, 0.5, 0.8, 1.0])
NAMES = ("X", "W1", "b1", "W2", "b2")
GRADIENTS = ("dX", "dW1", "db1", "dW2", "db2")
# So near to 1 that everything survives: what such a call returns does not depend on the draws.
NEARLY_ONE = 1 - 1e-9


def pair(result):
    """The two items of a returned tuple, or a failure that says what was there."""
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        f"expected a tuple of two, got {result!r}"
    )
    return result


def out_and_mask(result, shape):
    """Output and mask of the layer, the mask being a bool array of the shape."""
    out, mask = pair(result)
    assert isinstance(mask, np.ndarray) and mask.dtype == bool, (
        f"the mask should be a bool array, got {mask!r}"
    )
    equal(mask.shape, shape, what="the shape of the mask")
    return out, mask


def float64(array, what):
    """Fails unless this is a float64 array."""
    assert isinstance(array, np.ndarray), f"{what} should be an array, got {array!r}"
    assert array.dtype == np.float64, f"{what} should be float64, got {array.dtype}"


def random_net(seed, n, d, h, c):
    """X, W1, b1, W2, b2 with every pre-activation at least 1e-3 away from the kink."""
    rng = np.random.default_rng(seed)
    shapes = {"X": (n, d), "W1": (d, h), "b1": (h,), "W2": (h, c), "b2": (c,)}
    while True:
        net = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        if np.abs(net["X"] @ net["W1"] + net["b1"]).min() > 1e-3:
            return net


def see_through_net(seed, n, d, h, c):
    """A random net with h more outputs in front, which show the hidden units."""
    net = random_net(seed, n, d, h, c)
    net["W2"] = np.hstack([np.eye(h), net["W2"]])
    net["b2"] = np.concatenate([np.zeros(h), net["b2"]])
    return net


def output(X, W1, b1, W2, b2, gate=1.0):
    """What the network gives if its hidden units are multiplied by `gate`."""
    return (np.maximum(X @ W1 + b1, 0.0) * gate) @ W2 + b2


def right_gradients(net, gate, dZ2):
    """The gradients for a given gate on the hidden units."""
    X, W1, b1, W2, _ = net.values()
    Z1 = X @ W1 + b1
    dZ1 = (dZ2 @ W2.T) * gate * (Z1 > 0)
    return {
        "dX": dZ1 @ W1.T,
        "dW1": X.T @ dZ1,
        "db1": dZ1.sum(axis=0),
        "dW2": (np.maximum(Z1, 0.0) * gate).T @ dZ2,
        "db2": dZ2.sum(axis=0),
    }


def slopes_of(net, seed):
    """Random numbers in the shape of the output."""
    shape = (len(net["X"]), len(net["b2"]))
    return np.random.default_rng([seed, 1]).normal(size=shape)


def training_pass(forward, net, keep_prob, seed):
    """Cache and gate (mask / keep_prob) of one training pass through a see-through net."""
    Z2, cache = pair(forward(*net.values(), keep_prob, np.random.default_rng(seed)))
    shape, h = (len(net["X"]), len(net["b2"])), len(net["b1"])
    assert isinstance(Z2, np.ndarray) and Z2.shape == shape, (
        f"Z2 should be an array of shape {shape}, got {Z2!r}"
    )
    gate = (Z2[:, :h] != 0) / keep_prob
    close(Z2, output(**net, gate=gate), what="Z2", factors={"keep_prob": keep_prob})
    return cache, gate


# The layer, forward


@pytest.mark.weight(2)
def test_dropout_forward_keeps_the_mean(answer):
    """Of 200,000 entries the right share survives, scaled so that the mean stays.

    False alarms: 1.2e-6, but the seeds are fixed.
    """
    A, keep_prob = np.random.default_rng(1).uniform(1.0, 3.0, (200, 1000)), 0.7
    # A loop over the entries is slow but right: ten seconds are plenty even for that.
    got = answer.dropout_forward.within(10)(A, keep_prob, np.random.default_rng(2))
    out, mask = out_and_mask(got, A.shape)
    close(out, A * mask / keep_prob, what="out", factors={"keep_prob": keep_prob})
    assert not np.any(out[~mask]), "a dropped entry should be exactly 0"
    share_close(int(mask.sum()), mask.size, keep_prob, what="the share of survivors")
    std = np.sqrt(np.mean(A**2) * (1 - keep_prob) / keep_prob)
    mean_close(out - A, 0.0, std=std, what="the mean of out - A")


@pytest.mark.weight(2)
def test_dropout_forward_flips_independent_coins(answer):
    """Every entry has a coin of its own: counts vary by row, by column and by call.

    The variance of the counts is compared with the binomial one. False alarms: below 1e-5, but the
    seeds are fixed.
    """
    keep_prob, shape = 0.6, (300, 40)
    got = answer.dropout_forward(np.ones(shape), keep_prob, np.random.default_rng(3))
    _, mask = out_and_mask(got, shape)
    for what, counts, of in (("row", mask.sum(axis=1), 40), ("column", mask.sum(axis=0), 300)):
        excess = (counts - of * keep_prob) ** 2 / (of * keep_prob * (1 - keep_prob))
        mean_close(excess, 1.0, std=np.sqrt(2), what=f"the variance of the counts by {what}")
    centred = (mask - keep_prob) / np.sqrt(keep_prob * (1 - keep_prob))
    # einsum, not @: waking the threads of a linear algebra library costs more than the product.
    between = np.einsum("ni,nj->ij", centred, centred) / len(mask) - np.eye(40)
    assert np.abs(between).max() < 0.5, "columns of the mask are correlated"
    assert len(np.unique(mask, axis=0)) > 290, "rows of the mask are alike"
    calls = [(np.ones((10, 10)), keep_prob, np.random.default_rng(seed)) for seed in range(12)]
    masks = [out_and_mask(each, (10, 10))[1] for each in answer.dropout_forward.map(calls)]
    assert len({int(each.sum()) for each in masks}) > 1, "every call keeps equally many"


@pytest.mark.draws
def test_dropout_forward_draws_once(answer):
    """One call rng.random(A.shape) decides, also for keep_prob 1, and test mode draws nothing."""
    A = np.arange(1.0, 13.0).reshape(3, 4)
    tie = np.random.default_rng(4).random()  # the first draw: not below itself
    for keep_prob in (NEARLY_ONE, 0.4, tie, 1.0):
        rng, twin = np.random.default_rng(4), np.random.default_rng(4)
        _, mask = out_and_mask(answer.dropout_forward(A, keep_prob, rng), A.shape)
        draw = twin.random(A.shape)
        same_state(rng, twin)
        equal(mask, draw < keep_prob, what="the mask")


def test_dropout_forward_uses_the_given_generator_only(answer):
    """All randomness comes from rng, and in test mode nothing is drawn from it."""
    A = np.ones((20, 20))
    forward = answer.dropout_forward
    used = forward.touches_global_random(A, NEARLY_ONE, np.random.default_rng(5))
    assert not used, "the global random state changed"
    rng, fresh = np.random.default_rng(5), np.random.default_rng(5)
    forward(A, NEARLY_ONE, rng)
    assert rng.bit_generator.state != fresh.bit_generator.state, "nothing was drawn from rng"
    calls = [(A, 0.5, np.random.default_rng(seed)) for seed in (6, 6, 7)]
    one, same, other = [out_and_mask(each, A.shape)[1] for each in forward.map(calls)]
    equal(one, same, what="the mask of an equal generator")
    assert not np.array_equal(one, other), "two seeds gave the same mask"
    rng = np.random.default_rng(5)
    forward(A, 0.5, rng, training=False)
    same_state(rng, fresh)


def test_dropout_forward_keeps_all_for_keep_prob_one(answer):
    """With keep_prob 1, a float or an int, everything survives unscaled."""
    A = np.random.default_rng(8).normal(size=(30, 30))
    for one in (1.0, 1):
        out, mask = out_and_mask(answer.dropout_forward(A, one, np.random.default_rng(8)), A.shape)
        equal(mask, np.ones(A.shape, dtype=bool), what="the mask")
        close(out, A, what="out")


def test_dropout_forward_takes_any_array(answer):
    """Arrays of any shape, lists, whole numbers and float32 are taken and give float64."""
    rng = np.random.default_rng(9)
    whole = [[1, 2, 3], [-4, 5, 6]]
    shapes = [(7,), (2, 3, 4), (2, 2, 2, 2), (1, 1)]
    arrays = [rng.normal(size=shape) for shape in shapes]
    arrays += [whole, np.array(whole), rng.normal(size=(3, 5)).astype(np.float32)]
    keep_probs = [0.5, np.float64(0.7), np.float32(0.25), 0.1, 0.9, 0.3, 0.8]
    calls = list(zip(arrays, keep_probs, strict=True))
    forward = answer.dropout_forward
    dropped = forward.map([(A, keep_prob, np.random.default_rng(9)) for A, keep_prob in calls])
    plain = forward.map([(A, keep_prob, None, False) for A, keep_prob in calls])
    for (A, keep_prob), training, test in zip(calls, dropped, plain, strict=True):
        want = np.asarray(A, dtype=float)
        out, mask = out_and_mask(training, want.shape)
        float64(out, "out")
        close(out, want * mask / float(keep_prob), what="out")
        out, mask = pair(test)
        float64(out, "out")
        close(out, want, what="out at test time")
        assert mask is None, f"the mask should be None at test time, got {mask!r}"


def test_dropout_forward_returns_an_array_of_its_own(answer):
    """A is left alone and the output shares no memory with it, in test mode too."""
    for A in (np.random.default_rng(10).normal(size=(6, 5)), [1.0, 2.0, 3.0]):
        for keep_prob, training in ((0.5, True), (1.0, True), (0.5, False)):
            rng = np.random.default_rng(10)
            with unchanged(A=A):
                got = answer.dropout_forward(A, keep_prob, rng, training)
            unshared(got, A=A)


@pytest.mark.errors
def test_dropout_forward_refuses_what_is_no_generator(answer):
    """A seed, None or a RandomState in place of a Generator is a TypeError in training."""
    for rng in (3, None, np.random.RandomState(3), "3"):
        refuses(TypeError, answer.dropout_forward, np.ones((2, 3)), 0.5, rng)


@pytest.mark.errors
def test_dropout_forward_refuses_other_kinds_of_keep_prob(answer):
    """A bool, a string or None as keep_prob is a TypeError; NaN and infinity are ValueErrors."""
    kinds = {TypeError: (True, False, np.True_, "0.5", None)}
    kinds[ValueError] = (float("nan"), float("inf"), -float("inf"), 1.0000001, 2, 0, -1)
    for error, values in kinds.items():
        for value in values:
            rng = np.random.default_rng(11)
            refuses(error, answer.dropout_forward, np.ones((2, 3)), value, rng)


# The layer, backward


@pytest.mark.weight(2)
@law(examples=10, seed=SEEDS, shape=st.lists(st.integers(1, 4), min_size=1, max_size=3), keep=KEEP)
def test_dropout_backward_takes_the_way_of_the_forward_pass(answer, seed, shape, keep):
    """The gradient is multiplied by the same mask and divided by the same keep_prob."""
    rng = np.random.default_rng(seed)
    dout, mask = rng.normal(size=shape), rng.random(shape) < 0.5
    got = answer.dropout_backward(dout, mask, keep)
    close(got, dout * mask / keep, what="the gradient", factors={"keep_prob": keep})


def test_dropout_backward_returns_an_array_of_its_own(answer):
    """Neither dout nor the mask is changed, and the gradient is no view of dout."""
    dout = np.random.default_rng(12).normal(size=(3, 4))
    for mask in (dout > 0, None, np.ones((3, 4), dtype=bool)):
        for keep_prob in (0.5, 1.0):
            with unchanged(dout=dout, mask=mask):
                got = answer.dropout_backward(dout, mask, keep_prob)
            unshared(got, dout=dout, mask=mask)
            want = dout if mask is None else dout * mask / keep_prob
            close(got, want, what="the gradient")


def test_dropout_backward_computes_in_float64(answer):
    """Lists, whole numbers and float32 arrays give a float64 gradient."""
    mask = np.array([[True, False], [True, True]])
    single = np.array([[0.1, 0.2], [0.3, -0.7]], dtype=np.float32)
    for dout in ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]]), single):
        for given, gate in ((mask, mask / 0.3), (None, 1.0)):
            got = answer.dropout_backward(dout, given, 0.3)
            float64(got, "the gradient")
            close(got, np.asarray(dout, dtype=float) * gate, what="the gradient")


@pytest.mark.errors
def test_dropout_backward_refuses_a_mask_of_another_shape(answer):
    """A mask that has not exactly the shape of dout is a ValueError, also if it would broadcast."""
    pairs = [((3, 4), (1, 4)), ((3, 4), (4,)), ((3, 4), (3, 1)), ((1, 4), (3, 4)), ((4,), (1, 4))]
    for shape, other in [*pairs, ((3, 4), (4, 3)), ((3, 4), (12,)), ((2, 3), (2, 4))]:
        mask = np.ones(other, dtype=bool)
        refuses(ValueError, answer.dropout_backward, np.ones(shape), mask, 0.5)


# The network, forward


@law(examples=6, seed=SEEDS, **SIZES, c=OUTPUTS, keep=KEEP)
def test_forward_with_dropout_is_the_plain_network_at_test_time(answer, seed, n, d, h, c, keep):
    """With training=False the output is that of the network without dropout."""
    net = random_net(seed, n, d, h, c)
    Z2, _ = pair(answer.forward_with_dropout(*net.values(), keep, None, training=False))
    close(Z2, output(**net), what="Z2", factors={"keep_prob": keep})


@pytest.mark.weight(2)
@law(examples=8, seed=SEEDS, **SIZES, c=OUTPUTS, keep=KEEP)
def test_forward_with_dropout_drops_behind_the_relu(answer, seed, n, d, h, c, keep):
    """The hidden units are dropped and scaled, and the second layer sees just those."""
    training_pass(answer.forward_with_dropout, see_through_net(seed, n, d, h, c), keep, seed)


def test_forward_with_dropout_averages_to_the_test_output(answer):
    """The mean of 4,000 training outputs fits the output at test time, entry by entry.

    False alarms: 1.7e-6, but the seed is fixed.
    """
    net = random_net(13, 1, 3, 8, 3)
    hidden = np.maximum(net["X"] @ net["W1"] + net["b1"], 0.0)
    std = np.sqrt(hidden**2 @ net["W2"] ** 2 * (1 - 0.6) / 0.6)
    steady, _ = pair(answer.forward_with_dropout(*net.values(), 0.6, None, training=False))
    close(steady, output(**net), what="Z2 at test time")
    batch = {**net, "X": np.repeat(net["X"], 4000, axis=0)}
    got = answer.forward_with_dropout(*batch.values(), 0.6, np.random.default_rng(13))
    mean_close(pair(got)[0], steady[0], std=std[0], what="the mean output")


def test_forward_with_dropout_flips_coins_for_every_sample(answer):
    """Hidden units are kept with keep_prob, each sample with coins of its own.

    False alarms: below 1e-6, but the seed is fixed.
    """
    net = see_through_net(14, 1, 2, 30, 1)
    net["b1"] = 5 + np.abs(net["b1"])
    net["X"] = np.zeros((200, 2))
    _, gate = training_pass(answer.forward_with_dropout, net, 0.7, 14)
    share_close(int(np.sum(gate > 0)), gate.size, 0.7, what="the share of survivors")
    assert len(np.unique(gate, axis=0)) > 190, "samples share their mask"


@pytest.mark.draws
def test_forward_with_dropout_draws_once(answer):
    """One call rng.random of the hidden layer's shape decides, and nothing else is drawn."""
    net = see_through_net(15, 4, 3, 5, 2)
    net["b1"] = 20 + np.abs(net["b1"])  # all units active: the whole mask shows
    for keep_prob in (NEARLY_ONE, 0.5, 1.0):
        rng, twin = np.random.default_rng(15), np.random.default_rng(15)
        Z2, _ = pair(answer.forward_with_dropout(*net.values(), keep_prob, rng))
        draw = twin.random((4, 5))
        same_state(rng, twin)
        want = output(**net, gate=(draw < keep_prob) / keep_prob)
        close(Z2, want, what="Z2")


def test_forward_with_dropout_uses_the_given_generator_only(answer):
    """All randomness comes from rng, and in test mode nothing is drawn from it."""
    net = random_net(16, 4, 3, 5, 2)
    forward = answer.forward_with_dropout
    given = np.random.default_rng(16)
    used = forward.touches_global_random(*net.values(), NEARLY_ONE, given)
    assert not used, "the global random state changed"
    rng, fresh = np.random.default_rng(16), np.random.default_rng(16)
    forward(*net.values(), NEARLY_ONE, rng)
    assert rng.bit_generator.state != fresh.bit_generator.state, "nothing was drawn from rng"
    rng = np.random.default_rng(16)
    forward(*net.values(), 0.5, rng, training=False)
    same_state(rng, fresh)


def test_forward_with_dropout_computes_in_float64(answer):
    """Lists, whole numbers and float32 arrays give a float64 output."""
    whole = ([[1, 2], [3, -4]], [[1, -1], [2, 1]], [0, 1], [[2], [-3]], [1])
    single = [array.astype(np.float32) for array in random_net(17, 4, 3, 5, 2).values()]
    for net in (whole, single):
        for keep_prob, training in ((0.8, False), (1, True)):
            rng = np.random.default_rng(17)
            Z2, _ = pair(answer.forward_with_dropout(*net, keep_prob, rng, training=training))
            float64(Z2, "Z2")
            close(Z2, output(*(np.array(each, dtype=float) for each in net)), what="Z2")


@pytest.mark.guards("no listed mistake writes into what the network was given")
def test_forward_with_dropout_leaves_its_arguments_alone(answer):
    """The forward pass changes none of its tensors and returns an array of its own."""
    net = random_net(18, 4, 3, 5, 2)
    for training in (True, False):
        rng = np.random.default_rng(18)
        with unchanged(**net):
            got = answer.forward_with_dropout(*net.values(), 0.5, rng, training=training)
        unshared(pair(got)[0], **net)


@pytest.mark.errors
def test_forward_with_dropout_refuses_bad_input(answer):
    """Tensors that don't fit, a bad keep_prob and a bad rng are refused."""
    sizes = {"X": (4, 3), "W1": (3, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}
    wrong = [
        ("b1", (1, 5)),
        ("b1", (1,)),
        ("b1", (4, 5)),
        ("b2", (1, 2)),
        ("b2", (1,)),
        ("X", (2, 4, 3)),
        ("X", (3,)),
        ("X", (4, 2)),
        ("W1", (3,)),
        ("W1", (3, 4)),
        ("W2", (5,)),
        ("W2", (4, 2)),
        ("X", (0, 3)),
    ]
    for k, (name, shape) in enumerate(wrong):
        net = {each: np.ones(shape if each == name else size) for each, size in sizes.items()}
        rng, training = np.random.default_rng(19), k % 2 == 0
        refuses(ValueError, answer.forward_with_dropout, *net.values(), 0.5, rng, training)
    square = {"X": (3, 2), "W1": (2, 3), "b1": (3,), "W2": (3, 3), "b2": (3,)}
    for name in ("b1", "b2"):  # a column of N biases: right in length, and NumPy would stretch it
        net = {each: np.ones((3, 1) if each == name else size) for each, size in square.items()}
        for rng in (None, np.random.default_rng(19)):
            rest = (0.5, rng, rng is not None)
            refuses(ValueError, answer.forward_with_dropout, *net.values(), *rest)
    net = [np.ones(size) for size in sizes.values()]
    for error, keep_prob, rng in (
        (ValueError, 0.0, np.random.default_rng(19)),
        (ValueError, 1.5, np.random.default_rng(19)),
        (TypeError, True, np.random.default_rng(19)),
        (TypeError, 0.5, 19),
        (TypeError, 0.5, None),
    ):
        refuses(error, answer.forward_with_dropout, *net, keep_prob, rng)


# The network, backward


@pytest.mark.weight(2)
def test_backward_with_dropout_agrees_with_finite_differences(answer):
    """All five gradients agree with finite differences of the loss for the mask that was drawn."""
    for seed, keep_prob, sizes in ((27, 0.5, (4, 3, 4, 1)), (22, 0.8, (2, 2, 4, 1))):
        net = see_through_net(seed, *sizes)
        cache, gate = training_pass(answer.forward_with_dropout, net, keep_prob, seed)
        weights = slopes_of(net, seed)
        got = answer.backward_with_dropout(weights, cache)
        assert isinstance(got, dict) and set(got) == set(GRADIENTS), (
            f"expected a dict with the keys {', '.join(GRADIENTS)}, got {got!r}"
        )
        gradients_close(
            lambda weights=weights, gate=gate, **net: np.sum(weights * output(**net, gate=gate)),
            net,
            {name: got[f"d{name}"] for name in NAMES},
            factors={"N": sizes[0], "keep_prob": keep_prob},
        )


@law(examples=6, seed=SEEDS, **SIZES, c=OUTPUTS, keep=KEEP)
def test_backward_with_dropout_at_any_size(answer, seed, n, d, h, c, keep):
    """The gradients are those of the mask that was drawn, whatever the sizes."""
    net = see_through_net(seed, n, d, h, c)
    cache, gate = training_pass(answer.forward_with_dropout, net, keep, seed)
    dZ2 = slopes_of(net, seed)
    got = answer.backward_with_dropout(dZ2, cache)
    want = right_gradients(net, gate, dZ2)
    close(got, want, what="the gradients", factors={"keep_prob": keep, "N": n})


def test_backward_with_dropout_is_the_plain_one_at_test_time(answer):
    """After a forward pass with training=False the gradients are those without dropout."""
    for seed, keep_prob in ((22, 0.5), (23, 0.8)):
        net = random_net(seed, 5, 3, 6, 2)
        dZ2 = slopes_of(net, seed)
        got = answer.forward_with_dropout(*net.values(), keep_prob, None, training=False)
        got = answer.backward_with_dropout(dZ2, pair(got)[1])
        want = right_gradients(net, 1.0, dZ2)
        close(got, want, what="the gradients", factors={"keep_prob": keep_prob, "N": 5})


def test_backward_with_dropout_has_slope_zero_at_the_kink(answer):
    """A hidden unit whose pre-activation is exactly 0 passes no gradient."""
    X, W1, b1 = [[1.0, 2.0], [0.0, 0.0], [2.0, 0.0]], [[2.0, -1.0], [-1.0, 3.0]], [0.0, 0.0]
    W2, b2 = [[1.0, 2.0], [3.0, -1.0]], [0.0, 0.0]
    want = {
        "dX": [[-2.0, 6.0], [0.0, 0.0], [6.0, -3.0]],
        "dW1": [[6.0, 2.0], [0.0, 4.0]],
        "db1": [3.0, 2.0],
        "dW2": [[4.0, 4.0], [5.0, 5.0]],
        "db2": [3.0, 3.0],
    }
    for training in (False, True):
        rng = np.random.default_rng(24)
        got = answer.forward_with_dropout(X, W1, b1, W2, b2, 1.0, rng, training=training)
        got = answer.backward_with_dropout(np.ones((3, 2)), pair(got)[1])
        close(got, want, what="the gradients")


def test_backward_with_dropout_uses_the_cache_that_it_is_given(answer):
    """A cache belongs to its own forward pass and its own mask, and may be used twice."""
    forward = answer.forward_with_dropout
    nets = [see_through_net(25, 4, 3, 5, 2), see_through_net(26, 4, 3, 5, 2)]
    passes = [training_pass(forward, net, 0.5, 27 + k) for k, net in enumerate(nets)]
    dZ2 = slopes_of(nets[0], 25)
    for k in (0, 1, 0):
        cache, gate = passes[k]
        got = answer.backward_with_dropout(dZ2, cache)
        close(got, right_gradients(nets[k], gate, dZ2), what="the gradients")


def test_backward_with_dropout_survives_later_changes(answer):
    """The cache still holds when the caller has overwritten X and the parameters."""
    net = see_through_net(28, 4, 3, 5, 2)
    dZ2 = slopes_of(net, 28)
    then_overwrite = answer.forward_with_dropout.then_overwrite
    cache, gate = training_pass(then_overwrite, net, 0.5, 28)
    got = answer.backward_with_dropout(dZ2, cache)
    close(got, right_gradients(net, gate, dZ2), what="the gradients")


def test_backward_with_dropout_computes_in_float64(answer):
    """Lists, whole numbers and float32 arrays give float64 gradients."""
    whole = ([[1, 2], [3, -4]], [[1, -1], [2, 1]], [0, 1], [[2], [-3]], [1])
    single = [array.astype(np.float32) for array in random_net(29, 4, 3, 5, 2).values()]
    slopes = slopes_of(random_net(29, 4, 3, 5, 2), 29).astype(np.float32)
    for tensors, dZ2, training in (
        (whole, [[1], [2]], True),
        (whole, [[1], [2]], False),
        (single, slopes, True),
    ):
        net = {k: np.array(v, dtype=float) for k, v in zip(NAMES, tensors, strict=True)}
        rng = np.random.default_rng(29)
        got = answer.forward_with_dropout(*tensors, 1, rng, training)
        got = answer.backward_with_dropout(dZ2, pair(got)[1])
        close(got, right_gradients(net, 1.0, np.array(dZ2, dtype=float)), what="the gradients")
        for name, gradient in got.items():
            float64(gradient, name)


@pytest.mark.guards("no listed mistake writes into dZ2 or returns a piece of it")
def test_backward_with_dropout_leaves_dz2_alone(answer):
    """The backward pass does not change dZ2, and its gradients share no memory with it."""
    for sizes, training in (((4, 3, 5, 2), True), ((1, 2, 2, 2), True), ((1, 2, 2, 2), False)):
        net = random_net(30, *sizes)
        dZ2 = slopes_of(net, 30)
        rng = np.random.default_rng(30)
        _, cache = pair(answer.forward_with_dropout(*net.values(), 0.5, rng, training))
        with unchanged(dZ2=dZ2):
            got = answer.backward_with_dropout(dZ2, cache)
        unshared(got, dZ2=dZ2)


@pytest.mark.errors
def test_backward_with_dropout_refuses_another_shape_of_dz2(answer):
    """A dZ2 that is not exactly (N, C) is a ValueError."""
    net = random_net(31, 2, 3, 4, 2)
    for training in (True, False):
        rng = np.random.default_rng(31)
        got = answer.forward_with_dropout(*net.values(), 0.5, rng, training=training)
        _, cache = pair(got)
        for shape in ((2,), (1, 2, 2), (1, 2), (2, 1), (3, 2), (2, 3), ()):
            refuses(ValueError, answer.backward_with_dropout, np.ones(shape), cache)
