"""Write the bill of materials of all that runs: `dist/paydrill.cdx.json`, in CycloneDX.

It has what `requirements.txt` pins, from PyPI, and what the pages are built from, from npm. What
tests and checks need is left out. `make sbom` runs this.
"""

import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from paydrill import __version__

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "sbom"
BILL = ROOT / "dist" / "paydrill.cdx.json"
VIEWERS = ROOT / "paydrill" / "pages" / "static" / "viewers.cdx.json"
LOCK = ROOT / "console" / "package-lock.json"
_VERSION = SchemaVersion.V1_6

Bill = dict[str, Any]


def main() -> int:
    """Write the bill, and say what is in it."""
    bill = _of_python()
    bill["metadata"]["component"]["version"] = __version__
    of_pages = [*json.loads(VIEWERS.read_text("utf-8"))["components"], *_of_console()]
    bill["components"] += [each | {"bom-ref": each["purl"]} for each in of_pages]
    [root] = [each for each in bill["dependencies"] if each["ref"] == "root-component"]
    root["dependsOn"] = sorted([*root["dependsOn"], *(each["purl"] for each in of_pages)])
    text = json.dumps(bill, indent=2)
    if problem := JsonStrictValidator(_VERSION).validate_str(text):
        print(f"The bill is not as CycloneDX has it: {problem}", file=sys.stderr)
        return 1
    BILL.parent.mkdir(exist_ok=True)
    BILL.write_text(text + "\n", encoding="utf-8")
    print(f"{BILL.relative_to(ROOT)}: {len(bill['components'])} components")
    return 0


def _of_python() -> Bill:
    """Install what runs, and nothing else, and list that."""
    python, written = BUILD / "env" / "bin" / "python", BUILD / "python.cdx.json"
    tools = Path(sys.executable).parent
    _run(tools / "uv", "venv", "--quiet", "--clear", str(BUILD / "env"))
    pinned = str(ROOT / "requirements.txt")
    _run(tools / "uv", "pip", "install", "--quiet", "--python", str(python), "-r", pinned)
    options = ["--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application"]
    options += ["--output-reproducible", "--spec-version", _VERSION.to_version()]
    _run(tools / "cyclonedx-py", "environment", *options, "-o", str(written), str(python))
    bill: Bill = json.loads(written.read_text("utf-8"))
    return bill


def _run(program: Path, *arguments: str) -> None:
    subprocess.run([program, *arguments], check=True, cwd=ROOT)


def _of_console() -> list[Bill]:
    """List what the console is built from, as its lock has it."""
    packages = json.loads(LOCK.read_text("utf-8"))["packages"]
    return [
        _component(place.rpartition("node_modules/")[2], each)
        for place, each in packages.items()
        if place and not each.get("dev")
    ]


def _component(name: str, package: Bill) -> Bill:
    algorithm, _, digest = package["integrity"].partition("-")
    hashed = {"alg": algorithm.upper().replace("SHA", "SHA-"), "content": b64decode(digest).hex()}
    version = package["version"]
    purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
    licenses = [{"license": {"id": package["license"]}}] if "license" in package else []
    component = {"type": "library", "name": name, "version": version, "purl": purl}
    return component | {"licenses": licenses, "hashes": [hashed]}


if __name__ == "__main__":
    sys.exit(main())
