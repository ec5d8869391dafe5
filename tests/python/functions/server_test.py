import os
import subprocess
import threading
import unittest

import numpy as np

import support
from function_test import SEEDS, THETA, noisy
from inquest.functions.function import Simulator
from inquest.functions.server import FunctionServer


class Worker:
    """The command's side: starts the program of an entry and asks it line by line."""

    def __init__(self, server, entry):
        environment = {**os.environ, **server.environment, "INQUEST_PARAMETERS": "mu,sigma"}
        self.process = subprocess.Popen(entry["command"], env=environment, stdin=subprocess.PIPE, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ask(self, serve):
        self.process.stdin.write("theta.npy seeds.npy x.npy status.npy\n")
        self.process.stdin.flush()
        answered = threading.Event()
        lines = []
        thread = threading.Thread(target=lambda: (lines.append(self.process.stdout.readline()), answered.set()))
        thread.start()
        while not answered.is_set():
            serve(0.02)
        thread.join()
        return lines[0]

    def leave(self):
        return self.process.communicate()[1], self.process.returncode


class Served(unittest.TestCase):
    def asked(self, function, requests=2, **options):
        with support.folder() as folder:
            np.save("theta.npy", THETA)
            np.save("seeds.npy", SEEDS)
            server = FunctionServer(folder)
            try:
                entry = server.add(Simulator(function, data_shape=[4], **options))
                server.start()  # copies of this process, before it has pipes that they would keep open
                worker = Worker(server, entry)
                answers = [worker.ask(server.serve) for _ in range(requests)]
                words, status = worker.leave()
                return answers, words, status, np.load("x.npy") if os.path.exists("x.npy") else None, server.failure
            finally:
                server.close()

    def test_requests_are_answered_in_this_process(self):
        answers, words, status, x, _ = self.asked(noisy)
        self.assertEqual((answers, words, status), (["done\n"] * 2, "", 0))
        np.testing.assert_array_equal(x[0], np.random.default_rng(1).normal(0, 1, 4))

    def test_or_in_copies_of_it(self):
        answers, words, status, x, _ = self.asked(noisy, workers=2)
        self.assertEqual((answers, words, status), (["done\n"] * 2, "", 0))
        np.testing.assert_array_equal(x[0], np.random.default_rng(1).normal(0, 1, 4))

    def test_an_exception_ends_the_program_with_the_traceback(self):
        answers, words, status, _, failure = self.asked(lambda mu, sigma: 1 / 0, requests=1)
        self.assertEqual((answers, status), ([""], 1))
        self.assertIn("ZeroDivisionError: division by zero", words)
        self.assertIsInstance(failure, ZeroDivisionError)

    def test_without_a_server_the_program_says_so(self):
        with support.folder() as folder:
            server = FunctionServer(folder)
            worker = Worker(server, server.add(Simulator(noisy, data_shape=[4])))
            server.close()
            self.assertEqual(worker.ask(lambda seconds: None), "")
            words, status = worker.leave()
        self.assertIn("the Python function noisy is not served", words)
        self.assertEqual(status, 1)

    def test_each_function_has_a_name(self):
        with support.folder() as folder:
            server = FunctionServer(folder)
            made = [(lambda shift: lambda mu, sigma: mu + shift)(shift) for shift in (1, 2)]
            entries = [server.add(Simulator(one, data_shape=[1])) for one in (*made, made[0])]
            server.close()
        names = [entry["command"][1] for entry in entries]
        self.assertEqual(names, ["<lambda>", "<lambda>'", "<lambda>"])


if __name__ == "__main__":
    unittest.main()
