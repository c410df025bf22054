"""Where the files are.

``SESH_TUI_HOME`` puts everything into one folder; otherwise data and configuration live where the
platform keeps such things. ``SESH_TUI_PROFILE`` picks one of several replicas.
"""

from __future__ import annotations

import os
import sys

from sesh_tui.errors import UsageError

REPLICA = "replica.sqlite"
SLOW_LOG = "slow-queries.log"


def data_home(home: str | None = None) -> str:
    """The folder that holds one folder per profile."""
    if home or (home := os.environ.get("SESH_TUI_HOME")):
        return os.path.abspath(os.path.expanduser(home))
    if sys.platform.startswith("linux"):
        # what platformdirs answers, without its 10 ms of imports
        base = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
        return os.path.join(base, "sesh-tui")
    import platformdirs

    return platformdirs.user_data_dir("sesh-tui", appauthor=False)


def config_file(home: str | None = None) -> str:
    """The ``config.toml`` that a person edits by hand."""
    if home or os.environ.get("SESH_TUI_HOME"):
        return os.path.join(data_home(home), "config.toml")
    if sys.platform.startswith("linux"):
        base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        return os.path.join(base, "sesh-tui", "config.toml")
    import platformdirs

    return os.path.join(platformdirs.user_config_dir("sesh-tui", appauthor=False), "config.toml")


def profile_name(profile: str | None = None) -> str:
    """The chosen profile; letters, digits, ``-`` and ``_`` only, because it names a folder."""
    name = profile or os.environ.get("SESH_TUI_PROFILE") or "default"
    if not name.replace("-", "").replace("_", "").isalnum():
        raise UsageError(f"The profile name {name!r} may hold letters, digits, - and _ only.")
    return name


def profile_folder(profile: str | None = None, home: str | None = None) -> str:
    """The folder of one replica, its key files and its logs."""
    return os.path.join(data_home(home), profile_name(profile))


def make_private(folder: str) -> None:
    """Create ``folder`` and its missing parents, readable by nobody else."""
    if not os.path.isdir(folder):
        make_private(os.path.dirname(folder))
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            if not os.path.isdir(folder):  # else another process was quicker
                raise
