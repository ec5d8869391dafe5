import subprocess
import sys
import threading
import time
import unittest

import support
from inquest.base.errors import DataError, Interrupted
from inquest.command.process import NoServer, ask_command, run_command


class InterruptOnce(NoServer):
    """Ctrl-C as soon as the command has begun."""

    def __init__(self, folder):
        self.folder = folder

    def serve(self, seconds):
        super().serve(seconds)
        if (self.folder / "begun").exists():
            raise KeyboardInterrupt


class Processes(unittest.TestCase):
    def test_output_is_shown_as_it_comes(self):
        with support.fake_command('echo "$1 $2"; echo "inquest: warning: w" >&2'):
            _, out, err = support.printed(lambda: run_command(["run", "a b"]))
        self.assertEqual((out, err), ("run a b\n", "inquest: warning: w\n"))

    def test_an_error_is_an_exception(self):
        with support.fake_command('echo "inquest: x.csv:2: no number" >&2; exit 65'):
            for call in (run_command, ask_command):
                with self.assertRaisesRegex(DataError, "^x.csv:2: no number$"):
                    call(["run"])

    def test_an_answer_is_given_back(self):
        with support.fake_command("echo 1,2"):
            self.assertEqual(ask_command(["sample"]), "1,2\n")

    def test_more_than_a_pipe_holds_does_not_block(self):
        with support.fake_command("head -c 300000 /dev/zero | tr '\\0' x; head -c 300000 /dev/zero | tr '\\0' y >&2"):
            _, out, err = support.printed(lambda: run_command([]))
        self.assertEqual((len(out), len(err)), (300001, 300001))

    def test_an_interrupt_is_handed_on_and_waited_for(self):
        script = "trap 'sleep 0.2; echo kept; echo \"inquest: stopped\" >&2; exit 130' INT\n: >begun\n" \
                 "while :; do sleep 0.05; done"
        with support.folder() as folder, support.fake_command(script):
            start = time.monotonic()
            with self.assertRaisesRegex(Interrupted, "stopped") as caught:
                support.printed(lambda: run_command([], server=InterruptOnce(folder)))
            self.assertGreater(time.monotonic() - start, 0.2)
            self.assertIsInstance(caught.exception.__cause__, KeyboardInterrupt)

    def test_the_command_does_not_outlive_this_process(self):
        script = "trap ': >stopped; exit 143' TERM\n: >begun\nwhile :; do sleep 0.05; done"
        code = "from inquest.command.process import run_command; run_command([])"
        with support.folder() as folder, support.fake_command(script):
            parent = subprocess.Popen([sys.executable, "-c", code])
            for name in ("begun", "stopped"):
                end = time.monotonic() + 20
                while not (folder / name).exists() and time.monotonic() < end:
                    time.sleep(0.02)
                self.assertTrue((folder / name).exists(), name)
                parent.kill()
            parent.wait()

    def test_threads_end_with_the_command(self):
        before = threading.active_count()
        with support.fake_command("echo x"):
            support.printed(lambda: run_command([]))
        self.assertEqual(threading.active_count(), before)


if __name__ == "__main__":
    unittest.main()
