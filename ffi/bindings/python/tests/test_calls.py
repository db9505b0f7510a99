"""Calls to the sandbox, and to where nobody listens."""

import os
import unittest
import urllib.parse

import paysdk
from paysdk import Outcome, Status
from surroundings import AGENT_KEY, MCH_ID, closed_port, config, payment


class Calls(unittest.TestCase):
    def setUp(self):
        self.client = paysdk.Client(config())
        self.addCleanup(self.client.close)
        self.order = f"{os.environ['PAYSDK_ORDERS']}_{self.id().rsplit('.', 1)[1][5:11]}"

    def test_a_payment_is_read_by_name(self):
        with self.client.call("chaoying.pay", payment(self.order)) as paid:
            self.assertEqual(paid["out_trade_no"], self.order)
            self.assertEqual(paid.get("total_fee"), "101")
            self.assertIn("transaction_id", paid)
            self.assertIsNone(paid.get("attach"))
            self.assertEqual(paid.get("attach", "none"), "none")
            with self.assertRaises(KeyError):
                paid["attach"]
            self.assertEqual(paid.to_dict()["out_trade_no"], self.order)
            self.assertTrue(paid.body().startswith(b'{"state":"SUCCESS"'))

    def test_lists_are_counted_and_reached_into(self):
        self.client.call("chaoying.pay", payment(self.order))
        shared = {"paytype": "WECHAT", "mch_id": MCH_ID, "out_trade_no": self.order}
        for number in ("1", "2"):
            refund = {
                "out_refund_no": f"{self.order}-{number}",
                "total_fee": 101,
                "refund_fee": int(number),
                "op_user_id": "c",
            }
            self.client.call("chaoying.refund", shared, **refund)
        refunds = self.client.call("chaoying.refund_query", shared)
        self.assertEqual((refunds.count("refund_list"), refunds.count("mch_id")), (2, 0))
        self.assertEqual(refunds["refund_list.1.refund_fee"], "2")
        self.assertEqual([refund["refund_fee"] for refund in refunds.to_dict()["refund_list"]], [1, 2])

    def test_a_refusal_carries_the_providers_words(self):
        with self.assertRaises(paysdk.ProviderError) as caught:
            self.client.call("chaoying.pay", payment(self.order, auth_code="130000000000009005"))
        error = caught.exception
        self.assertEqual((error.status, error.outcome), (Status.PROVIDER, Outcome.REFUSED))
        self.assertEqual((error.http_status, error.provider_code, error.provider_message), (200, "10006", "支付错误"))

    def test_a_refused_connection_sent_nothing(self):
        with paysdk.Client(config(base_url=f"http://127.0.0.1:{closed_port()}")) as client:
            with self.assertRaises(paysdk.TransportError) as caught:
                client.call("chaoying.pay", payment(self.order))
        error = caught.exception
        self.assertEqual((error.status, error.outcome), (Status.TRANSPORT, Outcome.NOT_SENT))
        self.assertIsNone(error.http_status)
        self.assertNotIn(AGENT_KEY, str(error) + repr(vars(error)))

    def test_a_logger_hears_what_it_asked_for_and_no_secret(self):
        heard = []
        settings = config().logger(lambda level, line: heard.append((level, line)), paysdk.LogLevel.DEBUG)
        with paysdk.Client(settings) as client:
            client.call("chaoying.pay", payment(self.order))
            with paysdk.Client(settings.logger(None)) as silent:
                silent.call("chaoying.order_query", paytype="WECHAT", mch_id=MCH_ID, out_trade_no=self.order)
        self.assertEqual([level for level, _ in heard], [paysdk.LogLevel.DEBUG, paysdk.LogLevel.INFO])
        lines = "\n".join(line for _, line in heard)
        self.assertIn(self.order, lines)
        self.assertNotIn(AGENT_KEY, lines)
        self.assertNotIn("130000000000000000", lines, "a payment code pays")

    def test_only_a_genuine_notification_of_this_order_is_believed(self):
        fields = {"state": "SUCCESS", "result_code": "SUCCESS", "pay_result": "0", "mch_id": MCH_ID}
        fields.update(
            out_trade_no=self.order,
            total_fee="101",
            transaction_id="7551",
            out_transaction_id="4200",
            time_end="20240229120000",
            trade_type="pay.weixin.native",
            nonce_str="茶",
        )
        signed = {**fields, "sign": self.client.sign("chaoying", fields)}
        body = urllib.parse.urlencode(signed).encode("ascii")
        with self.client.verify_notification("chaoying.payment", bytearray(body)) as told:
            self.assertEqual(told.expect(self.order, 101)["nonce_str"], "茶")
            self.assertEqual(told.body(), body)
            self.assertEqual((told.ack(), told.ack(False)), ("success", "fail"))
            for order, amount in ((self.order, 100), (self.order + "x", "101")):
                with self.assertRaises(paysdk.MessageError) as caught:
                    told.expect(order, amount)
                self.assertIs(caught.exception.status, Status.MISMATCH)
            with self.assertRaises(TypeError):
                told.expect(self.order, 101.0)
        for forged in (body.replace(b"total_fee=101", b"total_fee=901"), body.split(b"&sign")[0], b""):
            with self.assertRaises(paysdk.MessageError) as caught:
                self.client.verify_notification("chaoying.payment", forged)
            self.assertIs(caught.exception.status, Status.SIGNATURE)
