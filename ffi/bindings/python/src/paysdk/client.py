"""A merchant's access to a provider."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping
from ctypes import c_char_p, c_size_t, c_void_p
from typing import Union

from ._handle import Handle
from ._library import lib
from ._text import FieldValue, encoded, plain
from .config import Config
from .errors import Status, UsageError, check, reading
from .request import Request
from .response import Notification, Response

#: Fields to sign: a mapping, or pairs in any order.
Fields = Union[Mapping[str, FieldValue], Iterable[tuple[str, FieldValue]]]

_SIGNATURE_BYTES = 128


class Client:
    """A merchant's access to a provider. Any number of threads may use one at once.

    ``close``, or leaving a ``with`` block, frees it once the calls under way are done; requests that it made live on.
    """

    def __init__(self, config: Config) -> None:
        out, error = c_void_p(), c_void_p()
        with config._handle.use() as settings:
            check(lib.paysdk_client_new(settings, ctypes.byref(out), ctypes.byref(error)), error)
            self._bridge = config._bridge
            keeps = (config._bridge, config._log)
        self._handle = Handle("client", out, lib.paysdk_client_free, shared=True, keeps=keeps)

    def request(self, operation: str) -> Request:
        """A request for an operation, such as ``chaoying.pay``, to be filled and sent."""
        out, error = c_void_p(), c_void_p()
        name = encoded(operation, "operation")
        with self._handle.use() as client:
            check(lib.paysdk_request_new(client, name, ctypes.byref(out), ctypes.byref(error)), error)
        return Request(out, self._handle, self._bridge)

    def call(
        self,
        operation: str,
        fields: Mapping[str, FieldValue | None] | None = None,
        /,
        **more: FieldValue | None,
    ) -> Response:
        """Makes one call with these fields; those that are None are left out.

        After an :class:`~paysdk.Error` look at its ``outcome`` before anything else.
        """
        with self.request(operation) as request:
            for name, value in {**(fields or {}), **more}.items():
                if value is not None:
                    request.set(name, value)
            return request.send()

    def verify_notification(self, kind: str, body: bytes, headers: Mapping[str, str] | None = None) -> Notification:
        """Reads a notification, such as ``chaoying.payment``, from the bytes that were posted.

        It is believed only if its signature is right; otherwise this raises :class:`~paysdk.MessageError`. Compare it with
        your order by :meth:`Notification.expect` before you act on it.
        """
        body = bytes(memoryview(body))
        out, error = c_void_p(), c_void_p()
        with reading(), self._handle.use() as client:
            name, lines = encoded(kind, "kind"), _header_lines(headers)
            status = lib.paysdk_notification_verify(
                client, name, lines, body, len(body), ctypes.byref(out), ctypes.byref(error)
            )
            check(status, error)
        return Notification(out, kind)

    def sign(self, scheme: str, fields: Fields) -> str:
        """The signature of fields by a scheme, such as ``chaoying``."""
        name = encoded(scheme, "scheme")
        names, values, count = _columns(fields)
        size = _SIGNATURE_BYTES
        while True:
            buffer, need, error = ctypes.create_string_buffer(size), c_size_t(), c_void_p()
            with self._handle.use() as client:
                status = lib.paysdk_sign(
                    client, name, names, values, count, buffer, size, ctypes.byref(need), ctypes.byref(error)
                )
            if status == Status.BUFFER and need.value > size:
                lib.paysdk_error_free(error)
                size = need.value
                continue
            check(status, error)
            return buffer.value.decode("ascii")

    def verify(self, scheme: str, fields: Fields, signature: str) -> bool:
        """Whether a signature is that of fields by a scheme. It takes the same time for every wrong one."""
        name, text = encoded(scheme, "scheme"), encoded(signature, "signature")
        names, values, count = _columns(fields)
        error = c_void_p()
        with self._handle.use() as client:
            status = lib.paysdk_verify(client, name, names, values, count, text, ctypes.byref(error))
        if status == Status.SIGNATURE:
            lib.paysdk_error_free(error)
            return False
        check(status, error)
        return True

    def close(self) -> None:
        """Frees the client, once the calls under way are done."""
        self._handle.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _header_lines(headers: Mapping[str, str] | None) -> bytes | None:
    if headers is None:
        return None
    lines: list[bytes] = []
    for name, value in headers.items():
        line = encoded(f"{name}: {value}", "headers")
        if b"\r" in line or b"\n" in line or ":" in name:
            raise UsageError.unsent(Status.INVALID_VALUE, "headers: must be one line each", field="headers")
        lines.append(line)
    return b"\n".join(lines)


def _columns(fields: Fields) -> tuple[ctypes.Array[c_char_p], ctypes.Array[c_char_p], int]:
    pairs = list(fields.items() if isinstance(fields, Mapping) else fields)
    names = (c_char_p * len(pairs))(*(encoded(name, "names") for name, _ in pairs))
    values = (c_char_p * len(pairs))(*(plain(value, name) for name, value in pairs))
    return names, values, len(pairs)
