"""The project's signing vectors, through the library."""

import json
import os
import unittest

import paysdk

#: What a client needs beside the key under test.
OTHERS = {
    "chaoying": {"base_url": "https://pay.example", "agent_id": "1"},
    "hicoin": {
        "payout_base_url": "https://a.example",
        "oauth_base_url": "https://b.example",
        "page_base_url": "https://c.example",
        "app_id": "1",
        "secret_key": "s",
    },
    "recharge_payout": {"base_url": "https://pay.example", "app_key": "1"},
    "dragonex": {"base_url": "https://pay.example", "app_id": "1", "access_key": "a", "secret_key": "s", "check_key": "c"},
}


def fields_of(vector, *names):
    return [(name, vector[name]) for name in names]


class Vectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.environ["PAYSDK_VECTORS"], encoding="utf-8") as file:
            cls.vectors = json.load(file)

    def check(self, provider, key, scheme, fields, vector):
        with paysdk.Client(
            paysdk.Config(provider, **{**OTHERS[provider], key: vector.get("key", vector.get(key))})
        ) as client:
            self.assertEqual(client.sign(scheme, fields), vector["sign"])
            self.assertTrue(client.verify(scheme, fields, vector["sign"]))
            wrong = ("1" if vector["sign"][0] == "0" else "0") + vector["sign"][1:]
            for forged in (wrong, ""):
                self.assertFalse(client.verify(scheme, fields, forged))

    def test_chaoying(self):
        for vector in self.vectors["chaoying"]:
            self.check("chaoying", "agent_key", "chaoying", vector["fields"], vector)

    def test_hicoin(self):
        for vector in self.vectors["hicoin"]:
            self.check("hicoin", "mch_key", "hicoin", vector["fields"], vector)

    def test_recharge_payout(self):
        for vector in self.vectors["recharge_payout"]:
            self.check("recharge_payout", "secret", "recharge_payout." + vector["kind"], vector["fields"], vector)

    def test_dragonex_requests(self):
        for vector in self.vectors["dragonex_request"]:
            signed = [field for field in vector["headers"] if field[0].lower().startswith("dragonex-")]
            fields = fields_of(vector, "method", "content_sha1", "content_type", "date", "path") + signed
            self.check("dragonex", "secret_key", "dragonex.request", fields, vector)

    def test_dragonex_answers(self):
        for vector in self.vectors["dragonex_response"]:
            self.check("dragonex", "check_key", "dragonex.response", fields_of(vector, "body", "ts"), vector)

    def test_there_are_vectors(self):
        counts = {name: len(kept) for name, kept in self.vectors.items() if isinstance(kept, list)}
        self.assertGreaterEqual(min(counts.values()), 10, counts)
