"""The package on systems that lack what Linux has. What they lack is taken away in a process of its own."""

import ast
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

import speciate
from speciate.errors import EvaluationError
from speciate.evaluators.workers import without_keeper
from speciate.system import platforms

WINDOWS = """
import os, signal, sys
# what Linux's own modules of Python need of the names that go
import multiprocessing.connection, psutil, selectors, shutil, socket, subprocess, tempfile
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in [one for one in dir(os) if one.startswith("O_")] + [
    "fork", "forkpty", "register_at_fork", "killpg", "getpgid", "setsid", "setpgid", "preadv", "pwritev",
    "pread", "pwrite", "readv", "writev", "sched_getaffinity", "sched_setaffinity", "mkfifo", "getuid",
    "fchmod", "pidfd_open",
]:
    if name not in {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_CREAT", "O_EXCL", "O_TRUNC", "O_APPEND"}:
        delattr(os, name)
for name in [
    "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGHUP", "SIGCHLD", "SIGSTOP", "SIGCONT", "setitimer", "alarm",
    "sigwait", "pthread_sigmask", "pthread_kill",
]:
    delattr(signal, name)
import faulthandler
del faulthandler.register
"""

MACOS = """
import os, sys
for name in [
    "sched_getaffinity", "sched_setaffinity", "preadv", "pwritev", "pidfd_open", "O_TMPFILE", "O_PATH",
    "posix_fallocate",
]:
    delattr(os, name)
# these ask which system it is when they are imported
import ctypes, multiprocessing, socket, subprocess, sysconfig, tempfile, zoneinfo
import pydantic.dataclasses, pydantic.main, click, cloudpickle, filelock, numpy, psutil, rich.console
class Library:
    def __getattr__(self, name):
        raise AttributeError(f"dlsym: symbol not found: {name}")
sysconfig.get_config_vars()
ctypes.CDLL = lambda *_, **__: Library()
sys.platform = "darwin"
"""

USE = """
import sys
from pathlib import Path
import numpy as np
import speciate
from speciate import genomes
from speciate.cli.main import main

backend, folder = sys.argv[1], Path(sys.argv[2])
settings = {"population_size": 30, "generations": 4, "backend": backend, "stop_when_solved": False, "seed": 3}

def played(network, seed):
    return float(network.forward([0.5, seed % 7, 1.0])[0])

environment = speciate.FunctionEnvironment(played, n_inputs=3, n_outputs=1, each=True, seeded=True)
for workers in (0, 2):
    run = folder / f"run-{workers}"
    speciate.train(environment, config=settings, workers=workers, run_directory=run, quiet=True)
    speciate.resume(run, environment=environment, generations=6, quiet=True)
    loaded = speciate.load(run, environment=environment)
    assert loaded.generation == len(loaded.metrics) == 6
    print(workers, [metrics["best"]["fitness"] for metrics in loaded.metrics])
    speciate.load_network(run).forward(np.zeros(3, dtype=np.float32))
    with genomes.open(run / "champion.safetensors") as file:
        file.verify()
arguments = ["--generations", "2", "--backend", backend, "--quiet", "--run-directory", str(folder / "cli")]
assert main(["train", "xor", *arguments]) == 0
assert main(["inspect", str(folder / "cli")]) == 0
assert main(["resume", str(folder / "cli"), "--generations", "3", "--quiet"]) == 0
evolution = speciate.Neat(n_inputs=2, n_outputs=1, population_size=10, backend=backend)
evolution.ask()
evolution.tell(np.arange(10.0))
evolution.save(folder / "loop.safetensors")
assert speciate.Neat.load(folder / "loop.safetensors").generation == 1
print("done")
"""


@pytest.mark.parametrize("lacking", [WINDOWS, MACOS], ids=["windows", "macos"])
def test_training_resuming_workers_and_loading_work_where_the_system_has_less(
    lacking: str, backend: str, tmp_path: Path
) -> None:
    """What goes is taken away in every process, the workers among them, before it runs anything else."""

    def printed(before: str, folder: str) -> list[str]:
        site = tmp_path / f"site-{folder}"
        site.mkdir()
        (site / "sitecustomize.py").write_text(before)
        (site / "use.py").write_text(USE)
        paths = os.pathsep.join([str(site), *sys.path])
        ended = subprocess.run(
            [sys.executable, str(site / "use.py"), backend, str(tmp_path / folder)],
            env=os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not ended.returncode, ended.stderr
        assert "Traceback" not in ended.stderr
        return [line for line in ended.stdout.splitlines() if line.startswith(("0 ", "2 ", "done"))]

    here, there = printed("", "here"), printed(lacking, "there")
    assert here == there, "the same bits"
    assert here[0][2:] == here[1][2:], "with workers and without"
    assert here[-1] == "done"


POSIX_ONLY = {
    "os": {
        "fork", "forkpty", "register_at_fork", "killpg", "getpgid", "setsid", "setpgid", "preadv", "pwritev",
        "pread", "pwrite", "readv", "writev", "sched_getaffinity", "mkfifo", "getuid", "geteuid", "fchmod",
        "waitpid", "waitid", "WNOHANG", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "O_TMPFILE",
        "statvfs",
    },
    "signal": {
        "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGHUP", "SIGCHLD", "SIGSTOP", "SIGCONT", "setitimer",
        "alarm", "ITIMER_REAL", "sigwait", "pthread_sigmask", "pthread_kill",
    },
    "faulthandler": {"register"},
    "socket": {"AF_UNIX", "fromfd"},
}  # fmt: skip
"""What Windows lacks, by module."""

MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "posix"}

KEEPER = {"parent_death.py", "keeper.py", "with_keeper.py"}
"""Modules of the keeper of workers, which runs on POSIX alone."""

OF_PLATFORMS = {"system/platforms.py", *(f"evaluators/workers/{name}" for name in KEEPER)}
"""The module of all differences, and the keeper."""


def posix_only(tree: ast.AST) -> set[str]:
    """Names in a module that Windows lacks."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in POSIX_ONLY.get(node.value.id, ()):
                found.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names if one.name in MODULES}
        elif isinstance(node, ast.ImportFrom):
            names = POSIX_ONLY.get(node.module or "", set())
            found |= {one.name for one in node.names if one.name in names or node.module in MODULES}
    return found


def test_nothing_but_one_module_and_the_keeper_of_workers_uses_what_windows_lacks() -> None:
    package = Path(speciate.__file__).parent
    paths = package.rglob("*.py")
    used = {path.relative_to(package).as_posix(): posix_only(ast.parse(path.read_text())) for path in paths}
    assert {name for name, found in used.items() if found} <= OF_PLATFORMS, used
    assert used["system/platforms.py"], "the search finds something"


@pytest.mark.parametrize("stranger", ["silent", "reset", "wrong"])
def test_a_stranger_who_connects_does_not_keep_a_worker_without_a_keeper_from_starting(
    stranger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, connections = without_keeper._started, []

    def disturbed(port: int, stack: str, secret: bytes) -> Any:
        connection = socket.create_connection(("127.0.0.1", port))
        connections.append(connection)
        if stranger == "wrong":
            connection.sendall(bytes(len(secret)))
        elif stranger == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        return started(port, stack, secret)

    monkeypatch.setattr(without_keeper, "_started", disturbed)
    monkeypatch.setattr(without_keeper, "_SECRET_SECONDS", 0.2)
    monkeypatch.setattr(platforms, "can_fork", lambda: False)
    run = speciate.train("xor", population_size=10, generations=2, workers=1, quiet=True)
    assert run.generation == 2
    for connection in connections:
        connection.close()


def test_a_worker_without_a_keeper_that_ends_at_once_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(without_keeper, "_CODE", "raise SystemExit(3)")
    monkeypatch.setattr(platforms, "can_fork", lambda: False)
    with pytest.raises(EvaluationError, match="no worker process starts: it ended with exit code 3"):
        speciate.train("xor", population_size=10, generations=2, workers=1, quiet=True)


def test_a_worker_without_a_keeper_ends_with_its_run_and_leaves_no_file(tmp_path: Path) -> None:
    code = (
        "import time, speciate\nfrom speciate.system import platforms\nplatforms.can_fork = lambda: False\n"
        "def slow(network):\n    print('playing', flush=True)\n    time.sleep(1000)\n"
        "environment = speciate.FunctionEnvironment(slow, n_inputs=1, n_outputs=1, each=True)\n"
        "speciate.train(environment, population_size=4, workers=2, quiet=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "playing\n"
    workers = psutil.Process(process.pid).children(recursive=True)
    assert len(workers) == 2
    process.kill()
    process.communicate()
    assert psutil.wait_procs(workers, timeout=60.0)[1] == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("speciate-worker")] == []
