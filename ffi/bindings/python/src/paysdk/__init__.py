"""Payments through Chaoying, HiCoin, a recharge-and-payout platform and DragonEx, by libpaysdk.

    config = paysdk.Config("chaoying", base_url=url, agent_id=number, agent_key=key)
    with paysdk.Client(config) as client:
        paid = client.call("chaoying.pay", mch_id="00000001", out_trade_no="T0001", body="tea", total_fee=101, auth_code=code)
        print(paid["transaction_id"])

A failed call raises :class:`Error`, whose ``outcome`` says whether the call may be made again, is over, or must be asked
about. The library is found by the environment variable PAYSDK_LIBRARY, which names the file, or where the system's loader
looks for ``libpaysdk.so.0``.
"""

from . import names
from ._library import version
from .client import Client
from .config import Config, Logger, LogLevel
from .errors import (
    Error,
    InternalError,
    MessageError,
    Outcome,
    ProviderError,
    Status,
    TransportError,
    UsageError,
)
from .request import FieldValue, Request
from .response import Notification, Response, ack
from .tables import Field, operations, request_fields, response_fields
from .transport import NotSent, Transport, TransportReply, TransportRequest

__all__ = [
    "Client",
    "Config",
    "Error",
    "Field",
    "FieldValue",
    "InternalError",
    "LogLevel",
    "Logger",
    "MessageError",
    "NotSent",
    "Notification",
    "Outcome",
    "ProviderError",
    "Request",
    "Response",
    "Status",
    "Transport",
    "TransportError",
    "TransportReply",
    "TransportRequest",
    "UsageError",
    "ack",
    "names",
    "operations",
    "request_fields",
    "response_fields",
    "version",
]
