<?php

declare(strict_types=1);

namespace Paysdk\Exception;

/** An answer or notification that is not to be believed: unreadable, wrongly signed, or about something else. */
final class MessageException extends PaysdkException
{
}
