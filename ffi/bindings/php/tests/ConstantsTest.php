<?php

declare(strict_types=1);

use Paysdk\Internal\Library;
use Paysdk\LogLevel;
use Paysdk\Outcome;
use Paysdk\Status;

/** The numbers that stand in the classes are those of the header. */
final class ConstantsTest
{
    public function enumsAreThoseOfTheHeader(): void
    {
        $named = static fn (array $cases): array => array_column(
            array_map(static fn (BackedEnum $case): array => [self::screaming($case->name), $case->value], $cases),
            1,
            0,
        );
        Check::same(self::ofHeader('paysdk_status', 'PAYSDK_'), ['OK' => 0] + $named(Status::cases()));
        Check::same(self::ofHeader('paysdk_outcome', 'PAYSDK_OUTCOME_'), $named(Outcome::cases()));
        Check::same(self::ofHeader('paysdk_log_level', 'PAYSDK_LOG_'), $named(LogLevel::cases()));
        foreach (Status::cases() as $status) {
            Check::same(Library::text(Library::ffi()->paysdk_status_name($status->value)), $status->name());
        }
    }

    public function theOtherNumbersAreThoseOfTheHeader(): void
    {
        $private = static function (string $class, array $names): array {
            $constants = (new ReflectionClass($class))->getConstants();

            return array_combine($names, array_map(static fn (string $name): mixed => $constants[$name] ?? null, $names));
        };
        $delivery = self::ofHeader('paysdk_delivery', 'PAYSDK_DELIVERY_');
        Check::same($delivery, $private(Paysdk\Internal\Sending::class, array_keys($delivery)));
        $text = self::ofHeader('paysdk_text', 'PAYSDK_TEXT_');
        Check::same($text, $private(Paysdk\Internal\Failure::class, array_keys($text)));
        $direction = array_values(self::ofHeader('paysdk_direction', 'PAYSDK_'));
        $flags = array_values(self::ofHeader('paysdk_field_flag', 'PAYSDK_'));
        $names = ['REQUEST', 'RESPONSE', 'REQUIRED', 'MASKED', 'OF_MONEY_OPERATION'];
        Check::same([...$direction, ...$flags], array_values($private(Paysdk\Operations::class, $names)));
    }

    public function constantsOfNamesNameWhatThereIs(): void
    {
        $listed = Surroundings::json('PAYSDK_LISTED');
        $constants = static fn (string $class): array => array_values((new ReflectionClass("Paysdk\\Name\\$class"))->getConstants());
        Check::same(self::sorted(Paysdk\Operations::names()), self::sorted($constants('Operation')));
        Check::same(self::sorted(array_keys($listed['providers'])), self::sorted($constants('Provider')));
        Check::same(self::sorted(array_keys($listed['notifications'])), self::sorted($constants('Notification')));
        Check::same(self::sorted($listed['schemes']), self::sorted($constants('Scheme')));
        $keys = array_unique([...$listed['common_keys'], ...array_merge(...array_values($listed['providers']))]);
        Check::same(self::sorted($keys), self::sorted($constants('Key')));
        $fields = array_flip($listed['item_fields']);
        foreach ($listed['operations'] + $listed['notifications'] as $one) {
            $fields += $one['request'] + $one['response'];
        }
        Check::same(self::sorted(array_keys($fields)), self::sorted($constants('Field')));
    }

    /** @return array<string, int> an enum of the header, without what its names begin with */
    private static function ofHeader(string $enum, string $prefix): array
    {
        Check::same(1, preg_match("/enum $enum \\{(.*?)\\}/s", Library::header(), $found), $enum);
        preg_match_all("/$prefix(\\w+) = (-?\\d+)/", $found[1], $constants);

        return array_combine($constants[1], array_map('intval', $constants[2]));
    }

    /** `InvalidValue` becomes `INVALID_VALUE`. */
    private static function screaming(string $name): string
    {
        return strtoupper((string) preg_replace('/(?<=[a-z])(?=[A-Z])/', '_', $name));
    }

    /** @param list<string> $names */
    private static function sorted(array $names): array
    {
        sort($names);

        return $names;
    }
}
