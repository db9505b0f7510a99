package io.paysdk;

/**
 * Sends requests in place of the built-in HTTP client.
 *
 * <p>It runs on the thread that makes the call, maybe on several at once, and may take no longer than the request's timeout. The
 * client keeps it as long as it is needed.
 */
@FunctionalInterface
public interface Transport {
    /**
     * Sends a request once and waits for its answer.
     *
     * @param request what to send
     * @return the answer, whatever its HTTP status, but only if it came whole
     * @throws NotSentException to promise that no byte left this machine, so that the call may be made again
     * @throws Exception anything else, after which the outcome is {@link Outcome#UNKNOWN}, as after an error or a null
     */
    TransportReply send(TransportRequest request) throws Exception;
}
