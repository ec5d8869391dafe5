"""Densities of the data: ln q(x | theta) of kind nle, ln q(x | M) of kind marginal_flow."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base.errors import DataError
from .data_view import data_shape_of, rows_of
from .estimator_file import EstimatorFile
from .flow_ensemble import FlowEnsemble
from .parameter_space import ParameterSpace
from .scales import Scales

CENTRED = 2 * np.sqrt(3)  # scale of (F - 1/2) that has unit variance
CONSTANT, COPY = 2, 3  # roles of columns that have no density


class DataColumns:
    """The numbers of the data that a density is over; the others must be as in all simulations."""

    def __init__(self, array: np.ndarray) -> None:
        self.role, self.reference = array[:, 0], array[:, 1]
        self.kept = np.flatnonzero(self.role < CONSTANT)

    def select(self, x: np.ndarray) -> np.ndarray:
        """Columns [n, kept] of x [n, data]."""
        single = x.astype(np.float32)
        for j in np.flatnonzero(self.role >= CONSTANT):
            is_constant = self.role[j] == CONSTANT
            wanted = np.float32(self.reference[j]) if is_constant else single[:, int(self.reference[j])]
            if np.any(single[:, j] != wanted):
                what = f"it is {self.reference[j]}" if is_constant else f"it equals column {int(self.reference[j])}"
                raise DataError(f"data column {j} ({what} in all simulations, so that no parameters explain it)")
        return x[:, self.kept]


class FlowLikelihood:
    """q(x | theta) of kind nle."""

    def __init__(self, file: EstimatorFile) -> None:
        self.space = ParameterSpace(file.spec["parameters"])
        self.columns, self.scales = DataColumns(file.arrays["x_columns"]), Scales(file.arrays["x_standardizer"])
        self.shape = data_shape_of(file, len(self.columns.role))
        self.flows = FlowEnsemble(file.members, file.spec["options"], len(self.columns.kept),
                                  seen=(len(self.space),))

    def rows(self, x: Any) -> np.ndarray:
        """Data as rows [n, numbers]."""
        return rows_of(x, self.shape)

    def log_likelihood(self, theta: Any, x: Any) -> np.ndarray:
        """ln q(x | theta) [n] of theta [n, d] and one observation or n of them; -inf outside the prior."""
        theta = self.space.rows(theta)
        data = self.columns.select(rows_of(x, self.shape))
        inside, result = self.space.contains(theta), np.full(len(theta), -np.inf)
        data = data if len(data) == 1 else data[inside]
        context = self.space.to_coordinates(theta[inside], CENTRED).astype(np.float32).astype(float)
        seen = np.broadcast_to(self.scales.apply(data), (len(context), data.shape[1]))
        result[inside] = self.flows.log_prob(seen, context) + self.scales.log_abs_det(data)
        return result


class FlowEvidence:
    """q(x | M) of each model, of kind marginal_flow."""

    def __init__(self, file: EstimatorFile) -> None:
        self.models = [str(model) for model in file.spec["models"]]
        self.columns = DataColumns(file.arrays["x_columns"])
        self.scales = [Scales(file.arrays[f"x_standardizer.{model}"]) for model in self.models]
        self.shape = data_shape_of(file, len(self.columns.role))
        size = len(file.members) // len(self.models)
        self.flows = [FlowEnsemble(file.members[k * size:(k + 1) * size], {**file.spec["options"], "ensemble": size},
                                   len(self.columns.kept)) for k in range(len(self.models))]

    def log_evidence(self, x: Any) -> np.ndarray:
        """ln q(x | M) [n, models] of each observation."""
        data = self.columns.select(rows_of(x, self.shape))
        return np.stack([flows.log_prob(scales.apply(data), np.zeros((1, 0))) + scales.log_abs_det(data)
                         for flows, scales in zip(self.flows, self.scales)], axis=1)

    def log_k(self, x: Any) -> np.ndarray:
        """ln K [n, models, models] of each observation, the first model over the second."""
        log_z = self.log_evidence(x)
        return log_z[:, :, None] - log_z[:, None, :]
