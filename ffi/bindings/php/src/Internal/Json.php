<?php

declare(strict_types=1);

namespace Paysdk\Internal;

use Paysdk\Exception\MessageException;
use Paysdk\Status;

/** The library's JSON as PHP values, without floats. */
final class Json
{
    /** A text, which is passed over, or a number with a point or an exponent. */
    private const TEXT_OR_FRACTION = '/"(?:[^"\\\\]++|\\\\.)*+"|-?\d++(?:\.\d++(?:[eE][+-]?\d++)?|[eE][+-]?\d++)/s';

    /** @return array<string, mixed> texts in the caller's charset */
    public static function decoded(string $json, bool $gbk): array
    {
        if ($gbk) {
            $json = self::converted('GBK', 'UTF-8', $json);
        }
        $quoted = static fn (array $found): string => $found[0][0] === '"' ? $found[0] : "\"{$found[0]}\"";
        $exact = preg_replace_callback(self::TEXT_OR_FRACTION, $quoted, $json);
        $fields = json_decode((string) $exact, true, 512, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);
        if ($gbk) {
            array_walk_recursive($fields, static function (mixed &$value): void {
                $value = is_string($value) ? self::converted('UTF-8', 'GBK', $value) : $value;
            });
        }

        return $fields;
    }

    private static function converted(string $from, string $to, string $text): string
    {
        $converted = @iconv($from, $to, $text);
        if ($converted === false) {
            throw new MessageException(Status::InvalidValue, "the response has a character that $to lacks");
        }

        return $converted;
    }
}
