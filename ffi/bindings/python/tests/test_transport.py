"""Sending through a function of the caller's."""

import gc
import unittest
from unittest import mock

import paysdk
from paysdk import NotSent, Outcome, Status, TransportReply
from paysdk.response import exact
from surroundings import AGENT_KEY, answer, config, payment


class Transport(unittest.TestCase):
    def client(self, send):
        client = paysdk.Client(config(base_url="https://pay.example").transport(send))
        self.addCleanup(client.close)
        return client

    def failure(self, send):
        with self.assertRaises(paysdk.Error) as caught:
            self.client(send).call("chaoying.pay", payment("TRANSPORT_1"))
        return caught.exception

    def test_it_is_shown_the_request_and_its_reply_is_read(self):
        seen = []
        client = self.client(lambda request: seen.append(request) or answer(request))
        gc.collect()
        self.assertEqual(client.call("chaoying.pay", payment("TRANSPORT_2"))["out_trade_no"], "TRANSPORT_2")
        request = seen[0]
        self.assertEqual((request.method, request.moves_money), ("POST", True))
        self.assertTrue(request.url.startswith("https://pay.example/"))
        self.assertIn(("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), request.headers)
        self.assertIn(b"out_trade_no=TRANSPORT_2", request.body)
        self.assertGreater(request.timeout_ms, 0)
        self.assertNotIn("TRANSPORT_2", repr(request))
        self.assertNotIn(AGENT_KEY.encode(), request.body)

    def test_numbers_keep_their_text(self):
        more = {"fresh": "1.50", "huge": "123456789012345678901234567890", "nested": '{"e":1e3}'}
        paid = self.client(lambda request: answer(request, **more)).call("chaoying.pay", payment("TRANSPORT_3"))
        self.assertEqual({name: paid[name] for name in more}, more)
        self.assertEqual({name: paid.to_dict()[name] for name in more}, more)

    def test_numbers_are_never_floats(self):
        found = exact('{"a":1.50,"b":1e3,"c":[-0.10,123456789012345678901],"d":"1.5"}')
        self.assertEqual(found, {"a": "1.50", "b": "1e3", "c": ["-0.10", 123456789012345678901], "d": "1.5"})

    def test_only_its_promise_makes_a_failure_safe_to_repeat(self):
        def raises(error):
            def send(_):
                raise error

            return send

        for error, outcome in (
            (NotSent("no route"), Outcome.NOT_SENT),
            (OSError("reset"), Outcome.UNKNOWN),
            (KeyboardInterrupt(), Outcome.UNKNOWN),
        ):
            failure = self.failure(raises(error))
            self.assertEqual((failure.status, failure.outcome), (Status.TRANSPORT, outcome))
            self.assertIs(failure.__cause__, error)

    def test_what_it_raised_in_one_call_is_not_told_of_the_next(self):
        ends = iter([OSError("once")])

        def send(_):
            for error in ends:
                raise error
            return TransportReply(502)

        client, causes = self.client(send), []
        for _ in range(2):
            with self.assertRaises(paysdk.TransportError) as caught:
                client.call("chaoying.pay", payment("TRANSPORT_6"))
            causes.append(str(caught.exception.__cause__))
        self.assertEqual(causes, ["once", "None"])

    def test_the_headers_of_a_reply_tell_whether_it_is_whole(self):
        """HiCoin does not sign failures: only a whole answer proves that a transfer was refused."""
        body = b'{"code":"110043","msg":"account balance is not enough"}'
        size = str(len(body))
        names = ("access_token", "openid", "body", "subject", "out_trade_no")
        transfer = dict.fromkeys(names, "W1") | {"total_amount": 1, "settle_currency": "USDT"}
        settings = dict.fromkeys(("payout_base_url", "oauth_base_url", "page_base_url"), "https://pay.example")
        settings.update(app_id="1", secret_key="s", mch_key="m")
        for headers, outcome in (
            ([], Outcome.REFUSED),
            ([("content-length", size)], Outcome.REFUSED),
            ([("Content-Length", size + "0")], Outcome.UNKNOWN),
            # Headers that C cannot hold, or that are no Unicode, are left out.
            ([("Content-Length", "1\0"), ("Content-Length\0", "1"), ("Content-Length", "\udce9")], Outcome.REFUSED),
        ):
            config = paysdk.Config("hicoin", **settings)
            config.transport(lambda _, headers=headers: TransportReply(200, headers, body))
            with paysdk.Client(config) as client, self.assertRaises(paysdk.ProviderError) as caught:
                client.call("hicoin.transfer", transfer)
            self.assertEqual((caught.exception.outcome, caught.exception.provider_code), (outcome, "110043"), headers)

    def test_a_reply_that_is_none_leaves_the_outcome_unknown(self):
        for reply in (None, TransportReply(0), TransportReply(200, body=b"x" * (1 << 20 | 1)), TransportReply(502)):
            self.assertIs(self.failure(lambda _, reply=reply: reply).outcome, Outcome.UNKNOWN, reply)
        broken = self.failure(lambda _: TransportReply(200, [("name",)], b"{}"))
        self.assertEqual((broken.status, broken.outcome), (Status.TRANSPORT, Outcome.UNKNOWN))
        self.assertIsInstance(broken.__cause__, ValueError)

    def test_a_failing_logger_does_not_disturb_the_call(self):
        def fails(*_):
            raise ValueError("from the logger")

        settings = config(base_url="https://pay.example").transport(answer).logger(fails, paysdk.LogLevel.DEBUG)
        ignored = []
        with mock.patch("sys.unraisablehook", ignored.append), paysdk.Client(settings) as client:
            self.assertEqual(client.call("chaoying.pay", payment("TRANSPORT_5"))["out_trade_no"], "TRANSPORT_5")
        self.assertEqual(len(ignored), 2)
