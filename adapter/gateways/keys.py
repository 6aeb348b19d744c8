"""Keys: the master keys of a key file, what is derived from them, and AES-256-GCM sealing bound to its place.

A master key is never used on the data: HKDF-SHA-256 (RFC 5869) makes of it one key each for the person index,
the audit chain, the wrapping of data keys and the tokens of paging. Data keys are random and kept wrapped in the store.
"""

import base64
import binascii
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapter.model.errors import ConfigurationError

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"
_TOO_OPEN = 0o077
_USES = (b"svu index", b"svu audit", b"svu wrap", b"svu page")


class Unsealable(Exception):
    """The sealed bytes were altered, moved from their place, or sealed with a key that is gone."""


def data_key() -> bytes:
    """A new random data key."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, key_id: str, place: str, clear: bytes) -> bytes:
    """AES-256-GCM of `clear`; `place` (key name and field) and `key_id` are authenticated, and `key_id` is readable."""
    nonce = os.urandom(_NONCE_BYTES)
    name = key_id.encode()
    return (
        _VERSION
        + bytes([len(name)])
        + name
        + nonce
        + AESGCM(key).encrypt(nonce, clear, f"{place}|{key_id}".encode())
    )


def sealed_with(sealed: bytes) -> str:
    """The id of the key that sealed it; raises `Unsealable` for what is no seal."""
    try:
        return sealed[2 : 2 + sealed[1]].decode()
    except (IndexError, ValueError):
        raise Unsealable("not a seal") from None


def unseal(key: bytes, place: str, sealed: bytes) -> bytes:
    """The clear bytes; raises `Unsealable` when they are not what was sealed at this place with this key."""
    try:
        start = 2 + sealed[1]
        nonce, text = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
        return AESGCM(key).decrypt(nonce, text, f"{place}|{sealed_with(sealed)}".encode())
    except (InvalidTag, ValueError, IndexError):
        raise Unsealable(place) from None


@dataclass(frozen=True, slots=True, repr=False)
class MasterKey:
    """One master key, taken apart into its uses."""

    id: str
    index: bytes
    audit: bytes
    wrap: bytes
    page: bytes

    @classmethod
    def derive(cls, key_id: str, secret: bytes) -> "MasterKey":
        """Of 32 secret bytes."""
        return cls(key_id, *(_derived(secret, use) for use in _USES))


class KeyRing:
    """The master keys in force, the current one first; older ones open what they once closed."""

    def __init__(self, secrets_by_id: Mapping[str, bytes]) -> None:
        if not secrets_by_id:
            raise ConfigurationError("the key file holds no key")
        for key_id, secret in secrets_by_id.items():
            if len(secret) != KEY_BYTES:
                raise ConfigurationError(f"master key {key_id!r} is not {KEY_BYTES} bytes")
        self._keys = {key_id: MasterKey.derive(key_id, secret) for key_id, secret in secrets_by_id.items()}

    @property
    def current(self) -> MasterKey:
        """The key that seals from now on."""
        return next(iter(self._keys.values()))

    @property
    def all(self) -> tuple[MasterKey, ...]:
        """Every key, the current one first."""
        return tuple(self._keys.values())

    def key(self, key_id: str) -> MasterKey:
        """The key of that id; raises `Unsealable` when the ring lacks it."""
        try:
            return self._keys[key_id]
        except KeyError:
            raise Unsealable(f"master key {key_id!r} is not in the key file") from None

    def index(self, number: str) -> tuple[str, ...]:
        """The index keys of an identity number, under the current key first (semantics 26)."""
        return tuple(
            f"index:{key.id}:{hmac.digest(key.index, number.encode(), sha256).hex()}" for key in self.all
        )

    def wrap(self, place: str, key: bytes) -> bytes:
        """A data key, closed with the current master key."""
        return seal(self.current.wrap, self.current.id, place, key)

    def unwrap(self, place: str, wrapped: bytes) -> bytes:
        """A data key, opened with whichever master key closed it; raises `Unsealable`."""
        return unseal(self.key(sealed_with(wrapped)).wrap, place, wrapped)


def read_key_file(path: Path) -> KeyRing:
    """The ring of a key file: JSON of key id → base64 of 32 bytes, the current key first.

    Raises `ConfigurationError` when it is missing, readable by others, or not of that form.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text()
    except OSError as error:
        raise ConfigurationError(f"the key file {path} cannot be read: {error.strerror}") from None
    if mode & _TOO_OPEN:
        raise ConfigurationError(f"the key file {path} can be read by others: chmod 600 it")
    return read_keys(text)


def read_keys(text: str) -> KeyRing:
    """The ring of a key file's text, as a secret store may hand it over."""
    try:
        document = json.loads(text)
        return KeyRing(
            {str(key_id): base64.b64decode(key, validate=True) for key_id, key in document.items()}
        )
    except (ValueError, AttributeError, TypeError, binascii.Error):
        raise ConfigurationError(
            "a key file is JSON: {key id: base64 of 32 bytes}, the current key first"
        ) from None


def create_key_file(path: Path) -> KeyRing:
    """Writes a new key file with one key, mode 0600, never over an existing one; the caller tells the operator."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key_id = secrets.token_hex(4)
    text = json.dumps({key_id: base64.b64encode(data_key()).decode()})
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return read_key_file(path)


def key_file_beside(data_directory: Path) -> Path:
    """Where the embedded store's key file lies unless set: outside the data, so that a copy of it opens nothing."""
    return data_directory.parent / f"{data_directory.name}.keys.json"


def _derived(secret: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=use).derive(secret)
