"""Rehearse the build of the image: run the Dockerfile's commands in Debian roots.

No container engine is needed, but root is, for `chroot`. The base image is what `debootstrap` makes
of the release that its tag names.
"""

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dockerfile_parse import DockerfileParser

ROOT = Path(__file__).parents[2]
MIRROR = "http://deb.debian.org/debian"
LONGEST_S = 900

_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_OF_THIS_MACHINE = "var/certificates-of-this-machine.crt"
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_NOT_CARRIED_OUT = {"COMMENT", "EXPOSE", "VOLUME"}


@dataclass
class Stage:
    """A root, and what the instructions of its stage have set so far."""

    root: Path
    variables: dict[str, str] = field(default_factory=lambda: {"PATH": _PATH})
    folder: str = "/"
    user: str = "0"
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def run(self, *command: str) -> None:
        """Run a command in the root, and wait for it."""
        subprocess.run(self._in_root(command, {}), check=True, timeout=LONGEST_S)

    def begin(self, **variables: str) -> "subprocess.Popen[str]":
        """Start what the image starts, with more variables, as `docker run --env` has them."""
        command = self._in_root(self.command, variables)
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def place(self, path: str) -> Path:
        """Return where a path of the root is on this machine."""
        return self.root / str(Path(self.folder) / path).lstrip("/")

    def _in_root(self, command: Sequence[str], more: dict[str, str]) -> list[str]:
        variables = {**_network(), **self.variables, **more}
        return [
            *("env", "-i", *(f"{name}={value}" for name, value in variables.items())),
            *("/usr/sbin/chroot", f"--userspec={self.user}:{self.user}", str(self.root)),
            *("/bin/sh", "-c", f'cd {self.folder} && exec "$@"', "sh", *command),
        ]


class Rehearsal:
    """The stages of a Dockerfile, in roots below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stages: dict[str, Stage] = {}
        self._release = ""

    def image(self) -> Stage:
        """Carry out all instructions; return the last stage."""
        stage = Stage(self._folder)
        for each in DockerfileParser(str(ROOT / "Dockerfile")).structure:
            name, value = each["instruction"], each["value"]
            if name == "ARG":
                variable, _, default = value.partition("=")
                self._release = default.partition("-")[0] if variable == "TAG" else self._release
            elif name == "FROM":
                stage = Stage(_base(self._release, self._folder / str(len(self._stages))))
                self._stages[value.rpartition(" ")[2]] = stage
            elif name == "COPY":
                self._copy(stage, *shlex.split(value))
            elif name not in _NOT_CARRIED_OUT:
                _carry_out(stage, name, value)
        return stage

    def _copy(self, stage: Stage, *words: str) -> None:
        """Copy from another stage, or from the clone: what the build gets to see."""
        *options, source, target = words
        if options:
            there = self._stages[options[0].removeprefix("--from=")].place(source)
            subprocess.run(["cp", "--archive", str(there), str(stage.place(target))], check=True)
            return
        for file in _context():
            place = stage.place(target) / file
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, place)


def _carry_out(stage: Stage, name: str, value: str) -> None:
    match name:
        case "RUN":
            stage.run("/bin/sh", "-c", value)
        case "WORKDIR":
            stage.folder = value
            stage.place(".").mkdir(parents=True, exist_ok=True)
        case "ENV":
            for pair in shlex.split(value):
                variable, _, text = pair.partition("=")
                stage.variables[variable] = text.replace("$PATH", stage.variables["PATH"])
        case "USER":
            stage.user = value
        case "HEALTHCHECK":
            stage.health = json.loads(value.partition("CMD")[2])
        case "ENTRYPOINT" | "CMD":
            stage.command += json.loads(value)
        case _:
            raise NotImplementedError(name)


def _base(release: str, root: Path) -> Path:
    """Make a root of a release: a copy of one that is made once."""
    kept = ROOT / "build" / "debian" / release
    if not kept.is_dir():
        made = kept.with_name(f"{release}.part")
        shutil.rmtree(made, ignore_errors=True)
        made.parent.mkdir(parents=True, exist_ok=True)
        command = ["debootstrap", "--variant=minbase", release, str(made), MIRROR]
        subprocess.run(command, check=True, timeout=LONGEST_S, stdout=subprocess.DEVNULL)
        made.rename(kept)
    subprocess.run(["cp", "--archive", str(kept), str(root)], check=True)
    if _CERTIFICATES.is_file():
        shutil.copyfile(_CERTIFICATES, root / _OF_THIS_MACHINE)
    shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
    return root


def _context() -> Iterator[str]:
    """Yield the files that `.dockerignore` lets in, of those that git knows."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [line[1:] for line in lines if line.startswith("!")]
    listed = subprocess.run(
        ["git", "ls-files", "--", *let_in], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return (file for file in listed.stdout.splitlines() if (ROOT / file).is_file())


def _network() -> dict[str, str]:
    """Return the variables by which packages are found through this machine's network."""
    kept = {"PIP_INDEX_URL", "PIP_DEFAULT_TIMEOUT", "http_proxy", "https_proxy"}
    found = {name: os.environ[name] for name in kept & os.environ.keys()}
    own = {"PIP_CERT": f"/{_OF_THIS_MACHINE}"} if _CERTIFICATES.is_file() else {}
    return {**found, **own, "DEBIAN_FRONTEND": "noninteractive"}
