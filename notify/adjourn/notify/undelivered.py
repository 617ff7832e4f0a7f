from __future__ import annotations


class Undelivered(Exception):
    """Why a notice could not be sent this time, in a sentence for whoever runs the senders: no URL, no key is in it."""
