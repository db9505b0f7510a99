<?php

declare(strict_types=1);

namespace Paysdk;

use Paysdk\Exception\PaysdkException;
use Paysdk\Internal\Failure;
use Paysdk\Internal\Handle;
use Paysdk\Internal\Library;
use Paysdk\Internal\Slot;
use Paysdk\Internal\Text;

/** A call that is being put together. {@see Client::request} makes it. */
final class Request
{
    /** @internal */
    public function __construct(
        private readonly Handle $handle,
        private readonly ?Slot $transport,
        private readonly bool $gbk,
    ) {
    }

    /**
     * Sets one field, whose rule is checked at once. A later value replaces an earlier one.
     *
     * @param string|int|\Stringable $value amounts are an int in the provider's smallest unit, or decimal text; a float is a
     *     TypeError
     */
    public function set(string $field, #[\SensitiveParameter] mixed $value): static
    {
        $text = Text::ofValue($value, $field);
        $name = Text::checked($field, 'field');
        $this->handle->use(function (\FFI\CData $request) use ($name, $value, $text): void {
            $ffi = Library::ffi();
            $error = $ffi->new('paysdk_error *');
            $status = is_int($value)
                ? $ffi->paysdk_request_set_i64($request, $name, $value, \FFI::addr($error))
                : $ffi->paysdk_request_set($request, $name, $text, \FFI::addr($error));
            Failure::check($status, $error);
        });

        return $this;
    }

    /**
     * Sets the fields of a JSON object, all of them or, if one breaks its rule, none; null takes a field back.
     *
     * @param string $object an amount stands in it as whole number or as text
     */
    public function setJson(#[\SensitiveParameter] string $object): static
    {
        $object = Text::checked($object, 'object');
        $this->handle->use(function (\FFI\CData $request) use ($object): void {
            $ffi = Library::ffi();
            $error = $ffi->new('paysdk_error *');
            Failure::check($ffi->paysdk_request_set_json($request, $object, \FFI::addr($error)), $error);
        });

        return $this;
    }

    /**
     * Sends the request once and waits for its answer. It may be sent again, and then is a new call with the same fields.
     *
     * @throws PaysdkException look at its outcome before anything else; what a transport of yours threw is its previous one
     */
    public function send(): Response
    {
        $ffi = Library::ffi();
        $out = $ffi->new('paysdk_response *');
        $error = $ffi->new('paysdk_error *');
        $send = static fn (\FFI\CData $request): int
            => $ffi->paysdk_request_send($request, \FFI::addr($out), \FFI::addr($error));
        Failure::check($this->handle->use($send), $error, $this->transport?->takeThrown());

        return new Response(new Handle('response', $out, 'paysdk_response_free', false), $this->gbk);
    }

    /** Frees the request and wipes its values. */
    public function close(): void
    {
        $this->handle->close();
    }

    private function __clone()
    {
    }
}
