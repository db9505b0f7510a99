<?php

/* Finds the classes where Composer is not used. */

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Paysdk\\')) {
        $file = __DIR__ . '/src/' . strtr(substr($class, strlen('Paysdk\\')), '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
