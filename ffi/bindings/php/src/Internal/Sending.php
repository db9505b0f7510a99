<?php

declare(strict_types=1);

namespace Paysdk\Internal;

use Paysdk\NotSent;
use Paysdk\TransportReply;
use Paysdk\TransportRequest;

/** The function through which the library sends where the caller brought a transport. */
final class Sending
{
    private const OK = 0;
    private const NOT_SENT = 1;
    private const UNKNOWN = 2;

    private static ?\FFI\CData $function = null;

    public static function function(): \FFI\CData
    {
        if (self::$function === null) {
            self::$function = Library::ffi()->new('paysdk_transport_fn[1]');
            self::$function[0] = static fn ($userdata, $request, $reply): int => self::send($userdata, $request, $reply);
        }

        return self::$function[0];
    }

    /** Nothing may be thrown into the library: it is kept, and becomes the previous one of the call's exception. */
    private static function send(\FFI\CData $userdata, \FFI\CData $request, \FFI\CData $reply): int
    {
        $slot = null;
        try {
            $slot = Slot::at($userdata);
            if ($slot === null) {
                return self::NOT_SENT;
            }
            self::put($reply, ($slot->function)(self::shown($request)));

            return self::OK;
        } catch (NotSent $thrown) {
            $slot?->threw($thrown);

            return self::NOT_SENT;
        } catch (\Throwable $thrown) {
            $slot?->threw($thrown);

            return self::UNKNOWN;
        }
    }

    private static function shown(\FFI\CData $request): TransportRequest
    {
        $ffi = Library::ffi();
        $start = $ffi->new('const uint8_t *');
        $size = $ffi->new('size_t');
        $timeout = $ffi->new('uint32_t');
        $moves = $ffi->new('uint32_t');
        $ffi->paysdk_transport_request_body($request, \FFI::addr($start), \FFI::addr($size));
        $ffi->paysdk_transport_request_timeout_ms($request, \FFI::addr($timeout));
        $ffi->paysdk_transport_request_moves_money($request, \FFI::addr($moves));

        return new TransportRequest(
            self::text($request, 'paysdk_transport_request_method'),
            self::text($request, 'paysdk_transport_request_url'),
            self::headers($request),
            $size->cdata === 0 ? '' : \FFI::string($start, $size->cdata),
            $timeout->cdata,
            $moves->cdata !== 0,
        );
    }

    private static function text(\FFI\CData $request, string $function): string
    {
        $ffi = Library::ffi();
        $text = $ffi->new('const char *');
        $ffi->$function($request, \FFI::addr($text));

        return \FFI::string($text);
    }

    /** @return list<array{string, string}> */
    private static function headers(\FFI\CData $request): array
    {
        $ffi = Library::ffi();
        $name = $ffi->new('const char *');
        $value = $ffi->new('const char *');
        $at = [\FFI::addr($name), \FFI::addr($value)];
        $headers = [];
        while ($ffi->paysdk_transport_request_header_at($request, count($headers), ...$at) === 0) {
            $headers[] = [\FFI::string($name), \FFI::string($value)];
        }

        return $headers;
    }

    private static function put(\FFI\CData $reply, TransportReply $answer): void
    {
        $ffi = Library::ffi();
        if ($ffi->paysdk_transport_reply_set_status($reply, $answer->status) !== 0) {
            throw new \ValueError("a reply's status must be from 100 to 999");
        }
        foreach ($answer->headers as [$name, $value]) {
            // What C cannot hold, or is no UTF-8, is no header that the answer's meaning hangs on.
            if (!str_contains($name . $value, "\0")) {
                $ffi->paysdk_transport_reply_add_header($reply, $name, $value);
            }
        }
        // A copy, because memcpy takes what it can by reference, and a readonly property cannot be taken so.
        $body = $answer->body;
        $size = strlen($body);
        if ($size === 0) {
            return;
        }
        $bytes = $ffi->new("uint8_t[$size]");
        \FFI::memcpy($bytes, $body, $size);
        if ($ffi->paysdk_transport_reply_append_body($reply, $bytes, $size) !== 0) {
            throw new \ValueError("a reply's body must not be longer than a mebibyte");
        }
    }
}
