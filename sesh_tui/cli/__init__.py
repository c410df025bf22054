"""The shell face: thin, and started in milliseconds.

``fast`` runs the verbs that are typed many times a day, without an argument library; ``app`` is the
click group for everything else, for help and for completion.
"""
