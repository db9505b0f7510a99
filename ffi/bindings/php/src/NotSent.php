<?php

declare(strict_types=1);

namespace Paysdk;

/** Thrown by a transport: a promise that no byte of the request left this machine. */
final class NotSent extends \RuntimeException
{
}
