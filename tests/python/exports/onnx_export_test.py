"""ONNX against NumPy, on networks of chance and files of an earlier build, which need no training."""

import unittest
from pathlib import Path

import numpy as np

import support
from inquest.base.errors import UsageError
from inquest.exports.onnx_export import export_onnx
from inquest.networks.estimator_file import EstimatorFile, Weights
from inquest.networks.evidence import EvidenceNetwork
from inquest.networks.moments import MomentPosterior
from inquest.results.estimator import Estimator

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
RNG = np.random.default_rng(5)
X = np.array([[0.3, 40.0, 2.0], [-1.0, 0.2, 0.0], [0.1, -500.0, 7.0]])
SCALES = np.array([[0, 0.5, 1], [1, 2, 0.7], [0, 3, 0], [0, 0.4, 0], [0, 2, 1]], dtype=float)  # none, asinh, log1p


def weights(prefix, *widths):
    names = {}
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        names[f"{prefix}.weight.{i}"] = RNG.normal(size=(outputs, inputs)).astype(np.float32) / np.sqrt(inputs)
        names[f"{prefix}.bias.{i}"] = RNG.normal(size=outputs).astype(np.float32)
    return names


def evidence(loss, **options):
    options = {"loss": loss, "alpha": 2, "leak": 1.5, "ensemble": 2, "activation": "silu", **options}
    widths = (3, 8, 8, 8, 2) if options.get("residual") else (3, 8, 8, 2)
    members = [Weights(weights("network", *widths)) for _ in range(4)]
    spec = {"models": ["a", "b", "c"], "symmetry": {"sign": True, "reverse": True, "shift": 0}, "options": options}
    return EstimatorFile(Path("e.h5"), "evidence", spec, {"x_standardizer": SCALES}, members)


def moments(loss="score"):
    prior = {"prior": {"uniform": [0, 1]}}
    spec = {"parameters": {"a": prior, "b": prior, "c": prior},
            "options": {"loss": loss, "activation": "tanh", "ensemble": 2,
                        "embedding": {"kind": "mlp", "activation": "relu"}}}
    members = []
    one_step = loss == "gaussian"
    for prefix, outputs in ((("moments", 9),) if one_step else (("mean", 3), ("covariance", 6))) * 2:
        members.append(Weights({**weights("embedding", 3, 5, 4), **weights(prefix, 4, 6, outputs)}))
    theta = np.array([[0.2, 0.3, 0.4], [1, 2, 3]], dtype=float)
    arrays = {"x_standardizer": SCALES, "theta_standardizer": theta}
    return EstimatorFile(Path("m.h5"), "moments", spec, arrays, members)


@support.needs("onnx")
class Onnx(unittest.TestCase):
    def outputs(self, file):
        from onnx.reference import ReferenceEvaluator

        with support.folder():
            export_onnx(file, Path("x.onnx"))
            return ReferenceEvaluator("x.onnx").run(None, {"x": X})

    def test_evidence_networks(self):
        for file in (evidence("logistic"), evidence("l-pop-exponential", activation="relu"), evidence("direct-log"),
                     evidence("pop-exponential", residual=True)):
            network = EvidenceNetwork(file)
            log_k = network.log_k(X)[:, :, 0]
            np.testing.assert_allclose(self.outputs(file)[0], log_k, rtol=1e-5, atol=1e-5)

    def test_moment_networks(self):
        for file in (moments(), moments("gaussian")):
            found, (mean, covariance) = self.outputs(file), MomentPosterior(file).moments(X)
            np.testing.assert_allclose(found[0], mean, rtol=1e-5, atol=1e-5)
            np.testing.assert_allclose(found[1], covariance, rtol=1e-5, atol=1e-5)

    @support.needs("onnxruntime")
    def test_a_runtime_takes_it(self):
        import onnxruntime

        files = [evidence("l-pop-exponential"), evidence("direct-log"), moments()]
        wanted = [EvidenceNetwork(file).log_k(X)[:, :, 0] for file in files[:2]]
        wanted.append(MomentPosterior(files[2]).moments(X)[0])
        for file, values in zip(files, wanted):
            with support.folder():
                export_onnx(file, Path("x.onnx"))
                session = onnxruntime.InferenceSession("x.onnx", providers=["CPUExecutionProvider"])
                np.testing.assert_allclose(session.run(None, {"x": X})[0], values, rtol=1e-5, atol=1e-5)

    def test_what_is_refused(self):
        convolutions = evidence("logistic")
        convolutions.spec["options"]["embedding"] = {"kind": "cnn"}
        summary = evidence("logistic")
        summary.spec["data"] = {"shape": [8, 8], "summary": {"kind": "spectrum", "shells": 3}}
        for file, text in ((EstimatorFile(Path("f.h5"), "marginal_flow", {}, {}, []),
                            "f.h5 is of kind marginal_flow .ONNX has evidence, moments, npe, nle.; export it as .safe"),
                           (convolutions, "embedding of kind cnn"), (summary, "data.summary .ONNX has no spectra")):
            with self.assertRaisesRegex(UsageError, text):
                export_onnx(file, Path("x.onnx"))


@support.needs("h5py", "onnx", "onnxruntime")
class Densities(unittest.TestCase):
    """Of files of an earlier build, whose numbers are those of tests/golden."""

    def answers(self, name, theta, x):
        import onnxruntime

        with support.folder():
            Estimator(GOLDEN / name).export("x.onnx")
            session = onnxruntime.InferenceSession("x.onnx", providers=["CPUExecutionProvider"])
        return session.run(None, {"theta": np.array(theta, dtype=float), "x": np.array(x, dtype=float)})

    def test_log_prob(self):
        theta = [[70, 0.3], [52, 0.9], [88, 0.05], [61.5, 0.5], [49, 0.3], [70, 1], [np.nan, 0.3]]
        log_prob, gradient = self.answers("npe.h5", theta, [[0.4, -1.1]])
        np.testing.assert_allclose(log_prob[:4], [-4.406881218, -6.590044514, -10.47239375, -3.694917089], atol=1e-5)
        np.testing.assert_array_equal(log_prob[4:], -np.inf)  # beyond the prior, on its edge, no number
        np.testing.assert_array_equal(gradient[4:], 0)

    def test_each_row_has_data_of_its_own(self):
        theta, x = np.array([[70, 0.3], [52, 0.9], [88, 0.05]]), np.array([[0.4, -1.1], [0, 1], [-2, -1]])
        expected = Estimator(GOLDEN / "npe.h5").log_prob(theta, x)
        np.testing.assert_allclose(self.answers("npe.h5", theta, x)[0], expected, rtol=1e-5, atol=1e-5)

    def test_log_likelihood(self):
        theta = [[70, 0.3], [52, 2.9], [88, -0.5], [10, 0]]
        values, gradient = self.answers("nle.h5", theta, [[4, 7, 0.2, 30]])
        np.testing.assert_allclose(values[:3], [-12.16470297, -10.99417516, -15.32724086], atol=1e-5)
        self.assertEqual(values[3], -np.inf)
        self.assertEqual(gradient.shape, (4, 2))

    def test_data_that_the_command_refuses_give_no_number(self):
        self.assertTrue(np.isnan(self.answers("nle.h5", [[70, 0.3]], [[4, 8, 0.2, 30]])[0]).all())
        self.assertTrue(np.isnan(self.answers("npe.h5", [[70, 0.3]], [[np.inf, 0]])[0]).all())

    def test_gradients_are_differences(self):
        for name, x in (("npe.h5", [[0.4, -1.1]]), ("nle.h5", [[4, 7, 0.2, 30]])):
            theta, step = np.array([[70, 0.3], [61.5, 0.5], [80, 0.7]]), 1e-4
            gradient = self.answers(name, theta, x)[1]
            for i, move in enumerate(np.diag([step, step / 100])):
                ahead, back = (self.answers(name, theta + sign * move, x)[0] for sign in (1, -1))
                np.testing.assert_allclose((ahead - back) / (2 * move[i]), gradient[:, i], rtol=1e-5, atol=1e-6)


if __name__ == "__main__":
    unittest.main()
