<?php

declare(strict_types=1);

namespace Paysdk\Exception;

use Paysdk\Outcome;
use Paysdk\Status;

/** A call that gave no result. Its texts carry no secret. */
class PaysdkException extends \RuntimeException
{
    final public function __construct(
        public readonly Status $status,
        string $message,
        /** Whether the call may be made again, is over, or must be asked about. */
        public readonly Outcome $outcome = Outcome::Unknown,
        /** The HTTP status of the answer, if one came. */
        public readonly ?int $httpStatus = null,
        /** The provider's code, if it sent one. */
        public readonly ?string $providerCode = null,
        /** The provider's own words, if it sent any. */
        public readonly ?string $providerMessage = null,
        /** The field or configuration key at fault, if it is one. */
        public readonly ?string $field = null,
        ?\Throwable $previous = null,
    ) {
        parent::__construct($message, $status->value, $previous);
    }
}
