# %% A posterior of Inquest in JAX: rising.onnx gives ln q(theta | x) and its gradient.
import jax
import numpy as np
import onnxruntime

jax.config.update("jax_enable_x64", True)
session = onnxruntime.InferenceSession("rising.onnx")
readings = np.array([[0.61, 0.44, 0.97, 0.72, 1.28, 0.95, 1.31, 1.46]])


def answer(theta):
    theta = np.asarray(theta)
    values, gradient = session.run(None, {"theta": theta.reshape(-1, theta.shape[-1]), "x": readings})
    return values.reshape(theta.shape[:-1]), gradient.reshape(theta.shape)


def traced(theta):
    shapes = [jax.ShapeDtypeStruct(shape, theta.dtype) for shape in (theta.shape[:-1], theta.shape)]
    return jax.pure_callback(answer, tuple(shapes), theta, vmap_method="broadcast_all")


@jax.custom_vjp
def log_prob(theta):
    return traced(theta)[0]


log_prob.defvjp(traced, lambda gradient, g: (g[..., None] * gradient,))


# %% With another experiment, which has measured the slope as 1.0 +- 0.1: chains of Hamiltonian Monte Carlo.
def log_posterior(theta):
    return log_prob(theta) - 0.5 * ((theta[1] - 1.0) / 0.1) ** 2


def leapfrog(_, state, step=0.03):
    theta, momentum = state
    momentum = momentum + 0.5 * step * jax.grad(log_posterior)(theta)
    theta = theta + step * momentum
    return theta, momentum + 0.5 * step * jax.grad(log_posterior)(theta)


def move(theta, key):
    of_momentum, of_choice = jax.random.split(key)
    momentum = jax.random.normal(of_momentum, theta.shape)
    there, arrived = jax.lax.fori_loop(0, 5, leapfrog, (theta, momentum))
    gain = log_posterior(there) - log_posterior(theta) + 0.5 * (momentum @ momentum - arrived @ arrived)
    theta = jax.numpy.where(jax.numpy.log(jax.random.uniform(of_choice)) < gain, there, theta)
    return theta, theta


@jax.jit
@jax.vmap
def chain(start, key):
    return jax.lax.scan(move, start, jax.random.split(key, 220))[1]


draws = chain(jax.numpy.full((50, 2), 0.7), jax.random.split(jax.random.key(1), 50))[:, 20:].reshape(-1, 2)
print("offset and slope:", draws.mean(axis=0), "+-", draws.std(axis=0))
