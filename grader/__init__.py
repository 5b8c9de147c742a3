"""Grade exercises in deep learning: checks, confinement, scores and reports."""
