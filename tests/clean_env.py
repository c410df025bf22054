"""Loaded by `-p tests.clean_env`, before any plugin imports Textual, which reads its settings at import.

A colour or theme setting of the person who runs the tests must not change a snapshot.
"""

from __future__ import annotations

import os

PERSONS_ENVIRONMENT = dict(os.environ)
"""What the test run was started with: for npm alone, which fetches test parts as the person would."""

_SETTINGS = {"NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "UNICODE_VERSION"}

for _name in list(os.environ):
    # xdist workers inherit TEXTUAL_SNAPSHOT_TEMPDIR and the snapshot plugin fails without it.
    if _name in _SETTINGS or (_name.startswith("TEXTUAL_") and not _name.startswith("TEXTUAL_SNAPSHOT_")):
        del os.environ[_name]
