<?php

declare(strict_types=1);

namespace Paysdk\Internal;

use Paysdk\LogLevel;

/** The function through which the library logs. */
final class Logging
{
    private static ?\FFI\CData $function = null;

    public static function function(): \FFI\CData
    {
        if (self::$function === null) {
            self::$function = Library::ffi()->new('paysdk_log_fn[1]');
            self::$function[0] = static function ($userdata, $level, $message): void {
                self::tell($userdata, $level, $message);
            };
        }

        return self::$function[0];
    }

    /** Nothing may be thrown into the library, and a log line is no reason to lose the call's answer. */
    private static function tell(\FFI\CData $userdata, int $level, string|\FFI\CData $message): void
    {
        try {
            $slot = Slot::at($userdata);
            $slot !== null && ($slot->function)(LogLevel::from($level), Library::text($message));
        } catch (\Throwable $thrown) {
            error_log('paysdk: the logger threw ' . $thrown::class);
        }
    }
}
