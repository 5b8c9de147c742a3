"""全部できたと思います。"""
import numpy as np


def gradient_step(params, grads, learning_rate):
    if not isinstance(params, dict) or not isinstance(grads, dict):
        raise TypeError("辞書ではありません")
    if params.keys() != grads.keys():
        raise ValueError("キーが違います")
    率 = _学習率(learning_rate)
    新 = {}
    for 名前 in params:
        値 = np.array(params[名前], dtype=np.float64)
        勾配 = np.array(grads[名前], dtype=np.float64)
        if 値.shape != 勾配.shape:
            raise ValueError("形が違います")
        新[名前] = 値 - 率 * 勾配
    return 新


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    率 = _学習率(learning_rate)
    回数 = _整数(n_steps, 0)
    点 = np.array(theta0, dtype=np.float64)
    軌跡 = np.zeros((回数 + 1,) + 点.shape)
    軌跡[0] = 点
    for k in range(回数):
        軌跡[k + 1] = 軌跡[k] - 率 * np.asarray(grad_fn(np.copy(軌跡[k])))
    return 軌跡


def minibatches(n, batch_size, rng):
    n, 大きさ = _整数(n, 0), _整数(batch_size, 1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng")
    順 = rng.permutation(n)
    return [順[i : i + 大きさ] for i in range(0, n, 大きさ)]


def _学習率(x):
    if isinstance(x, (bool, np.bool_)) or np.asarray(x).dtype.kind not in "iuf":
        raise TypeError("数ではありません")
    if not (0 <= x < np.inf):
        raise ValueError("範囲外です")
    return float(x)


def _整数(x, 最小):
    if isinstance(x, (bool, np.bool_)) or np.asarray(x).dtype.kind not in "iu":
        raise TypeError("整数ではありません")
    if x < 最小:
        raise ValueError("範囲外です")
    return int(x)
