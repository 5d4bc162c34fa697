"""Certificates that no client should trust, made when the press starts and never kept."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from times import UTC

YEAR = timedelta(days=365)
# When each kind of certificate holds, from today on. Both are signed by themselves: no authority signs an expired one.
SPANS = {"self-signed": (-YEAR, YEAR), "expired": (-2 * YEAR, -YEAR)}


def context_of(host: str, kind: Literal["", "self-signed", "expired"], folder: Path) -> ssl.SSLContext:
    """The server's side of TLS with a bad certificate of this kind; its files may go when this returns."""
    file = folder / f"{host}.pem"
    file.write_bytes(certificate(host, *SPANS[kind]))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def certificate(host: str, since: timedelta, until: timedelta) -> bytes:
    """Key and certificate of a loopback host, valid between two moments counted from now, as PEM."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now + since, now + until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret + made.public_bytes(serialization.Encoding.PEM)
