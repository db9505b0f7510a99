package io.paysdk;

import static io.paysdk.Surroundings.filled;
import static io.paysdk.Surroundings.payment;

import com.sun.jna.Pointer;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Handles: used after they were closed, closed while in use, used by many threads, forgotten. */
final class HandleTests {
    void aClosedHandleIsRefused() {
        Config config = Surroundings.config();
        Client client = Surroundings.client(Surroundings::answer);
        Request request = client.request("chaoying.pay");
        Response response = client.call("chaoying.pay", payment("HANDLE_1"));
        for (AutoCloseable each : List.of(config, client, request, response)) {
            closeTwice(each);
        }
        Check.closed(() -> config.set("timeout_ms", 1));
        Check.closed(() -> config.transport(null));
        Check.closed(() -> config.logger(null, LogLevel.OFF));
        Check.closed(() -> new Client(config).close());
        Check.closed(() -> client.request("chaoying.pay"));
        Check.closed(() -> client.sign("chaoying", Map.of("a", "b")));
        Check.closed(() -> client.verify("chaoying", Map.of("a", "b"), "c"));
        Check.closed(() -> client.verifyNotification("chaoying.payment", new byte[0]));
        Check.closed(() -> request.set("body", "tea"));
        Check.closed(() -> request.setJson("{}"));
        Check.closed(request::send);
        Check.closed(() -> response.find("state"));
        Check.closed(() -> response.count("state"));
        Check.closed(response::json);
        Check.closed(response::body);
    }

    void aRequestOutlivesItsClientAndTheCallbacksWithIt() throws Exception {
        List<String> lines = new ArrayList<>();
        Request request = orphan(lines);
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(20);
        }
        try (Response response = request.send()) {
            Check.equal("HANDLE_2", response.get("out_trade_no"));
        }
        request.close();
        Check.equal(2, lines.size());
    }

    void whatIsClosedInItsOwnCallIsFreedAfterIt() {
        List<AutoCloseable> handles = new ArrayList<>();
        Client client = Surroundings.client(sent -> {
            handles.forEach(HandleTests::closeTwice);
            return Surroundings.answer(sent);
        });
        Request request = filled(client, "HANDLE_3");
        handles.addAll(List.of(client, request));
        try (Response response = request.send()) {
            Check.equal("HANDLE_3", response.get("out_trade_no"));
        }
        Check.closed(request::send);
        Check.closed(() -> client.request("chaoying.pay"));
    }

    void aRequestInUseIsNotChanged() {
        List<Request> requests = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try (Client client = Surroundings.client(sent -> {
                    Request own = requests.get(0);
                    refused.add(Check.thrown(IllegalStateException.class, () -> own.set("total_fee", 102))
                            .getMessage());
                    return Surroundings.answer(sent);
                });
                Request request = filled(client, "HANDLE_4")) {
            requests.add(request);
            try (Response response = request.send()) {
                Check.equal("101", response.get("total_fee"));
            }
        }
        Check.equal(List.of("the request is in use elsewhere"), refused);
    }

    void whatIsClosedWhileInUseIsFreedOnceByTheLastUser() throws Exception {
        List<Pointer> freed = Collections.synchronizedList(new ArrayList<>());
        Handle handle = new Handle("thing", new Pointer(8), freed::add, true, null);
        CountDownLatch inside = new CountDownLatch(16);
        CountDownLatch closed = new CountDownLatch(1);
        Thread closes = new Thread(() -> {
            await(inside);
            handle.close();
            handle.close();
            Check.that(freed.isEmpty(), "it is in use");
            closed.countDown();
        });
        closes.start();
        Surroundings.onThreads(16, number -> handle.use(pointer -> {
            inside.countDown();
            await(closed);
            Check.that(freed.isEmpty(), "it is in use");
            return null;
        }));
        closes.join();
        Check.equal(List.of(new Pointer(8)), freed);
        Check.closed(() -> handle.use(pointer -> null));
    }

    void whatNobodyClosesIsFreedOnceByTheCollector() throws Exception {
        List<Pointer> freed = Collections.synchronizedList(new ArrayList<>());
        WeakReference<Handle> gone = forgotten(freed);
        collect(gone);
        for (int i = 0; i < 100 && freed.isEmpty(); i++) {
            Thread.sleep(50);
        }
        Check.equal(List.of(new Pointer(16)), freed);
    }

    void aForgottenClientAndItsCallbacksAreCollected() throws Exception {
        WeakReference<Transport> transport = forgottenClient();
        collect(transport);
        Check.that(transport.get() == null, "nothing holds the transport any more");
    }

    void oneClientServesManyThreads() throws Exception {
        try (Client client = Surroundings.client(Surroundings::answer)) {
            Surroundings.onThreads(16, thread -> {
                for (int i = 0; i < 50; i++) {
                    String order = "HANDLE_" + thread + "_" + i;
                    try (Response paid = client.call("chaoying.pay", payment(order))) {
                        Check.equal(order, paid.get("out_trade_no"));
                    }
                }
            });
        }
    }

    void aResponseIsReadByManyThreadsInTurn() throws Exception {
        try (Client client = Surroundings.client(Surroundings::answer);
                Response response = client.call("chaoying.pay", payment("HANDLE_7"))) {
            Surroundings.onThreads(16, thread -> {
                for (int i = 0; i < 200; i++) {
                    Check.equal("HANDLE_7", response.get("out_trade_no"));
                }
            });
        }
    }

    void aClientMayBeClosedWhileThreadsUseIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            Client client = Surroundings.client(Surroundings::answer);
            CountDownLatch begun = new CountDownLatch(4);
            Surroundings.onThreads(5, thread -> {
                if (thread == 4) {
                    await(begun);
                    client.close();
                    return;
                }
                Check.closed(() -> {
                    while (true) {
                        client.call("chaoying.pay", payment("HANDLE_8")).close();
                        begun.countDown();
                    }
                });
            });
        }
    }

    private static Request orphan(List<String> lines) {
        try (Config config = Surroundings.config()
                        .set("base_url", "https://pay.example")
                        .transport(Surroundings::answer)
                        .logger((level, line) -> lines.add(line), LogLevel.DEBUG);
                Client client = new Client(config)) {
            return filled(client, "HANDLE_2");
        }
    }

    private static WeakReference<Handle> forgotten(List<Pointer> freed) {
        Handle handle = new Handle("thing", new Pointer(16), freed::add, false, null);
        return new WeakReference<>(handle.use(pointer -> handle));
    }

    private static WeakReference<Transport> forgottenClient() {
        String used = "used";
        Transport transport = sent -> {
            Check.equal("used", used);
            return Surroundings.answer(sent);
        };
        Client client = Surroundings.client(transport);
        client.call("chaoying.pay", payment("HANDLE_6"));
        return new WeakReference<>(transport);
    }

    /** Until the collector has taken it, or for a while. */
    private static void collect(WeakReference<?> reference) throws InterruptedException {
        for (int i = 0; i < 100 && reference.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException error) {
            throw new AssertionError(error);
        }
    }

    private static void closeTwice(AutoCloseable handle) {
        try {
            handle.close();
            handle.close();
        } catch (Exception error) {
            throw new AssertionError(error);
        }
    }
}
