import numpy as np


def ok(lr):
    if isinstance(lr, (bool, np.bool_)) or not np.isscalar(lr) or isinstance(lr, str):
        raise TypeError("learning rate")
    if not np.isfinite(lr) or lr < 0:
        raise ValueError("learning rate")


def whole(n, low):
    if isinstance(n, (bool, np.bool_)) or not isinstance(n, (int, np.integer)):
        raise TypeError("integer")
    if n < low:
        raise ValueError("too small")


def gradient_step(params, grads, learning_rate):
    if not isinstance(params, dict) or not isinstance(grads, dict):
        raise TypeError("dicts")
    if set(params) != set(grads):
        raise ValueError("keys")
    ok(learning_rate)
    for k in params:
        if np.shape(params[k]) != np.shape(grads[k]):
            raise ValueError(k)
    lr = float(learning_rate)
    return {k: np.asarray(params[k], float) + lr * np.asarray(grads[k], float) for k in params}


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    ok(learning_rate)
    whole(n_steps, 0)
    t = np.array(theta0, float)
    out = [t]
    for _ in range(int(n_steps)):
        t = t - float(learning_rate) * np.asarray(grad_fn(t.copy()), float)
        out.append(t)
    return np.stack(out)


def minibatches(n, batch_size, rng):
    whole(n, 0)
    whole(batch_size, 1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng")
    idx = rng.permutation(int(n))
    k = int(n) // int(batch_size)
    return [idx[i * int(batch_size) : (i + 1) * int(batch_size)] for i in range(k)]
