<?php

/*
 * Preloads the library and the classes, so that requests neither parse the header nor need FFI enabled for themselves.
 *
 *     ; php.ini of FPM
 *     ffi.enable = preload
 *     opcache.preload = /path/to/preload.php
 *     opcache.preload_user = www-data
 *     env[PAYSDK_LIBRARY] and env[PAYSDK_HEADER] do not reach preloading; set them for the service, or install the library.
 */

declare(strict_types=1);

(static function (): void {
    require_once __DIR__ . '/src/Internal/Library.php';
    // FFI::load wants to be told the library's name by the header itself.
    $names = sprintf("#define FFI_SCOPE \"%s\"\n#define FFI_LIB \"%s\"\n", Paysdk\Internal\Library::SCOPE, Paysdk\Internal\Library::file());
    $header = (string) tempnam(sys_get_temp_dir(), 'paysdk');
    try {
        file_put_contents($header, $names . Paysdk\Internal\Library::header());
        FFI::load($header);
    } finally {
        unlink($header);
    }
    $files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator(__DIR__ . '/src', FilesystemIterator::SKIP_DOTS));
    foreach ($files as $file) {
        if ($file->getExtension() === 'php') {
            opcache_compile_file($file->getPathname());
        }
    }
})();
