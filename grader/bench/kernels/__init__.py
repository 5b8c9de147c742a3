"""The works of each kernel: inputs, other libraries that do the same, and what must agree."""
