<?php

declare(strict_types=1);

namespace Paysdk\Exception;

/** The call is wrong before anything is sent: a name, a value, a missing field, a closed object. */
final class UsageException extends PaysdkException
{
}
