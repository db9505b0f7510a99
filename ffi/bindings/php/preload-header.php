<?php

/*
 * Prints the header under which PHP opens the library when it starts, for requests to find it open.
 *
 *     php preload-header.php > /etc/php/paysdk.h
 *
 *     ; php.ini
 *     ffi.preload = /etc/php/paysdk.h
 *
 * PAYSDK_LIBRARY and PAYSDK_HEADER are read now, not when PHP starts. Print it anew for every new version of the library.
 */

declare(strict_types=1);

require_once __DIR__ . '/src/Internal/Library.php';

use Paysdk\Internal\Library;

printf("#define FFI_SCOPE \"%s\"\n#define FFI_LIB \"%s\"\n%s", Library::SCOPE, Library::file(), Library::header());
