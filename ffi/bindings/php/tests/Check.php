<?php

declare(strict_types=1);

use Paysdk\Exception\PaysdkException;
use Paysdk\Exception\UsageException;
use Paysdk\Outcome;
use Paysdk\Status;

/** What the tests hold true. */
final class Check
{
    public static function same(mixed $expected, mixed $found, string $about = ''): void
    {
        if ($expected !== $found) {
            throw new LogicException("$about: expected " . self::shown($expected) . ', found ' . self::shown($found));
        }
    }

    public static function true(bool $fact, string $about): void
    {
        if (!$fact) {
            throw new LogicException($about);
        }
    }

    public static function contains(string $part, string $text): void
    {
        self::true(str_contains($text, $part), "no " . self::shown($part) . ' in ' . self::shown($text));
    }

    public static function lacks(string $part, string $text): void
    {
        self::true(!str_contains($text, $part), self::shown($part) . ' is in ' . self::shown($text));
    }

    /**
     * What the call throws, which must be of that class.
     *
     * @template T of Throwable
     * @param class-string<T> $class
     * @return T
     */
    public static function throws(string $class, Closure $call): Throwable
    {
        try {
            $call();
        } catch (Throwable $thrown) {
            if ($thrown instanceof $class) {
                return $thrown;
            }
            throw $thrown;
        }
        throw new LogicException("it threw no $class");
    }

    /** A call that is wrong before anything is sent. */
    public static function refused(Status $status, Closure $call, ?string $field = null): UsageException
    {
        return self::fails(UsageException::class, $status, Outcome::NotSent, $call, $field);
    }

    /**
     * A message that cannot be read, which says nothing about what was sent before.
     *
     * @param class-string<PaysdkException> $class
     */
    public static function unread(string $class, Status $status, Closure $call, ?string $field = null): PaysdkException
    {
        return self::fails($class, $status, Outcome::Unknown, $call, $field);
    }

    /**
     * @template T of PaysdkException
     * @param class-string<T> $class
     * @return T
     */
    private static function fails(string $class, Status $status, Outcome $outcome, Closure $call, ?string $field): PaysdkException
    {
        $thrown = self::throws($class, $call);
        self::same($status, $thrown->status, $thrown->getMessage());
        self::same($outcome, $thrown->outcome, $thrown->getMessage());
        if ($field !== null) {
            self::same($field, $thrown->field, $thrown->getMessage());
        }

        return $thrown;
    }

    /** What an error tells whoever prints it, with the arguments of every call of the binding that its trace has. */
    public static function toldBy(Throwable $error): string
    {
        $ours = static fn (array $frame): bool => preg_match('/^(Paysdk\\\\|FFI)/', $frame['class'] ?? '') === 1;
        $calls = array_filter($error->getTrace(), $ours);
        self::true($calls === [] || array_key_exists('args', reset($calls)), 'traces have arguments here');

        return $error . print_r(array_values($calls), true);
    }

    private static function shown(mixed $value): string
    {
        return is_object($value) && !$value instanceof UnitEnum ? 'a ' . $value::class : var_export($value, true);
    }
}
