"""Derivatives against central differences of fourth order, in double precision."""

import unittest

import numpy as np

import support
from inquest.base.errors import UsageError
from inquest.exports.onnx_gradient import gradient
from inquest.exports.onnx_graph import OnnxGraph

X = np.array([[0.3, -2.0, 1.5, 0.1], [-0.7, 4.0, 0.2, 3.0], [1.1, 0.9, -1.0, 0.5]])
STEP = 1e-3
FORMULAS = {
    "sum": lambda x: np.sum(x, axis=1),
    "arithmetic": lambda x: np.sum((2 - x) * x / (1 + x * x) - x**2 - (-x), axis=1),
    "functions": lambda x: np.sum(np.exp(x) + np.log(np.abs(x)) + np.tanh(x) * np.cos(x) - np.sin(x), axis=1),
    "roots": lambda x: np.sum(np.sqrt(1 + x * x), axis=1),
    "larger": lambda x: np.sum(np.maximum(x, 0.15) * np.minimum(1, x), axis=1),
    "where": lambda x: np.sum(np.where(x > 0, x * x, -x), axis=1),
    "repeated": lambda x: np.sum(x[:, :1] * x, axis=1) + np.sum(x[:, None, :] * x[:, :, None], axis=2)[:, 1],
    "log of sums": lambda x: np.logaddexp.reduce(3 * x, axis=1) + np.logaddexp(x[:, 0], x[:, 1]),
    "softmax": lambda x: (np.exp(x - np.max(x, axis=1, keepdims=True)) / np.sum(
        np.exp(x - np.max(x, axis=1, keepdims=True)), axis=1, keepdims=True))[:, 1],
    "cumulative": lambda x: np.cumsum(np.square(x), axis=1)[:, 2],
    "shapes": lambda x: np.sum(x.reshape(-1, 2, 2).transpose(0, 2, 1)[..., 0] * x[:, 1:3], axis=1),
    "places": lambda x: np.sum(np.concatenate([x[:, [3, 3, 1]], x * x], axis=1) * np.arange(7.0), axis=1),
    "over a middle axis": lambda x: np.sum(np.sum(np.exp(x.reshape(-1, 2, 2)), axis=1) ** 2, axis=1),
}


def differences(formula):
    def at(move):
        return formula(X + move)

    moves = STEP * np.eye(X.shape[1])
    return np.stack([(8 * (at(m) - at(-m)) - at(2 * m) + at(-2 * m)) / (12 * STEP) for m in moves], axis=1)


@support.needs("onnx")
class Gradients(unittest.TestCase):
    def test_every_rule(self):
        from onnx.reference import ReferenceEvaluator

        for name, formula in FORMULAS.items():
            graph = OnnxGraph()
            x = graph.input("x", X.shape[1])
            model = graph.model({"g": gradient(graph, formula(x), x)}, {})
            # The differences err by STEP^4 / 30 times fifth derivatives, which are below 1e4 here.
            np.testing.assert_allclose(ReferenceEvaluator(model).run(None, {"x": X})[0], differences(formula),
                                       rtol=1e-8, atol=1e-8, err_msg=name)

    def test_what_has_no_rule_is_told(self):
        graph = OnnxGraph()
        x = graph.input("x", 4)
        with self.assertRaisesRegex(UsageError, "the derivative of Pow .not known"):
            gradient(graph, np.sum(x**3, axis=1), x)


if __name__ == "__main__":
    unittest.main()
