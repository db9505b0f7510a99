"""The till of till.c in Python: pays, copes with a lost answer, settles, refunds, and reads notifications.

sandbox serve &
python3 till.py
"""

import os
import sys
import time

import paysdk

MCH_ID = os.environ.get("PAYSDK_MCH_ID", "00000001")


def open_client():
    return paysdk.Client(
        paysdk.Config(
            "chaoying",
            base_url=os.environ.get("PAYSDK_BASE_URL", "http://127.0.0.1:8001"),
            agent_id=os.environ.get("PAYSDK_AGENT_ID", "130000000000000001"),
            agent_key=os.environ.get("PAYSDK_AGENT_KEY", "sandboxchaoyingkey00000000000001"),
            allow_http=True,  # for the sandbox only
            timeout_ms=10_000,
        )
    )


def payment(order):
    """Pay and settle take the same fields."""
    return {
        "mch_id": MCH_ID,
        "out_trade_no": order,
        "body": "two cups of tea 茶",
        "auth_code": "130000000000000000",
        "total_fee": 101,  # fen
    }


def pay(client, order):
    paid = client.call("chaoying.pay", payment(order))
    print(f"paid {paid['out_trade_no']}: {paid['total_fee']} fen")


def pay_and_lose_the_answer(client, order):
    """The answer does not come. Whether the money moved only a query can tell."""
    outcome = "OK"
    try:
        client.call("chaoying.pay", payment(order))
    except paysdk.Error as error:
        outcome = error.outcome.name
    asked = client.call("chaoying.order_query", paytype="WECHAT", mch_id=MCH_ID, out_trade_no=order)
    print(f"lost {order}: {outcome}, then {asked['trade_state']}")


def settle(client, order):
    """Pays, asks, and if need be cancels, until it is known what became of the payment."""
    settled = client.call("chaoying.settle", payment(order), paytype="WECHAT", op_user_id=MCH_ID, poll_seconds=1)
    print(f"settled {order}: {settled['settled']}")


def refund(client, order):
    refunded = client.call(
        "chaoying.refund",
        paytype="WECHAT",
        mch_id=MCH_ID,
        out_trade_no=order,
        out_refund_no=f"{order}-R",
        total_fee=101,
        refund_fee=1,
        op_user_id=MCH_ID,
    )
    print(f"refunded {refunded['out_refund_no']}: {refunded['refund_fee']} fen")


def notification(client, order):
    """A notification as the gateway would post it, signed with the till's own key; or the one in a file."""
    file = os.environ.get("PAYSDK_NOTIFICATION")
    if file:
        with open(file, "rb") as stream:
            return stream.read()
    fields = {
        "state": "SUCCESS",
        "result_code": "SUCCESS",
        "pay_result": "0",
        "mch_id": MCH_ID,
        "out_trade_no": order,
        "total_fee": "101",
        "time_end": "20240229120000",
        "trade_type": "pay.weixin.native",
    }
    fields["sign"] = client.sign("chaoying", fields)
    return "&".join(f"{name}={value}" for name, value in fields.items()).encode("ascii")


def hear(client, order):
    body = notification(client, order)
    told = client.verify_notification("chaoying.payment", body).expect(order, 101)
    print(f"believed {told['out_trade_no']}: {told['total_fee']} fen")
    print(f"other amount: {refusal(lambda: told.expect(order, 100))}")
    forged = body.replace(b"total_fee=101", b"total_fee=901")
    print(f"forged: {refusal(lambda: client.verify_notification('chaoying.payment', forged))}")


def refusal(call):
    """The status with which a message is refused."""
    try:
        call()
    except paysdk.MessageError as error:
        return error.status.name
    return "OK"


def beginning():
    """What no other till begins its order numbers with, in 24 characters: the microsecond and the process."""
    return f"{time.time_ns() // 1000}_{os.getpid()}"


def main():
    orders = os.environ.get("PAYSDK_ORDERS") or beginning()
    with open_client() as client:
        pay(client, f"{orders}_1")
        pay_and_lose_the_answer(client, f"{orders}_LOST2")
        settle(client, f"{orders}_LOST3")
        refund(client, f"{orders}_1")
        hear(client, f"{orders}_1")


if __name__ == "__main__":
    try:
        main()
    except paysdk.Error as error:
        sys.exit(f"till: {error}")
