import matplotlib.pyplot as plt
import torch


def forward_pass(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = map(torch.as_tensor, (X, W1, b1, W2, b2))
    return torch.relu(X @ W1 + b1) @ W2 + b2, None


def show(losses):
    plt.plot(losses)
