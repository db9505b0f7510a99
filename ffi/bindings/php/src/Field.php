<?php

declare(strict_types=1);

namespace Paysdk;

/** A field of a request, response or notification. */
final class Field
{
    /**
     * @param bool $required a request without it is refused; a response always has it, empty where the provider may leave it out
     * @param bool $masked shown as `***` in every output of the library
     * @param bool $ofMoneyOperation a failed call may have an unknown outcome; the same on all fields of the operation
     */
    public function __construct(
        public readonly string $name,
        public readonly bool $required,
        public readonly bool $masked,
        public readonly bool $ofMoneyOperation,
    ) {
    }
}
