<?php

/*
 * Preloads the classes: FFI then works for them, and for no other code, with `ffi.enable = preload`.
 *
 *     ; php.ini of FPM
 *     ffi.enable = preload
 *     opcache.preload = /path/to/paysdk/preload.php
 *     opcache.preload_user = www-data
 *
 * The library is then opened once a request. preload-header.php has it opened once for all.
 */

declare(strict_types=1);

(static function (): void {
    $files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator(__DIR__ . '/src', FilesystemIterator::SKIP_DOTS));
    foreach ($files as $file) {
        if ($file->getExtension() === 'php') {
            opcache_compile_file($file->getPathname());
        }
    }
})();
