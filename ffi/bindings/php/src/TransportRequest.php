<?php

declare(strict_types=1);

namespace Paysdk;

/** What a transport is to send. URL, headers and body may hold signatures and tokens: keep them out of logs. */
final class TransportRequest
{
    /**
     * @param list<array{string, string}> $headers names and values; Host and Content-Length are the transport's to add
     * @param int $timeoutMs for the whole exchange
     * @param bool $movesMoney the call should not go over an idle connection, which may be closing
     */
    public function __construct(
        public readonly string $method,
        public readonly string $url,
        public readonly array $headers,
        public readonly string $body,
        public readonly int $timeoutMs,
        public readonly bool $movesMoney,
    ) {
    }

    /** @return array<string, mixed> */
    public function __debugInfo(): array
    {
        return ['method' => $this->method, 'timeoutMs' => $this->timeoutMs, 'movesMoney' => $this->movesMoney];
    }
}
