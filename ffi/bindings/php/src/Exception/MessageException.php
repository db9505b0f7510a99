<?php

declare(strict_types=1);

namespace Paysdk\Exception;

/** An answer or notification that cannot be read or is not to be believed: wrongly signed, or about something else. */
final class MessageException extends PaysdkException
{
}
