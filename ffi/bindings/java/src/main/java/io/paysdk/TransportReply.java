package io.paysdk;

import java.util.List;
import java.util.Objects;

/**
 * The whole answer that a {@link Transport} got. Its text leaves headers and body out.
 *
 * @param status the HTTP status, 100 to 999
 * @param headers all of them: some carry signatures, and a {@code Content-Length} must agree with the body
 * @param body at most a mebibyte
 */
public record TransportReply(int status, List<Header> headers, byte[] body) {
    /**
     * Neither list nor body is null.
     *
     * @param status the HTTP status, 100 to 999
     * @param headers all of them: some carry signatures, and a {@code Content-Length} must agree with the body
     * @param body at most a mebibyte
     */
    public TransportReply {
        headers = List.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    @Override
    public String toString() {
        return "TransportReply[" + status + ", " + body.length + " bytes]";
    }
}
