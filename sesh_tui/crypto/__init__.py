"""Sealing: envelopes around cells, slots around keys, and where the data key lives.

``envelope``  one cell ⇄ one line of text; knows keys, not where they come from
``slots``     the data key wrapped by a passphrase or a recovery code
``recovery``  the recovery code as people write and read it
``keystore``  the operating system's keyring
``device``    the files beside a replica that hold no secret in the clear
``custody``   which of these holds the data keys of this replica
``vault``     the one door: seal, open, unlock, lock

Nothing here imports the cryptography library before something is sealed or opened.
"""
