"""The project's signing vectors, through the library."""

import unittest

import paysdk
from surroundings import file_of

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


def parts(group, vector):
    """Provider, the setting and the name in the vector of the key, scheme and fields."""

    def own(*names):
        return [(name, vector[name]) for name in names]

    if group in ("chaoying", "hicoin"):
        return group, {"chaoying": "agent_key", "hicoin": "mch_key"}[group], "key", group, vector["fields"]
    if group == "hicoin_h5":
        # What the page's address signs: its package stands percent-encoded in the signed text.
        fields = {
            "appId": vector["app_id"],
            "nonceStr": vector["nonce_str"],
            "package": "prepay_id%3D" + vector["prepay_id"],
            "signType": "HMAC-SHA256",
            "timeStamp": vector["timestamp"],
        }
        return "hicoin", "mch_key", "key", "hicoin", fields
    if group == "recharge_payout":
        return group, "secret", "key", f"recharge_payout.{vector['kind']}", vector["fields"]
    if group == "dragonex_request":
        # Of the headers only DragonEx's own are signed; others are no fields of the signature.
        signed = [(name, value) for name, value in vector["headers"] if name.lower().startswith("dragonex-")]
        fields = own("method", "content_sha1", "content_type", "date", "path") + signed
        return "dragonex", "secret_key", "secret_key", "dragonex.request", fields
    if group == "dragonex_response":
        return "dragonex", "check_key", "check_key", "dragonex.response", own("body", "ts")
    raise AssertionError(f"a new group of vectors: {group}")


class Vectors(unittest.TestCase):
    def test_every_vector_is_signed_and_verified(self):
        groups = {name: kept for name, kept in file_of("PAYSDK_VECTORS").items() if isinstance(kept, list)}
        self.assertGreaterEqual(len(groups), 6)
        for group, vectors in groups.items():
            self.assertGreaterEqual(len(vectors), 10, group)
            for number, vector in enumerate(vectors):
                with self.subTest(f"{group} {number}"):
                    self.check(vector["sign"], vector, *parts(group, vector))

    def check(self, sign, vector, provider, setting, key, scheme, fields):
        with paysdk.Client(paysdk.Config(provider, **{**OTHERS[provider], setting: vector[key]})) as client:
            self.assertEqual(client.sign(scheme, fields), sign)
            self.assertTrue(client.verify(scheme, fields, sign))
            wrong = ("1" if sign[0] == "0" else "0") + sign[1:]
            for forged in (wrong, ""):
                self.assertFalse(client.verify(scheme, fields, forged))

    def test_hicoin_signs_by_its_other_key_too(self):
        def client(secret_key, mch_key):
            settings = {**OTHERS["hicoin"], "secret_key": secret_key, "mch_key": mch_key}
            return paysdk.Client(paysdk.Config("hicoin", **settings))

        with client("one", "other") as these, client("other", "one") as those:
            self.assertEqual(these.sign("hicoin.secret", {"a": "b"}), those.sign("hicoin", {"a": "b"}))
            self.assertNotEqual(these.sign("hicoin.secret", {"a": "b"}), these.sign("hicoin", {"a": "b"}))
