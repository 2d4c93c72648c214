"""Runs a case in a separate process with a separate home folder, since the library reads the environment while it is loaded."""

import json
import multiprocessing
import os
import pathlib
import tempfile

# Forking keeps the modules that are loaded already, which do not depend on the environment.
PROCESSES = multiprocessing.get_context("fork")
# Time limit for a case in seconds.
LIMIT = 30


def run(find, case):
    """Returns the result of `find` for the case, or an error if the process ends without a result."""
    with tempfile.TemporaryDirectory() as home:
        write_files(pathlib.Path(home), case.get("files", {}))
        variables = {name: value.replace("{home}", home) for name, value in case.get("environment", {}).items()}
        variables |= {"HOME": home, "PATH": os.environ["PATH"]}
        receiver, sender = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=inside, args=(sender, variables, find, case))
        process.start()
        sender.close()
        try:
            return receiver.recv() if receiver.poll(LIMIT) else {"hangs": LIMIT}
        except EOFError:
            return {"crash": "the process ended without an answer"}
        finally:
            process.terminate()
            process.join()


def write_files(home, files):
    for name, content in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text.replace("{home}", str(home)))


def inside(sender, variables, find, case):
    os.environ.clear()
    os.environ.update(variables)
    sender.send(find(case))
