"""Keys and texts of the app under test, named in one place."""

FIRST_TEXT = r"Today"
"""Stands on the screen as soon as anything does."""

TO_TODAY = ("g", "d")
TO_SESSIONS = ("g", "l")
SESSIONS_SHOWN = r"(?i)\b20\d\d-\d\d-\d\d\b|\ball time\b"
LAST_ROW = "end"
ROW_DOWN = "down"
PAGE_DOWN = "pagedown"
SEARCH = "/"
LEAVE_SEARCH = "escape"
PERIOD = "p"
WEEK = r"(?i)\bweek\b"
ALL_TIME = r"(?i)\ball time\b"
