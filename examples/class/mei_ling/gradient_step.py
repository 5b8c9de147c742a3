# saved with Notepad: a byte order mark and Windows line ends
import numpy as np


def gradient_step(params, grads, learning_rate):
    for name in params:
        params[name] = params[name] - learning_rate * grads[name]
    return params


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    history = [theta0]
    for step in range(n_steps):
        history.append(history[-1] - learning_rate * grad_fn(history[-1]))
    return np.array(history)
