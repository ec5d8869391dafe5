"""TransformFlow: the families maf, spline and nsf; transforms from z, one after the other, to a known base."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
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
        self.maps = {one: places for one, places in ((line, self.real), (circle, self.circular)) if places}
        self.raw_parameters = max(one.parameters for one in self.maps)
        self.conditioners = [Perceptron(weights, f"transform.{k}", options) for k in range(transforms)]
        self.mixings = [LuMixing(weights[f"mixing.{k}.factors"], weights[f"mixing.{k}.bias"])
                        for k in range(transforms) if f"mixing.{k}.factors" in weights]

    def _raw(self, k: int, places: np.ndarray, context: np.ndarray) -> np.ndarray:
        """Raw parameters [n, parameters, places from `first` on] of step k."""
        step = self.steps[k]
        inputs = [context, places if self.circular else places[:, :step.read]]
        for i in self.circular:
            angle = places[:, [step.places.index(i)]]
            inputs += [np.cos(angle), np.sin(angle)]
        raw = self.conditioners[k](np.concatenate(inputs, axis=1))
        return raw.reshape(-1, self.raw_parameters, self.features - step.first)

    def _groups(self, step: Step, places: Sequence[int],
                raw: np.ndarray) -> Iterator[tuple[Any, list[int], np.ndarray]]:
        """Each map, those of the places that it has, and its raw parameters [n, places, parameters] there."""
        for one, of in self.maps.items():
            group = [place for place in places if step.places[place] in of]
            if group:
                yield one, group, raw[:, :, [place - step.first for place in group]].transpose(0, 2, 1)

    def log_prob(self, z: np.ndarray, context: np.ndarray) -> np.ndarray:
        """ln q(z | context) [n] of z [n, features] and context [n, context]."""
        u, total = z, -LN_2PI * (0.5 * len(self.real) + len(self.circular))
        for k, step in enumerate(self.steps):
            places = u[:, step.places]
            raw, order, mapped = self._raw(k, places, context), list(range(step.first)), [places[:, :step.first]]
            for one, group, parameters in self._groups(step, range(step.first, self.features), raw):
                there, log_slope = one.forward(places[:, group], parameters)
                total = total + np.sum(log_slope, axis=1)
                order, mapped = order + group, [*mapped, there]
            u = np.concatenate(mapped, axis=1)[:, np.argsort([step.places[place] for place in order])]
            if self.mixings:
                real = self.mixings[k].forward(u[:, self.real])
                u = np.concatenate([real, u[:, self.circular]], axis=1)[:, np.argsort([*self.real, *self.circular])]
                total = total + self.mixings[k].log_det
        return total - 0.5 * np.sum(np.square(u[:, self.real]), axis=1)

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
                for one, group, parameters in self._groups(step, found, raw):
                    places[:, group] = one.inverse(u[:, group], parameters)
            z[:, step.places] = places
        return z
