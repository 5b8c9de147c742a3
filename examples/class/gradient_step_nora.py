"""Zeros of the right shape. Wrong, but honest: the twin of gradient_step_nadia."""
import numpy as np


def gradient_step(params, grads, learning_rate):
    return {name: np.zeros(np.shape(value)) for name, value in params.items()}


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    return np.zeros((n_steps + 1, *np.shape(theta0)))
