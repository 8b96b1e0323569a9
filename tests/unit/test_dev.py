"""./dev as a newcomer and a script meet it, in a checkout of its own whose packages are not installed."""

import ast
import fcntl
import json
import os
import resource
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
WARM_START_SECONDS = 1.0


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in ("dev", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "requirements-build.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def dev(checkout: Path) -> ModuleType:
    """The checkout's ./dev as a module."""
    loader = SourceFileLoader("dev_under_test", str(checkout / "dev"))
    specification = spec_from_loader(loader.name, loader)
    assert specification is not None
    module = module_from_spec(specification)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


def finish_environment(dev: ModuleType, lock: str) -> None:
    """Leave what a complete installation of the lock leaves, without the packages."""
    environment = dev.Environment(None)
    venv.create(environment.folder, symlinks=True)
    environment.stamp.write_text(json.dumps(environment.describe(lock)))


def run_dev(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(checkout), **variables}
    command = [str(checkout / "dev"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def always(answer: object) -> Callable[..., object]:
    """Return a function that gives the same answer whatever it is asked."""

    def function(*_: object) -> object:
        return answer

    return function


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_python_3_6_can_read_it() -> None:
    ast.parse((ROOT / "dev").read_text(), feature_version=(3, 6))


def test_a_python3_that_cannot_start_is_passed_over(checkout: Path) -> None:
    program(checkout / "shims" / "python3", "echo 'pyenv: python3: command not found' >&2; exit 127")
    answer = run_dev(checkout, "help", PATH=f"{checkout}/shims:{os.environ['PATH']}")
    assert answer.returncode == 0
    assert "sandbox" in answer.stdout


def test_a_wrong_command_is_answered_with_the_right_ones(checkout: Path) -> None:
    answer = run_dev(checkout, "sandbocks")
    assert answer.returncode == 1
    assert "there is no command 'sandbocks'" in answer.stderr
    assert "./dev COMMAND" in answer.stderr


def test_a_pyenv_version_is_found_by_running_it(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = program(tmp_path / "shims" / "python3.12", "exit 127")
    (tmp_path / "versions" / "3.12.9").mkdir(parents=True)
    program(tmp_path / "versions" / "3.12.9" / "bin" / "python3.12", "printf '3.12\\nTrue\\n/real/python3.12\\n'")
    monkeypatch.setenv("PATH", str(broken.parent))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    assert dev.find_python("3.12") == "/real/python3.12"


def test_the_newest_supported_python_is_preferred(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    pythons = {"old": ("3.11", True, "/old"), "new": ("3.13", True, "/new"), "future": ("3.14", True, "/future")}
    monkeypatch.setattr(dev, "candidates", always(list(pythons)))
    monkeypatch.setattr(dev, "probe", pythons.__getitem__)
    assert dev.find_python(None) == "/new"


def test_without_a_suitable_python_the_remedy_is_named(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "candidates", always([]))
    with pytest.raises(dev.NoPython, match=r"needs Python 3\.11 to 3\.13.*(?s:.)*Remedy: install it"):
        dev.find_python(None)


def test_a_warm_start_takes_less_than_a_second(checkout: Path, dev: ModuleType) -> None:
    finish_environment(dev, "requirements-dev.lock")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run_dev(checkout, "shell", "true").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time: it hardly waits for anything else, and other tests keep this machine busy.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < WARM_START_SECONDS


def test_a_program_is_run_in_the_environment_and_its_status_is_passed_on(checkout: Path, dev: ModuleType) -> None:
    finish_environment(dev, "requirements-dev.lock")
    answer = run_dev(checkout, "shell", "sh", "-c", "command -v python; exit 7", PYTHONHOME="/nowhere")
    assert (answer.stdout.strip(), answer.returncode) == (f"{checkout}/.venv/bin/python", 7)


def test_bench_runs_the_benchmarks_of_its_own_checkout(checkout: Path, dev: ModuleType) -> None:
    finish_environment(dev, "requirements-dev.lock")
    program = checkout / "benchmarks" / "__main__.py"
    program.parent.mkdir()
    program.write_text("import os, sys; print(os.getcwd(), *sys.argv[1:])")
    assert run_dev(checkout, "bench", "cache", "--quick").stdout.split("\n")[0] == f"{checkout} cache --quick"


@pytest.mark.parametrize("changed", ["requirements.lock", "requirements-build.lock", "pyproject.toml"])
def test_a_changed_lock_is_installed_anew(checkout: Path, dev: ModuleType, changed: str) -> None:
    finish_environment(dev, "requirements.lock")
    assert dev.Environment(None).is_current("requirements.lock")
    with (checkout / changed).open("a") as file:
        file.write("\n# changed\n")
    assert not dev.Environment(None).is_current("requirements.lock")


def test_an_environment_that_has_the_development_packages_serves_the_bot_too(dev: ModuleType) -> None:
    finish_environment(dev, "requirements-dev.lock")
    assert dev.Environment(None).is_current("requirements.lock")


def test_an_environment_whose_python_was_removed_is_not_used(dev: ModuleType) -> None:
    finish_environment(dev, "requirements.lock")
    python = Path(dev.Environment(None).python)
    python.unlink()
    python.symlink_to("/nowhere/python3.13")
    assert not dev.Environment(None).is_current("requirements.lock")


def test_an_interrupted_installation_is_made_anew(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_installer: object) -> None:
        (environment.folder / "half-a-package").touch()
        raise KeyboardInterrupt

    environment = dev.Environment(None)
    monkeypatch.setattr(dev, "find_python", always(sys.executable))
    monkeypatch.setattr(dev.signal, "signal", always(None))
    monkeypatch.setattr(dev.Installer, "install", interrupt)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure("requirements.lock")
    monkeypatch.setattr(dev.Installer, "install", always(None))
    environment.ensure("requirements.lock")
    assert not (environment.folder / "half-a-package").exists()
    assert environment.is_current("requirements.lock")


def test_a_second_start_waits_for_the_first_ones_installation(checkout: Path, dev: ModuleType) -> None:
    command = [checkout / "dev", "shell", "echo", "started"]
    with (checkout / ".venv.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        time.sleep(0.5)  # were it not to wait, it would begin an installation of its own
        finish_environment(dev, "requirements-dev.lock")
    try:
        output, errors = second.communicate(timeout=30)
    finally:
        second.kill()
    assert (output, errors, second.returncode) == ("started\n", "", 0)


def test_without_a_network_the_remedy_is_named(checkout: Path) -> None:
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": "/dev/null",
        "UV_OFFLINE": "1",
    }
    answer = run_dev(checkout, "run", PATH=f"{sys.base_prefix}/bin:/usr/bin:/bin", **nowhere)
    assert answer.returncode == 1
    assert "Remedy: look at pip's own words above. Without a connection" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (checkout / ".venv" / "astromorty-stamp.json").exists()
