<?php

declare(strict_types=1);

namespace Paysdk\Internal;

use Paysdk\Exception\InternalException;
use Paysdk\Exception\MessageException;
use Paysdk\Exception\PaysdkException;
use Paysdk\Exception\ProviderException;
use Paysdk\Exception\TransportException;
use Paysdk\Exception\UsageException;
use Paysdk\Outcome;
use Paysdk\Status;

/** Turns what a function of the library returned into an exception. */
final class Failure
{
    private const MESSAGE = 0;
    private const CODE = 1;
    private const PROVIDER_MESSAGE = 2;
    private const FIELD = 3;

    /** Throws unless the status is OK, and frees the error. */
    public static function check(int $status, ?\FFI\CData $error = null, ?\Throwable $cause = null): void
    {
        if ($status === 0) {
            return;
        }
        try {
            throw self::of($status, $error, $cause);
        } finally {
            self::free($error);
        }
    }

    public static function free(?\FFI\CData $error): void
    {
        if ($error !== null) {
            Library::ffi()->paysdk_error_free($error);
        }
    }

    /** The exception of a call that is wrong by these classes' own judgement. */
    public static function usage(Status $status, string $message, ?string $field = null): UsageException
    {
        return new UsageException($status, $message, Outcome::NotSent, field: $field);
    }

    /**
     * Does work that reads an answer or a notification. What goes wrong in it has an unknown outcome: the message came, so money may
     * have moved before.
     *
     * @template T
     * @param \Closure(): T $work
     * @return T
     */
    public static function reading(#[\SensitiveParameter] \Closure $work): mixed
    {
        try {
            return $work();
        } catch (PaysdkException $failure) {
            throw $failure->outcome === Outcome::Unknown ? $failure : self::unknown($failure);
        }
    }

    private static function of(int $number, ?\FFI\CData $error, ?\Throwable $cause): PaysdkException
    {
        // A later library may have statuses that these classes do not know.
        $status = Status::tryFrom($number) ?? Status::Internal;
        $class = match ($status) {
            Status::Transport, Status::HttpStatus => TransportException::class,
            Status::Decode, Status::Signature, Status::Mismatch => MessageException::class,
            Status::Provider => ProviderException::class,
            Status::Internal, Status::Panic => InternalException::class,
            default => UsageException::class,
        };
        if ($error === null || \FFI::isNull($error)) {
            // A function without an error sends nothing, but may read what was answered: see reading().
            $nothingSent = $error === null && $status->value > Status::Transport->value;
            $outcome = $nothingSent ? Outcome::NotSent : Outcome::Unknown;

            return new $class($status, $status->name(), $outcome, previous: $cause);
        }
        $ffi = Library::ffi();

        return new $class(
            $status,
            (string) self::text($error, self::MESSAGE),
            Outcome::tryFrom($ffi->paysdk_error_outcome($error)) ?? Outcome::Unknown,
            $ffi->paysdk_error_http_status($error) ?: null,
            self::text($error, self::CODE),
            self::text($error, self::PROVIDER_MESSAGE),
            self::text($error, self::FIELD),
            $cause,
        );
    }

    private static function unknown(PaysdkException $failure): PaysdkException
    {
        $class = $failure::class;

        return new $class(
            $failure->status,
            $failure->getMessage(),
            Outcome::Unknown,
            $failure->httpStatus,
            $failure->providerCode,
            $failure->providerMessage,
            $failure->field,
            $failure->getPrevious(),
        );
    }

    private static function text(\FFI\CData $error, int $which): ?string
    {
        $text = Library::ffi()->paysdk_error_text($error, $which);

        return $text === null ? null : Library::text($text);
    }
}
