<?php

declare(strict_types=1);

namespace Paysdk\Exception;

/** The provider answered that it did not, or not yet, do what was asked. */
final class ProviderException extends PaysdkException
{
}
