<?php

declare(strict_types=1);

namespace Paysdk;

use Paysdk\Internal\Failure;
use Paysdk\Internal\Library;
use Paysdk\Internal\Text;

/** What operations there are, and what fields they have. */
final class Operations
{
    private const REQUEST = 0;
    private const RESPONSE = 1;
    private const REQUIRED = 1;
    private const MASKED = 2;
    private const OF_MONEY_OPERATION = 4;

    /** @return list<string> the names of all operations of all providers */
    public static function names(): array
    {
        $ffi = Library::ffi();
        $count = $ffi->new('size_t');
        Failure::check($ffi->paysdk_operation_count(\FFI::addr($count)));
        $names = [];
        for ($i = 0; $i < $count->cdata; ++$i) {
            $name = $ffi->new('const char *');
            Failure::check($ffi->paysdk_operation_at($i, \FFI::addr($name)));
            $names[] = \FFI::string($name);
        }

        return $names;
    }

    /** @return list<Field> the fields that an operation takes */
    public static function requestFields(string $operation): array
    {
        return self::fields($operation, self::REQUEST);
    }

    /** @return list<Field> the fields that an operation answers, or that a kind of notification has */
    public static function responseFields(string $operation): array
    {
        return self::fields($operation, self::RESPONSE);
    }

    /** @return list<Field> */
    private static function fields(string $operation, int $direction): array
    {
        $ffi = Library::ffi();
        $operation = Text::checked($operation, 'operation');
        $name = $ffi->new('const char *');
        $flags = $ffi->new('uint32_t');
        $fields = [];
        while (true) {
            $status = $ffi->paysdk_operation_field_at(
                $operation,
                $direction,
                count($fields),
                \FFI::addr($name),
                \FFI::addr($flags),
            );
            if ($status === Status::NotFound->value) {
                return $fields;
            }
            Failure::check($status);
            $bits = $flags->cdata;
            $fields[] = new Field(
                \FFI::string($name),
                ($bits & self::REQUIRED) !== 0,
                ($bits & self::MASKED) !== 0,
                ($bits & self::OF_MONEY_OPERATION) !== 0,
            );
        }
    }
}
