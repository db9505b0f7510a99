<?php

/*
 * Runs every test of this folder, or those whose names contain the first argument.
 *
 * Each public method of a class in a file *Test.php is one; it fails by throwing.
 */

declare(strict_types=1);

require __DIR__ . '/../autoload.php';
require __DIR__ . '/Check.php';
require __DIR__ . '/Surroundings.php';

error_reporting(E_ALL);
set_error_handler(static function (int $level, string $message, string $file, int $line): bool {
    // A warning is a failure, but for the ones that the code silences.
    return (error_reporting() & $level) === 0 ? false : throw new ErrorException($message, 0, $level, $file, $line);
});

$ran = 0;
$failed = 0;
foreach (glob(__DIR__ . '/*Test.php') ?: [] as $file) {
    require $file;
    $class = basename($file, '.php');
    foreach (get_class_methods($class) as $method) {
        if ($method === '__construct' || !str_contains("$class::$method", $argv[1] ?? '')) {
            continue;
        }
        ++$ran;
        try {
            (new $class())->$method();
        } catch (Throwable $thrown) {
            ++$failed;
            echo "FAILED $class::$method\n$thrown\n\n";
        }
    }
}
echo "Ran $ran tests, $failed failed\n";
exit($failed === 0 && $ran > 0 ? 0 : 1);
