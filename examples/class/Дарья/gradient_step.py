"""The vanilla gradient update, iterated, and the mini-batches that feed it."""

import numpy as np


def gradient_step(params, grads, learning_rate):
    return {k: params[k] - learning_rate * grads[k] for k in params}


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    raise NotImplementedError


def minibatches(n, batch_size, rng):
    raise NotImplementedError
