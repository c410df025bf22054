"""The key of the demo: made up like its rows, kept with them, and never in the person's keyring.

The profile ``demo`` holds nothing worth a secret, but it is sealed like a real one, so that what it shows
is what a real one does. Its passphrase stands in plain text beside it, in ``passphrase``; naming that
file in SESH_TUI_PASSPHRASE_FILE opens it without a question and without touching the keyring.
"""

from __future__ import annotations

import os

from sesh_tui import paths

PROFILE = "demo"
PASSPHRASE = "demo"  # noqa: S105  (no secret: it is written beside the file it opens)
FILE = "passphrase"
VARIABLE = "SESH_TUI_PASSPHRASE_FILE"


def path(home: str | None = None, profile: str = PROFILE) -> str:
    """Where the demo's passphrase stands."""
    return os.path.join(paths.profile_folder(profile, home), FILE)


def offer(profile: str | None, home: str | None = None) -> None:
    """Let the demo open itself, if it is the chosen profile and was made by ``sesh-tui demo``."""
    if paths.profile_name(profile) == PROFILE:
        file = path(home)
        if os.path.exists(file):
            os.environ[VARIABLE] = file
