<?php

declare(strict_types=1);

namespace Paysdk;

use Paysdk\Exception\PaysdkException;
use Paysdk\Internal\Failure;
use Paysdk\Internal\Handle;
use Paysdk\Internal\Library;
use Paysdk\Internal\Slot;
use Paysdk\Internal\Text;
use Paysdk\Internal\Texts;

/** A merchant's access to a provider. It frees itself. */
final class Client
{
    /** Enough for every scheme there is. */
    private const SIGNATURE_BYTES = 128;

    private readonly Handle $handle;
    private readonly ?Slot $transport;
    private readonly bool $gbk;

    public function __construct(Config $config)
    {
        [$settings, $this->transport, $logger, $this->gbk] = $config->parts();
        $ffi = Library::ffi();
        $out = $ffi->new('paysdk_client *');
        $settings->use(function (\FFI\CData $settings) use ($ffi, $out): void {
            $error = $ffi->new('paysdk_error *');
            Failure::check($ffi->paysdk_client_new($settings, \FFI::addr($out), \FFI::addr($error)), $error);
        });
        $this->handle = new Handle('client', $out, 'paysdk_client_free', true, [$this->transport, $logger]);
    }

    /** A request for an operation, such as `chaoying.pay`, to be filled and sent. */
    public function request(string $operation): Request
    {
        $ffi = Library::ffi();
        $out = $ffi->new('paysdk_request *');
        $operation = Text::checked($operation, 'operation');
        $this->handle->use(function (\FFI\CData $client) use ($ffi, $out, $operation): void {
            $error = $ffi->new('paysdk_error *');
            Failure::check($ffi->paysdk_request_new($client, $operation, \FFI::addr($out), \FFI::addr($error)), $error);
        });
        // The client's handle keeps the callbacks, which the request calls even after the client was closed.
        $handle = new Handle('request', $out, 'paysdk_request_free', false, $this->handle);

        return new Request($handle, $this->transport, $this->gbk);
    }

    /**
     * Makes one call with these fields; those that are null are left out.
     *
     * @param array<string, string|int|\Stringable|null> $fields
     * @throws PaysdkException look at its outcome before anything else
     */
    public function call(string $operation, #[\SensitiveParameter] array $fields = []): Response
    {
        $request = $this->request($operation);
        foreach ($fields as $name => $value) {
            if ($value !== null) {
                $request->set((string) $name, $value);
            }
        }

        return $request->send();
    }

    /**
     * Reads a notification, such as `chaoying.payment`, from the bytes that were posted.
     *
     * It is believed only if its signature is right. Compare it with your order by {@see Notification::expect} before you act
     * on it.
     *
     * @param string $body `file_get_contents('php://input')`
     * @param null|array<string, string> $headers `getallheaders()`, for the kinds that need them
     */
    public function verifyNotification(string $kind, string $body, ?array $headers = null): Notification
    {
        $ffi = Library::ffi();
        $out = $ffi->new('paysdk_response *');
        Failure::reading(fn () => $this->handle->use(function (\FFI\CData $client) use ($ffi, $out, $kind, $headers, $body): void {
            $name = Text::checked($kind, 'kind');
            $lines = $headers === null ? null : self::headerLines($headers);
            $error = $ffi->new('paysdk_error *');
            $size = strlen($body);
            $bytes = null;
            if ($size > 0) {
                $bytes = $ffi->new("uint8_t[$size]");
                \FFI::memcpy($bytes, $body, $size);
            }
            $ends = [\FFI::addr($out), \FFI::addr($error)];
            Failure::check($ffi->paysdk_notification_verify($client, $name, $lines, $bytes, $size, ...$ends), $error);
        }));

        return new Notification(new Handle('notification', $out, 'paysdk_response_free', false), $this->gbk, $kind);
    }

    /**
     * The signature of fields by a scheme, such as `chaoying`.
     *
     * @param array<string, string|int|\Stringable> $fields
     */
    public function sign(string $scheme, #[\SensitiveParameter] array $fields): string
    {
        $size = self::SIGNATURE_BYTES;
        $need = Library::ffi()->new('size_t');
        while (true) {
            $buffer = Library::ffi()->new("char[$size]");
            $out = [$buffer, $size, \FFI::addr($need)];
            [$status, $error] = $this->signing('paysdk_sign', $scheme, $fields, $out);
            if ($status !== Status::Buffer->value || $need->cdata <= $size) {
                Failure::check($status, $error);

                return \FFI::string($buffer);
            }
            Failure::free($error);
            $size = $need->cdata;
        }
    }

    /**
     * Whether a signature is that of fields by a scheme. It takes the same time for every wrong one.
     *
     * @param array<string, string|int|\Stringable> $fields
     */
    public function verify(string $scheme, #[\SensitiveParameter] array $fields, string $signature): bool
    {
        [$status, $error] = $this->signing('paysdk_verify', $scheme, $fields, [Text::checked($signature, 'signature')]);
        if ($status === Status::Signature->value) {
            Failure::free($error);

            return false;
        }
        Failure::check($status, $error);

        return true;
    }

    /** Frees the client, once the calls under way are done. Requests that it made live on. */
    public function close(): void
    {
        $this->handle->close();
    }

    /** The version of the loaded library, such as `0.1.0`. */
    public static function version(): string
    {
        return Library::version();
    }

    /**
     * @param array<string, mixed> $fields
     * @param list<mixed> $rest
     * @return array{int, \FFI\CData}
     */
    private function signing(string $function, string $scheme, #[\SensitiveParameter] array $fields, array $rest): array
    {
        $ffi = Library::ffi();
        $scheme = Text::checked($scheme, 'scheme');
        [$names, $values] = [[], []];
        foreach ($fields as $name => $value) {
            $names[] = Text::checked((string) $name, 'names');
            $values[] = Text::ofValue($value, (string) $name);
        }
        [$names, $values] = [new Texts($names), new Texts($values)];
        $error = $ffi->new('paysdk_error *');
        $in = [$scheme, $names->array, $values->array, count($fields)];
        $call = static fn (\FFI\CData $client): int => $ffi->$function($client, ...$in, ...$rest, ...[\FFI::addr($error)]);

        return [$this->handle->use($call), $error];
    }

    /** @param array<string, string> $headers */
    private static function headerLines(array $headers): string
    {
        $lines = [];
        foreach ($headers as $name => $value) {
            $line = Text::checked("$name: $value", 'headers');
            if (strpbrk($line, "\r\n") !== false || str_contains((string) $name, ':')) {
                throw Failure::usage(Status::InvalidValue, 'headers: must be one line each', 'headers');
            }
            $lines[] = $line;
        }

        return implode("\n", $lines);
    }

    private function __clone()
    {
    }
}
