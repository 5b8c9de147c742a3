"""Public checks of the two-layer network: the worked example and a slightly larger net."""

import numpy as np

from grader.testing import close, equal, unchanged

X = [[1.0, 2.0], [1.0, 4.0]]
W1, b1 = [[1.0, -1.0], [0.0, 1.0]], [0.0, -2.0]
W2, b2 = [[2.0], [3.0]], [1.0]
Y = [[2.0], [6.0]]

# Four samples, three inputs, five hidden units, two outputs.
SMALL_X = [[0, 1, -1], [1, 1, 1], [3, -2, 0], [-2, 3, 3]]
SMALL_W1, SMALL_B1 = [[0, 2, 2, 0, -2], [1, 0, 2, 2, 1], [2, 1, -2, 1, 2]], [-2, -1, 1, -2, -2]
SMALL_W2, SMALL_B2 = [[-1, 2], [1, -2], [1, 0], [2, -1], [1, -1]], [0, -2]


def arrays(*tensors):
    """Fresh float arrays, so that no check can spoil another."""
    return [np.array(tensor, dtype=float) for tensor in tensors]


def items(result, names):
    """The items of a returned tuple, or a failure that says which ones were expected."""
    assert isinstance(result, (tuple, list)) and len(result) == len(names), (
        f"expected the {len(names)} values ({', '.join(names)}), got {result!r}"
    )
    return result


def test_forward_pass_worked_example(answer):
    """The network of the example gives 3 for its first sample and 6 for its second."""
    Z2, _ = items(answer.forward_pass(*arrays(X, W1, b1, W2, b2)), ["Z2", "cache"])
    close(Z2, [[3.0], [6.0]], what="Z2")


def test_forward_pass_with_negative_outputs(answer):
    """An output may be negative: nothing comes after the second affine layer."""
    net = arrays(SMALL_X, SMALL_W1, SMALL_B1, SMALL_W2, SMALL_B2)
    Z2, _ = items(answer.forward_pass(*net), ["Z2", "cache"])
    close(Z2, [[5, -2], [6, -5], [8, -12], [18, -6]], what="Z2")


def test_backward_pass_worked_example(answer):
    """All five gradients of the example are right."""
    _, cache = items(answer.forward_pass(*arrays(X, W1, b1, W2, b2)), ["Z2", "cache"])
    want = {
        "dX": [[2.0, 0.0], [-2.0, 6.0]],
        "dW1": [[6.0, 6.0], [20.0, 24.0]],
        "db1": [6.0, 6.0],
        "dW2": [[3.0], [2.0]],
        "db2": [3.0],
    }
    got = answer.backward_pass(np.array([[1.0], [2.0]]), cache)
    close(got, want, what="the result", factors={"N": 2})


def test_backward_pass_shapes(answer):
    """Each gradient has the shape of the tensor that it belongs to."""
    net = arrays(SMALL_X, SMALL_W1, SMALL_B1, SMALL_W2, SMALL_B2)
    _, cache = items(answer.forward_pass(*net), ["Z2", "cache"])
    got = answer.backward_pass(np.ones((4, 2)), cache)
    assert isinstance(got, dict), f"expected a dict of gradients, got {got!r}"
    want = {"dX": (4, 3), "dW1": (3, 5), "db1": (5,), "dW2": (5, 2), "db2": (2,)}
    shapes = {name: getattr(gradient, "shape", None) for name, gradient in got.items()}
    equal(shapes, want, what="the dict of shapes")


def test_train_step_reports_the_loss_before_the_step(answer):
    """The loss of the example before the step is 0.5, returned fifth and as a float."""
    step = answer.train_step(*arrays(X, Y, W1, b1, W2, b2), 0.5)
    loss = items(step, ["W1", "b1", "W2", "b2", "loss"])[4]
    assert isinstance(loss, float), f"the loss should be a float, got {loss!r}"
    close(loss, 0.5, what="the loss")


def test_train_step_worked_example(answer):
    """One step with learning rate 0.5 gives the parameters of the example."""
    step = answer.train_step(*arrays(X, Y, W1, b1, W2, b2), 0.5)
    got = items(step, ["W1", "b1", "W2", "b2", "loss"])
    want = [[[0.0, -1.0], [-2.0, 1.0]], [-1.0, -2.0], [[1.5], [3.0]], [0.5]]
    for name, new, expected in zip(["W1", "b1", "W2", "b2"], got[:4], want, strict=True):
        close(new, expected, what=f"the new {name}")


def test_train_step_leaves_its_arguments_alone(answer):
    """A training step returns new parameters and leaves the given ones as they were."""
    names = ["X", "y", "W1", "b1", "W2", "b2"]
    tensors = arrays(X, Y, W1, b1, W2, b2)
    with unchanged(**dict(zip(names, tensors, strict=True))):
        answer.train_step(*tensors, 0.5)
