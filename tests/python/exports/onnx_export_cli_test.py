"""ONNX against NumPy, which is tested against the command: every family with priors of every family."""

import unittest

import numpy as np

import support
from estimators import X, observation, trained


@support.needs("h5py", "onnx", "onnxruntime")
class Exports(unittest.TestCase):
    def compare(self, estimator, call, theta, x=X):
        """Values to the rounding of single precision, gradients to differences of fourth order."""
        import onnxruntime

        with support.folder():
            estimator.export("x.onnx")
            session = onnxruntime.InferenceSession("x.onnx", providers=["CPUExecutionProvider"])
        row = np.asarray(x, dtype=float).reshape(1, -1)

        def answer(places):
            return session.run(None, {"theta": places, "x": row})

        values, gradient = answer(theta)
        np.testing.assert_allclose(values, call(theta, x), rtol=1e-5, atol=1e-5, err_msg=str(estimator))
        places, step = theta[:5], 1e-5 * np.maximum(np.abs(theta[:5]), 0.1)
        for i in range(theta.shape[1]):
            move = np.zeros_like(places)
            move[:, i] = step[:, i]
            near, far = (answer(places + m)[0] - answer(places - m)[0] for m in (move, 2 * move))
            np.testing.assert_allclose((8 * near - far) / (12 * step[:, i]), gradient[:5, i], rtol=1e-5, atol=1e-5)

    def draws(self, estimator, x=X):
        """Draws, and a row outside the prior."""
        theta = estimator.sample(300, x, in_numpy=True).values
        return np.concatenate([theta, -9 * np.abs(theta[:1])])

    def test_posteriors(self):
        for name in ("maf", "nsf", "mdn", "lu", "spline"):
            estimator = trained("flows").estimator("m", name)
            self.compare(estimator, estimator.log_prob, self.draws(estimator))

    def test_circles(self):
        for name in ("spline", "nsf"):
            estimator = trained("evidence").estimator("circle", name)
            self.compare(estimator, estimator.log_prob, self.draws(estimator))

    def test_sets(self):
        estimator, x = trained("tables").estimator("m", "set"), observation("tables")
        self.compare(estimator, estimator.log_prob, self.draws(estimator, x), x)

    def test_likelihoods(self):
        estimator = trained("evidence").estimator("line", "nle")
        self.compare(estimator, estimator.log_likelihood, np.random.default_rng(1).normal(size=(300, 2)))


if __name__ == "__main__":
    unittest.main()
