"""Everything that the library can do, for every provider."""

import unittest

import paysdk
from paysdk import Status
from surroundings import file_of


class Operations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.listed = file_of("PAYSDK_LISTED")
        cls.settings = file_of("PAYSDK_SETTINGS")
        cls.clients = {}
        for provider, settings in cls.settings.items():
            cls.clients[provider] = paysdk.Client(paysdk.Config(provider, allow_http=True, **settings))

    @classmethod
    def tearDownClass(cls):
        for client in cls.clients.values():
            client.close()

    def client(self, name):
        return self.clients[name.split(".")[0]]

    def test_every_operation_does_at_the_sandbox_what_its_name_says(self):
        called, kept = set(), {}
        for operation, fields, answers in file_of("PAYSDK_CALLS"):
            called.add(operation)
            fields = {name: kept.get(value, value) for name, value in fields.items()}
            with self.subTest(operation):
                if "refused" in answers:
                    with self.assertRaises(paysdk.ProviderError) as caught:
                        self.client(operation).call(operation, fields)
                    self.assertEqual(caught.exception.provider_code, answers["refused"])
                    continue
                answer = self.client(operation).call(operation, fields)
                for field, expected in answers.items():
                    self.assertTrue(answer[field], field)
                    if (expected or "").startswith("$"):
                        kept[expected] = answer[field]
                    elif expected is not None:
                        self.assertEqual(answer[field], expected, field)
        self.assertEqual(set(paysdk.operations()) - called, set(), "not called")

    def test_every_kind_of_notification_is_verified(self):
        heard = set()
        for told in file_of("PAYSDK_NOTIFICATIONS"):
            kind, body, headers = told["kind"], told["body"].encode(), told["headers"]
            heard.add(kind)
            with self.subTest(kind):
                note = self.client(kind).verify_notification(kind, body, headers)
                for amount in told["amounts"]:
                    note.expect(told["order"], amount)
                for field in paysdk.response_fields(kind):
                    self.assertTrue(not field.required or field.name in note, field)
                for order, amount in told["others"]:
                    with self.assertRaises((paysdk.MessageError, paysdk.UsageError)) as caught:
                        note.expect(order, amount)
                    self.assertIn(caught.exception.status, (Status.MISMATCH, Status.INVALID_VALUE))
                self.assertEqual([note.ack(), note.ack(False)], told["acks"])
                forged = bytearray(body)
                forged[len(body) // 2] = ord("y" if chr(forged[len(body) // 2]) == "x" else "x")
                with self.assertRaises(paysdk.MessageError) as caught:
                    self.client(kind).verify_notification(kind, forged, headers)
                self.assertIs(caught.exception.status, Status.SIGNATURE)
        self.assertEqual(heard, set(self.listed["notifications"]))

    def test_every_field_can_be_set(self):
        for operation in paysdk.operations():
            with self.client(operation).request(operation) as request:
                for field in paysdk.request_fields(operation):
                    try:
                        request.set(field.name, "1")
                    except paysdk.UsageError as refused:
                        self.assertEqual((refused.status, refused.field), (Status.INVALID_VALUE, field.name), operation)

    def test_every_setting_is_taken(self):
        common = {
            "timeout_ms": 1000,
            "connect_timeout_ms": 1000,
            "proxy": "http://127.0.0.1:9",
            "ca_file": "/etc/ssl/certs/ca-certificates.crt",
            "allow_http": True,
            "caller_charset": "utf-8",
        }
        self.assertEqual(list(common), self.listed["common_keys"])
        for provider, keys in self.listed["providers"].items():
            self.assertEqual(set(keys), set(self.settings[provider]))
            with paysdk.Config(provider) as config:
                for key, value in {**self.settings[provider], **common}.items():
                    config.set(key, value).set(key, "").set(key, value)

    def test_the_lists_are_those_of_the_library(self):
        def flagged(fields):
            return {one.name: one.required + 2 * one.masked + 4 * one.of_money_operation for one in fields}

        found = {}
        for name in paysdk.operations():
            request, response = flagged(paysdk.request_fields(name)), flagged(paysdk.response_fields(name))
            found[name] = {"request": request, "response": response}
        self.assertEqual(found, self.listed["operations"])
