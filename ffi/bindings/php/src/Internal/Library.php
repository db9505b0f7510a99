<?php

declare(strict_types=1);

namespace Paysdk\Internal;

/** The shared library, loaded once a process, or once a request where it was not preloaded. */
final class Library
{
    /** The name under which preload.php leaves the library. */
    public const SCOPE = 'PAYSDK';

    /** The version of the C interface that these classes were written for. */
    private const ABI_VERSION = 1;

    private static ?\FFI $ffi = null;

    public static function ffi(): \FFI
    {
        return self::$ffi ??= self::load();
    }

    /** The version of the loaded library, such as `0.1.0`. */
    public static function version(): string
    {
        return self::text(self::ffi()->paysdk_version());
    }

    /** The library's file: PAYSDK_LIBRARY, or where the loader finds it. */
    public static function file(): string
    {
        return getenv('PAYSDK_LIBRARY') ?: 'libpaysdk.so.0';
    }

    /** The declarations of paysdk.ffi.h: PAYSDK_HEADER, the source tree's, those installed with the library, or those of the system. */
    public static function header(): string
    {
        $library = self::file();
        $installed = str_contains($library, '/') ? dirname($library) : '';
        $places = [
            (string) getenv('PAYSDK_HEADER'),
            __DIR__ . '/../../paysdk.ffi.h',
            __DIR__ . '/../../../../include/paysdk.ffi.h',
            // Beside the library's folder: lib, lib64 or lib/x86_64-linux-gnu.
            $installed === '' ? '' : $installed . '/../include/paysdk.ffi.h',
            $installed === '' ? '' : $installed . '/../../include/paysdk.ffi.h',
            '/usr/local/include/paysdk.ffi.h',
            '/usr/include/paysdk.ffi.h',
        ];
        foreach ($places as $place) {
            if ($place !== '' && is_file($place)) {
                return (string) file_get_contents($place);
            }
        }
        throw new \RuntimeException('paysdk.ffi.h is in none of its places; PAYSDK_HEADER may name it');
    }

    /** A text that the library lent; PHP makes strings of some C texts itself. */
    public static function text(string|\FFI\CData|null $text): string
    {
        return $text instanceof \FFI\CData ? \FFI::string($text) : (string) $text;
    }

    private static function load(): \FFI
    {
        try {
            $ffi = \FFI::scope(self::SCOPE);
        } catch (\FFI\Exception) {
            $ffi = \FFI::cdef(self::header(), self::file());
        }
        $version = $ffi->paysdk_abi_version();
        if ($version !== self::ABI_VERSION) {
            $needed = self::ABI_VERSION;
            throw new \RuntimeException("libpaysdk has interface version $version; these classes need $needed");
        }

        return $ffi;
    }
}
