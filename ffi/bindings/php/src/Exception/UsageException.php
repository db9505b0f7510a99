<?php

declare(strict_types=1);

namespace Paysdk\Exception;

/**
 * The call itself is wrong: a name, a value, a missing field, a closed object.
 *
 * Where a request was being made, nothing was sent. Where an answer or a notification was being read, money may have moved before:
 * its outcome is Unknown.
 */
final class UsageException extends PaysdkException
{
}
