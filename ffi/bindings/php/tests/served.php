<?php

/*
 * Prints what the till's page says in a server set up like FPM: FFI for preloaded code only.
 *
 *     php served.php         the library is opened by each request
 *     php served.php once    the library is opened when the server starts, by the header of preload-header.php
 */

declare(strict_types=1);

$binding = dirname(__DIR__);
$listener = stream_socket_server('tcp://127.0.0.1:0');
$address = stream_socket_get_name($listener, false);
fclose($listener);

$settings = [
    'opcache.enable' => '1',
    'opcache.enable_cli' => '1',
    'opcache.preload' => "$binding/preload.php",
    'opcache.preload_user' => trim((string) shell_exec('id -un')),
    'ffi.enable' => 'preload',
    'display_errors' => 'stderr',
];
$environment = getenv();
$header = null;
if (($argv[1] ?? '') === 'once') {
    $header = tempnam(sys_get_temp_dir(), 'paysdk');
    file_put_contents($header, shell_exec(escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg("$binding/preload-header.php")));
    $settings['ffi.preload'] = $header;
    // Whoever opens the library again fails.
    $environment['PAYSDK_LIBRARY'] = '/nowhere/libpaysdk.so';
}
$command = [PHP_BINARY];
foreach ($settings as $name => $value) {
    array_push($command, '-d', "$name=$value");
}
array_push($command, '-S', $address, __DIR__ . '/page.php');

$log = tmpfile();
$server = proc_open($command, [['file', '/dev/null', 'r'], $log, $log], $pipes, null, $environment);
$page = false;
for ($tries = 0; $page === false && $tries < 200 && proc_get_status($server)['running']; ++$tries) {
    usleep(50_000);
    $page = @file_get_contents("http://$address/");
}
proc_terminate($server);
proc_close($server);
$header === null || unlink($header);
echo $page;
if ($page === false) {
    rewind($log);
    fwrite(STDERR, "the server gave no page\n" . stream_get_contents($log));
    exit(1);
}
