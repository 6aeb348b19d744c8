"""The tokens of paging: where a search goes on, sealed with a key of the store's, for one client and a short time.

A search may name a person, so nothing of it stands in an address in clear; nor is anything of it kept.
"""

import base64
import binascii

from adapter.gateways.keys import KeyRing, Unsealable, seal, sealed_with, unseal


class PageTokens:
    """Seals with the current master key; opens what an older one sealed, too."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def seal(self, clear: bytes, owner: str) -> str:
        """An opaque token that only this owner's `open` gives back."""
        key = self._ring.current
        return base64.urlsafe_b64encode(seal(key.page, key.id, _place(owner), clear)).rstrip(b"=").decode()

    def open(self, token: str, owner: str) -> bytes | None:
        """What was sealed; None for what nobody sealed for this owner."""
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
            return unseal(self._ring.key(sealed_with(sealed)).page, _place(owner), sealed)
        except (Unsealable, binascii.Error, ValueError):
            return None


def _place(owner: str) -> str:
    return f"page|{owner}"
