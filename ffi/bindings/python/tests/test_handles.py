"""Handles: used after they were closed, closed while in use, used by many threads."""

import gc
import threading
import unittest
import weakref

import paysdk
from paysdk import Status
from paysdk._library import lib
from surroundings import answer, config, payment


class Handles(unittest.TestCase):
    def client(self, send=answer):
        client = paysdk.Client(config(base_url="https://pay.example").transport(send))
        self.addCleanup(client.close)
        return client

    def assertClosed(self, call, *arguments):
        with self.assertRaisesRegex(paysdk.UsageError, "is closed") as caught:
            call(*arguments)
        self.assertIs(caught.exception.status, Status.ARGUMENT)

    def test_a_closed_handle_is_refused(self):
        client, settings = self.client(), config()
        request = client.request("chaoying.pay")
        response = client.call("chaoying.pay", payment("HANDLE_1"))
        for handle in (settings, client, request, response):
            handle.close()
            handle.close()
        self.assertClosed(settings.set, "timeout_ms", 1)
        self.assertClosed(paysdk.Client, settings)
        self.assertClosed(client.request, "chaoying.pay")
        self.assertClosed(client.sign, "chaoying", {"a": "b"})
        self.assertClosed(request.set, "body", "tea")
        self.assertClosed(request.send)
        self.assertClosed(response.get, "state")
        self.assertClosed(response.body)

    def test_a_request_outlives_its_client_and_the_callbacks_with_it(self):
        client = self.client()
        request = client.request("chaoying.pay")
        for name, value in payment("HANDLE_2").items():
            request.set(name, value)
        client.close()
        del client
        self.doCleanups()
        gc.collect()
        self.assertEqual(request.send()["out_trade_no"], "HANDLE_2")

    def test_what_is_closed_in_its_own_call_is_freed_after_it(self):
        def send(sent):
            client.close()
            request.close()
            return answer(sent)

        client = self.client(send)
        request = client.request("chaoying.pay")
        for name, value in payment("HANDLE_3").items():
            request.set(name, value)
        self.assertEqual(request.send()["out_trade_no"], "HANDLE_3")
        self.assertClosed(request.send)

    def test_a_pointer_that_is_lent_out_is_not_freed(self):
        handle = config()._handle
        with handle.use() as lent:
            handle.close()
            self.assertEqual(lib.paysdk_config_set(lent, b"pid", b"x", None), 0)
            self.assertTrue(handle._free.alive)
        self.assertFalse(handle._free.alive)

    def test_a_request_in_use_is_not_changed(self):
        refused = []

        def send(sent):
            with self.assertRaisesRegex(paysdk.UsageError, "in use") as caught:
                request.set("total_fee", 102)
            refused.append(caught.exception.status)
            return answer(sent)

        request = self.client(send).request("chaoying.pay")
        for name, value in payment("HANDLE_4").items():
            request.set(name, value)
        self.assertEqual(request.send()["total_fee"], "101")
        self.assertEqual(refused, [Status.ARGUMENT])

    def test_nobody_has_to_close(self):
        client = paysdk.Client(config(base_url="https://pay.example").transport(answer))
        gone = weakref.ref(client._handle)
        client.call("chaoying.pay", payment("HANDLE_5"))
        del client
        gc.collect()
        self.assertIsNone(gone())

    def test_one_client_serves_many_threads(self):
        client, wrong = self.client(), []

        def pays(thread):
            for n in range(25):
                order = f"HANDLE_{thread}_{n}"
                found = client.call("chaoying.pay", payment(order))["out_trade_no"]
                if found != order:
                    wrong.append((order, found))

        threads = [threading.Thread(target=pays, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
