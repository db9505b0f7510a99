"""Answers and notifications that cannot be read: the call was made, so nothing may say that it can be made again."""

import hashlib
import json
import unittest
import urllib.parse

import paysdk
from paysdk import Outcome, Status
from surroundings import AGENT_KEY, MCH_ID, config, payment


def attaching(text):
    """A gateway that takes every payment and answers with this text, which the library would not sign."""

    def send(request):
        send.payments += 1
        asked = dict(urllib.parse.parse_qsl(request.body.decode("ascii")))
        fields = {name: asked[name] for name in ("mch_id", "out_trade_no", "total_fee")}
        fields.update(state="SUCCESS", code="10000", trade_state="SUCCESS", transaction_id="7551", attach=text)
        fields.update(out_transaction_id="4200", time_end="20240229120000", nonce_str="n")
        signed = "&".join(f"{name}={value}" for name, value in sorted(fields.items())) + f"&key={AGENT_KEY}"
        fields["sign"] = hashlib.md5(signed.encode("utf-8")).hexdigest().upper()
        return paysdk.TransportReply(200, body=json.dumps(fields).encode("ascii"))

    send.payments = 0
    return send


class Reading(unittest.TestCase):
    def unread(self, kind, status, call, *arguments):
        with self.assertRaises(kind) as caught:
            call(*arguments)
        self.assertIs(caught.exception.status, status)
        self.assertIs(caught.exception.outcome, Outcome.UNKNOWN)

    def test_a_field_that_cannot_be_read_never_says_that_nothing_was_sent(self):
        gateway = attaching("a\0b")
        with paysdk.Client(config(base_url="https://pay.example").transport(gateway)) as client:
            # As the README's till does: it sends, and reads inside the same try.
            with self.assertRaises(paysdk.MessageError) as caught:
                self.assertEqual(client.call("chaoying.pay", payment("READ_1"))["attach"], "")
            self.assertIs(caught.exception.outcome, Outcome.UNKNOWN)
            self.assertEqual(caught.exception.field, "attach")
            self.assertEqual(gateway.payments, 1)
            with client.call("chaoying.pay", payment("READ_2")) as paid:
                self.assertEqual(paid["transaction_id"], "7551")
                self.assertEqual(paid.to_dict()["attach"], "a\0b")
                self.assertIsNone(paid.get("nothing"))

    def test_nor_does_a_wrong_way_to_read(self):
        usage = paysdk.UsageError
        with paysdk.Client(config(base_url="https://pay.example").transport(attaching("x"))) as client:
            paid = client.call("chaoying.pay", payment("READ_3"))
            for read in (paid.get, paid.count, paid.__getitem__, paid.__contains__):
                self.unread(usage, Status.INVALID_VALUE, read, "att\0ach")
                self.unread(usage, Status.UTF8, read, "\udc80")
            paid.close()
            for read in (paid.get, paid.count, paid.__getitem__, paid.__contains__):
                self.unread(usage, Status.ARGUMENT, read, "attach")
            for read in (paid.json, paid.to_dict, paid.body):
                self.unread(usage, Status.ARGUMENT, read)

    def test_nor_does_a_notification(self):
        usage, kind = paysdk.UsageError, "chaoying.payment"
        client = paysdk.Client(config())
        fields = {"state": "SUCCESS", "result_code": "SUCCESS", "pay_result": "0", "mch_id": MCH_ID}
        fields.update(out_trade_no="READ_4", total_fee="101")
        body = urllib.parse.urlencode({**fields, "sign": client.sign("chaoying", fields)}).encode("ascii")
        told = client.verify_notification(kind, body).expect("READ_4", 101)
        self.unread(usage, Status.INVALID_VALUE, told.expect, "READ_4\0", 101)
        self.unread(usage, Status.INVALID_VALUE, told.expect, "READ_4", "101\0")
        self.unread(usage, Status.UTF8, told.expect, "\udc80", 101)
        self.unread(paysdk.MessageError, Status.MISMATCH, told.expect, "READ_4", 102)
        told.close()
        self.unread(usage, Status.ARGUMENT, told.expect, "READ_4", 101)
        self.unread(usage, Status.UNKNOWN_NAME, client.verify_notification, "chaoying.nothing", body)
        self.unread(usage, Status.INVALID_VALUE, client.verify_notification, kind + "\0", body)
        self.unread(usage, Status.INVALID_VALUE, client.verify_notification, kind, body, {"ts": "1\nauth: forged"})
        self.unread(usage, Status.INVALID_VALUE, client.verify_notification, kind, body, {"ts": "1\0"})
        client.close()
        self.unread(usage, Status.ARGUMENT, client.verify_notification, kind, body)
