"""How news is signed: the scheme of standardwebhooks.com (HMAC-SHA-256 over id, second and body)."""

import base64
import binascii
import hashlib
import hmac

PREFIX = "whsec_"


def key_of(secret: str) -> bytes:
    """Return the key in a secret: base64 after `whsec_`; what is none keys as it is."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def signature(secret: str, id: str, seconds: int, body: bytes) -> str:
    """Return the `webhook-signature` of a body: `v1,` and the HMAC in base64.

    >>> signature("whsec_c2VjcmV0", "one", 1, b"{}")
    'v1,Q/lATAmt+Rp9a9zbCEhL0QfExD40Q5TTdKzxRPzQmoY='
    """
    said = f"{id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), said, hashlib.sha256).digest()).decode()
