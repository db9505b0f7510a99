<?php

declare(strict_types=1);

namespace Paysdk\Exception;

/** A defect of the library. */
final class InternalException extends PaysdkException
{
}
