"""Sync with the person's own D1: one linear history, merged on the device, three-way and per column.

``rows`` and ``merge`` are pure; ``remote`` says what a server must answer, ``d1`` and ``gateway`` ask it;
``local`` and ``apply`` keep the device's side; ``engine`` drives a round. See ``docs/sync.md``.
"""

from __future__ import annotations
