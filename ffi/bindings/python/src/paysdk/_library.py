"""The shared library, loaded once, and the shapes of its functions."""

import ctypes
import os
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_void_p

#: The version of the C interface that this module was written for.
ABI_VERSION = 1

#: Where the loader is asked for the library if PAYSDK_LIBRARY does not name a file.
SONAME = "libpaysdk.so.0"

TransportFunction = ctypes.CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)
LogFunction = ctypes.CFUNCTYPE(None, c_void_p, c_int32, c_char_p)

_OUT = POINTER(c_void_p)
_TEXT_OUT = POINTER(c_char_p)
_TEXTS = POINTER(c_char_p)

#: Function by function: what it returns, what it takes. Handles are plain pointers.
_FUNCTIONS = {
    "paysdk_abi_version": (c_uint32, []),
    "paysdk_version": (c_char_p, []),
    "paysdk_operation_count": (c_int32, [POINTER(c_size_t)]),
    "paysdk_operation_at": (c_int32, [c_size_t, _TEXT_OUT]),
    "paysdk_operation_field_at": (c_int32, [c_char_p, c_int32, c_size_t, _TEXT_OUT, POINTER(c_uint32)]),
    "paysdk_config_new": (c_int32, [c_char_p, _OUT, _OUT]),
    "paysdk_config_set": (c_int32, [c_void_p, c_char_p, c_char_p, _OUT]),
    "paysdk_config_set_transport": (c_int32, [c_void_p, TransportFunction, c_void_p, _OUT]),
    "paysdk_config_set_logger": (c_int32, [c_void_p, LogFunction, c_void_p, c_int32, _OUT]),
    "paysdk_config_free": (None, [c_void_p]),
    "paysdk_client_new": (c_int32, [c_void_p, _OUT, _OUT]),
    "paysdk_client_free": (None, [c_void_p]),
    "paysdk_request_new": (c_int32, [c_void_p, c_char_p, _OUT, _OUT]),
    "paysdk_request_set": (c_int32, [c_void_p, c_char_p, c_char_p, _OUT]),
    "paysdk_request_set_i64": (c_int32, [c_void_p, c_char_p, c_int64, _OUT]),
    "paysdk_request_set_json": (c_int32, [c_void_p, c_char_p, _OUT]),
    "paysdk_request_send": (c_int32, [c_void_p, _OUT, _OUT]),
    "paysdk_request_free": (None, [c_void_p]),
    "paysdk_response_get": (c_int32, [c_void_p, c_char_p, _TEXT_OUT]),
    "paysdk_response_count": (c_size_t, [c_void_p, c_char_p]),
    "paysdk_response_json": (c_int32, [c_void_p, _TEXT_OUT]),
    "paysdk_response_body": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(c_size_t)]),
    "paysdk_response_free": (None, [c_void_p]),
    "paysdk_notification_verify": (c_int32, [c_void_p, c_char_p, c_char_p, c_char_p, c_size_t, _OUT, _OUT]),
    "paysdk_notification_expect": (c_int32, [c_void_p, c_char_p, c_char_p, _OUT]),
    "paysdk_notification_ack": (c_int32, [c_char_p, c_int32, _TEXT_OUT]),
    "paysdk_sign": (
        c_int32,
        [c_void_p, c_char_p, _TEXTS, _TEXTS, c_size_t, c_char_p, c_size_t, POINTER(c_size_t), _OUT],
    ),
    "paysdk_verify": (c_int32, [c_void_p, c_char_p, _TEXTS, _TEXTS, c_size_t, c_char_p, _OUT]),
    "paysdk_error_outcome": (c_int32, [c_void_p]),
    "paysdk_error_http_status": (c_int32, [c_void_p]),
    "paysdk_error_text": (c_char_p, [c_void_p, c_int32]),
    "paysdk_error_free": (None, [c_void_p]),
    "paysdk_transport_request_method": (c_int32, [c_void_p, _TEXT_OUT]),
    "paysdk_transport_request_url": (c_int32, [c_void_p, _TEXT_OUT]),
    "paysdk_transport_request_header_at": (c_int32, [c_void_p, c_size_t, _TEXT_OUT, _TEXT_OUT]),
    "paysdk_transport_request_body": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(c_size_t)]),
    "paysdk_transport_request_timeout_ms": (c_int32, [c_void_p, POINTER(c_uint32)]),
    "paysdk_transport_request_moves_money": (c_int32, [c_void_p, POINTER(c_uint32)]),
    "paysdk_transport_reply_set_status": (c_int32, [c_void_p, c_int32]),
    "paysdk_transport_reply_add_header": (c_int32, [c_void_p, c_char_p, c_char_p]),
    "paysdk_transport_reply_append_body": (c_int32, [c_void_p, c_char_p, c_size_t]),
}


def _load() -> ctypes.CDLL:
    loaded = ctypes.CDLL(os.environ.get("PAYSDK_LIBRARY") or SONAME)
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(loaded, name)
        function.restype = result
        function.argtypes = arguments
    found = loaded.paysdk_abi_version()
    if found != ABI_VERSION:
        raise ImportError(f"libpaysdk has interface version {found}; this module needs {ABI_VERSION}")
    return loaded


lib = _load()


def version() -> str:
    """The version of the loaded library, such as ``0.1.0``."""
    return str(lib.paysdk_version(), "ascii")


def lent_bytes(function: "ctypes._FuncPointer", handle: int) -> bytes:
    """A copy of the bytes that a function of the library lends."""
    start, count = c_void_p(), c_size_t()
    if function(handle, ctypes.byref(start), ctypes.byref(count)) != 0 or not count.value:
        return b""
    return ctypes.string_at(start, count.value)
