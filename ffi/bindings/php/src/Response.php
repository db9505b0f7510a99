<?php

declare(strict_types=1);

namespace Paysdk;

use Paysdk\Exception\MessageException;
use Paysdk\Internal\Failure;
use Paysdk\Internal\Handle;
use Paysdk\Internal\Json;
use Paysdk\Internal\Library;
use Paysdk\Internal\Text;

/**
 * What a call answered, read by name: `$response['list.0.trade_no']` reaches inside.
 *
 * Texts are as the provider sent them, so that amounts stay exact.
 *
 * @implements \ArrayAccess<string, string>
 */
class Response implements \ArrayAccess, \JsonSerializable
{
    /** @internal */
    public function __construct(private readonly Handle $handle, private readonly bool $gbk)
    {
    }

    /**
     * The text of a field, or null if it is not there or null. Objects and lists are JSON.
     *
     * @throws MessageException for a text that the caller's charset, or a C text, cannot hold
     */
    public function get(string $field): ?string
    {
        return $this->reading(static function (\FFI\CData $response) use ($field): ?string {
            $ffi = Library::ffi();
            $name = Text::checked($field, 'field');
            $value = $ffi->new('const char *');
            $status = $ffi->paysdk_response_get($response, $name, \FFI::addr($value));
            if ($status === Status::NotFound->value) {
                return null;
            }
            if ($status === Status::InvalidValue->value) {
                throw new MessageException(Status::InvalidValue, "$field: has a character that text cannot hold here", field: $field);
            }
            Failure::check($status);

            return \FFI::string($value);
        });
    }

    /** The number of items of a list; 0 for what is no list. */
    public function count(string $list): int
    {
        return $this->reading(
            static fn (\FFI\CData $response): int
                => Library::ffi()->paysdk_response_count($response, Text::checked($list, 'list')),
        );
    }

    /** All fields as one JSON object. */
    public function json(): string
    {
        return $this->reading(static function (\FFI\CData $response): string {
            $ffi = Library::ffi();
            $json = $ffi->new('const char *');
            Failure::check($ffi->paysdk_response_json($response, \FFI::addr($json)));

            return \FFI::string($json);
        });
    }

    /**
     * All fields. Whole numbers are ints; numbers with a point, an exponent or too many digits are their text, never a float.
     *
     * @return array<string, mixed>
     */
    public function toArray(): array
    {
        return Json::decoded($this->json(), $this->gbk);
    }

    /** The bytes as they came; empty where nothing was sent. */
    public function body(): string
    {
        return $this->reading(static function (\FFI\CData $response): string {
            $ffi = Library::ffi();
            $start = $ffi->new('const uint8_t *');
            $size = $ffi->new('size_t');
            Failure::check($ffi->paysdk_response_body($response, \FFI::addr($start), \FFI::addr($size)));

            return $size->cdata === 0 ? '' : \FFI::string($start, $size->cdata);
        });
    }

    /** Frees the response and wipes it: some answers are tokens. */
    public function close(): void
    {
        $this->handle->close();
    }

    /** @return array<string, mixed> */
    public function jsonSerialize(): array
    {
        return $this->toArray();
    }

    public function offsetExists(mixed $offset): bool
    {
        return $this->get((string) $offset) !== null;
    }

    /** @throws \OutOfBoundsException if there is no such field; `$response['x'] ?? null` asks first */
    public function offsetGet(mixed $offset): string
    {
        return $this->get((string) $offset) ?? throw new \OutOfBoundsException("the response has no field $offset");
    }

    public function offsetSet(mixed $offset, mixed $value): void
    {
        throw new \LogicException('a response cannot be changed');
    }

    public function offsetUnset(mixed $offset): void
    {
        throw new \LogicException('a response cannot be changed');
    }

    /**
     * Lends the pointer to work that reads.
     *
     * @internal
     * @template T
     * @param \Closure(\FFI\CData): T $work
     * @return T
     */
    protected function reading(#[\SensitiveParameter] \Closure $work): mixed
    {
        return Failure::reading(fn (): mixed => $this->handle->use($work));
    }

    private function __clone()
    {
    }
}
