<?php

declare(strict_types=1);

namespace Paysdk\Exception;

/** No answer came, or one with an HTTP status that proves nothing. */
final class TransportException extends PaysdkException
{
}
