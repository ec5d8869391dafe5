"""ONNX against NumPy, on networks of chance, which need no training."""

import unittest
from pathlib import Path

import numpy as np

import support
from inquest.base.errors import UsageError
from inquest.networks.estimator_file import EstimatorFile, Weights
from inquest.networks.evidence import EvidenceNetwork
from inquest.networks.moments import MomentPosterior
from inquest.networks.onnx_export import export_onnx

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

    def test_flows_are_refused(self):
        with self.assertRaisesRegex(UsageError, "of kind npe .*export it as .safetensors"):
            export_onnx(EstimatorFile(Path("n.h5"), "npe", {}, {}, []), Path("x.onnx"))


if __name__ == "__main__":
    unittest.main()
