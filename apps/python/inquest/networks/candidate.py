"""CandidateEvidence: ln p(x | M) of kind npe_nle, by q(x | theta) p(theta) / q(theta | x) of draws of q(theta | x)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .estimator_file import EstimatorFile, read_estimator_file
from .likelihood import FlowLikelihood
from .posterior import FlowPosterior

DRAWS = 2000  # of each posterior, as the command takes by default


class CandidateEvidence:
    """A likelihood and a posterior of each model, whose files stand beside the index."""

    def __init__(self, file: EstimatorFile) -> None:
        self.models = [str(model) for model in file.spec["models"]]
        stem = str(file.path.with_suffix(""))

        def part(model: str, kind: str) -> EstimatorFile:
            return read_estimator_file(f"{stem}.{model}.{kind}.h5")

        def opened(kind: type, part: EstimatorFile) -> Any:
            network = kind(part)
            part.require_all_used()
            return network

        self.likelihoods = [opened(FlowLikelihood, part(model, "nle")) for model in self.models]
        self.posteriors = [opened(FlowPosterior, part(model, "npe")) if len(likelihood.space) else None
                           for model, likelihood in zip(self.models, self.likelihoods)]

    def log_evidence(self, x: Any, draws: int = DRAWS, seed: int = 1) -> np.ndarray:
        """ln p(x | M) [n, models] of each observation; its error falls with the root of the draws."""
        rows = self.likelihoods[0].rows(x)
        return np.array([[self._of_one(m, row, draws, seed) for m in range(len(self.models))] for row in rows])

    def log_k(self, x: Any) -> np.ndarray:
        """ln K [n, models, models] of each observation, the first model over the second."""
        log_z = self.log_evidence(x)
        return log_z[:, :, None] - log_z[:, None, :]

    def _of_one(self, m: int, x: np.ndarray, draws: int, seed: int) -> float:
        likelihood, posterior = self.likelihoods[m], self.posteriors[m]
        if posterior is None:
            return float(likelihood.log_likelihood(np.empty((1, 0)), x)[0])
        theta, log_q = posterior.sample(draws, x, seed)
        log_ratio = likelihood.log_likelihood(theta, x) + likelihood.space.log_prior(theta) - log_q
        return float(np.logaddexp.reduce(log_ratio) - np.log(draws))
