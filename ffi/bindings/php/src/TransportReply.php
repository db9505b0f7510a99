<?php

declare(strict_types=1);

namespace Paysdk;

/** The answer that a transport got. */
final class TransportReply
{
    /** @param list<array{string, string}> $headers all of them: Content-Length proves that the body is whole */
    public function __construct(
        public readonly int $status,
        public readonly array $headers = [],
        public readonly string $body = '',
    ) {
    }
}
