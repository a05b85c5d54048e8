"""What is wrong in a part of a user is one line that names the part, never a traceback and never silence."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.extending.conftest import Shell

SMALL = ["--population-size", "20", "--generations", "2", "--quiet"]

MINE = """
from functools import partial
from threading import Lock

import speciate
from my_package.climbing import Climbing
from speciate.config.algorithms import weights_evolve


class Mine(Climbing):
    {method}


def create(*arguments):
    {create}


speciate.register(speciate.AlgorithmRecord(
    name="mine", create=create, fixed_topology=weights_evolve, reads={{"dense": None}}, {fields}
))
"""


def write(
    folder: Path, *, method: str = "pass", create: str = "return Mine(*arguments)", fields: str = ""
) -> None:
    (folder / "mine.py").write_text(MINE.format(method=method, create=create, fields=fields))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"create": "return {}['k']"}, "create raised KeyError: 'k'; correct it"),
        ({"create": "raise SystemExit(0)"}, "create raised SystemExit: 0; correct it"),
        ({"create": "return None"}, "create gave None; expected an object with backend, carries, found"),
        ({"method": "def found(self): return None"}, "found gave None; expected a population and a memory"),
        ({"method": "def found(self): return 1, 2"}, "found gave 1; expected a population of its backend"),
        ({"method": "def found(self): 1 / 0"}, "found raised ZeroDivisionError: division by zero; correct"),
        ({"method": "def advance(self, *_): return None"}, "advance gave None; expected Bred of speciate"),
        ({"method": "def advance(self, *_): 1 / 0"}, "advance raised ZeroDivisionError: division by zero"),
        (
            {"method": "def advance(self, *a): return super().advance(*a)._replace(metrics={'x': 1e999})"},
            'metrics of advance: JSON cannot hold its values ("x": ',
        ),
        ({"fields": "checks=lambda config: 1 / 0"}, "checks raised ZeroDivisionError: division by zero"),
        ({"fields": "checks=lambda config: 'no'"}, "checks gave 'no'; expected lines of text, one for each"),
        ({"fields": "checks=lambda config: None"}, "checks gave None; expected lines of text"),
        ({"fields": "checks=lambda config: [3]"}, "checks gave [3]; expected lines of text"),
        ({"fields": "genome_ends=3"}, "genome_ends = 3: expected a function"),
    ],
)
def test_an_algorithm_that_goes_wrong_is_named(
    changes: dict[str, str], message: str, user_folder: Path, shell: Shell
) -> None:
    write(user_folder, **changes)
    error = shell(
        "train", "xor", "--import", "mine", "--algorithm", "mine", *SMALL, folder=user_folder, code=2
    )
    assert f'algorithm "mine": {message}' in error
    assert len(error.splitlines()) == 1


PARTS = """
from speciate import EnvironmentRecord, ExporterRecord, MetricRecord, TrackerRecord, register
import my_package.environment as ours

def broken(*_):
    raise KeyError("k")

class Broken(list):
    def on_start(self, *_): pass
    def on_generation(self, _): raise KeyError("k")
    def on_end(self, *_): pass

"""


@pytest.mark.parametrize(
    ("record", "arguments", "message"),
    [
        (
            'EnvironmentRecord(name="mine", factory=ours.Answer, defaults=broken)',
            ["train", "mine"],
            "environment \"mine\": defaults raised KeyError: 'k'; correct it",
        ),
        (
            'EnvironmentRecord(name="mine", factory=ours.Answer, defaults=lambda _: None)',
            ["train", "mine"],
            'environment "mine": defaults gave None; expected settings by name',
        ),
        (
            'EnvironmentRecord(name="mine", factory=lambda: exit(0))',
            ["train", "mine"],
            'environment = "mine": cannot be made (SystemExit: 0); correct its code',
        ),
        (
            'TrackerRecord(name="mine", description="", factory=broken)',
            ["train", "xor", *SMALL, "--tracker", "mine"],
            "tracker \"mine\": factory raised KeyError: 'k'; correct it",
        ),
        (
            'TrackerRecord(name="mine", description="", factory=Broken)',
            ["train", "xor", *SMALL, "--tracker", "mine"],
            "tracker \"mine\": on_generation raised KeyError: 'k'; correct it",
        ),
        (
            'MetricRecord(name="mine", description="", values=broken)',
            ["train", "xor", *SMALL],
            "metric \"mine\": values raised KeyError: 'k'; correct it",
        ),
        (
            'MetricRecord(name="mine", description="", values=lambda _: {"x": float("nan")})',
            ["train", "xor", *SMALL],
            'metric "mine": JSON cannot hold its values ("x": ',
        ),
        (
            'MetricRecord(name="mine", description="", values=lambda _: {"x": {3: 4}})',
            ["train", "xor", *SMALL],
            "metric \"mine\": gave {'x': {3: 4}}; expected names that are texts",
        ),
    ],
)
def test_any_other_part_that_goes_wrong_is_named(
    record: str, arguments: list[str], message: str, user_folder: Path, shell: Shell
) -> None:
    (user_folder / "mine.py").write_text(f"{PARTS}register({record})\n")
    error = shell("--import", "mine", *arguments, folder=user_folder, code=2)
    assert f"error: {message}" in error
    assert "Traceback" not in error


def test_an_exporter_that_raises_is_named(user_folder: Path, shell: Shell) -> None:
    shell("train", "xor", *SMALL, folder=user_folder)
    for body, message in (
        ("raise KeyError('k')", "error: exporter \"mine\": write raised KeyError: 'k'; correct it\n"),
        ("open('/nowhere/x', 'w')", "champion.mine: cannot be written (No such file or directory)\n"),
    ):
        (user_folder / "mine.py").write_text(
            f"import speciate\n\ndef write(network, path):\n    {body}\n\nspeciate.register("
            "speciate.ExporterRecord(name='mine', description='', suffixes=('.mine',), write=write))\n"
        )
        export = ["export", "runs/xor-0001", "--to", "mine", "--import", "mine"]
        assert shell(*export, folder=user_folder, code=2).endswith(message)


def test_a_module_that_exits_is_no_silent_end(user_folder: Path, shell: Shell) -> None:
    (user_folder / "exits.py").write_text("import sys\nsys.exit(0)\n")
    error = shell("--import", "exits", "train", "xor", folder=user_folder, code=2)
    assert error.startswith("error: --import exits: cannot be imported (SystemExit: 0); correct the name")
    error = shell("train", "exits:X", folder=user_folder, code=2)
    assert "the module exits cannot be imported (SystemExit: 0); correct it" in error


@pytest.mark.parametrize("name", ["mine.py", "./mine", "..x", "mine:X", "", "a b", "mine."])
def test_what_is_no_name_of_a_module_is_refused(name: str, shell: Shell) -> None:
    error = shell("train", "xor", "--import", name, code=2)
    assert error == f'error: --import "{name}": expected a module, such as my_package\n'


def offer(site: Path, **points: str) -> None:
    """An installed package called bad, with entry points by group."""
    about = site / "bad-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: bad\nVersion: 1.0\n")
    text = "".join(f"[speciate.{group}]\n{point}\n" for group, point in points.items())
    (about / "entry_points.txt").write_text(text)
    (site / "bad.py").write_text("import sys\nRECORD = 3\n")
    (site / "exits.py").write_text("import sys\nsys.exit(0)\n")
    (site / "lacks.py").write_text("raise ImportError('not\\n  there')\n")


def test_a_broken_package_is_left_out_with_one_warning(tmp_path: Path, shell: Shell) -> None:
    site = tmp_path / "site"
    offer(
        site, algorithms="mine = lacks:RECORD", metrics="mine = exits:RECORD", exporters="mine = bad:RECORD"
    )
    cure = "repair or uninstall it\n"
    offered = "the package bad offers it and cannot be loaded"
    helped = shell("train", "--help", path=str(site))
    assert f'warning: algorithm "mine": {offered} (lacks:RECORD: ImportError: not there); {cure}' in helped
    assert "mine:" not in helped.replace("mine: the", "")
    trained = shell("train", "xor", *SMALL, path=str(site))
    assert trained.count("warning") == 1
    assert f'warning: metric "mine": {offered} (exits:RECORD: SystemExit: 0); {cure}' in trained
    exported = shell("export", "runs/xor-0001", "--output", "x.json", path=str(site))
    wrong = "bad:RECORD: 3 is no speciate.ExporterRecord of that name"
    assert f'warning: exporter "mine": {offered} ({wrong}); {cure}' in exported
    assert (tmp_path / "x.json").exists()
    error = shell("train", "xor", "--algorithm", "mine", path=str(site), code=2)
    assert error == f'error: algorithm "mine": {offered} (lacks:RECORD: ImportError: not there); {cure}'


@pytest.mark.parametrize(
    ("name", "problem"),
    [("neat", "is the name of a part of speciate"), ("My-Own", "is no name; expected small letters, digits")],
)
def test_an_entry_point_whose_name_cannot_be_is_left_out(
    name: str, problem: str, tmp_path: Path, shell: Shell
) -> None:
    offer(tmp_path / "site", algorithms=f"{name} = bad:RECORD")
    helped = shell("train", "--help", path=str(tmp_path / "site"))
    assert f'warning: algorithm "{name}" of the package bad: {problem}' in helped


PLAN = """
name = "ours"
seeds = 2
task = [{ name = "xor", environment = "xor", budget = 40, config = { population_size = 20 } }]
algorithm = [{ name = "mine", config = { algorithm = "mine" } }]
"""


def test_the_processes_of_a_study_import_the_modules_too(user_folder: Path, shell: Shell) -> None:
    unpicklable = "partial(lambda lock, config: [], Lock())"
    write(user_folder, fields=f"checks={unpicklable}")
    (user_folder / "plan.toml").write_text(PLAN)
    out = shell("study", "plan.toml", "--import", "mine", "--jobs", "2", "--quiet", folder=user_folder)
    assert out == "tables: studies/ours/study.md\n"


SCRIPT = """
import speciate
from my_package.climbing import Climbing
from speciate.config.algorithms import weights_evolve
from speciate.study import Plan, run

if __name__ == "__main__":
    speciate.register(speciate.AlgorithmRecord(
        name="mine", create=lambda *a: Climbing(*a), fixed_topology=weights_evolve, reads={"dense": None}
    ))
    print(len(run(Plan.from_toml("plan.toml"), "out", jobs=2)))
"""


def test_the_processes_of_a_study_know_what_a_script_has_registered(user_folder: Path) -> None:
    (user_folder / "plan.toml").write_text(PLAN)
    (user_folder / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=user_folder, capture_output=True, text=True, check=False
    )
    assert done.stdout == "2\n", done.stderr


def test_every_command_that_plays_takes_the_flag_and_the_run_says_what_it_lacks(
    user_folder: Path, shell: Shell
) -> None:
    write(user_folder)
    ours, run = ["--import", "mine"], "runs/xor-0001"
    shell("train", "xor", *ours, "--algorithm", "mine", *SMALL, folder=user_folder)
    shell("resume", run, *ours, "--generations", "3", "--quiet", folder=user_folder)
    for command in (["evaluate"], ["polish", "--evaluations", "20"], ["export", "--to", "json"], ["inspect"]):
        shell(command[0], run, *ours, *command[1:], folder=user_folder)
    error = shell("resume", run, "--generations", "4", folder=user_folder, code=2)
    assert 'algorithm = "mine": expected one of "cma_es", "genetic"' in error
    assert "; register your own first, as in `speciate --import MODULE ...`" in error
    assert len(error.splitlines()) == 1


def test_a_module_that_registers_an_environment_loads_no_training(user_folder: Path) -> None:
    (user_folder / "mine.py").write_text(
        "import sys, speciate\n"
        "speciate.register(speciate.EnvironmentRecord(name='mine', factory=print))\n"
        "heavy = ('training', 'evolution', 'config', 'backends')\n"
        "print([one for one in heavy if 'speciate.' + one in sys.modules])\n"
    )
    done: Any = subprocess.run(
        [sys.executable, "mine.py"], cwd=user_folder, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
