import unittest

import support
from inquest.base.errors import UsageError
from inquest.functions.function import Likelihood
from inquest.functions.server import FunctionServer
from inquest.served_models import ServedModels, data_shape_of, model_names, with_simulator

FILE = """inquest: 1
models:   # two
  # a comment
  first:
    parameters: {a: 1}

  second: {parameters: {a: 1}}
simulations: {train: 3}
"""


def draw(a, rng):
    return [a]


class Models(unittest.TestCase):
    def test_names_of_models(self):
        with support.folder() as folder:
            (folder / "f.yaml").write_text(FILE)
            (folder / "flow.yaml").write_text("models: {first: {}}\n")
            self.assertEqual(model_names("f.yaml"), ["first", "second"])
            self.assertEqual(model_names({"models": {"x": {}}}), ["x"])
            self.assertEqual((model_names("flow.yaml"), model_names("nothing.yaml")), ([], []))
            self.assertEqual(with_simulator("f.yaml", {"seed": 1}, draw)[1],
                             {"seed": 1, "models.first.simulator": draw, "models.second.simulator": draw})
            with self.assertRaisesRegex(UsageError, "name the model: simulator="):
                with_simulator("flow.yaml", {}, draw)
            with self.assertRaisesRegex(UsageError, "no model 'third'; choose of: first, second"):
                with_simulator("f.yaml", {}, {"third": draw})

    def test_the_shape_of_the_data(self):
        self.assertEqual(data_shape_of([[1, 2, 3]]), (1, 3))
        self.assertEqual(data_shape_of(3.0), (1,))
        self.assertIsNone(data_shape_of("x.npy"))

    def test_functions_become_commands(self):
        with support.folder() as folder:
            server = FunctionServer(folder)
            served = ServedModels(server, (1,))
            spec = served.spec({"models": {"m": {"simulator": draw, "parameters": {"a": 1}, "likelihood": "exact"}}})
            settings = served.settings({"models.m.likelihood": lambda a, x: 0.0, "seed": 1})
            with self.assertRaisesRegex(UsageError, "draw asks for a .the parameters of its model are b"):
                served.spec({"models": {"m": {"simulator": draw, "parameters": {"b": 1}}}})
            with self.assertRaisesRegex(UsageError, "is a Likelihood .a simulator is needed"):
                served.settings({"models.m.simulator": Likelihood(draw)})
            server.close()
        self.assertEqual(spec["models"]["m"]["simulator"]["command"][:2], ["inquest-python", "draw"])
        self.assertEqual(spec["models"]["m"]["simulator"]["data_shape"], [1])
        self.assertEqual(spec["models"]["m"]["likelihood"], "exact")
        self.assertEqual(settings["models.m.likelihood"]["command"][:2], ["inquest-python", "<lambda>"])


if __name__ == "__main__":
    unittest.main()
