<?php

declare(strict_types=1);

namespace Paysdk;

/** What went wrong: the statuses of the C interface. */
enum Status: int
{
    /** A closed object, a number out of range. */
    case Argument = -1;
    /** A text is not valid UTF-8. */
    case Utf8 = -2;
    /** No provider, key, operation, field, notification kind or signing scheme of that name. */
    case UnknownName = -3;
    /** A required field was not set. */
    case MissingField = -4;
    /** A value breaks the rule of its field or key. */
    case InvalidValue = -5;
    /** A client cannot be made of this configuration. */
    case Config = -6;
    /** There is no such field. */
    case NotFound = -7;
    /** A buffer was too small. */
    case Buffer = -8;
    /** No answer came. */
    case Transport = -20;
    /** An answer with an HTTP status that proves nothing. */
    case HttpStatus = -21;
    /** An answer or notification that cannot be read. */
    case Decode = -22;
    /** A signature is wrong or missing. */
    case Signature = -23;
    /** The provider answered that it did not, or not yet, do what was asked. */
    case Provider = -24;
    /** A genuine message that speaks of another order, amount or request. */
    case Mismatch = -25;
    /** The library's own fault. */
    case Internal = -98;
    /** The library's own fault, caught at its boundary. */
    case Panic = -99;

    /** The name that the C interface gives it, such as `INVALID_VALUE`. */
    public function name(): string
    {
        return strtoupper((string) preg_replace('/(?<=[a-z])(?=[A-Z])/', '_', $this->name));
    }
}
