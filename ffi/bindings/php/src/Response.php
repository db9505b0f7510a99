<?php

declare(strict_types=1);

namespace Paysdk;

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

    /** The text of a field, or null if it is not there or null. Objects and lists are JSON. */
    public function get(string $field): ?string
    {
        $field = Text::checked($field, 'field');

        return $this->handle->use(static function (\FFI\CData $response) use ($field): ?string {
            $ffi = Library::ffi();
            $value = $ffi->new('const char *');
            $status = $ffi->paysdk_response_get($response, $field, \FFI::addr($value));
            if ($status === Status::NotFound->value) {
                return null;
            }
            Failure::check($status);

            return \FFI::string($value);
        });
    }

    /** The number of items of a list; 0 for what is no list. */
    public function count(string $list): int
    {
        $list = Text::checked($list, 'list');

        return $this->handle->use(
            static fn (\FFI\CData $response): int => Library::ffi()->paysdk_response_count($response, $list),
        );
    }

    /** All fields as one JSON object. */
    public function json(): string
    {
        return $this->handle->use(static function (\FFI\CData $response): string {
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
        return $this->handle->use(static function (\FFI\CData $response): string {
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

    /** @internal */
    protected function handle(): Handle
    {
        return $this->handle;
    }

    private function __clone()
    {
    }
}
