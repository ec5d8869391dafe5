"""FlowEnsemble: conditional densities of the networks of a file, as a mixture with equal weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..base.errors import UsageError
from .embeddings import Shape, embedding_of
from .mixture import Mixture
from .perceptron import Weights
from .transform_flow import TransformFlow

FAMILIES = ["maf", "spline", "nsf", "mdn"]


class Flow:
    """One member: its density, and the embedding through which it sees its context."""

    def __init__(self, weights: Weights, options: Mapping[str, Any], features: int, circular: Sequence[int],
                 seen: Shape | None) -> None:
        if options["flow"] not in FAMILIES:
            raise UsageError(f"flow: {options['flow']} (NumPy knows {', '.join(FAMILIES)}); ask the command")
        self.embedding = embedding_of(weights, options, seen)
        self.density = (Mixture(weights, options, features) if options["flow"] == "mdn" else
                        TransformFlow(weights, options, features, circular))

    def log_prob(self, z: np.ndarray, context: np.ndarray) -> np.ndarray:
        """ln q(z | context) [n] of z [n, features] and context [n or 1, context]."""
        return self.density.log_prob(z, self._seen(context, len(z)))

    def sample(self, count: int, context: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draws [count, features] given a context [1, context]."""
        return self.density.sample(rng.standard_normal((count, self.density.normals)), self._seen(context, count))

    def _seen(self, context: np.ndarray, rows: int) -> np.ndarray:
        seen = self.embedding(context)
        return np.broadcast_to(seen, (rows, seen.shape[1]))


class FlowEnsemble:
    """All members of an estimator file; `seen` is the shape of what is given where that are data."""

    def __init__(self, members: Sequence[Weights], options: Mapping[str, Any], features: int,
                 circular: Sequence[int] = (), seen: Shape | None = None) -> None:
        own = options.get("ensemble", 1)
        each = [{**options, **one} for one in own] if isinstance(own, list) else [options] * len(members)
        self.members = [Flow(weights, one, features, circular, seen) for weights, one in zip(members, each)]

    def log_prob(self, z: np.ndarray, context: np.ndarray) -> np.ndarray:
        """ln of the mean density [n]."""
        z = z.astype(np.float32).astype(float)  # as the networks of the command see it
        members = np.array([member.log_prob(z, context) for member in self.members])
        return np.logaddexp.reduce(members, axis=0) - np.log(len(members))

    def sample(self, count: int, context: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draws [count, features] given a context [1, context], each of a member drawn by lot."""
        chosen = rng.integers(len(self.members), size=count)
        z = np.empty((count, self.members[0].density.features))
        for k, member in enumerate(self.members):
            z[chosen == k] = member.sample(int((chosen == k).sum()), context, rng)
        return z
