<?php

declare(strict_types=1);

namespace Paysdk;

/** The answer that a transport got. */
final class TransportReply
{
    /** @param list<array{string, string}> $headers all of them: some carry signatures, and a Content-Length must agree with the body */
    public function __construct(
        public readonly int $status,
        public readonly array $headers = [],
        public readonly string $body = '',
    ) {
    }
}
