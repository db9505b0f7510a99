"""Sending through a function of the caller's."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Sequence
from ctypes import c_char_p, c_uint32
from dataclasses import dataclass, field
from typing import Callable

from ._library import TransportFunction, lent_bytes, lib

_OK, _NOT_SENT, _UNKNOWN = range(3)


class NotSent(Exception):
    """Raised by a transport: a promise that no byte of the request left this machine."""


@dataclass(frozen=True)
class TransportRequest:
    """What a transport is to send. URL, headers and body may hold signatures and tokens, so its repr leaves them out."""

    method: str
    url: str = field(repr=False)
    #: Names and values. Host and Content-Length are the transport's to add.
    headers: list[tuple[str, str]] = field(repr=False)
    body: bytes = field(repr=False)
    #: For the whole exchange.
    timeout_ms: int
    #: The call moves money, so it should not go over an idle connection, which may be closing.
    moves_money: bool


@dataclass(frozen=True)
class TransportReply:
    """The answer that a transport got. Give all its headers: some carry signatures, and a Content-Length must
    agree with the body."""

    status: int
    headers: Sequence[tuple[str, str]] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)


#: Sends a request once and returns the answer. Raising :class:`NotSent` promises that nothing was sent; after any other
#: exception the outcome is unknown. It is called on the thread that makes the call, maybe on several at once.
Transport = Callable[[TransportRequest], TransportReply]


class Bridge:
    """A transport as the library calls it."""

    def __init__(self, send: Transport) -> None:
        self._send = send
        self._here = threading.local()
        self.function = TransportFunction(self._called)

    def take_raised(self) -> BaseException | None:
        """What the transport raised in this thread's last call."""
        raised = getattr(self._here, "raised", None)
        self._here.raised = None
        return raised

    def _called(self, _: object, request: int, reply: int) -> int:
        # Nothing may be raised into the library; ctypes would answer 0 for it, which means OK.
        try:
            _put(reply, self._send(_shown(request)))
            return _OK
        except NotSent as raised:
            self._here.raised = raised
            return _NOT_SENT
        except BaseException as raised:
            self._here.raised = raised
            return _UNKNOWN


def _text(function: ctypes._FuncPointer, request: int) -> str:
    value = c_char_p()
    function(request, ctypes.byref(value))
    return (value.value or b"").decode("utf-8")


def _number(function: ctypes._FuncPointer, request: int) -> int:
    value = c_uint32()
    function(request, ctypes.byref(value))
    return int(value.value)


def _shown(request: int) -> TransportRequest:
    headers: list[tuple[str, str]] = []
    name, value = c_char_p(), c_char_p()
    header_at = lib.paysdk_transport_request_header_at
    while header_at(request, len(headers), ctypes.byref(name), ctypes.byref(value)) == 0:
        headers.append(((name.value or b"").decode("utf-8"), (value.value or b"").decode("utf-8")))
    return TransportRequest(
        method=_text(lib.paysdk_transport_request_method, request),
        url=_text(lib.paysdk_transport_request_url, request),
        headers=headers,
        body=lent_bytes(lib.paysdk_transport_request_body, request),
        timeout_ms=_number(lib.paysdk_transport_request_timeout_ms, request),
        moves_money=_number(lib.paysdk_transport_request_moves_money, request) != 0,
    )


def _put(reply: int, answer: TransportReply) -> None:
    body = bytes(memoryview(answer.body))
    if lib.paysdk_transport_reply_set_status(reply, answer.status) != 0:
        raise ValueError("a reply's status must be from 100 to 999")
    for name, value in answer.headers:
        # What C cannot hold, or is no Unicode, is no header that the answer's meaning hangs on.
        texts = [text.encode("utf-8", "surrogateescape") for text in (name, value)]
        if b"\0" not in b"".join(texts):
            lib.paysdk_transport_reply_add_header(reply, *texts)
    if lib.paysdk_transport_reply_append_body(reply, body, len(body)) != 0:
        raise ValueError("a reply's body must not be longer than a mebibyte")
