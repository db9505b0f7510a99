package io.paysdk;

import static io.paysdk.Loaded.LIB;

import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A transport as the library calls it. */
final class TransportBridge implements TransportFunction {
    static final int OK = 0;
    static final int NOT_SENT = 1;
    static final int UNKNOWN = 2;

    private final Transport transport;
    private final ThreadLocal<Throwable> thrownHere = new ThreadLocal<>();

    TransportBridge(Transport transport) {
        this.transport = transport;
    }

    /** What the transport threw when it was last called on this thread. */
    Throwable takeThrown() {
        Throwable thrown = thrownHere.get();
        thrownHere.remove();
        return thrown;
    }

    /** Nothing may be thrown into the library: JNA would answer 0 for it, which means OK. */
    @Override
    public int called(Pointer userdata, Pointer request, Pointer reply) {
        try {
            thrownHere.remove();
            put(reply, transport.send(shown(request)));
            return OK;
        } catch (NotSentException thrown) {
            thrownHere.set(thrown);
            return NOT_SENT;
        } catch (InterruptedException thrown) {
            Thread.currentThread().interrupt();
            thrownHere.set(thrown);
            return UNKNOWN;
        } catch (Throwable thrown) {
            thrownHere.set(thrown);
            return UNKNOWN;
        }
    }

    private static TransportRequest shown(Pointer request) {
        try (Out out = new Out()) {
            LIB.paysdk_transport_request_method(request, out.first());
            String method = out.text();
            LIB.paysdk_transport_request_url(request, out.first());
            String url = out.text();
            LIB.paysdk_transport_request_body(request, out.first(), out.second());
            byte[] body = out.bytes();
            LIB.paysdk_transport_request_timeout_ms(request, out.first());
            Duration timeout = Duration.ofMillis(Integer.toUnsignedLong(out.number()));
            LIB.paysdk_transport_request_moves_money(request, out.first());
            boolean movesMoney = out.number() != 0;
            return new TransportRequest(method, url, headers(request, out), body, timeout, movesMoney);
        }
    }

    private static List<Header> headers(Pointer request, Out out) {
        List<Header> headers = new ArrayList<>();
        while (LIB.paysdk_transport_request_header_at(request, new SizeT(headers.size()), out.first(), out.second())
                == 0) {
            headers.add(new Header(out.text(), out.secondText()));
        }
        return List.copyOf(headers);
    }

    /** The status comes last: a reply without one is none, so what fails half-way cannot pass for an answer. */
    private static void put(Pointer reply, TransportReply answer) {
        Objects.requireNonNull(answer, "the transport's reply");
        try (Texts texts = new Texts()) {
            for (Header header : answer.headers()) {
                Pointer name = texts.ifPossible(header.name());
                Pointer value = texts.ifPossible(header.value());
                // What C cannot hold, or is no Unicode, is no header that the answer's meaning hangs on.
                if (name != null && value != null) {
                    taken(LIB.paysdk_transport_reply_add_header(reply, name, value), "headers");
                }
            }
            SizeT size = new SizeT(answer.body().length);
            int status = LIB.paysdk_transport_reply_append_body(reply, texts.bytes(answer.body()), size);
            taken(status, "body must not be longer than a mebibyte");
            taken(LIB.paysdk_transport_reply_set_status(reply, answer.status()), "status must be from 100 to 999");
        }
    }

    private static void taken(int status, String rule) {
        if (status != 0) {
            throw new IllegalArgumentException("a reply's " + rule);
        }
    }
}
