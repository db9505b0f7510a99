"""Calls that are wrong before anything is sent."""

import json
import pickle
import unittest
import urllib.parse
from decimal import Decimal

import paysdk
from paysdk import Outcome, Status
from surroundings import AGENT_KEY, MCH_ID, answer, config, payment


class Usage(unittest.TestCase):
    def setUp(self):
        self.client = paysdk.Client(config())
        self.addCleanup(self.client.close)

    def refused(self, status, call, *arguments, field=None, **named):
        with self.assertRaises(paysdk.UsageError) as caught:
            call(*arguments, **named)
        self.assertIs(caught.exception.status, status)
        self.assertIs(caught.exception.outcome, Outcome.NOT_SENT)
        if field is not None:
            self.assertEqual(caught.exception.field, field)
        return caught.exception

    def test_unknown_names_are_refused(self):
        unknown = Status.UNKNOWN_NAME
        self.refused(unknown, paysdk.Config, "nobody")
        self.refused(unknown, config().set, "nokey", "1")
        self.refused(unknown, self.client.request, "chaoying.nothing")
        self.refused(unknown, self.client.request, "hicoin.transfer")
        self.refused(unknown, self.client.request("chaoying.pay").set, "total_fe", 1)
        self.refused(unknown, self.client.sign, "hicoin", {"a": "b"})
        self.refused(unknown, self.client.verify, "hicoin", {"a": "b"}, "00")
        self.refused(unknown, paysdk.ack, "chaoying.nothing")
        self.refused(unknown, paysdk.request_fields, "chaoying.nothing")

    def test_a_missing_field_is_named(self):
        for field in ("mch_id", "out_trade_no", "body", "total_fee", "auth_code"):
            fields = payment("MISSING1", **{field: None})
            self.refused(Status.MISSING_FIELD, self.client.call, "chaoying.pay", fields, field=field)

    def test_an_invalid_value_is_refused_when_it_is_set_and_not_shown(self):
        request = self.client.request("chaoying.pay")
        for field, value in (("total_fee", 0), ("total_fee", -1), ("total_fee", "1.5"), ("total_fee", "77secret77")):
            error = self.refused(Status.INVALID_VALUE, request.set, field, value, field=field)
            self.assertNotIn("77secret77", repr(error) + str(error))

    def test_a_key_where_a_name_belongs_is_not_shown(self):
        key = "k3ynobodymays33orh34rofany7h1ng1"
        request, settings = self.client.request("chaoying.pay"), config()
        for call, value in (
            (request.set, "auth_code"),
            (request.set, 1.5),
            (request.set, Decimal("NaN")),
            (request.set, "\0"),
            (request.set, "\ud800"),
            (settings.set, "agent_key"),
            (settings.set, None),
            (settings.set, "\0"),
        ):
            with self.assertRaises((paysdk.UsageError, TypeError)) as caught:
                call(key, value)
            error = caught.exception
            self.assertIn("k3yn… (32 characters)", str(error))
            self.assertNotIn(key[:5], repr(error) + str(error))

    def test_a_float_is_no_amount(self):
        request = self.client.request("chaoying.pay")
        for value in (1.0, 101.0, float("nan"), True, None, b"101", ["101"]):
            with self.assertRaisesRegex(TypeError, "total_fee must be"):
                request.set("total_fee", value)
        with self.assertRaises(TypeError):
            self.client.call("chaoying.pay", payment("FLOAT1", total_fee=101.0))
        with self.assertRaises(TypeError):
            config(timeout_ms=1000.0)

    def test_exact_numbers_keep_their_text(self):
        sign = self.client.sign
        for number, text in ((Decimal("1E+2"), "100"), (Decimal("1.50"), "1.50"), (1 << 70, str(1 << 70))):
            self.assertEqual(sign("chaoying", {"a": number}), sign("chaoying", {"a": text}))
        self.refused(Status.INVALID_VALUE, sign, "chaoying", {"a": Decimal("Infinity")}, field="a")
        self.refused(Status.INVALID_VALUE, self.client.request("chaoying.pay").set, "total_fee", 1 << 70)

    def test_a_json_object_is_taken_whole_or_not_at_all(self):
        said = []
        settings = config(base_url="https://pay.example").transport(lambda sent: said.append(sent) or answer(sent))
        with paysdk.Client(settings) as client, client.request("chaoying.pay") as request:
            request.set_json(json.dumps(payment("JSON_1", attach="first")))
            whole = '{"body":"x","total_fee":0}'
            self.refused(Status.INVALID_VALUE, request.set_json, whole, field="total_fee")
            self.refused(Status.INVALID_VALUE, request.set_json, '{"body":')
            self.refused(Status.UNKNOWN_NAME, request.set_json, '{"total_fe":1}')
            request.set_json('{"attach":null,"total_fee":102}').send()
        asked = dict(urllib.parse.parse_qsl(said[0].body.decode("ascii")))
        self.assertEqual((asked["total_fee"], asked["body"]), ("102", "two cups of tea 茶"))
        self.assertNotIn("attach", asked)

    def test_text_that_c_cannot_hold_is_refused_not_cut(self):
        request = self.client.request("chaoying.pay")
        self.refused(Status.INVALID_VALUE, request.set, "body", "tea\0cup", field="body")
        error = self.refused(Status.UTF8, config().set, "agent_key", "7secret7\udc80", field="agent_key")
        self.assertIsNone(error.__context__, "it would hold the text")

    def test_no_text_is_cut_at_a_nul(self):
        client, request = self.client, self.client.request("chaoying.pay")
        sign = client.sign("chaoying", {"a": "b"})
        for call, *arguments in (
            (paysdk.Config, "chaoying\0junk"),
            (config().set, "agent_key", "key\0junk"),
            (config().set, "agent_key\0junk", "key"),
            (client.request, "chaoying.pay\0junk"),
            (request.set, "body", "tea\0junk"),
            (request.set, "body\0junk", "tea"),
            (request.set, "total_fee\0junk", 101),
            (request.set_json, '{"body":"tea"}\0junk'),
            (client.sign, "chaoying\0junk", {"a": "b"}),
            (client.sign, "chaoying", {"a": "b\0junk"}),
            (client.sign, "chaoying", {"a\0junk": "b"}),
            (client.verify, "chaoying\0junk", {"a": "b"}, sign),
            (client.verify, "chaoying", {"a": "b\0junk"}, sign),
            (client.verify, "chaoying", {"a\0junk": "b"}, sign),
            (client.verify, "chaoying", {"a": "b"}, sign + "\0junk"),
            (paysdk.ack, "chaoying.payment\0junk"),
            (paysdk.request_fields, "chaoying.pay\0junk"),
        ):
            with self.subTest(call=call, arguments=arguments):
                self.refused(Status.INVALID_VALUE, call, *arguments)
        self.assertTrue(client.verify("chaoying", {"a": "b"}, sign))

    def test_settings_are_checked(self):
        self.refused(Status.INVALID_VALUE, config, timeout_ms="soon", field="timeout_ms")
        self.refused(Status.INVALID_VALUE, config, caller_charset="gbk", field="caller_charset")
        incomplete = paysdk.Config("chaoying", base_url="https://pay.example", agent_id="1")
        self.refused(Status.CONFIG, paysdk.Client, incomplete, field="agent_key")

    def test_nothing_shows_the_key(self):
        settings = config()
        shown = [repr(settings), str(vars(settings)), repr(self.client), str(vars(self.client))]
        error = self.refused(Status.INVALID_VALUE, config, agent_key=AGENT_KEY + "\n")
        shown += [repr(error), str(error), str(vars(error))]
        self.assertFalse([text for text in shown if AGENT_KEY in text])

    def test_an_error_comes_whole_out_of_a_worker_process(self):
        error = self.refused(Status.MISSING_FIELD, self.client.call, "chaoying.pay", {"mch_id": MCH_ID})
        copy = pickle.loads(pickle.dumps(error))
        self.assertIs(type(copy), paysdk.UsageError)
        self.assertEqual((str(copy), vars(copy)), (str(error), vars(error)))

    def test_operations_and_their_fields_are_listed(self):
        operations = paysdk.operations()
        self.assertEqual(len(operations), len(set(operations)))
        for provider in ("chaoying", "hicoin", "recharge_payout", "dragonex"):
            self.assertTrue([name for name in operations if name.startswith(f"{provider}.")], provider)
        fields = {field.name: field for field in paysdk.request_fields("chaoying.pay")}
        self.assertEqual(fields["auth_code"], paysdk.Field("auth_code", True, True, True))
        self.assertFalse(fields["attach"].required)
        self.assertFalse(paysdk.request_fields("chaoying.get_merchant")[0].of_money_operation)
        self.assertIn("trade_state", [field.name for field in paysdk.response_fields("chaoying.pay")])
        self.assertIn("total_fee", [field.name for field in paysdk.response_fields("chaoying.payment")])
