"""TransformFlow: the families maf, spline and nsf; transforms from z, one after the other, to a known base."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .orders import orders_of
from .perceptron import Perceptron, Weights
from .special import LN_2PI, erfc
from .transforms import Affine, LuMixing, RationalQuadratic


class Step:
    """One transform: its conditioner reads the context and `read` coordinates, and chooses maps of those from `first`.

    `places` are the coordinates in the order that it has them in, `passes` the places found together on the way back.
    """

    def __init__(self, places: Sequence[int], read: int, first: int, passes: list[list[int]]) -> None:
        self.places, self.read, self.first, self.passes = list(places), read, first, passes


def autoregressive_steps(features: int, transforms: int) -> list[Step]:
    """Each coordinate given those before it in the order of the step."""
    return [Step(range(features), features, 0, [[i] for i in order]) for order in orders_of(features, transforms)]


def coupling_steps(features: int, transforms: int) -> list[Step]:
    """The second half of the coordinates given the first."""
    steps = []
    for k, order in enumerate(orders_of(features, transforms)):
        read = 0 if features == 1 else (features + k % 2) // 2
        steps.append(Step(order, read, read, [list(range(read, features))]))
    return steps


class TransformFlow:
    """q(z | context) of the weights of one network."""

    def __init__(self, weights: Weights, options: Mapping[str, Any], features: int, circular: Sequence[int]) -> None:
        family, transforms = options["flow"], int(options.get("transforms", 5))
        self.features, self.normals, self.circular = features, features, list(circular)
        self.real = [i for i in range(features) if i not in self.circular]
        self.steps = (coupling_steps if family == "nsf" else autoregressive_steps)(features, transforms)
        bins, bound = int(options.get("bins", 8)), float(options.get("tail_bound", 5))
        line = Affine() if family == "maf" else RationalQuadratic(bins, bound)
        circle = RationalQuadratic(bins, math.pi, circular=True)
        self.maps = [circle if i in self.circular else line for i in range(features)]
        self.raw_parameters = max(one.parameters for one in self.maps)
        self.conditioners = [Perceptron(weights, f"transform.{k}", options) for k in range(transforms)]
        self.mixings = [LuMixing(weights[f"mixing.{k}.factors"], weights[f"mixing.{k}.bias"])
                        for k in range(transforms) if f"mixing.{k}.factors" in weights]

    def _raw(self, k: int, places: np.ndarray, context: np.ndarray) -> np.ndarray:
        """Raw parameters [n, parameters, places from `first` on] of step k."""
        step = self.steps[k]
        if self.circular:
            angles = [places[:, step.places.index(i)] for i in self.circular]
            inputs = [context, places, *(part[:, None] for angle in angles for part in (np.cos(angle), np.sin(angle)))]
        else:
            inputs = [context, places[:, :step.read]]
        raw = self.conditioners[k](np.concatenate(inputs, axis=1))
        return raw.reshape(len(places), self.raw_parameters, self.features - step.first)

    def _parameters(self, step: Step, raw: np.ndarray, place: int) -> tuple[Any, np.ndarray]:
        """The map at a place, and its raw parameters [n, parameters]."""
        one = self.maps[step.places[place]]
        return one, raw[:, :one.parameters, place - step.first]

    def log_prob(self, z: np.ndarray, context: np.ndarray) -> np.ndarray:
        """ln q(z | context) [n] of z [n, features] and context [n, context]."""
        u = np.array(z, dtype=float)
        total = np.full(len(u), -LN_2PI * (0.5 * len(self.real) + len(self.circular)))
        for k, step in enumerate(self.steps):
            places = u[:, step.places]
            raw, mapped = self._raw(k, places, context), places.copy()
            for place in range(step.first, self.features):
                one, parameters = self._parameters(step, raw, place)
                mapped[:, place], log_slope = one.forward(places[:, place], parameters)
                total += log_slope
            u[:, step.places] = mapped
            if self.mixings:
                u[:, self.real] = self.mixings[k].forward(u[:, self.real])
                total += self.mixings[k].log_det
        return total - 0.5 * np.square(u[:, self.real]).sum(axis=1)

    def sample(self, normals: np.ndarray, context: np.ndarray) -> np.ndarray:
        """Draws z [n, features] from standard normals of that shape; uniform angles are made of those of circles."""
        z = np.array(normals, dtype=float)
        for i in self.circular:
            z[:, i] = math.pi * (1 - erfc(z[:, i] / math.sqrt(2)))
        for k in reversed(range(len(self.steps))):
            step = self.steps[k]
            if self.mixings:
                z[:, self.real] = self.mixings[k].inverse(z[:, self.real])
            u = z[:, step.places]
            places = u.copy()
            for found in step.passes:
                raw = self._raw(k, places, context)
                for place in found:
                    one, parameters = self._parameters(step, raw, place)
                    places[:, place] = one.inverse(u[:, place], parameters)
            z[:, step.places] = places
        return z
