import unittest

import numpy as np

import support
from inquest.exports.onnx_graph import OnnxGraph


@support.needs("onnx")
class Graphs(unittest.TestCase):
    def written(self, formula):
        import onnx

        graph = OnnxGraph()
        return onnx.load_from_string(graph.model({"y": formula(graph.input("x", 20))}, {"kind": "test"}))

    def test_inputs_outputs_and_metadata(self):
        model = self.written(lambda x: x[:, :3] + 1)
        self.assertEqual([one.name for one in model.graph.input], ["x"])
        shape = model.graph.output[0].type.tensor_type.shape.dim
        self.assertEqual((shape[0].dim_param, shape[1].dim_value), ("n", 3))
        self.assertEqual([(one.key, one.value) for one in model.metadata_props], [("kind", "test")])

    def test_weights_of_single_precision_are_kept_so(self):
        single = np.random.default_rng(1).normal(size=(20, 2)).astype(np.float32)
        for matrix, wanted in ((single.astype(float), np.float32), (single / 3.0 * np.pi, np.float32),
                               (np.arange(40.0).reshape(20, 2) / 3, np.float64)):
            model = self.written(lambda x: x @ matrix)
            import onnx

            kept = onnx.numpy_helper.to_array(model.graph.initializer[0])
            self.assertEqual(kept.dtype, wanted)
            np.testing.assert_array_equal(kept, matrix)

    def test_what_no_output_needs_is_left_out(self):
        def formula(x):
            np.exp(x * 1.25)
            return x - 3

        model = self.written(formula)
        self.assertEqual([node.op_type for node in model.graph.node], ["Sub", "Identity"])
        self.assertEqual(len(model.graph.initializer), 1)


if __name__ == "__main__":
    unittest.main()
