"""A lock holds pins and hashes and nothing else: no registry address, no path of somebody's machine."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
ALLOWED = re.compile(
    r"[a-z0-9.-]+==[\w.+!]+( ; [^\\/@]+)? \\"  # a pin, perhaps with a marker
    r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
    r"|\s*#(?!.*(//| /)).*"  # a comment without an address or an absolute path
)


def pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([\w.+!]+)", path.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_hold_pins_and_hashes_only(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        assert ALLOWED.fullmatch(line), line


def test_both_sets_of_requirements_are_there_and_agree() -> None:
    assert [path.name for path in REQUIREMENTS] == ["dev.txt", "run.txt"]
    dev, run = map(pins, REQUIREMENTS)
    build_only = run.keys() - dev.keys()
    assert {name: dev[name] for name in run.keys() - build_only} == {
        name: run[name] for name in run.keys() - build_only
    }


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    name = re.compile(r"[A-Za-z0-9.-]+")
    declared = {name.match(line)[0] for line in project["project"]["dependencies"]}
    assert declared <= pins(ROOT / "requirements/run.txt").keys()
    tools = {name.match(line)[0] for line in project["dependency-groups"]["dev"] if isinstance(line, str)}
    assert tools <= pins(ROOT / "requirements/dev.txt").keys()


def test_the_npm_lock_holds_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    packages = json.loads(text)["packages"]
    for name, entry in packages.items():
        assert not entry.keys() & {"resolved", "funding"}, name
        assert name == "" or entry["integrity"].startswith("sha512-"), name
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text("utf-8").splitlines()


def test_wrangler_is_pinned_exactly() -> None:
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]["wrangler"]
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert asked == locked["node_modules/wrangler"]["version"]
    for platform in ("linux-64", "linux-arm64", "darwin-64", "darwin-arm64", "windows-64"):
        assert f"node_modules/@cloudflare/workerd-{platform}" in locked


def test_no_other_lock_is_kept() -> None:
    assert not [name for name in ("uv.lock", "poetry.lock", "yarn.lock") if (ROOT / name).exists()]
