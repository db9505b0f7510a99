package io.paysdk;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link Transport} is to send. URL, headers and body may hold signatures and tokens, so its text leaves them out.
 *
 * @param method {@code GET} or {@code POST}
 * @param url the whole URL
 * @param headers all but {@code Host} and {@code Content-Length}, which are the transport's to add
 * @param body empty if there is none
 * @param timeout for the whole exchange
 * @param movesMoney whether the call moves money: it should not go over an idle connection, which may be closing
 */
public record TransportRequest(
        String method, String url, List<Header> headers, byte[] body, Duration timeout, boolean movesMoney) {
    @Override
    public String toString() {
        return "TransportRequest[" + method + ", " + body.length + " bytes]";
    }
}
