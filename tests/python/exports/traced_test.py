import unittest

import numpy as np

import support
from inquest.base.errors import UsageError
from inquest.exports.onnx_graph import OnnxGraph

X = np.array([[0.3, -2.0, 1.5, 0.0], [-0.7, 4.0, 0.2, 3.0], [1.0, 1.0, -1.0, 0.5]])
MATRIX = np.arange(12.0).reshape(4, 3) / 7

FORMULAS = {
    "operators": lambda x: (2 - x) * x / (1 + x * x) - x**2 + (-x)**3,
    "comparisons": lambda x: (x >= 0) * 1.0 + ((x < 1) & (x > 0)) + ((x <= 0.3) | (x == 1)),
    "functions": lambda x: np.exp(x) + np.log(np.abs(x) + 1) + np.tanh(x) + np.cos(x) * np.sin(x) + np.floor(x),
    "composed": lambda x: np.log1p(x * x) + np.square(x) + np.hypot(x, 2) + np.arcsinh(x) + np.sqrt(x * x + 1),
    "larger": lambda x: np.maximum(x, 0) - np.minimum(x, 0.5) + np.sign(x),
    "log of sums": lambda x: np.logaddexp(0, 50 * x) + np.logaddexp.reduce(x, axis=1)[:, None],
    "where": lambda x: np.where(x > 0, x, 7),
    "places": lambda x: x[:, [2, 0]] - x[:, 1:3] + x[:, 3][:, None] + x[..., 1][:, None],
    "axes": lambda x: np.sum(x[:, None, :] * x[:, :, None], axis=2),
    "reversed": lambda x: x[:, ::-1],
    "sums": lambda x: x - np.sum(x, axis=-1, keepdims=True) + np.max(x, axis=1, keepdims=True),
    "cumulative": lambda x: np.cumsum(x, axis=-1),
    "matrices": lambda x: np.concatenate([x @ MATRIX, x[:, :0], x], axis=1),
    "shapes": lambda x: x.reshape(-1, 2, 2).transpose(0, 2, 1) @ x.reshape(-1, 2, 2),
    "filled": lambda x: np.zeros_like(x) + 3 * np.ones_like(x[:, :1]),
    "taken": lambda x: np.take_along_axis(x, np.sum(x > 0, axis=-1)[..., None] - 1, axis=-1)[..., 0],
}


@support.needs("onnx")
class Formulas(unittest.TestCase):
    def traced(self, formula, x=X):
        from onnx.reference import ReferenceEvaluator

        graph = OnnxGraph()
        value = formula(graph.input("x", x.shape[1]))
        found = ReferenceEvaluator(graph.model({"y": value}, {})).run(None, {"x": x})[0]
        self.assertEqual(value.shape, (0, *found.shape[1:]))
        return found

    def test_a_graph_gives_what_numpy_gives(self):
        for name, formula in FORMULAS.items():
            np.testing.assert_allclose(self.traced(formula), formula(X), rtol=1e-12, atol=1e-12, err_msg=name)

    def test_rounding_is_to_single_precision(self):
        np.testing.assert_array_equal(self.traced(lambda x: x.rounded()), X.astype(np.float32))

    def test_one_row_becomes_as_many_as_another_has(self):
        found = self.traced(lambda x: (x[:, :2] * 0 + 1).expanded(x))
        np.testing.assert_array_equal(found, np.ones((3, 2)))

    def test_rows_of_a_table_are_those_of_the_last_edge_that_is_not_above(self):
        edges, x = np.array([-1, 0, 2, 2.5, 7]), np.array([[-5], [-1], [-0.1], [0], [2.4], [2.5], [100]])
        table = np.stack([np.arange(5), np.arange(5)**2], axis=1)
        index = np.maximum(np.searchsorted(edges, x[:, 0], side="right") - 1, 0)
        np.testing.assert_array_equal(self.traced(lambda x: x.row_of(edges, table), x)[:, 0], table[index])

    def test_what_is_asked_for_twice_is_there_once(self):
        graph = OnnxGraph()
        x = graph.input("x", 4)
        self.assertEqual((x + 1).name, (x + 1).name)
        self.assertEqual(len(graph.nodes), 1)

    def test_what_is_not_known_is_told(self):
        for formula, text in ((np.arctan, "arctan"), (lambda x: np.fft.fft(x), "fft"), (lambda x: x[:1], "places"),
                              (lambda x: np.add.reduce(x), "add")):
            with self.assertRaisesRegex(UsageError, f"{text}.* \\(not written as ONNX\\)"):
                formula(OnnxGraph().input("x", 4))


if __name__ == "__main__":
    unittest.main()
