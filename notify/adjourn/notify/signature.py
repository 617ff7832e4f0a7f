"""Signatures as Standard Webhooks has them (standardwebhooks.com): HMAC-SHA256 of id, time and body."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence


def headers(keys: Sequence[bytes], id: str, at: int, body: bytes) -> dict[str, str]:
    """`at`: seconds of this try, by which a receiver tells an old request that somebody repeats."""
    signed = b"%s.%d.%s" % (id.encode(), at, body)
    signatures = (base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
