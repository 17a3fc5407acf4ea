"""A certificate authority that lives as long as one server, and that server's certificate."""

from __future__ import annotations

import secrets
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme
from cryptography.hazmat.primitives import serialization

from evalkit.errors import UsageError

__all__ = ["LOCAL_NAMES", "ServerCertificate", "make_certificate", "write_authority"]

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
"""What every certificate is for."""


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """What a server shows, and what its clients must trust."""

    context: ssl.SSLContext
    """For the server's side; holds the private key, which is nowhere else."""
    authority_pem: bytes
    """The authority's certificate; no secret."""


def make_certificate(names: Sequence[str] = ()) -> ServerCertificate:
    """Makes a new authority and, signed by it, a certificate for this machine.

    No private key is ever on the disk in the clear, and the authority's is thrown away: it can sign nothing more, so to
    trust it is to trust this one server.

    Args:
        names: host names and addresses beside `LOCAL_NAMES`.

    Raises:
        UsageError: one of the names cannot stand in a certificate.
    """
    authority = trustme.CA(organization_name="evalkit serve")
    try:
        leaf = authority.issue_cert(*dict.fromkeys((*LOCAL_NAMES, *names)))
    except ValueError as error:
        problem = f"no certificate can be made for {', '.join(names)}: {error}"
        raise UsageError(problem, "give host names or addresses, without a port") from error
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    # A ticket is read after the handshake. A client may write meanwhile from another thread, as websockets' own sync
    # client does: OpenSSL then takes the write for a part of the handshake, and both wait for ever.
    context.num_tickets = 0
    _load(context, leaf)
    return ServerCertificate(context, authority.cert_pem.bytes())


def write_authority(pem: bytes, path: Path) -> None:
    """Writes an authority's certificate where clients can be told to look for it.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        path.write_bytes(pem)
    except OSError as error:
        problem = f"{path}: the certificate cannot be written: {error.strerror or error}"
        raise UsageError(problem, "name another file with --ca-file") from error


def _load(context: ssl.SSLContext, leaf: trustme.LeafCert) -> None:
    # Python's ssl reads keys from files only: the file's key is encrypted with a password that no file holds.
    password = secrets.token_bytes(32).hex().encode()
    key = serialization.load_pem_private_key(leaf.private_key_pem.bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )
    chain = b"".join(each.bytes() for each in leaf.cert_chain_pems)
    with TemporaryDirectory(prefix="evalkit-") as folder:
        path = Path(folder, "server.pem")
        path.write_bytes(locked + chain)
        context.load_cert_chain(path, password=password)
