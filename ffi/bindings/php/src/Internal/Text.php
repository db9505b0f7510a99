<?php

declare(strict_types=1);

namespace Paysdk\Internal;

use Paysdk\Status;

/** Values as the C interface takes them: NUL-terminated text, and never a float. */
final class Text
{
    /** The text itself, if C can hold it. The field names it in errors, which must not show it. */
    public static function checked(#[\SensitiveParameter] string $text, string $field): string
    {
        if (str_contains($text, "\0")) {
            throw Failure::usage(Status::InvalidValue, "$field: must not contain NUL", $field);
        }

        return $text;
    }

    /**
     * The text of a field's value.
     *
     * The parameter is mixed, because PHP would turn a float into an int or a string for callers without strict types.
     */
    public static function ofValue(#[\SensitiveParameter] mixed $value, string $field): string
    {
        if (!is_string($value) && !is_int($value) && !$value instanceof \Stringable) {
            throw new \TypeError("$field must be a string, an int or Stringable, not " . get_debug_type($value));
        }

        return self::checked((string) $value, $field);
    }
}
