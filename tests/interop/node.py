"""fhir-kit-client, with the packages that its lock file names; nothing of it is kept in the project."""

import shutil
import subprocess
from pathlib import Path

from tests.interop.hapi import Skip

PROJECT = Path(__file__).resolve().parent / "node"
_INSTALLED = PROJECT / "node_modules" / ".package-lock.json"


def build() -> None:
    """Installs its packages if need be; raises Skip without Node, npm or what they fetch."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Skip(f"no `{program}` on the PATH (Node 20 or newer is needed)")
    if _INSTALLED.exists() and _INSTALLED.stat().st_mtime >= (PROJECT / "package-lock.json").stat().st_mtime:
        return
    done = subprocess.run(
        ["npm", "ci", "--silent", "--no-audit", "--no-fund"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Skip(f"npm could not install fhir-kit-client: {done.stderr[:300]}")


def command() -> list[str]:
    """How it is called; what follows are its arguments."""
    return ["node", str(PROJECT / "client.mjs")]
