# %% A posterior of Inquest in PyMC: rising.onnx gives ln q(theta | x) and its gradient.
import numpy as np
import onnxruntime
import pymc
import pytensor.tensor as pt
from pytensor.graph.op import Op

session = onnxruntime.InferenceSession("rising.onnx")
readings = np.array([[0.61, 0.44, 0.97, 0.72, 1.28, 0.95, 1.31, 1.46]])


class LogProb(Op):
    """ln q and its gradient [d] of one theta [d]."""

    itypes = [pt.dvector]
    otypes = [pt.dscalar, pt.dvector]

    def perform(self, node, inputs, outputs):
        values, gradient = session.run(None, {"theta": inputs[0][None, :], "x": readings})
        outputs[0][0], outputs[1][0] = np.asarray(values[0]), gradient[0]

    def grad(self, inputs, derivatives):
        return [derivatives[0] * self(*inputs)[1]]


# %% With another experiment, which has measured the slope as 1.0 +- 0.1, by NUTS. The prior is in ln q already.
with pymc.Model():
    offset, slope = pymc.Flat("offset"), pymc.Flat("slope")
    pymc.Potential("rising", LogProb()(pt.stack([offset, slope]))[0])
    pymc.Normal("other", slope, 0.1, observed=1.0)
    start = {"offset": 0.5, "slope": 0.9}
    trace = pymc.sample(2000, tune=500, chains=2, cores=1, random_seed=1, initvals=start, progressbar=False)

print("offset and slope:", *(float(trace.posterior[name].mean()) for name in ("offset", "slope")))
