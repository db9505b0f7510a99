"""What the tests stand in: the sandbox's gateway, and a gateway of their own behind a transport."""

import json
import os
import socket
import urllib.parse

import paysdk

AGENT_KEY = os.environ["PAYSDK_AGENT_KEY"]
MCH_ID = os.environ["PAYSDK_MCH_ID"]


def file_of(variable):
    """What the file that the environment names has."""
    with open(os.environ[variable], encoding="utf-8") as file:
        return json.load(file)


def config(**settings):
    """The sandbox's settings, changed as told."""
    return paysdk.Config(
        "chaoying",
        **{
            "base_url": os.environ["PAYSDK_BASE_URL"],
            "agent_id": os.environ["PAYSDK_AGENT_ID"],
            "agent_key": AGENT_KEY,
            "allow_http": True,
            "timeout_ms": 10_000,
            **settings,
        },
    )


def payment(order, **fields):
    """A payment's fields, changed as told."""
    return {
        "mch_id": MCH_ID,
        "out_trade_no": order,
        "body": "two cups of tea 茶",
        "total_fee": 101,
        "auth_code": "130000000000000000",
        **fields,
    }


def closed_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def answer(request, **more):
    """The answer of a gateway that takes every payment. ``more`` are raw JSON values."""
    asked = dict(urllib.parse.parse_qsl(request.body.decode("ascii")))
    texts = {
        "state": "SUCCESS",
        "code": "10000",
        "trade_state": "SUCCESS",
        "mch_id": asked["mch_id"],
        "transaction_id": "7551",
        "out_transaction_id": "4200",
        "out_trade_no": asked["out_trade_no"],
        "total_fee": asked["total_fee"],
        "time_end": "20240229120000",
        "nonce_str": "n",
    }
    raw = {**{name: json.dumps(text, ensure_ascii=False) for name, text in texts.items()}, **more}
    with paysdk.Client(config()) as client:
        raw["sign"] = json.dumps(client.sign("chaoying", {**texts, **more}))
    body = "{" + ",".join(f'"{name}":{value}' for name, value in raw.items()) + "}"
    data = body.encode("utf-8")
    return paysdk.TransportReply(200, [("Content-Length", str(len(data)))], data)
