"""Two regularised fits: odds by logistic regression, and a choice among many (参数拟合)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]


def fit_logistic(
    values: Array, labels: Array, *, penalty: float, counts: Array | None = None
) -> tuple[float, Array]:
    """Intercept and weights by iteratively reweighted least squares, L2 on standardised values.

    `counts` says for how many rows each row stands; one each without it.
    """
    counts = np.ones(len(values)) if counts is None else counts
    mean = np.average(values, axis=0, weights=counts)
    spread = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=counts)) + 1e-9
    design = np.column_stack([np.ones(len(values)), (values - mean) / spread])
    ridge = np.diag([1e-6] + [penalty] * values.shape[1])
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        gradient = design.T @ (counts * (labels - chance)) - ridge @ beta
        curvature = (design * (counts * chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    weights = beta[1:] / spread
    return float(beta[0] - weights @ mean), weights


def fit_choice(groups: Sequence[Array], right: Sequence[Array], *, penalty: float) -> Array:
    """Weights >= 0 that give right rows of each group the most of the group's softmax."""
    spread = np.concatenate(groups).std(axis=0) + 1e-9
    scaled = [group / spread for group in groups]

    def loss(beta: Array) -> tuple[float, Array]:
        total, gradient = penalty * float(beta @ beta) / 2, penalty * beta
        for group, mark in zip(scaled, right, strict=True):
            sums = group @ beta
            odds = np.exp(sums - sums.max())
            hit = odds * mark
            total -= float(np.log(hit.sum() / odds.sum()))
            gradient = gradient - (hit / hit.sum() - odds / odds.sum()) @ group
        return total, gradient

    size = scaled[0].shape[1]
    found = minimize(
        loss, np.full(size, 0.3), jac=True, method="L-BFGS-B", bounds=[(0, None)] * size
    )
    return np.asarray(found.x / spread)
