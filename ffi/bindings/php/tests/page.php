<?php

/* A page of the server that served.php starts: the till, where FFI works for the preloaded classes and for nobody else. */

declare(strict_types=1);

try {
    FFI::cdef('int abs(int);');
    exit("FFI works for every script\n");
} catch (FFI\Exception) {
}
if (!class_exists(Paysdk\Client::class, false)) {
    exit("nothing is preloaded\n");
}
require __DIR__ . '/../../../examples/till.php';
