"""The program that the command starts: hands each request on to the Python process that has the function.

It needs the standard library alone, and is started as `bridge.py NAME VERSION`.
"""

import json
import os
import socket
import sys


def ask(request):
    """The answer to a request."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(os.environ["INQUEST_PYTHON_SOCKET"])
        connection.sendall(json.dumps(request).encode() + b"\n")
        return json.loads(connection.makefile("rb").readline())


def main():
    parameters = os.environ.get("INQUEST_PARAMETERS", "")
    for line in sys.stdin:
        request = {"function": sys.argv[1:], "parameters": parameters.split(","), "files": line.split()}
        try:
            answer = ask(request)
        except (KeyError, OSError, ValueError):
            sys.exit(f"the Python function {sys.argv[1]} is not served (the process that has it is gone, or busy with "
                     "an interrupt); start the run from Python, by inquest.run")
        print(answer["words"], end="", file=sys.stderr, flush=True)
        if answer["failed"]:
            sys.exit(1)
        print("done", flush=True)


if __name__ == "__main__":
    main()
