"""Fail when a lock does not answer `pyproject.toml`, or the locks differ from each other. Needs no network."""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, DEVELOPMENT, BUILD = "requirements.lock", "requirements-dev.lock", "requirements-build.lock"
PYTHONS = ("3.11.0", "3.12.0", "3.13.0")

Pins = dict[str, Requirement]


def pins(lock: str) -> Pins:
    """Return a lock's requirements by name."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found: Pins = {}
    for line in text.splitlines():
        if line and not line.startswith((" ", "#")):
            requirement, _, hashes = line.partition("--hash=")
            if not hashes:
                sys.exit(f"{lock}: {line} has no hash")
            pin = Requirement(requirement.strip())
            found[canonicalize_name(pin.name)] = pin
    return found


def declared(lock: str) -> list[Requirement]:
    """Return what pyproject.toml wants in a lock."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = pyproject["project"], pyproject["dependency-groups"]
    everything = {
        RUNTIME: [
            *project["dependencies"],
            *project["optional-dependencies"]["embedded"],
            *project["optional-dependencies"]["sandbox"],
        ],
        BUILD: groups["build"],
    }
    extras = [text for texts in project["optional-dependencies"].values() for text in texts]
    everything[DEVELOPMENT] = project["dependencies"] + extras + [*entries(groups, "dev")]
    return [Requirement(text) for text in everything[lock]]


def entries(groups: Mapping[str, list[str | dict[str, str]]], name: str) -> Iterator[str]:
    """Yield a dependency group's requirements, those of the groups that it includes too."""
    for entry in groups[name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from entries(groups, entry["include-group"])


def applies(requirement: Requirement, extras: Iterable[str], python: str) -> bool:
    """Tell whether a requirement counts on this Python with these extras."""
    if requirement.marker is None:
        return True
    version = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    return any(requirement.marker.evaluate({**version, "extra": extra}) for extra in ["", *extras])


def missing(lock: str, python: str) -> Iterator[str]:
    """Yield what an installation of the lock on this Python would lack, as the installed packages tell it."""
    locked = pins(lock)
    seen: set[tuple[str, frozenset[str]]] = set()
    todo = [(requirement, "pyproject.toml") for requirement in declared(lock) if applies(requirement, (), python)]
    while todo:
        wanted, wanted_by = todo.pop()
        name = canonicalize_name(wanted.name)
        pin = locked.get(name)
        if pin is None or not applies(pin, (), python):
            yield f"{lock}: {wanted_by} wants {wanted} on Python {python}, which is not there"
        elif not wanted.specifier.contains(next(iter(pin.specifier)).version, prereleases=True):
            yield f"{lock}: {wanted_by} wants {wanted}, but {pin} is there"
        elif (visit := (name, frozenset(wanted.extras))) not in seen:
            seen.add(visit)
            todo += [(needed, name) for needed in needs(name) if applies(needed, wanted.extras, python)]


def needs(name: str) -> list[Requirement]:
    """Return an installed package's requirements; none for one that is not for this platform."""
    try:
        return [Requirement(text) for text in requires(name) or []]
    except PackageNotFoundError:
        return []


def leftovers(lock: str) -> Iterator[str]:
    """Yield what the lock says pyproject.toml wants, but it no longer does."""
    wanted = {canonicalize_name(requirement.name) for requirement in declared(lock)}
    package = ""
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if named := re.match(r"[A-Za-z0-9._-]+(?===)", line):
            package = canonicalize_name(named[0])
        elif "pyproject.toml" in line and package not in wanted:
            yield f"{lock}: pyproject.toml no longer wants {package}"


def differences(lock: str) -> Iterator[str]:
    """Yield pins that the development lock, which must contain this lock, has otherwise or not at all."""
    development = pins(DEVELOPMENT)
    for name, pin in pins(lock).items():
        if name not in development or development[name].specifier != pin.specifier:
            yield f"{lock}: {pin} differs from {DEVELOPMENT}"


def main() -> int:
    """Print what is wrong with the locks; 1 when anything is."""
    found: list[str] = []
    for lock in (RUNTIME, DEVELOPMENT, BUILD):
        found += [problem for python in PYTHONS for problem in missing(lock, python)]
        found += [*leftovers(lock), *differences(lock)]
        print(f"{lock}: {len(pins(lock))} packages")
    for problem in dict.fromkeys(found):
        print(problem, file=sys.stderr)
    if found:
        print("Remedy: ./dev lock", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
