"""Fetch Swagger UI and ReDoc from npm into paydrill/pages/static/, as viewers.json pins them.

`make viewers` runs this, and needs npm. It copies the pinned files and nothing else, runs no script
of any package, and writes nothing where the registry differs from a hash. To move to another
release, write its version into viewers.json and add `--pin`, which writes the hashes afresh.
"""

import json
import subprocess
import sys
import tarfile
from base64 import b64decode, b64encode
from hashlib import new
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

STATIC = Path(__file__).parents[1] / "paydrill" / "pages" / "static"
MANIFEST = STATIC / "viewers.json"
BILL = STATIC / "viewers.cdx.json"
# Folders of a package, for files that are not at its top.
FOLDERS = {"redoc.standalone.js": "bundles/"}

Package = dict[str, Any]


def digest(content: bytes, algorithm: str) -> str:
    """Write a hash in the form of Subresource Integrity, which npm uses too."""
    return f"{algorithm}-{b64encode(new(algorithm, content).digest()).decode()}"


def fetch(name: str, package: Package) -> tuple[str, dict[str, bytes]]:
    """Fetch a package from the registry. Returns its hash, and the files to serve."""
    with TemporaryDirectory() as folder:
        wanted = f"{name}@{package['version']}"
        command = ["npm", "pack", wanted, "--ignore-scripts", "--silent"]
        subprocess.run([*command, "--pack-destination", folder], check=True, stdout=sys.stderr)
        [archive] = Path(folder).iterdir()
        with tarfile.open(archive) as tar:
            read = {
                file: tar.extractfile(f"package/{FOLDERS.get(file, '')}{file}")
                for file in package["files"]
            }
            files = {file: content.read() for file, content in read.items() if content}
        return digest(archive.read_bytes(), "sha512"), files


def bill(packages: dict[str, Package]) -> dict[str, Any]:
    """List the packages as a software bill of materials, in the form of CycloneDX 1.6.

    The wheel has it in its metadata, as PEP 770 says: no installer can know of these.
    """
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": [
            {
                "type": "library",
                "name": name,
                "version": package["version"],
                "purl": f"pkg:npm/{name}@{package['version']}",
                "licenses": [{"license": {"id": package["licence"]}}],
                "hashes": [
                    {
                        "alg": "SHA-512",
                        "content": b64decode(package["integrity"].partition("-")[2]).hex(),
                    }
                ],
            }
            for name, package in packages.items()
        ],
    }


def main(arguments: list[str]) -> str | None:
    """Fetch all packages. Returns a message where one differs from its hashes."""
    pinned = json.loads(MANIFEST.read_text("utf-8"))
    came = {name: fetch(name, package) for name, package in pinned.items()}
    found = {
        name: {
            **pinned[name],
            "integrity": integrity,
            "files": {file: digest(content, "sha256") for file, content in files.items()},
        }
        for name, (integrity, files) in came.items()
    }
    if arguments != ["--pin"] and found != pinned:
        wrong = ", ".join(name for name in pinned if found[name] != pinned[name])
        return f"The registry's {wrong} is not what viewers.json pins; nothing was written."
    for name, (_, files) in came.items():
        for file, content in files.items():
            (STATIC / name / file).write_bytes(content)
    MANIFEST.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    BILL.write_text(json.dumps(bill(found), indent=2) + "\n", "utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
