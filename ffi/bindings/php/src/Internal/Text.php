<?php

declare(strict_types=1);

namespace Paysdk\Internal;

use Paysdk\Status;

/** Values as the C interface takes them: NUL-terminated text, and never a float. */
final class Text
{
    /** What can be a name and is hardly a value, as the library sees it. */
    private const NAME = '/^(?=.{0,33}$)(?:content_sha1|[A-Za-z_-]{1,24}(?:\.(?:[A-Za-z_-]{1,24}|0|[1-9][0-9]{0,3}))*)$/D';

    /** A field's name as errors repeat it. Two arguments are easily swapped, and then it is a key or a payment code. */
    private static function shown(#[\SensitiveParameter] string $name): string
    {
        if (preg_match(self::NAME, $name) === 1) {
            return $name;
        }
        $characters = preg_split('//u', $name, -1, PREG_SPLIT_NO_EMPTY) ?: str_split($name);
        $length = count($characters);
        $beginning = implode('', array_slice($characters, 0, min(intdiv($length, 4), 4)));

        return preg_replace('/[\x00-\x1f\x7f]/', ' ', $beginning) . "… ($length characters)";
    }

    /** The text itself, if C can hold it. The field names it in errors, which must not show it. */
    public static function checked(#[\SensitiveParameter] string $text, string $field): string
    {
        if (str_contains($text, "\0")) {
            $field = self::shown($field);
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
            $field = self::shown($field);
            throw new \TypeError("$field must be a string, an int or Stringable, not " . get_debug_type($value));
        }

        return self::checked((string) $value, $field);
    }
}
