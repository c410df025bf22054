"""Keys and texts of the app under test, named in one place."""

FIRST_TEXT = r"Today"
"""Stands on the screen as soon as anything does."""

TO_TODAY = ("g", "d")
TO_SESSIONS = ("g", "l")
SESSIONS_SHOWN = r"\b1 / [\d,]+"
"""The place in the list and its length."""
PLACE = r"([\d,]+) / [\d,]+"
LAST_ROW = "end"
ROW_DOWN = "down"
PAGE_DOWN = "pagedown"
SEARCH = "/"
LEAVE_SEARCH = "escape"
PERIOD = "p"
WEEK = r"last 7 days"
ALL_TIME = r"all time"
